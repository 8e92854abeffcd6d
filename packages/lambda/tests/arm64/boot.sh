#!/bin/sh
# Boots Debian's kernel on an emulated Graviton 2 and runs a command there as root: boot.sh MACHINE FOLDER [COMMAND]
#
# MACHINE is what third_party/machine.txt has been unpacked to. The command, or the script of standard input, runs in a
# copy of FOLDER and writes to the console, which is our standard output; our exit status is its own. With NETWORK set it
# finds this machine's loopback at 10.0.2.2; PROCESSORS is how many there are (2).
#
# Not qemu-user, which boots nothing: it refuses every clone() that does not signal SIGCHLD, and ours do not; and it
# has no filters of system calls, no Landlock and no namespaces but those of this machine, so that it would prove little.
set -eu

machine=$(realpath "$1")
folder=$(realpath "$2")
here=$(realpath "$(dirname "$0")")
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
trap 'exit 130' INT TERM

mkdir -p "$root/bin" "$root/usr/bin" "$root/lib/modules"
cp "$machine/bin/busybox" "$machine/bin/dash" "$machine/usr/bin/setpriv" "$root/bin"
ln -s dash "$root/bin/sh"
cp -a "$machine/lib/aarch64-linux-gnu" "$machine/lib/ld-linux-aarch64.so.1" "$root/lib"
cp -a "$machine"/usr/lib/aarch64-linux-gnu/libcmocka.so* "$root/lib/aarch64-linux-gnu"
find "$machine/lib/modules" \( -name '*virtio*.ko' -o -name '*failover.ko' \) -exec cp {} "$root/lib/modules" \;
cp "$here/init" "$root"
if [ $# -gt 2 ]; then
	printf '%s\n' "$3"
else
	cat
fi >"$root/command"
cp -a "$folder" "$root/work"
chmod -R a+rX "$root"
(cd "$root" && find . | cpio --quiet -o -H newc) >"$root.cpio"
# Without a name: nothing is left, even if we are killed.
exec 3<"$root.cpio"
rm -rf "$root" "$root.cpio"

network="-nic none"
[ -z "${NETWORK:-}" ] || network="-netdev user,id=net -device virtio-net-pci,netdev=net,romfile="
# shellcheck disable=SC2086
qemu-system-aarch64 -M virt -cpu neoverse-n1 -smp "${PROCESSORS:-2}" -m 2048 -nographic -no-reboot $network \
	-kernel "$machine"/boot/vmlinuz-* -initrd /dev/fd/3 -append "console=ttyAMA0 panic=-1 quiet" </dev/null 2>&1 |
	awk '{ sub(/\r$/, "") }
		/^machine: the command ended with [0-9]+$/ { status = $NF; ended = 1; next }
		!ended { print; fflush() }
		END { exit ended ? status : 125 }'
