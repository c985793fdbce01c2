#!/usr/bin/env bash
# Tries a commit on a bare Debian 12: run.sh FOLDER [COMMAND…]     (as root; FOLDER is made, about 3 GB)
# Makes a minimal root in FOLDER with debootstrap (once; another run uses it again as it is), clones this tree into it
# and runs COMMAND there, `bash .ci/run` if none is given.  Packages come from the sources of this machine.
#   tests/clean_root/run.sh /var/tmp/bare                      every test
#   tests/clean_root/run.sh /var/tmp/bare timeout 120 ./dev run
set -euo pipefail

[ $# -ge 1 ] && [ "$(id -u)" = 0 ] || { sed -n '2,6s/^# //p' "$0" >&2; exit 2; }
tree=$(cd "$(dirname "$0")/../.." && pwd)
root=$1
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

mounted=()
leave() {
    local place
    for place in "${mounted[@]}"; do umount "$root$place"; done
}
trap leave EXIT
bind() { mount --bind "$1" "$root$1" && mounted=("$1" "${mounted[@]}"); }
bind /proc
bind /dev
bind /dev/pts
mount -t tmpfs tmpfs "$root/dev/shm" && mounted=(/dev/shm "${mounted[@]}")

clone="$root/srv/a clone"
rm -rf "$clone"
git clone -q "$tree" "$clone"
chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb \
    ${NODE_EXTRA_CA_CERTS:+NODE_EXTRA_CA_CERTS=/etc/ssl/certs/extra.pem} \
    bash -c 'cd "/srv/a clone" && exec "$@"' sh "$@" </dev/null
