# Every command of the project. `make help` lists them.

.DEFAULT_GOAL := build
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory
# Once: those below share the first one's.
ifeq ($(MAKELEVEL)$(filter -j%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(shell nproc)
endif

# What is built for: this machine's architecture, or ARCH=arm64 on x86-64. What is not for this machine has its own folders.
HOST_ARCH := $(patsubst aarch64,arm64,$(shell uname -m))
ARCH := $(HOST_ARCH)
ifeq ($(filter x86_64 arm64,$(ARCH)),)
$(error ARCH is x86_64 or arm64, not '$(ARCH)')
endif
ARCH_FOLDER := $(if $(filter-out $(HOST_ARCH),$(ARCH)),/$(ARCH))
ARCH_BUILD := build$(ARCH_FOLDER)
BUILD := $(ARCH_BUILD)$(if $(SANITIZE),/sanitize)
BIN := bin$(ARCH_FOLDER)$(if $(SANITIZE),/sanitize)

include third_party/third_party.mk
include packages/sandbox/build.mk
include packages/sandbox/fuzz/fuzz.mk
include packages/sandbox/tests/tests.mk
include packages/sandbox/tests/coverage.mk
include packages/sandbox/bench/bench.mk
-include packages/sandbox/tests/drill/drill.mk
include packages/lambda/build.mk
include packages/lambda/tests/tests.mk
include packages/sdk/sdk.mk
include packages/iac/iac.mk

.PHONY: help install build build-lambda run serve test check coverage fuzz bench clean format

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(filter %Makefile %.mk,$(MAKEFILE_LIST))

install: $(TOOLCHAIN) $(QJS_STAMP) $(PRELUDE_NPM_STAMP) $(NPM_STAMP) ## fetch everything that the build needs: packages, sources, npm

build: $(PROGRAMS) ## build bin/untrusted and bin/untrusted-cell (ARCH=arm64: in bin/arm64, for that)

build-lambda: ## make the zips for AWS Lambda in packages/lambda/dist (ARCH=x86_64 or arm64: that one alone)
	@set -e; for architecture in $(LAMBDA_ARCHITECTURES); do $(MAKE) ARCH=$$architecture lambda-zip; done

run: build ## run code: make run CODE='2 + 2' (or FILE=path)
	@$(BIN)/untrusted run $(if $(FILE),'$(FILE)',-e "$$CODE")
run: export CODE := $(value CODE)

serve: build ## answer the AWS Lambda Invoke API on 127.0.0.1:9000
	@$(BIN)/untrusted serve

test: ## run every test (SANITIZE=1: with ASan and UBSan)
	@$(MAKE) $(TEST_GOALS)
	@$(MAKE) test-lambda
ifeq ($(SANITIZE),)
	@$(MAKE) test-sdk
	@$(MAKE) test-iac
else
	@echo "SKIP test-sdk, test-iac: what is shipped is never of a build with sanitizers"
endif

check: $(CHECK_GOALS) ## formatting, layers, symbols, documents

coverage: $(COVERAGE_STAMP) ## see that the unit tests take every branch of src/policy

format: ## lay out the C code
	@clang-format -i $(C_FILES)

fuzz: $(FUZZ_GOALS) ## run the fuzz targets (SECONDS=n for each)

bench: $(BENCH_GOALS) ## measure, beside native QuickJS in the same run

clean: ## remove what was built; what was fetched stays
	rm -rf build bin packages/*/dist packages/iac/zip
