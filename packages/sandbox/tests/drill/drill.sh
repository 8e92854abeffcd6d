#!/bin/sh
# SPDX-License-Identifier: MIT
# drill.sh BUILD/drill BIN: runs every drill that was built, in every situation that this machine can make.
# Each ends with cmocka's summary; what cannot be tried here is a line that begins with SKIP. Exits 1 if one failed.
set -u

failed=0
# Where any user may run them from.
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT INT TERM
cp "$1"/* "$here" 2> /dev/null
cp "$2/untrusted" "$2/untrusted-cell" "$here"
chmod -R a+rX "$here"
cd "$here" || exit 1

# drill WHAT COMMAND...: runs it unless it was not built.
drill() {
	what=$1
	shift
	printf '\n=== %s\n' "$what"
	"$@" || { failed=1; printf 'FAILED: %s\n' "$what"; }
}

# expect WHAT STATUS TEXT COMMAND...: exit status and a part of the output.
expect() {
	what=$1 status=$2 text=$3
	shift 3
	said=$("$@" 2>&1)
	got=$?
	if [ "$got" = "$status" ] && printf '%s' "$said" | grep -qF "$text"; then
		printf 'ok       %s\n' "$what"
	else
		failed=1
		printf 'FAILED   %s: exit status %s, not %s, saying: %s\n' "$what" "$got" "$status" "$said"
	fi
}

skip() {
	printf 'SKIP     %s: %s\n' "$1" "$2"
}

cell() {
	label=$1
	shift
	drill "compromised cell, $label" "$@" ./drill_cell ./attack-cell ./other-program "$label"
}

drill 'lying cell' ./drill_liar ./liar-cell
drill 'executors in several threads' ./drill_threads ./untrusted-cell

# A build with sanitizers has no more.
[ -x ./drill_sfi ] || exit $failed

drill 'hostile guest, natively: the acts are real' ./sfi_native
drill 'hostile guest, through the pipeline' ./drill_sfi
drill 'canary' ./drill_canary "$here/untrusted"
cell 'as started'

if [ "$(id -u)" != 0 ]; then
	skip 'compromised cell in other situations' 'only root can make them'
	exit $failed
fi
cell 'as an ordinary user' setpriv --reuid 1000 --regid 1000 --clear-groups
if unshare -p -m --fork true 2> /dev/null; then
	cell 'in a PID and a mount namespace' unshare -p -m --fork
	cell 'in a namespace without /proc' unshare -m sh -c 'umount -l /proc; exec "$@"' sh
	cell 'as root that may not become nobody, without /proc' unshare -m sh -c \
		'umount -l /proc; exec setpriv --bounding-set=-setuid,-setgid --inh-caps=-setuid,-setgid "$@"' sh
else
	skip 'compromised cell inside of namespaces' 'unshare is refused here'
fi

if ! ./lambda_filter true 2> /dev/null; then
	skip 'everything as on AWS Lambda' 'its filter cannot be installed here'
	exit $failed
fi
cell 'as on AWS Lambda' ./lambda_filter
printf '\n=== command line as on AWS Lambda\n'
expect 'code runs' 0 4 ./lambda_filter ./untrusted run -e '2 + 2'
expect 'timers run' 0 4 ./lambda_filter ./untrusted run -e 'await new Promise(done => setTimeout(done, 20)); 4'
expect 'a timeout is a timeout' 3 'Execution timeout exceeded' ./lambda_filter ./untrusted run -t 100ms -e 'for (;;);'
expect 'missing layers are told once' 0 'isolation layers missing here' ./lambda_filter ./untrusted run -e 1
expect 'doctor tells what is missing' 0 'refused: Operation not permitted' ./lambda_filter ./untrusted doctor
expect 'a required layer stops the start' 4 'required isolation layer seccomp' \
	./lambda_filter ./untrusted run --require seccomp -e 1
expect 'code runs where asking for a lock is answered by a kill' 0 4 ./lambda_filter --kill ./untrusted run -e '2 + 2'
exit $failed
