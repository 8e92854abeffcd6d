# The drills: what the isolation promises, attacked. Included after tests.mk. `make drill` builds and runs all.

DRILL := $(TESTS)/drill
DRILL_BUILD := $(BUILD)/drill
DRILL_CC = $(CC) $(CPPFLAGS) $(CFLAGS) $(WARNINGS)
# The cell without its guest; a drill puts something else in its place.
DRILL_CELL_OBJECTS := $(call object,$(CELL_C) $(WIRE_C))
DRILL_DRIVER := $(DRILL)/driver.c $(DRILL)/driver.h $(BUILD)/libuntrusted.a
# driver.h says why kill() is wrapped.
DRILL_DRIVER_LIBS := $(BUILD)/libuntrusted.a $(SUPERVISOR_LIBS) -ljansson -lcmocka -lm -Wl,--wrap=kill

# --- the first boundary ----------------------------------------------------------------------------------------

HOSTILE := $(DRILL_BUILD)/hostile
# Tests of the translated code need the very steps that make the guest: flags, wasm2c, tune.awk, gcc.
HOSTILE_TUNE := $(wildcard $(GUEST_SRC)/tune.awk)

# Each code's own jump back to the dispatch, as in the engine's large loop, not one for all of these small ones.
HOSTILE_CFLAGS := -Wno-gnu-label-as-value -Wno-missing-prototypes -mllvm -enable-tail-merge=0 -mllvm -simplifycfg-sink-common=0

$(HOSTILE).wasm: $(DRILL)/sfi/hostile.c $(DRILL)/sfi/hostile.h $(GUEST_SRC)/host.h
	@mkdir -p $(@D)
	@$(WASM_CC) $(WASM_CFLAGS) $(WARNINGS) $(HOSTILE_CFLAGS) -c $< -o $@.o
	@$(WASM_CC) $@.o $(WASM_LDFLAGS) -Wl,-z,stack-size=65536 -Wl,--max-memory=16777216 -o $@

$(HOSTILE).wasm.c $(HOSTILE).wasm.h &: $(HOSTILE).wasm
	@wasm2c --no-debug-names -n hostile $< -o $(HOSTILE).wasm.c

$(HOSTILE).tuned.c: $(HOSTILE).wasm.c $(HOSTILE_TUNE)
	@$(if $(HOSTILE_TUNE),awk -f $(HOSTILE_TUNE) $< $<,cat $<) > $@

$(HOSTILE).o: $(HOSTILE).tuned.c $(HOSTILE).wasm.h
	@$(CC) $(GUEST_NATIVE_CFLAGS) -I$(DRILL_BUILD) -c $< -o $@

$(DRILL_BUILD)/drill_sfi: $(DRILL)/sfi/drill_sfi.c $(DRILL)/sfi/door.c $(DRILL)/sfi/door.h $(DRILL)/sfi/hostile.h \
		$(HOSTILE).o $(SRC)/cell/import.c $(SRC)/cell/guest_memory.c $(SRC)/cell/source.c $(ARCH_BUILD)/cell/wasm-rt-impl.o
	@mkdir -p $(@D)
	@$(DRILL_CC) -Wno-undef -I$(DRILL_BUILD) -I$(WABT) $(filter %.c %.o,$^) -lcmocka -lm -pie -o $@

$(DRILL_BUILD)/sfi_native: $(DRILL)/sfi/sfi_native.c $(DRILL)/sfi/hostile.c $(DRILL)/sfi/hostile.h
	@mkdir -p $(@D)
	@$(DRILL_CC) -w -fno-optimize-sibling-calls $(filter %.c,$^) -lcmocka -pie -o $@

# --- the second boundary ---------------------------------------------------------------------------------------

$(DRILL_BUILD)/attack-cell: $(DRILL)/cell/guest_attack.c $(DRILL)/cell/attacks.c $(DRILL)/cell/attacks.h $(DRILL_CELL_OBJECTS)
	@mkdir -p $(@D)
	@$(DRILL_CC) $(LDFLAGS) $(filter %.c %.o,$^) -lseccomp -o $@

$(DRILL_BUILD)/other-program: $(DRILL)/cell/other_program.c $(DRILL)/cell/attacks.h
	@mkdir -p $(@D)
	@$(DRILL_CC) $(LDFLAGS) $< -o $@

$(DRILL_BUILD)/drill_cell: $(DRILL)/cell/drill_cell.c $(DRILL)/cell/attacks.c $(DRILL)/cell/attacks.h $(DRILL_DRIVER)
	@mkdir -p $(@D)
	@$(DRILL_CC) $(filter %.c,$^) $(DRILL_DRIVER_LIBS) -pie -o $@

$(DRILL_BUILD)/lambda_filter: $(DRILL)/lambda_filter.c
	@mkdir -p $(@D)
	@$(DRILL_CC) $< -lseccomp -pie -o $@

# --- the supervisor --------------------------------------------------------------------------------------------

$(DRILL_BUILD)/liar-cell: $(DRILL)/liar/guest_liar.c $(DRILL_CELL_OBJECTS)
	@mkdir -p $(@D)
	@$(DRILL_CC) $(LDFLAGS) $(filter %.c %.o,$^) -lseccomp -o $@

$(DRILL_BUILD)/drill_liar: $(DRILL)/liar/drill_liar.c $(DRILL_DRIVER)
	@mkdir -p $(@D)
	@$(DRILL_CC) $(filter %.c,$^) $(DRILL_DRIVER_LIBS) -pie -o $@

$(DRILL_BUILD)/drill_threads: $(DRILL)/liar/drill_threads.c $(BUILD)/libuntrusted.a
	@mkdir -p $(@D)
	@$(DRILL_CC) $(filter %.c,$^) $(BUILD)/libuntrusted.a $(SUPERVISOR_LIBS) -ljansson -lcmocka -lm -pthread -pie -o $@

$(DRILL_BUILD)/drill_canary: $(DRILL)/canary/drill_canary.c
	@mkdir -p $(@D)
	@$(DRILL_CC) $< -lcmocka -pie -o $@

# --- all of it -------------------------------------------------------------------------------------------------

# The sanitizers' cells are of another kind: they call more of the kernel, and their guest is not confined.
DRILL_PROGRAMS := $(addprefix $(DRILL_BUILD)/,drill_liar liar-cell drill_threads) \
	$(if $(SANITIZE),,$(addprefix $(DRILL_BUILD)/,drill_sfi sfi_native attack-cell other-program drill_cell \
	lambda_filter drill_canary))

# They may be the first that is compiled for another architecture.
$(DRILL_PROGRAMS) $(HOSTILE).o: | $(TOOLCHAIN)

.PHONY: drill drill-programs
drill-programs: $(DRILL_PROGRAMS)

drill: $(DRILL_PROGRAMS) $(PROGRAMS) ## attack the isolation: hostile guest, broken-out cell, lying cell, secrets
	@$(DRILL)/drill.sh $(DRILL_BUILD) $(BIN)
