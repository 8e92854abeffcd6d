# SPDX-License-Identifier: MIT
#
# Makes wasm2c's C faster without widening what the guest may do. Reads the file twice:
#
#	awk -f tune.awk guest.wasm.c guest.wasm.c > guest.tuned.c
#
# 1. Linear memory never moves, which the compiler cannot know: each function takes its base once, as a constant of
#    its own, in place of loading it again for every access. The address of an access is still base + (a 32-bit
#    index + a 32-bit offset), inside the same 8 GiB reservation.
# 2. A load whose value is not used may be left out, trap and all: it reads nothing that matters.
# 3. Threaded dispatch. WebAssembly has no computed goto: `goto *table[*pc++]` arrives here as a jump back to one
#    label in front of one large switch. The label's straight-line code is copied to every jump, then a bounds
#    check (to the switch's own default) and a jump through a constant table of the switch's own labels.
#
# Ends with an error where the file is not what wabt 1.0.32 writes, rather than leave something out.

function fail(why)
{
	print "tune.awk: " why > "/dev/stderr"
	failed = 1
	exit 1
}

# The function and label that a jump in this line of `fn` names, or "".
function jump_in(line)
{
	return match(line, /goto w2c_L[0-9]+;/) ? fn SUBSEP substr(line, RSTART + 5, RLENGTH - 6) : ""
}

function name_of(key, parts)
{
	split(key, parts, SUBSEP)
	return "w2c_threads_" parts[2]
}

function dispatch(key)
{
	return "{" body[key] "if (UNLIKELY(" selector[key] " >= " cases[key] "u)) goto " fallback[key] "; goto *" \
		name_of(key) "[" selector[key] "];}"
}

FNR == 1 { pass++; fn = "" }
/^[a-z].*\) \{$/ { fn = FNR }
/^}/ { fn = "" }

# First pass: labels whose code runs straight into a large switch, and how many jumps name each.

pass == 1 && fn == "" { next }
pass == 1 && in_switch && $1 == "case" {
	if ($2 != count ":" || $3 != "goto")
		fail("an unexpected switch")
	sub(/;/, "", $4)
	targets = targets "&&" $4 ", "
	count++
	next
}
pass == 1 && in_switch {
	if ($1 != "default:")
		fail("a switch without default")
	in_switch = straight = 0
	if (count < 64)
		next
	key = fn SUBSEP label
	sub(/;/, "", $3)
	body[key] = text
	selector[key] = scrutinee
	table[key] = targets
	cases[key] = count
	fallback[key] = $3
	next
}
pass == 1 && /^ *w2c_L[0-9]+: *$/ {
	label = $1
	sub(/:/, "", label)
	straight = 1
	text = ""
	next
}
pass == 1 && $1 == "switch" {
	scrutinee = $2
	gsub(/[()]/, "", scrutinee)
	in_switch = straight
	count = 0
	targets = ""
	next
}
pass == 1 {
	if (/goto |[{}]|^ *w2c_[A-Z][0-9]+:/)
		straight = 0
	jumps[jump_in($0)]++
	sub(/^ */, "")
	text = straight ? text $0 " " : ""
	next
}

# Second pass.

/^    wasm_asm\("" ::"r"\(result\)\); / { unforced++; next }
/^#define FUNC_PROLOGUE$/ { $0 = $0 " u8 *const w2c_base = instance->w2c_memory.data; (void)w2c_base;" }
/^  static inline [a-z0-9]+ name\(wasm_rt_memory_t\* mem, u64 addr/ { sub(/wasm_rt_memory_t\* mem/, "u8 *const mem") }
/&mem->data\[addr\]/ { if (sub(/&mem->data\[addr\]/, "\\&mem[addr]")) rebased++ }
fn != "" && $1 == "FUNC_PROLOGUE;" {
	print
	for (key in body) {
		if (index(key, fn SUBSEP) == 1 && jumps[key] >= 16) {
			print "  static const void *const " name_of(key) "[] = {" table[key] "};"
			threaded[key]
			loops++
		}
	}
	next
}
fn != "" {
	key = jump_in($0)
	if (key in threaded)
		$0 = substr($0, 1, RSTART - 1) dispatch(key) substr($0, RSTART + RLENGTH)
}
{
	while (match($0, /_(load|store)[0-9_su]*\(&instance->w2c_memory, /)) {
		access = substr($0, RSTART, RLENGTH)
		sub(/&instance->w2c_memory/, "w2c_base", access)
		$0 = substr($0, 1, RSTART - 1) access substr($0, RSTART + RLENGTH)
	}
}
{ print }

END {
	if (failed)
		exit 1
	# The big-endian half of the templates is left alone.
	if (unforced != 2 || rebased != 2 || loops == 0)
		fail("not what wabt 1.0.32 writes: " unforced+0 " forced loads, " rebased+0 " accesses, " loops+0 " interpreter loops")
}
