# Sources and packages of others: fetched, never committed. See third_party/README.md.

THIRD_PARTY := third_party/cache
QJS_DIR := $(THIRD_PARTY)/quickjs-ng
QJS_STAMP := $(THIRD_PARTY)/quickjs-ng.stamp
CURL_DIR := $(THIRD_PARTY)/curl-source
CURL_STAMP := $(THIRD_PARTY)/curl.stamp
CURL_LIB := build/curl/libcurl.a
CARES_DIR := $(THIRD_PARTY)/c-ares-source
CARES_STAMP := $(THIRD_PARTY)/c-ares.stamp
CARES_LIB := build/c-ares/libcares.a
BUILT_LIBS := $(CURL_LIB) $(CARES_LIB)
PACKAGES_STAMP := $(THIRD_PARTY)/packages.stamp
NPM_STAMP := node_modules/.package-lock.json

$(PACKAGES_STAMP): third_party/debian-packages.txt third_party/install-packages.sh
	@mkdir -p $(@D)
	@third_party/install-packages.sh third_party/debian-packages.txt
	@touch $@

$(QJS_STAMP): third_party/quickjs-ng.txt third_party/fetch-debian.sh | $(PACKAGES_STAMP)
	@third_party/fetch-debian.sh $< $(THIRD_PARTY) $(QJS_DIR)
	@touch $@

$(CURL_STAMP): third_party/curl.txt third_party/fetch-debian.sh | $(PACKAGES_STAMP)
	@third_party/fetch-debian.sh $< $(THIRD_PARTY) $(CURL_DIR)
	@touch $@

$(CARES_STAMP): third_party/c-ares.txt third_party/fetch-debian.sh | $(PACKAGES_STAMP)
	@third_party/fetch-debian.sh $< $(THIRD_PARTY) $(CARES_DIR)
	@touch $@

$(CARES_LIB): $(CARES_STAMP) third_party/build-c-ares.sh third_party/source.sh
	@echo "  LIB   libcares.a"
	@third_party/build-c-ares.sh $(CARES_DIR) $(@D)

$(CURL_LIB): $(CURL_STAMP) third_party/build-curl.sh third_party/source.sh
	@echo "  LIB   libcurl.a (HTTP and HTTPS alone; half a minute)"
	@third_party/build-curl.sh $(CURL_DIR) $(@D)

$(NPM_STAMP): package.json package-lock.json packages/sandbox/guest/webapi/package.json | $(PACKAGES_STAMP)
	@echo "npm ci: build tools and libraries of the prelude"
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@
