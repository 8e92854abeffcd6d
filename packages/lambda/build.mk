# The AWS Lambda function: `bootstrap`, and the zips to deploy.

LAMBDA := packages/lambda
LAMBDA_C := $(wildcard $(LAMBDA)/src/*.c)
# What of the front ends it shares.
LAMBDA_FRONT := audit_log doctor_report environment isolation limits_options network_options network_report options process settings \
	text_file 	$(if $(SANITIZE),,no_resolver)
LAMBDA_OBJECTS := $(patsubst $(LAMBDA)/src/%.c,$(BUILD)/lambda/%.o,$(LAMBDA_C))

PROGRAMS += $(BIN)/bootstrap
C_FILES += $(shell git ls-files --cached --others --exclude-standard '$(LAMBDA)/*.c' '$(LAMBDA)/*.h')

$(BUILD)/lambda/%.o: $(LAMBDA)/src/%.c | $(TOOLCHAIN) $(CURL_STAMP)
	@mkdir -p $(@D)
	@echo "  CC    lambda/$*.c"
	@$(CC) $(CPPFLAGS) -I$(LAMBDA)/src $(CFLAGS) $(WARNINGS) -MMD -MP -c $< -o $@

$(BIN)/bootstrap: $(LAMBDA_OBJECTS) $(LAMBDA_FRONT:%=$(BUILD)/src/front/%.o) $(BUILD)/libuntrusted.a $(BUILT_LIBS)
	$(call link_program,$(filter %.o,$^))

# --- the zip ---------------------------------------------------------------------------------------------------

LAMBDA_ZIP := $(LAMBDA)/dist/untrusted-lambda-$(ARCH).zip
LAMBDA_FILES := bootstrap untrusted-cell ca-certificates.crt

$(LAMBDA_ZIP): $(LAMBDA_FILES:%=$(BIN)/%) $(wildcard $(LAMBDA)/package/*) LICENSE $(SANDBOX)/include/untrusted.h
	@echo "  ZIP   $@"
	@$(LAMBDA)/package/zip.sh $@ $(BIN) $(BUILD) $(SYSROOT)

# All that can be built here, one after the other, since they share what is of no architecture; or the one that is asked for.
LAMBDA_ARCHITECTURES := $(if $(filter command,$(firstword $(origin ARCH))),$(ARCH),$(HOST_ARCH) $(if $(filter x86_64,$(HOST_ARCH)),arm64))

.PHONY: lambda-zip test-reproducible
lambda-zip: $(LAMBDA_ZIP)

test-reproducible: build-lambda ## build the zips once more, elsewhere, and see that they have the same bytes
	@UNTRUSTED_REBUILD=yes node --test $(LAMBDA)/tests/zip.test.mjs

# --- arm64, where this machine is another ----------------------------------------------------------------------

MACHINE_STAMP := $(THIRD_PARTY)/machine-arm64.stamp

$(MACHINE_STAMP): third_party/machine.txt third_party/fetch-packages.sh third_party/apt.sh \
		| $(THIRD_PARTY)/packages-arm64-tests.stamp
	@third_party/fetch-packages.sh $< arm64 $(@:.stamp=)
	@touch $@

.PHONY: machine-programs test-arm64
machine-programs: build drill-programs $(ARCH_BUILD)/make_snapshot

test-arm64: $(if $(filter arm64,$(HOST_ARCH)),,build $(MACHINE_STAMP)) ## test what is built for arm64 on an emulated machine
ifeq ($(HOST_ARCH),arm64)
	@echo "SKIP test-arm64: this machine is one, and make test tests it"
else
	@$(MAKE) ARCH=arm64 machine-programs
	@node --test $(LAMBDA)/tests/arm64/arm64.test.mjs
endif
