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
ifdef SANITIZE
CFLAGS := -std=gnu11 -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LDFLAGS := -fsanitize=address,undefined
else
CFLAGS := -std=gnu11 -g -O2 -fPIE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection \
	$(if $(filter x86_64,$(shell uname -m)),-fcf-protection) -ftrivial-auto-var-init=zero
LDFLAGS := -static-pie -Wl,-z,relro,-z,now,-z,noexecstack,--gc-sections
endif

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
	@$(WASM_CC) $(WASM_OBJECTS) $(WASM_LDFLAGS) -o $@.tmp
	@imports=$$(wasm-objdump -x -j Import $@.tmp | sed -n 's/.*<- //p' | sort | tr '\n' ' '); \
	expected="$(foreach name,$(GUEST_IMPORTS),host.$(name)) "; \
	test "$$imports" = "$$expected" || { echo "the guest imports '$$imports', not '$$expected'"; exit 1; }
	@mv $@.tmp $@

build/wasm/guest.wasm.c build/wasm/guest.wasm.h &: build/wasm/guest.wasm
	@wasm2c --no-debug-names -n guest $< -o build/wasm/guest.wasm.c

# --- the guest, back as native code ---------------------------------------------------------------------------

WABT := /usr/share/wabt/wasm2c
# The last two keep the interpreter's dispatch, which tune.awk has threaded, from being merged again.
GUEST_NATIVE_CFLAGS := -O2 -fPIE -Werror=incompatible-pointer-types -fno-strict-aliasing -fwrapv -fstack-clash-protection \
	-fno-gcse -fno-crossjumping -I$(WABT) -Ibuild/wasm

build/wasm/guest.tuned.c: build/wasm/guest.wasm.c $(GUEST_SRC)/tune.awk
	@awk -f $(GUEST_SRC)/tune.awk $< $< > $@

build/cell/guest.wasm.o: build/wasm/guest.tuned.c
	@mkdir -p $(@D)
	@echo "  CC    guest.tuned.c (the guest; about a minute)"
	@$(CC) $(GUEST_NATIVE_CFLAGS) -c $< -o $@

build/cell/wasm-rt-impl.o: $(PACKAGES_STAMP)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -w -I$(WABT) -c $(WABT)/wasm-rt-impl.c -o $@

build/prelude.js: $(wildcard $(GUEST_SRC)/webapi/prelude/*.js $(GUEST_SRC)/webapi/*.mjs) $(NPM_STAMP)
	@mkdir -p $(@D)
	@node $(GUEST_SRC)/webapi/build-prelude.mjs $@

build/make_snapshot: $(SRC)/cell/make_snapshot.c build/cell/guest.wasm.o build/cell/wasm-rt-impl.o build/wasm/guest.wasm.h
	@$(CC) $(CPPFLAGS) $(CFLAGS) $(WARNINGS) -Wno-undef -Ibuild/wasm -I$(WABT) $(filter %.c %.o,$^) -lm -pie -o $@

build/snapshot.bin: build/make_snapshot build/prelude.js
	@build/make_snapshot build/prelude.js $@

build/cell/snapshot_blob.o: build/snapshot.bin $(SRC)/cell/blob.S
	@mkdir -p $(@D)
	@$(CC) -DSYMBOL=snapshot_image -DFILE='"$<"' -c $(SRC)/cell/blob.S -o $@

# --- our native code ------------------------------------------------------------------------------------------

object = $(patsubst $(SRC)/%.c,$(BUILD)/src/%.o,$(1))

$(BUILD)/src/%.o: $(SRC)/%.c | $(PACKAGES_STAMP) $(CURL_STAMP)
	@mkdir -p $(@D)
	@echo "  CC    $*.c"
	@$(CC) $(CPPFLAGS) $(CFLAGS) $(WARNINGS) -MMD -MP -c $< -o $@

$(BUILD)/src/cell/guest_wasm.o $(BUILD)/src/cell/import.o: CPPFLAGS += -Ibuild/wasm -isystem $(WABT)
$(BUILD)/src/cell/guest_wasm.o: build/wasm/guest.wasm.h
# WIRE_VERSION is in these.
$(BUILD)/src/cell/zygote.o $(BUILD)/src/supervisor/nursery.o: $(wildcard $(SRC)/wire/*.h)

$(BUILD)/libuntrusted.a: $(call object,$(BASE_C) $(WIRE_C) $(POLICY_C) $(EGRESS_C) $(SUPERVISOR_C))
	@rm -f $@
	@ar rcs $@ $^

# See no_resolver.c. And half a megabyte less of relocations, which OpenSSL has many of, where the linker can.
UNTRUSTED_LDFLAGS = -Wl,--wrap=dlopen $(shell ld --help | grep -q pack-relative-relocs && echo -Wl,-z,pack-relative-relocs)
# libcurl before what it is built on.
SUPERVISOR_LIBS := $(BUILT_LIBS) -lnghttp2 -lssl -lcrypto -lbrotlidec -lbrotlicommon -lz -lpsl -lidn2 -lunistring \
	-levent_core

# For programs that embed the library: cc app.c $(pkg-config --cflags --libs build/untrusted.pc)
$(BUILD)/untrusted.pc: $(SANDBOX)/build.mk
	@mkdir -p $(@D)
	@printf '%s\n' 'Name: untrusted' 'Description: Runs JavaScript that nobody has read, contained' 'Version: 0' \
		'Cflags: -I$(abspath $(SANDBOX)/include)' \
		'Libs: $(abspath $(BUILD)/libuntrusted.a) $(patsubst build/%,$(abspath build)/%,$(SUPERVISOR_LIBS))' >$@

$(BIN)/untrusted: $(call object,$(FRONT_C)) $(BUILD)/libuntrusted.a $(BUILT_LIBS)
	@mkdir -p $(@D)
	@echo "  LINK  $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o,$^) $(BUILD)/libuntrusted.a $(SUPERVISOR_LIBS) \
		$(if $(SANITIZE),,$(UNTRUSTED_LDFLAGS)) -o $@$(if $(SANITIZE),, && strip $@)

# For systems that have none (egress/trust.c).
CA_FILE := /etc/ssl/certs/ca-certificates.crt
$(BIN)/ca-certificates.crt: $(wildcard $(CA_FILE)) | $(PACKAGES_STAMP)
	@mkdir -p $(@D)
	@cp $(CA_FILE) $@

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
CELL_OBJECTS += $(BUILD)/src/cell/guest_wasm.o $(BUILD)/src/cell/import.o build/cell/guest.wasm.o \
	build/cell/wasm-rt-impl.o build/cell/snapshot_blob.o
endif

# For huge_text.c: the code, of which .init is the first section, on a boundary of huge pages, and free addresses up to
# the next one. The file does not grow by them.
$(BIN)/untrusted-cell: $(CELL_OBJECTS) $(BUILD)/align_image
	@mkdir -p $(@D)
	@echo "  LINK  $@"
ifdef SANITIZE
	@$(CC) $(CFLAGS) $(LDFLAGS) $(CELL_OBJECTS) -lseccomp -lm -o $@
else
	@$(CC) $(CFLAGS) $(LDFLAGS) -Wl,--section-start=.init=0x200000,--section-start=.rodata=0x800000 \
		$(CELL_OBJECTS) -lseccomp -lm -o $@
	@strip $@ && $(BUILD)/align_image $@
endif

$(BUILD)/align_image: $(SRC)/cell/align_image.c | $(PACKAGES_STAMP)
	@mkdir -p $(@D)
	@$(CC) $(CPPFLAGS) $(CFLAGS) $(WARNINGS) -pie $< -o $@

-include $(shell find build -name '*.d' 2>/dev/null)
