# For the scripts that build a source package: . source.sh
#
# For another architecture than this machine's: CROSS_HOST names it as configure does, CROSS_ROOT has its libraries, and
# CC compiles for it.
if [ -n "${CROSS_HOST:-}" ]; then
	host="--host=$CROSS_HOST"
	export PKG_CONFIG_SYSROOT_DIR="$CROSS_ROOT" PKG_CONFIG_LIBDIR="$CROSS_ROOT/usr/lib/$CROSS_HOST/pkgconfig"
fi

# begin SOURCE TARGET: an empty folder to build in, with nothing of SOURCE to be generated again.
begin() {
	source=$(cd "$1" && pwd)
	# The same bytes wherever it is built: asserts name their file.
	HARDENED="$HARDENED -ffile-prefix-map=$source=."
	rm -rf "$2"
	mkdir -p "$2"
	cd "$2"
	# Debian's patches touch the inputs of what has been generated; older than that it stays as it is.
	find "$source" \( -name configure.ac -o -name Makefile.am -o -name '*.m4' ! -name aclocal.m4 \) -exec touch -d 2020-01-01 {} +
	find "$source" -name aclocal.m4 -exec touch -d 2020-01-02 {} +
	find "$source" \( -name configure -o -name Makefile.in -o -name '*.h.in' \) -exec touch -d 2020-01-03 {} +
}

# change FILE FROM TO: in the one line of the source where FROM is. Stops where the source is another.
change() {
	grep -qF "$3" "$source/$1" && return
	test "$(grep -cF "$2" "$source/$1")" = 1 || {
		echo "The source is not as it was: look at $1, where there was '$2'" >&2
		exit 1
	}
	awk -v from="$2" -v to="$3" '{
		at = index($0, from)
		print at ? substr($0, 1, at - 1) to substr($0, at + length(from)) : $0
	}' "$source/$1" >"$source/$1.new"
	mv "$source/$1.new" "$source/$1"
}

# quietly COMMAND...: what it prints is shown only if it fails.
quietly() {
	"$@" >build.log 2>&1 || {
		tail -20 build.log >&2
		exit 1
	}
}

HARDENED="-O2 -g0 -fPIE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection"
