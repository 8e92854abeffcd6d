# The npm packages: TypeScript compiled, programs packed with their licences, tarballs; and their tests.

NPM := build/npm
NPM_VERSION := $(shell sed -n 's/^\#define UNTRUSTED_VERSION "\(.*\)"/\1/p' $(SANDBOX)/include/untrusted.h)
NPM_CPU := $(patsubst x86_64,x64,$(ARCH))
# Those that are written: the others have no page yet.
NPM_PACKAGES := $(foreach name,sandbox sdk mcp,$(if $(wildcard packages/$(name)/README.md),$(name)))

# The oldest Node that the packages are for, and the newest. They are for x86-64; elsewhere it is the machine's.
PINNED_NODE_20 = $(or $(shell ls node_modules/node-20/bin/node 2>/dev/null),$(shell command -v node))
PINNED_NODE_24 = $(or $(shell ls node_modules/node-24/bin/node 2>/dev/null),$(shell command -v node))
WITH_NODE_20 = PATH="$(abspath $(dir $(PINNED_NODE_20))):$$PATH"
WITH_NODE_24 = PATH="$(abspath $(dir $(PINNED_NODE_24))):$$PATH"

# --- compile -------------------------------------------------------------------------------------------------------

# What was compiled before is removed, since its source may be gone.
$(NPM)/%.compiled: packages/%/tsconfig.json packages/%/package.json tsconfig.base.json $(NPM_STAMP)
	@mkdir -p $(@D)
	@echo "  TSC   packages/$*"
	@rm -rf packages/$*/dist
	@$(WITH_NODE_20) node node_modules/typescript/bin/tsc -p packages/$*
	@touch $@

# One after the other: each one's types are the next one's.
$(NPM)/sandbox.compiled: $(wildcard $(SANDBOX)/node/*.ts)
$(NPM)/sdk.compiled: $(shell find packages/sdk/src -name '*.ts') $(NPM)/sandbox.compiled
$(NPM)/mcp.compiled: $(shell find packages/mcp/src -name '*.ts') $(NPM)/sdk.compiled

# --- pack ----------------------------------------------------------------------------------------------------------

NPM_SCRIPTS := $(wildcard $(SANDBOX)/npm/*) LICENSE
PACKAGE_TARBALLS := $(NPM_PACKAGES:%=$(NPM)/untrusted-code-%-$(NPM_VERSION).tgz)
PLATFORM_TARBALL := $(NPM)/untrusted-code-sandbox-linux-$(NPM_CPU)-$(NPM_VERSION).tgz
PLATFORM_FOLDER := $(NPM)/stage/sandbox-linux-$(NPM_CPU)

$(PACKAGE_TARBALLS): $(NPM)/untrusted-code-%-$(NPM_VERSION).tgz: $(NPM)/%.compiled packages/%/README.md $(NPM_SCRIPTS)
	@echo "  NPM   $@"
	@$(WITH_NODE_20) node $(SANDBOX)/npm/stage.mjs package $* $(NPM)/stage/$*
	@$(WITH_NODE_20) $(SANDBOX)/npm/pack.sh $(NPM)/stage/$* $@

$(PLATFORM_TARBALL): $(addprefix $(BIN)/,untrusted untrusted-cell ca-certificates.crt) $(SANDBOX)/package.json $(NPM_SCRIPTS) \
		$(wildcard $(LAMBDA)/package/*.mjs) | $(NPM_STAMP)
	$(if $(SANITIZE),$(error The sanitizers' build is not for others: make build-sdk, without SANITIZE))
	@echo "  NPM   $@"
	@$(WITH_NODE_20) node $(SANDBOX)/npm/stage.mjs platform $(NPM_CPU) $(BIN) $(PLATFORM_FOLDER)
	@umask 022; $(WITH_NODE_20) node $(LAMBDA)/package/describe.mjs @untrusted-code/sandbox-linux-$(NPM_CPU) \
		$(PLATFORM_FOLDER) $(BUILD) '$(SYSROOT)' bin/untrusted bin/untrusted-cell
	@$(WITH_NODE_20) $(SANDBOX)/npm/pack.sh $(PLATFORM_FOLDER) $@

.PHONY: build-sdk npm-platform npm-packages
npm-platform: $(PLATFORM_TARBALL)
npm-packages: $(PACKAGE_TARBALLS)

build-sdk: ## make the npm packages in build/npm (ARCH=x86_64 or arm64: the programs of that one alone)
	@set -e; for architecture in $(LAMBDA_ARCHITECTURES); do $(MAKE) ARCH=$$architecture npm-platform; done
	@$(MAKE) npm-packages

# bench-run measures what the SDK adds.
bench-run: $(NPM)/sdk.compiled

# --- test ----------------------------------------------------------------------------------------------------------

NPM_TEST_ENVIRONMENT = UNTRUSTED_SANITIZE=$(SANITIZE) UNTRUSTED_BIN_DIR=$(abspath $(BIN)) UNTRUSTED_NPM=$(abspath $(NPM))
NPM_TESTS := $(wildcard $(SANDBOX)/node/test/*.test.mjs \
	$(foreach name,sdk mcp,packages/$(name)/test/*.test.mjs packages/$(name)/test/*/*.test.mjs))
# With the newest Node: what is about the system, and the SDK itself, whose coverage is measured. What is about npm is not
# about the version of Node that runs the test.
NPM_TESTS_24 := $(filter $(SANDBOX)/%,$(NPM_TESTS))
SDK_UNITS := $(filter-out %/tarballs.test.mjs %/readme.test.mjs %/behaviour.test.mjs,$(filter packages/sdk/%,$(NPM_TESTS)))
COVERAGE_MIN := 95

# Those whose types are a report that is committed; to have it written anew: make check-api API_FLAGS=--local
NPM_REPORTED := $(foreach name,$(NPM_PACKAGES),$(if $(wildcard packages/$(name)/api-extractor.json),$(name)))

.PHONY: test-sdk test-tarballs check-api
check-api: $(NPM_REPORTED:%=$(NPM)/%.compiled)
	@$(WITH_NODE_20); mkdir -p build/api; set -e; for name in $(NPM_REPORTED); do \
		node node_modules/.bin/api-extractor run $(API_FLAGS) -c packages/$$name/api-extractor.json; done

test-sdk: build check-api $(PLATFORM_TARBALL) $(PACKAGE_TARBALLS) $(LAMBDA_ZIP) ## test the npm packages, with Node 20 and partly Node 24
	@$(WITH_NODE_20) $(NPM_TEST_ENVIRONMENT) node --no-warnings --test $(NPM_TESTS)
	@$(WITH_NODE_24) $(NPM_TEST_ENVIRONMENT) node --no-warnings --test $(NPM_TESTS_24)
	@$(WITH_NODE_24) $(NPM_TEST_ENVIRONMENT) node --no-warnings --test --experimental-test-coverage \
		--test-coverage-include='packages/sdk/dist/**' --test-coverage-lines=$(COVERAGE_MIN) --test-coverage-branches=$(COVERAGE_MIN) $(SDK_UNITS)
	@$(WITH_NODE_20); set -e; for tarball in $(PACKAGE_TARBALLS); do echo "--- $${tarball##*/}"; \
		node node_modules/.bin/publint run --strict $$tarball; node node_modules/.bin/attw --no-color --profile esm-only $$tarball; done

# What make build-sdk has built, of all architectures; with the newest Node.
test-tarballs:
	@$(WITH_NODE_24) $(NPM_TEST_ENVIRONMENT) node --no-warnings --test packages/sdk/test/tarballs.test.mjs
