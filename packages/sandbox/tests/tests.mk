# Tests: unit tests with cmocka, replays of the fuzz corpora, and through the real executables with node.

TESTS := $(SANDBOX)/tests
UNIT_C := $(wildcard $(TESTS)/unit/test_*.c)
UNIT_PROGRAMS := $(patsubst $(TESTS)/unit/%.c,$(BUILD)/tests/%,$(UNIT_C))
# What the symbols of objects tell is about the objects that ship.
NODE_TESTS := $(filter-out $(if $(SANITIZE),%/layers.test.mjs),$(wildcard $(TESTS)/*.test.mjs))

# For tests of what happens when memory runs out (failing_memory.h).
WRAP_MEMORY := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup
$(addprefix $(BUILD)/tests/test_,allowlist fetch_request names request): TEST_LDFLAGS := $(WRAP_MEMORY)
# For other times than this one.
$(BUILD)/tests/test_clock: TEST_LDFLAGS := -Wl,--wrap=clock_gettime
# For what libcurl says when a transfer has failed.
$(BUILD)/tests/test_failure_reason: TEST_LDFLAGS := -Wl,--wrap=curl_easy_getinfo
# Beside that, the encoder, which nothing that ships has.
$(BUILD)/tests/test_decode: TEST_LDFLAGS := $(WRAP_MEMORY) -Wl,--no-as-needed,-lbrotlienc

# Tests of the supervisor's modules need its library; those of others name their objects here.
TESTED_FRONT := http_chunks http_head lambda_api listen_address ndjson token
$(TESTED_FRONT:%=$(BUILD)/tests/test_%): $(BUILD)/tests/test_%: $(BUILD)/src/front/%.o

$(BUILD)/tests/%: $(TESTS)/unit/%.c $(wildcard $(TESTS)/unit/*.h) $(BUILD)/libuntrusted.a $(BUILT_LIBS)
	@mkdir -p $(@D)
	@$(CC) $(CPPFLAGS) -I$(TESTS)/unit $(CFLAGS) $(WARNINGS) -Wno-missing-prototypes -pie $(TEST_LDFLAGS) $< \
		$(filter %.o,$^) $(BUILD)/libuntrusted.a -lcmocka -ljansson $(SUPERVISOR_LIBS) -lm -o $@

.PHONY: test-unit test-fuzz-replay test-behaviour

# test_executor has real cells.
test-unit: $(UNIT_PROGRAMS) $(BIN)/untrusted-cell
	@set -e; export UNTRUSTED_CELL=$(abspath $(BIN))/untrusted-cell; for program in $(UNIT_PROGRAMS); do echo "--- $${program##*/}"; $$program; done

test-fuzz-replay: $(REPLAY_STAMPS)

# One after the other: they use both processors themselves.
test-behaviour: build $(BUILD)/libuntrusted.a $(BUILD)/untrusted.pc
	@UNTRUSTED_SANITIZE=$(SANITIZE) UNTRUSTED_BIN_DIR=$(abspath $(BIN)) UNTRUSTED_BIN=$(abspath $(BIN))/untrusted UNTRUSTED_BUILD=$(abspath $(BUILD)) \
		node --test $(NODE_TESTS)

TEST_GOALS := build test-unit test-fuzz-replay drill test-behaviour

.PHONY: check-format check-structure

check-format: $(PACKAGES_STAMP)
	@clang-format --dry-run -Werror $(C_FILES)

# Layers, symbols, imports, banned functions: layers.test.mjs, which reads the objects.
check-structure: build
	@UNTRUSTED_BUILD=$(abspath $(BUILD)) node --test $(TESTS)/layers.test.mjs

CHECK_GOALS := check-format check-structure
