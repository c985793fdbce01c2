#!/usr/bin/env bash
# Tries a commit on a bare Debian 12: run.sh FOLDER [COMMAND…]     (as root; FOLDER is made: 2 GB, with every test 7)
# Makes a minimal root in FOLDER with debootstrap (once; another run uses it again as it is), clones this tree into it
# and runs COMMAND there, `bash .ci/run` if none is given.  Packages come from the sources of this machine.  Mounts and
# processes are of its own and end with it: what runs there sees no other root, and may make namespaces itself.
#   tests/clean_root/run.sh /var/tmp/bare                      every test
#   tests/clean_root/run.sh /var/tmp/bare timeout 120 ./dev run
set -euo pipefail

[ $# -ge 1 ] && [ "$(id -u)" = 0 ] || { sed -n '2,7s/^# //p' "$0" >&2; exit 2; }
PATH=$PATH:/usr/sbin:/sbin
if [ "${SANAD_CLEAN_ROOT:-}" != inside ]; then
    SANAD_CLEAN_ROOT=inside \
        exec unshare --mount --propagation private --mount-proc --pid --fork --kill-child "$0" "$@"
fi
tree=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$1"
root=$(realpath "$1")
shift
[ $# -gt 0 ] || set -- bash .ci/run

# shellcheck source=tests/clean_root/mirror
. "$tree/tests/clean_root/mirror"

if [ ! -e "$root/.complete" ]; then
    debootstrap --variant=minbase --include=ca-certificates,git bookworm "$root" "$(mirror)"
    use_sources "$root"
    : >"$root/.complete"
fi
use_network "$root"

clone="$root/srv/a clone"
rm -rf "$clone"
git clone -q "$tree" "$clone"

# A root as a machine has it, not chroot's: there a namespace could not be made.
mount --bind "$root" "$root"
cd "$root"
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount --bind /dev dev
mount -t devpts -o newinstance,ptmxmode=666,mode=620 devpts dev/pts
mount -t tmpfs tmpfs dev/shm
pivot_root . mnt
umount --lazy /mnt
cd "/srv/a clone"
env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb \
    ${NODE_EXTRA_CA_CERTS:+NODE_EXTRA_CA_CERTS=/etc/ssl/certs/extra.pem} "$@" </dev/null
