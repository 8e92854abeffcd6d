#!/bin/sh
# In bin/bootstrap's place, for the emulator of the Runtime API: bootstrap.sh MACHINE FOLDER [PREFIX...]
#
# Runs the bootstrap of FOLDER on the emulated machine, with our environment and as Lambda's user; PREFIX is a program that
# runs it.
set -eu

machine=$1
folder=$2
shift 2
{
	export -p | sed '/AWS_LAMBDA_RUNTIME_API=/s/127\.0\.0\.1/10.0.2.2/'
	echo "exec ${*:-setpriv --reuid 993 --regid 990 --clear-groups} ./bootstrap"
} | NETWORK=yes "$(dirname "$0")/boot.sh" "$machine" "$folder"
