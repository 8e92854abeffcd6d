# Sources and packages of others: fetched, never committed. See third_party/README.md.

THIRD_PARTY := third_party/cache
QJS_DIR := $(THIRD_PARTY)/quickjs-ng
QJS_STAMP := $(THIRD_PARTY)/quickjs-ng.stamp
CURL_DIR := $(THIRD_PARTY)/curl-source
CURL_STAMP := $(THIRD_PARTY)/curl.stamp
CURL_LIB := $(ARCH_BUILD)/curl/libcurl.a
CARES_DIR := $(THIRD_PARTY)/c-ares-source
CARES_STAMP := $(THIRD_PARTY)/c-ares.stamp
CARES_LIB := $(ARCH_BUILD)/c-ares/libcares.a
BUILT_LIBS := $(CURL_LIB) $(CARES_LIB)
PACKAGES_STAMP := $(THIRD_PARTY)/packages.stamp
# What the prelude is bundled of; and what our own npm packages are made and tested with, which is half a gigabyte.
PRELUDE_FOLDER := packages/sandbox/guest/webapi
PRELUDE_NPM_STAMP := $(PRELUDE_FOLDER)/node_modules/.package-lock.json
NPM_STAMP := node_modules/.package-lock.json

# What it takes to compile for $(ARCH); from another architecture also a compiler and a root with the libraries.
TOOLCHAIN := $(PACKAGES_STAMP)
TRIPLET_x86_64 := x86_64-linux-gnu
TRIPLET_arm64 := aarch64-linux-gnu
TRIPLET := $(TRIPLET_$(ARCH))
CROSS :=
SYSROOT :=
ifneq ($(ARCH),$(HOST_ARCH))
ifeq ($(wildcard third_party/debian-packages-$(ARCH).txt),)
$(error Cross-building is from x86_64 for arm64 alone: here it would be from $(HOST_ARCH) for $(ARCH))
endif
CROSS := $(TRIPLET)-
SYSROOT := $(abspath $(THIRD_PARTY)/sysroot-$(ARCH))
TOOLCHAIN += $(THIRD_PARTY)/sysroot-$(ARCH).stamp
endif

# Compilers by architecture: a build for another one compiles its tools for this one.
CC_$(HOST_ARCH) := $(CC)
ifneq ($(CROSS),)
# -B: the compiler has a C library of its own, for itself.
CC_$(ARCH) := $(CROSS)gcc --sysroot=$(SYSROOT) -B$(SYSROOT)/usr/lib/$(TRIPLET)
endif

$(PACKAGES_STAMP): third_party/debian-packages.txt third_party/install-packages.sh
	@mkdir -p $(@D)
	@third_party/install-packages.sh third_party/debian-packages.txt
	@touch $@

$(THIRD_PARTY)/packages-%.stamp: third_party/debian-packages-%.txt third_party/install-packages.sh | $(PACKAGES_STAMP)
	@third_party/install-packages.sh $<
	@touch $@

.PRECIOUS: $(THIRD_PARTY)/packages-%.stamp
$(THIRD_PARTY)/sysroot-%.stamp: third_party/sysroot.txt third_party/fetch-packages.sh third_party/apt.sh \
		| $(THIRD_PARTY)/packages-%.stamp
	@third_party/fetch-packages.sh $< $* $(@:.stamp=)
	@touch $@

$(QJS_STAMP): third_party/quickjs-ng.txt third_party/fetch-debian.sh third_party/apt.sh | $(PACKAGES_STAMP)
	@third_party/fetch-debian.sh $< $(THIRD_PARTY) $(QJS_DIR)
	@touch $@

$(CURL_STAMP): third_party/curl.txt third_party/fetch-debian.sh third_party/apt.sh | $(PACKAGES_STAMP)
	@third_party/fetch-debian.sh $< $(THIRD_PARTY) $(CURL_DIR)
	@touch $@

$(CARES_STAMP): third_party/c-ares.txt third_party/fetch-debian.sh third_party/apt.sh | $(PACKAGES_STAMP)
	@third_party/fetch-debian.sh $< $(THIRD_PARTY) $(CARES_DIR)
	@touch $@

# For another architecture the scripts get a compiler and the root to look for libraries in.
LIBRARY_ENVIRONMENT := $(if $(CROSS),CC='$(CC_$(ARCH))' CROSS_HOST=$(TRIPLET) CROSS_ROOT='$(SYSROOT)')

$(CARES_LIB): $(CARES_STAMP) third_party/build-c-ares.sh third_party/source.sh | $(TOOLCHAIN)
	@echo "  LIB   libcares.a"
	@$(LIBRARY_ENVIRONMENT) third_party/build-c-ares.sh $(CARES_DIR) $(@D)

$(CURL_LIB): $(CURL_STAMP) third_party/build-curl.sh third_party/source.sh | $(TOOLCHAIN)
	@echo "  LIB   libcurl.a (HTTP and HTTPS alone; half a minute)"
	@$(LIBRARY_ENVIRONMENT) third_party/build-curl.sh $(CURL_DIR) $(@D)

$(PRELUDE_NPM_STAMP): $(PRELUDE_FOLDER)/package.json $(PRELUDE_FOLDER)/package-lock.json | $(PACKAGES_STAMP)
	@echo "npm ci: build tools and libraries of the prelude"
	@cd $(PRELUDE_FOLDER) && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(NPM_STAMP): package.json package-lock.json $(wildcard packages/*/package.json) | $(PACKAGES_STAMP)
	@echo "npm ci: what the npm packages are made and tested with (half a gigabyte)"
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@
