# Every command of the project. `make help` lists them.

.DEFAULT_GOAL := build
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory
ifeq ($(filter -j%,$(MAKEFLAGS)),)
MAKEFLAGS += -j$(shell nproc)
endif

BUILD := build$(if $(SANITIZE),/sanitize)
BIN := bin$(if $(SANITIZE),/sanitize)

include third_party/third_party.mk
include packages/sandbox/build.mk
include packages/sandbox/fuzz/fuzz.mk
include packages/sandbox/tests/tests.mk
include packages/sandbox/tests/coverage.mk
include packages/sandbox/bench/bench.mk
-include packages/sandbox/tests/drill/drill.mk

.PHONY: help install build run serve test check coverage fuzz bench clean format

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

install: $(PACKAGES_STAMP) $(QJS_STAMP) $(NPM_STAMP) ## fetch everything that the build needs: packages, sources, npm

build: $(PROGRAMS) ## build bin/untrusted and bin/untrusted-cell

run: build ## run code: make run CODE='2 + 2' (or FILE=path)
	@$(BIN)/untrusted run $(if $(FILE),'$(FILE)',-e "$$CODE")
run: export CODE := $(value CODE)

serve: build ## answer the AWS Lambda Invoke API on 127.0.0.1:9000
	@$(BIN)/untrusted serve

test: ## run every test (SANITIZE=1: with ASan and UBSan)
	@$(MAKE) $(TEST_GOALS)

check: $(CHECK_GOALS) ## formatting, layers, symbols, documents

coverage: $(COVERAGE_STAMP) ## see that the unit tests take every branch of src/policy

format: ## lay out the C code
	@clang-format -i $(C_FILES)

fuzz: $(FUZZ_GOALS) ## run the fuzz targets (SECONDS=n for each)

bench: $(BENCH_GOALS) ## measure, beside native QuickJS in the same run

clean: ## remove what was built; what was fetched stays
	rm -rf build bin
