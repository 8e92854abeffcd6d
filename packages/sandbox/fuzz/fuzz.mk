# Fuzz targets: libFuzzer (make fuzz SECONDS=n), and replays of their corpora with any compiler (make test).

FUZZ := $(SANDBOX)/fuzz
FUZZ_C := $(wildcard $(FUZZ)/fuzz_*.c)
FUZZ_NAMES := $(patsubst $(FUZZ)/fuzz_%.c,%,$(FUZZ_C))
FUZZ_SECONDS := $(or $(SECONDS),60)

# Everything pure, and the supervisor; a target that wants more names it below.
FUZZ_COMMON_C := $(BASE_C) $(WIRE_C) $(POLICY_C) $(EGRESS_C) $(SUPERVISOR_C)
FUZZ_LIBS := $(SUPERVISOR_LIBS) -ljansson -lm

REPLAY_STAMPS := $(patsubst %,$(BUILD)/fuzz/%.replayed,$(FUZZ_NAMES))

$(BUILD)/fuzz/replay_%: $(FUZZ)/fuzz_%.c $(FUZZ)/replay.c $(BUILD)/libuntrusted.a $(BUILT_LIBS)
	@mkdir -p $(@D)
	@$(CC) $(CPPFLAGS) -I$(FUZZ) $(CFLAGS) $(WARNINGS) -pie $(FUZZ_CPPFLAGS) $(filter %.c %.o,$^) \
		$(BUILD)/libuntrusted.a $(FUZZ_LIBS) -o $@

$(BUILD)/fuzz/%.replayed: $(BUILD)/fuzz/replay_% $(FUZZ)/corpus/%
	@echo "--- replay $*: $$(ls $(FUZZ)/corpus/$* | wc -l) inputs"
	@$< $(FUZZ)/corpus/$*/* >/dev/null
	@touch $@

build/fuzz/fuzz_%: $(FUZZ)/fuzz_%.c $(FUZZ_COMMON_C) $(BUILT_LIBS) | $(PACKAGES_STAMP)
	@mkdir -p $(@D)
	@echo "  FUZZ  $*"
	@clang -std=gnu11 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all $(CPPFLAGS) -I$(FUZZ) \
		$(FUZZ_CPPFLAGS) $(filter %.c,$^) $(FUZZ_LIBS) -o $@

FUZZ_HTTP_C := $(addprefix $(SRC)/front/,http_chunks.c http_head.c lambda_api.c listen_address.c token.c)
$(BUILD)/fuzz/replay_http: $(call object,$(FUZZ_HTTP_C))
build/fuzz/fuzz_http: $(FUZZ_HTTP_C)

# New inputs go to build/, not into the corpus: what is worth keeping is put there by hand.
.PHONY: $(addprefix fuzz-,$(FUZZ_NAMES))
$(addprefix fuzz-,$(FUZZ_NAMES)): fuzz-%: build/fuzz/fuzz_%
	@mkdir -p build/fuzz/found/$*
	$< -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 -timeout=10 -artifact_prefix=build/fuzz/ \
		build/fuzz/found/$* $(FUZZ)/corpus/$*

FUZZ_GOALS := $(addprefix fuzz-,$(FUZZ_NAMES))
.PRECIOUS: $(BUILD)/fuzz/replay_%
