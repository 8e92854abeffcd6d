# SPDX-License-Identifier: MIT
# Benchmarks: ours and the yardsticks, natively. Included by the top-level Makefile.
#
#	make bench [ROUNDS=5] [SECONDS=3] [SOAK=200000] [BENCH_WRITE=docs/benchmarks.md]

BENCH_DIR := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
BENCH_OUT := $(BUILD)/bench
BENCH_GOALS := bench-run
BENCH_CFLAGS := -std=c11 -D_GNU_SOURCE -O2 -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes
# The yardstick is plain -O2, with the one flag that quickjs-ng's own build insists on.
BENCH_QJS_CFLAGS := -std=gnu11 -D_GNU_SOURCE -O2 -funsigned-char -w
BENCH_QJS := $(addprefix $(BENCH_OUT)/qjs/,quickjs.o libregexp.o libunicode.o dtoa.o)
BENCH_PROGRAMS := $(addprefix $(BENCH_OUT)/,inproc qjs_minimal launch library)

ROUNDS ?= 5
SOAK ?= 200000
BENCH_SECONDS = $(if $(filter command,$(firstword $(origin SECONDS))),$(SECONDS),3)
BENCH_VERSIONS = $(shell $(CC) --version | head -n 1); quickjs-ng \
	$(shell sed -n 's/^.define QJS_VERSION_\(MAJOR\|MINOR\|PATCH\) *//p' $(QJS_DIR)/quickjs.h | paste -sd .)

$(BENCH_OUT)/qjs/%.o: $(QJS_STAMP)
	@mkdir -p $(@D)
	@echo "  CC    $*.c (the benchmark's yardstick)"
	@$(CC) $(BENCH_QJS_CFLAGS) -c $(QJS_DIR)/$*.c -o $@

$(BENCH_OUT)/%.o: $(BENCH_DIR)/%.c $(wildcard $(BENCH_DIR)/*.h) $(SANDBOX)/include/untrusted.h $(QJS_STAMP)
	@mkdir -p $(@D)
	@$(CC) $(BENCH_CFLAGS) -isystem $(QJS_DIR) -I$(SANDBOX)/include -c $< -o $@

$(BENCH_OUT)/inproc: $(BENCH_OUT)/inproc.o $(BENCH_OUT)/stats.o $(BENCH_QJS)
	@$(CC) -o $@ $^ -lm -lpthread

$(BENCH_OUT)/qjs_minimal: $(BENCH_OUT)/qjs_minimal.o $(BENCH_OUT)/qjs/quickjs-libc.o $(BENCH_QJS)
	@$(CC) -o $@ $^ -lm -lpthread -ldl

$(BENCH_OUT)/launch: $(BENCH_OUT)/launch.o $(BENCH_OUT)/stats.o
	@$(CC) -o $@ $^

$(BENCH_OUT)/library: $(BENCH_OUT)/library.o $(BENCH_OUT)/processes.o $(BENCH_OUT)/stats.o $(BUILD)/libuntrusted.a
	@$(CC) -o $@ $^ $(SUPERVISOR_LIBS)

.PHONY: bench-run
bench-run: $(BENCH_PROGRAMS) $(PROGRAMS)
	@node $(BENCH_DIR)/run.mjs --bin $(BIN) --build $(BENCH_OUT) --rounds $(ROUNDS) --seconds $(BENCH_SECONDS) \
		--soak $(SOAK) --node "$(PINNED_NODE_20)" --versions "$(BENCH_VERSIONS)" $(if $(BENCH_WRITE),--write $(BENCH_WRITE))
