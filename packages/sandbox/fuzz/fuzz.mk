# Fuzz targets: libFuzzer (make fuzz SECONDS=n), and replays of their corpora with any compiler (make test).

FUZZ := $(SANDBOX)/fuzz
# The Lambda function's targets stand with it.
FUZZ_FOLDERS := $(FUZZ) packages/lambda/fuzz
FUZZ_C := $(wildcard $(addsuffix /fuzz_*.c,$(FUZZ_FOLDERS)))
FUZZ_NAMES := $(patsubst fuzz_%.c,%,$(notdir $(FUZZ_C)))
fuzz_corpus = $(wildcard $(addsuffix /corpus/$(1),$(FUZZ_FOLDERS)))
vpath fuzz_%.c $(FUZZ_FOLDERS)
FUZZ_SECONDS := $(or $(SECONDS),60)

# Everything pure, and the supervisor; a target that wants more names it below.
FUZZ_COMMON_C := $(BASE_C) $(WIRE_C) $(POLICY_C) $(EGRESS_C) $(SUPERVISOR_C)
FUZZ_LIBS := $(SUPERVISOR_LIBS) -ljansson -lm

REPLAY_STAMPS := $(patsubst %,$(BUILD)/fuzz/%.replayed,$(FUZZ_NAMES))

$(BUILD)/fuzz/replay_%: fuzz_%.c $(FUZZ)/replay.c $(BUILD)/libuntrusted.a $(BUILT_LIBS)
	@mkdir -p $(@D)
	@$(CC) $(CPPFLAGS) -I$(FUZZ) $(CFLAGS) $(WARNINGS) -pie $(FUZZ_CPPFLAGS) $(filter %.c %.o,$^) \
		$(BUILD)/libuntrusted.a $(FUZZ_LIBS) -o $@

.SECONDEXPANSION:
$(BUILD)/fuzz/%.replayed: $(BUILD)/fuzz/replay_% $$(call fuzz_corpus,$$*)
	@echo "--- replay $*: $$(ls $(call fuzz_corpus,$*) | wc -l) inputs"
	@$< $(call fuzz_corpus,$*)/* >/dev/null
	@touch $@

build/fuzz/fuzz_%: fuzz_%.c $(FUZZ_COMMON_C) $(BUILT_LIBS) | $(PACKAGES_STAMP)
	@mkdir -p $(@D)
	@echo "  FUZZ  $*"
	@clang -std=gnu11 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all $(CPPFLAGS) -I$(FUZZ) \
		$(FUZZ_CPPFLAGS) $(filter %.c,$^) $(FUZZ_LIBS) -o $@

FUZZ_HTTP_C := $(addprefix $(SRC)/front/,http_chunks.c http_head.c lambda_api.c listen_address.c token.c)
$(BUILD)/fuzz/replay_http: $(call object,$(FUZZ_HTTP_C))
build/fuzz/fuzz_http: $(FUZZ_HTTP_C)
$(BUILD)/fuzz/replay_event build/fuzz/fuzz_event: packages/lambda/src/event.c
$(BUILD)/fuzz/replay_event build/fuzz/fuzz_event: FUZZ_CPPFLAGS := -Ipackages/lambda/src

# New inputs go to build/, not into the corpus: what is worth keeping is put there by hand.
.PHONY: $(addprefix fuzz-,$(FUZZ_NAMES))
$(addprefix fuzz-,$(FUZZ_NAMES)): fuzz-%: build/fuzz/fuzz_%
	@mkdir -p build/fuzz/found/$*
	$< -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 -timeout=10 -artifact_prefix=build/fuzz/ \
		build/fuzz/found/$* $(call fuzz_corpus,$*)

FUZZ_GOALS := $(addprefix fuzz-,$(FUZZ_NAMES))
.PRECIOUS: $(BUILD)/fuzz/replay_%
