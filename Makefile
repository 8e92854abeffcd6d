# Every command of the project. `make help` lists them.

.DEFAULT_GOAL := build
.DELETE_ON_ERROR:
.SECONDARY:
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
