# The sandbox: guest (WebAssembly, then C), cell, supervisor, front ends.

SANDBOX := packages/sandbox
GUEST_SRC := $(SANDBOX)/guest
SRC := $(SANDBOX)/src

PROGRAMS := $(BIN)/untrusted $(BIN)/untrusted-cell $(BIN)/ca-certificates.crt $(BUILD)/untrusted.pc

# quickjs.c itself is included by guest/engine/compiler.c.
ENGINE_C := $(addprefix $(QJS_DIR)/,libregexp.c libunicode.c dtoa.c)
GUEST_C := $(wildcard $(GUEST_SRC)/engine/*.c $(GUEST_SRC)/webapi/*.c)
BASE_C := $(wildcard $(SRC)/base/*.c)
WIRE_C := $(wildcard $(SRC)/wire/*.c)
POLICY_C := $(wildcard $(SRC)/policy/*.c)
CELL_C := $(addprefix $(SRC)/cell/,link.c source.c lock.c huge_text.c zygote.c)
EGRESS_C := $(wildcard $(SRC)/egress/*.c)
SUPERVISOR_C := $(wildcard $(SRC)/supervisor/*.c)
# The sanitizers' build is dynamic, and their runtime wants what no_resolver.c takes the place of.
FRONT_C := $(filter-out $(if $(SANITIZE),%/no_resolver.c),$(wildcard $(SRC)/front/*.c))

C_FILES := $(shell git ls-files --cached --others --exclude-standard '$(SANDBOX)/*.c' '$(SANDBOX)/*.h')

# --- flags -------------------------------------------------------------------------------------------------

WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wswitch-enum -Wvla \
	-Wundef -Wwrite-strings -Wconversion -Werror
WIRE_VERSION := $(firstword $(shell cat $(SRC)/wire/*.h | cksum))u
CPPFLAGS := -D_GNU_SOURCE -DWIRE_VERSION=$(WIRE_VERSION) -I$(SRC) -I$(SANDBOX)/include -isystem $(CURL_DIR)/include
# As on x86-64, where what is tested has been written: chars have a sign, and no multiplication is fused with an addition.
PORTABLE := -fsigned-char -ffp-contract=off
PROTECTION_x86_64 := -fcf-protection
PROTECTION_arm64 := -mbranch-protection=standard
ifdef SANITIZE
CFLAGS := -std=gnu11 -g -O1 $(PORTABLE) -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LDFLAGS := -fsanitize=address,undefined
else
CFLAGS = -std=gnu11 -g -O2 -fPIE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection \
	$(PROTECTION_$(TARGET)) -ftrivial-auto-var-init=zero $(PORTABLE)
# Code is alone in its segment, which is not every linker's own choice. No build ID: it hashes the names of folders.
LDFLAGS := -static-pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code,--gc-sections,--build-id=none
endif

# What is compiled for: $(ARCH), but for the programs that the build itself runs and what they are linked from.
TARGET := $(ARCH)
CC = $(CC_$(TARGET))
build/align_image build/make_snapshot build/cell/%: TARGET := $(HOST_ARCH)

# --- the guest, as WebAssembly -------------------------------------------------------------------------------

GUEST_STACK_BYTES := 1048576
# 50 MiB for the code, as much again for what the engine and a fragmented heap need, and the prelude.
GUEST_MEMORY_BYTES := 134217728
GUEST_IMPORTS := clock random receive send

WASM_CC := clang --target=wasm32-wasi
WASM_CFLAGS := -std=gnu11 -O3 -funsigned-char -mbulk-memory -msign-ext -mnontrapping-fptoint -D_GNU_SOURCE \
	-D_WASI_EMULATED_PROCESS_CLOCKS -D_WASI_EMULATED_SIGNAL -I$(GUEST_SRC) -I$(SRC) -isystem $(QJS_DIR)
WASM_LDFLAGS := -mexec-model=reactor -lwasi-emulated-process-clocks -lwasi-emulated-signal \
	-Wl,--stack-first -Wl,-z,stack-size=$(GUEST_STACK_BYTES) -Wl,--max-memory=$(GUEST_MEMORY_BYTES)

WASM_OBJECTS := $(patsubst $(QJS_DIR)/%.c,build/wasm/qjs/%.o,$(ENGINE_C)) \
	$(patsubst $(GUEST_SRC)/%.c,build/wasm/%.o,$(GUEST_C))

build/wasm/qjs/%.o: $(QJS_STAMP)
	@mkdir -p $(@D)
	@echo "  WASM  $*.c"
	@$(WASM_CC) $(WASM_CFLAGS) -w -c $(QJS_DIR)/$*.c -o $@

# The engine's warnings are not ours to mend.
build/wasm/engine/compiler.o: WARNINGS := -w
$(BUILD)/guest/engine/compiler.o: WARNINGS := -w -fno-sanitize=alignment,shift,signed-integer-overflow,float-cast-overflow

build/wasm/%.o: $(GUEST_SRC)/%.c $(QJS_STAMP)
	@mkdir -p $(@D)
	@echo "  WASM  $*.c"
	@$(WASM_CC) $(WASM_CFLAGS) $(WARNINGS) -MMD -MP -c $< -o $@

build/wasm/guest.wasm: $(WASM_OBJECTS) $(SANDBOX)/build.mk
	@$(WASM_CC) $(WASM_OBJECTS) $(WASM_LDFLAGS) -Wl,-Map=$@.map -o $@.tmp
	@imports=$$(wasm-objdump -x -j Import $@.tmp | sed -n 's/.*<- //p' | sort | tr '\n' ' '); \
	expected="$(foreach name,$(GUEST_IMPORTS),host.$(name)) "; \
	test "$$imports" = "$$expected" || { echo "the guest imports '$$imports', not '$$expected'"; exit 1; }
	@mv $@.tmp $@

build/wasm/guest.wasm.c build/wasm/guest.wasm.h &: build/wasm/guest.wasm
	@wasm2c --no-debug-names -n guest $< -o build/wasm/guest.wasm.c

# --- the guest, back as native code ---------------------------------------------------------------------------

WABT := /usr/src/wasm2c
# Fused, a multiplication and an addition would round once, and not twice as WebAssembly does: other results on arm64.
# The last two keep the interpreter's dispatch, which tune.awk has threaded, from being merged again.
GUEST_NATIVE_CFLAGS := -O2 -fPIE -Werror=incompatible-pointer-types -fno-strict-aliasing -fwrapv -fstack-clash-protection \
	-ffp-contract=off -fno-gcse -fno-crossjumping -I$(WABT) -Ibuild/wasm
# make_snapshot's, and the cell's, where that is for another architecture.
CELL_FOLDERS := $(sort build/cell $(ARCH_BUILD)/cell)

build/wasm/guest.tuned.c: build/wasm/guest.wasm.c $(GUEST_SRC)/tune.awk
	@awk -f $(GUEST_SRC)/tune.awk $< $< > $@

$(CELL_FOLDERS:%=%/guest.wasm.o): build/wasm/guest.tuned.c | $(TOOLCHAIN)
	@mkdir -p $(@D)
	@echo "  CC    guest.tuned.c (the guest, for $(TARGET); about a minute)"
	@$(CC) $(GUEST_NATIVE_CFLAGS) -c $< -o $@

$(CELL_FOLDERS:%=%/wasm-rt-impl.o): $(TOOLCHAIN)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -w -I$(WABT) -c $(WABT)/wasm-rt-impl.c -o $@

build/prelude.js: $(wildcard $(GUEST_SRC)/webapi/prelude/*.js $(GUEST_SRC)/webapi/*.mjs) $(PRELUDE_NPM_STAMP)
	@mkdir -p $(@D)
	@node $(GUEST_SRC)/webapi/build-prelude.mjs $@

# For another architecture only to see that it would write the same.
$(sort build/make_snapshot $(ARCH_BUILD)/make_snapshot): $(SRC)/cell/make_snapshot.c build/wasm/guest.wasm.h
build/make_snapshot: build/cell/guest.wasm.o build/cell/wasm-rt-impl.o
$(ARCH_BUILD)/make_snapshot: $(ARCH_BUILD)/cell/guest.wasm.o $(ARCH_BUILD)/cell/wasm-rt-impl.o
$(sort build/make_snapshot $(ARCH_BUILD)/make_snapshot):
	@$(CC) $(CPPFLAGS) $(CFLAGS) $(WARNINGS) -Wno-undef -Ibuild/wasm -I$(WABT) $(filter %.c %.o,$^) -lm -pie -o $@

build/snapshot.bin: build/make_snapshot build/prelude.js
	@build/make_snapshot build/prelude.js $@

$(ARCH_BUILD)/cell/snapshot_blob.o: build/snapshot.bin $(SRC)/cell/blob.S | $(TOOLCHAIN)
	@mkdir -p $(@D)
	@$(CC) -DSYMBOL=snapshot_image -DFILE='"$<"' -c $(SRC)/cell/blob.S -o $@

# --- our native code ------------------------------------------------------------------------------------------

object = $(patsubst $(SRC)/%.c,$(BUILD)/src/%.o,$(1))

$(BUILD)/src/%.o: $(SRC)/%.c | $(TOOLCHAIN) $(CURL_STAMP)
	@mkdir -p $(@D)
	@echo "  CC    $*.c"
	@$(CC) $(CPPFLAGS) $(CFLAGS) $(WARNINGS) -MMD -MP -c $< -o $@

$(addprefix $(BUILD)/src/cell/,guest_wasm.o guest_memory.o import.o): CPPFLAGS += -Ibuild/wasm -isystem $(WABT)
$(BUILD)/src/cell/guest_wasm.o: build/wasm/guest.wasm.h
# WIRE_VERSION is in these.
$(BUILD)/src/cell/zygote.o $(BUILD)/src/supervisor/nursery.o: $(wildcard $(SRC)/wire/*.h)

$(BUILD)/libuntrusted.a: $(call object,$(BASE_C) $(WIRE_C) $(POLICY_C) $(EGRESS_C) $(SUPERVISOR_C))
	@rm -f $@
	@$(CROSS)ar rcsD $@ $^

# See no_resolver.c. And half a megabyte less of relocations, which OpenSSL has many of, where the linker can.
UNTRUSTED_LDFLAGS = -Wl,--wrap=dlopen $(shell $(CROSS)ld --help | grep -q pack-relative-relocs && echo -Wl,-z,pack-relative-relocs)
# libcurl before what it is built on.
SUPERVISOR_LIBS := $(BUILT_LIBS) -lnghttp2 -lssl -lcrypto -lbrotlidec -lbrotlicommon -lz -lpsl -lidn2 -lunistring \
	-levent_core

# For programs that embed the library: cc app.c $(pkg-config --cflags --libs build/untrusted.pc)
$(BUILD)/untrusted.pc: $(SANDBOX)/build.mk $(SANDBOX)/include/untrusted.h
	@mkdir -p $(@D)
	@printf '%s\n' 'Name: untrusted' 'Description: Runs JavaScript that nobody has read, contained' "Version: $$(sed -n 's/^#define UNTRUSTED_VERSION "\(.*\)"/\1/p' $(SANDBOX)/include/untrusted.h)" \
		'Cflags: -I$(abspath $(SANDBOX)/include)' \
		'Libs: $(abspath $(BUILD)/libuntrusted.a) $(patsubst build/%,$(abspath build)/%,$(SUPERVISOR_LIBS))' >$@

# $(call link_program,OBJECTS): a program over the library. Its map tells what of the libraries is in it.
define link_program
	@mkdir -p $(@D)
	@echo "  LINK  $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) $(1) $(BUILD)/libuntrusted.a $(SUPERVISOR_LIBS) -Wl,-Map=$(BUILD)/$(@F).map \
		$(if $(SANITIZE),,$(UNTRUSTED_LDFLAGS)) -o $@$(if $(SANITIZE),, && $(CROSS)strip $@)
endef

$(BIN)/untrusted: $(call object,$(FRONT_C)) $(BUILD)/libuntrusted.a $(BUILT_LIBS)
	$(call link_program,$(filter %.o,$^))

# For systems that have none (egress/trust.c): the package's, without what was added to them on this machine.
CA_FOLDER := /usr/share/ca-certificates/mozilla
$(BIN)/ca-certificates.crt: $(wildcard $(CA_FOLDER)) $(SANDBOX)/build.mk | $(PACKAGES_STAMP)
	@mkdir -p $(@D)
	@LC_ALL=C && cat $(CA_FOLDER)/*.crt >$@

CELL_OBJECTS := $(call object,$(CELL_C) $(WIRE_C))
ifdef SANITIZE
# The same guest compiled natively, with the sanitizers: without the first boundary, and never shipped.
NATIVE_GUEST := $(patsubst $(QJS_DIR)/%.c,$(BUILD)/guest/qjs/%.o,$(ENGINE_C)) \
	$(patsubst $(GUEST_SRC)/%.c,$(BUILD)/guest/%.o,$(GUEST_C))
CELL_OBJECTS += $(NATIVE_GUEST) $(BUILD)/src/cell/guest_native.o $(BUILD)/prelude_blob.o

$(BUILD)/guest/qjs/%.o: $(QJS_STAMP)
	@mkdir -p $(@D)
	@echo "  CC    $*.c (native guest)"
	@$(CC) -D_GNU_SOURCE -funsigned-char $(CFLAGS) -fno-sanitize=alignment,shift,signed-integer-overflow,float-cast-overflow -w -c $(QJS_DIR)/$*.c -o $@

$(BUILD)/guest/%.o: $(GUEST_SRC)/%.c $(QJS_STAMP)
	@mkdir -p $(@D)
	@$(CC) -D_GNU_SOURCE -funsigned-char -I$(GUEST_SRC) -I$(SRC) -isystem $(QJS_DIR) $(CFLAGS) $(WARNINGS) -MMD -MP -c $< -o $@

$(BUILD)/prelude_blob.o: build/prelude.js $(SRC)/cell/blob.S
	@$(CC) -DSYMBOL=prelude_text -DFILE='"$<"' -c $(SRC)/cell/blob.S -o $@
else
CELL_OBJECTS += $(call object,$(addprefix $(SRC)/cell/,guest_wasm.c guest_memory.c import.c)) \
	$(addprefix $(ARCH_BUILD)/cell/,guest.wasm.o wasm-rt-impl.o snapshot_blob.o)
endif

# For huge_text.c: the code, of which .init is the first section, on a boundary of huge pages, and free addresses up to
# the next one. The file does not grow by them.
$(BIN)/untrusted-cell: $(CELL_OBJECTS) build/align_image
	@mkdir -p $(@D)
	@echo "  LINK  $@"
ifdef SANITIZE
	@$(CC) $(CFLAGS) $(LDFLAGS) $(CELL_OBJECTS) -lseccomp -lm -o $@
else
	@$(CC) $(CFLAGS) $(LDFLAGS) -Wl,--section-start=.init=0x200000,--section-start=.rodata=0x800000 \
		-Wl,-Map=$(BUILD)/$(@F).map $(CELL_OBJECTS) -lseccomp -lm -o $@
	@$(CROSS)strip $@ && build/align_image $@
endif

build/align_image: $(SRC)/cell/align_image.c | $(PACKAGES_STAMP)
	@mkdir -p $(@D)
	@$(CC) $(CPPFLAGS) $(CFLAGS) $(WARNINGS) -pie $< -o $@

-include $(shell find build -name '*.d' 2>/dev/null)
