#!/usr/bin/env bash
# Installs the package in a bare Debian 12, uses it, removes and purges it: run.sh BUILD     (as root; prints TAP)
# BUILD holds the package (./dev package) and keeps the bare root and what apt fetched for the next time.
# Where no root can be made the one case is skipped and says why.
set -euo pipefail

tree=$(cd "$(dirname "$0")/../.." && pwd)
build=$(realpath "$1")
bare=$build/bare-bookworm.tar
archives=$build/archives

skip_all() { echo "ok 1 - package # SKIP $*"; echo 1..1; exit 0; }

if [ "${SANAD_PACKAGE_TEST:-}" != inside ]; then
    [ "$(id -u)" = 0 ] || skip_all 'only root may make and enter a bare Debian'
    unshare --mount --propagation private --mount-proc --pid --fork true 2>/dev/null ||
        skip_all 'mounts and processes of one'\''s own are not allowed here'
    # Whatever this leaves running or mounted ends with it.
    SANAD_PACKAGE_TEST=inside \
        exec unshare --mount --propagation private --mount-proc --pid --fork --kill-child "$0" "$@"
fi

# shellcheck source=tests/clean_root/mirror
. "$tree/tests/clean_root/mirror"
package=$(find "$build" -maxdepth 1 -name 'sanad_*.deb' -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2-)
[ -n "$package" ] || { echo "Bail out! there is no package in $build"; exit 1; }

if [ ! -s "$bare" ]; then
    mmdebstrap --variant=minbase --dpkgopt=force-unsafe-io --include=ca-certificates bookworm "$bare.making.tar" \
        "$(mirror)" >&2 || skip_all 'no bare Debian could be made: no mirror answers, or see the log'
    mv "$bare.making.tar" "$bare"
fi
root=$(mktemp -d /var/tmp/sanad-package.XXXXXX)
leave() {
    umount --recursive --lazy "$root/proc" "$root/dev" "$root/var/cache/apt/archives" 2>/dev/null || true
    # Nothing of the machine's own is below any more, or nothing is removed.
    if ! grep -q " $root/" /proc/self/mounts; then rm -rf "$root"; fi
}
trap leave EXIT
tar -C "$root" --exclude='./dev/*' -xf "$bare"
use_sources "$root"
use_network "$root"
mkdir -p "$archives/partial"
mount --make-rprivate / 2>/dev/null || true
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --make-rslave "$root/dev"
mount --bind "$archives" "$root/var/cache/apt/archives"
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
install -m 644 "$package" "$root/srv/package.deb"

# --- how to act in it -----------------------------------------------------------------------------------------------

clean=(env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8)
inside() { chroot "$root" "${clean[@]}" "$@"; }
as() { # as USER COMMAND…
    local user=$1
    shift
    chroot "$root" "${clean[@]}" setpriv "--reuid=$user" --regid=sanad --init-groups --no-new-privs "$@"
}
get() { # what is kept from the last update is enough when the mirror is away
    inside apt-get -q -y -o Dpkg::Options::=--force-unsafe-io -o APT::Keep-Downloaded-Packages=true "$@" >&2
}
count=0
try() { # try NAME COMMAND…
    local name=$1
    shift
    count=$((count + 1))
    # In a shell of its own and not as a condition, so that each line of a check counts.
    local status=0
    set +e
    (set -e; "$@") >&2
    status=$?
    set -e
    if [ "$status" = 0 ]; then echo "ok $count - $name"; else echo "not ok $count - $name"; fi
}
wait_for() { # wait_for FILE
    for _ in $(seq 150); do [ ! -e "$1" ] || return 0; sleep 0.1; done
    return 1
}
must_fail() { if "$@"; then echo "went through: $*"; return 1; fi; }

# --- what must hold -------------------------------------------------------------------------------------------------

installs() { get update; get install --no-install-recommends /srv/package.deb; }

places_are_right() {
    local path wanted
    while read -r path wanted; do
        [ "$(inside stat -c '%U:%G:%a' "$path")" = "$wanted" ] || { echo "$path is not $wanted"; return 1; }
    done <<'END'
/usr/bin/sanad root:root:755
/var/lib/sanad sanad:sanad:700
/var/backups/sanad sanad:sanad:700
/etc/sanad root:root:755
/etc/sanad/keys sanad:sanad:700
/etc/sanad/tls root:root:700
/run/sanad sanad:sanad:2770
/usr/share/sanad/assets/manifest.txt root:root:644
/usr/share/sanad/messages/ar.mo root:root:644
/usr/share/sanad/profiles/morocco/countries.csv root:root:644
END
    [ "$(inside id -gn sanad-web)" = sanad ]
}

nothing_runs() {
    must_fail inside sh -c 'ls /etc/systemd/system/*.wants/ | grep sanad'
    must_fail pgrep -u "$(inside id -u sanad)"
}

program_is_whole() {
    inside sanad --version | grep -q '^sanad [0-9]'
    must_fail sh -c "chroot '$root' ldd /usr/bin/sanad | grep 'not found'"
    must_fail sh -c "readelf -S '$root/usr/bin/sanad' | grep '[.]debug_info'"
}

# A setting or a command that the program has and the manual has not.
manual_is_whole() {
    inside zcat /usr/share/man/man1/sanad.1.gz | sed 's/\\-/-/g' >"$root/tmp/manual"
    inside sanad --help | sed -n 's/^  \([a-z]*\) .*/.SS sanad \1 /p' >"$root/tmp/wanted"
    inside sanad init --help | sed -n 's/^  \([a-z_]*\) = .*/.B \1 = /p' >>"$root/tmp/wanted"
    [ "$(wc -l <"$root/tmp/wanted")" -gt 20 ]
    while read -r line; do
        grep -qF -- "$line" "$root/tmp/manual" || { echo "the manual lacks: $line"; return 1; }
    done <"$root/tmp/wanted"
}

# Exposure is told in tenths; what the limits were when they were written: docs/operations/install.md.
unit_is_hardened() { # unit_is_hardened UNIT TENTHS
    local unit=/usr/lib/systemd/system/$1
    inside systemd-analyze security --offline=true --no-pager "--threshold=$2" "$unit" >"$root/tmp/score"
    must_fail sh -c "chroot '$root' systemd-analyze verify '$unit' 2>&1 | grep -v \"Command 'man\""
}
score() { tail -n 1 "$root/tmp/score" | sed 's/[^ -~]//g;s/^ *//'; }

mission_is_made() {
    as sanad sanad init --mission 'Mission of a test' --code TEST --login admin --address "https://$host:$port" \
        >"$root/tmp/made"
    grep -q '^Password, shown only now: ' "$root/tmp/made"
    inside test -f /etc/sanad/keys/master.key -a -f /var/lib/sanad/sanad.db
    grep -q "^address = https://$host:$port" "$root/var/lib/sanad/sanad.conf"
    # It is there now: a second one is refused.
    must_fail as sanad sanad init
}

serves() {
    as sanad sanad serve >"$root/tmp/served" 2>&1 &
    wait_for "$root/run/sanad/write.sock"
    node "$tree/tests/package/ask.mjs" socket "$root/run/sanad/read.sock" /health | grep -qx well
}

# As sanad-web.service does: certificate handed over, nginx without any right over data.
nginx_answers() {
    local credentials=$root/run/credentials/sanad-web.service
    mkdir -p "$credentials"
    inside openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$host" -addext "subjectAltName=DNS:$host" \
        -keyout /run/credentials/sanad-web.service/key -out /run/credentials/sanad-web.service/certificate
    chmod 644 "$credentials"/*
    as sanad sanad serve --print-nginx --public >"$root/etc/sanad/nginx.conf"
    # There is no journal to log to.
    sed 's|access_log syslog[^ ]*|access_log /run/sanad/access.log|' "$root/etc/sanad/nginx.conf" \
        >"$root/tmp/nginx.conf"
    as sanad-web nginx -t -q -e stderr -c /tmp/nginx.conf
    as sanad-web nginx -e stderr -c /tmp/nginx.conf -g 'daemon off;' &
    wait_for "$root/run/sanad/nginx.pid"
    ask /health >"$root/tmp/answer"
    grep -q '^status: 200' "$root/tmp/answer"
    grep -q '^strict-transport-security: max-age=31536000' "$root/tmp/answer"
    grep -qx well "$root/tmp/answer"
}
ask() { node "$tree/tests/package/ask.mjs" https "$port" "$host" "$1"; }

pages_are_dressed() {
    local style
    ask /fr/sign-in >"$root/tmp/answer"
    grep -q '^status: 200' "$root/tmp/answer"
    grep -q 'lang="fr"' "$root/tmp/answer"
    style=$(grep -o '/assets/app[^"]*\.css' "$root/tmp/answer" | head -n 1)
    ask "$style" >"$root/tmp/answer"
    grep -q '^content-type: text/css' "$root/tmp/answer"
    # Arabic comes from the installed catalogue, not from the source texts.
    ask /ar/sign-in | grep -q 'dir="rtl"'
    ask /ar/sign-in | grep -q 'كلمة'
}

strangers_read_nothing() {
    local user path
    for user in sanad-web nobody; do
        for path in /var/lib/sanad/sanad.db /var/lib/sanad/sanad.conf /etc/sanad/keys/master.key; do
            must_fail as "$user" cat "$path"
        done
    done
}

keeps() { [ "$(sums)" = "$kept" ] || { echo 'data or keys have changed'; return 1; }; }
sums() { inside sh -c 'sha256sum /etc/sanad/keys/* /var/lib/sanad/sanad.db /var/lib/sanad/sanad.conf'; }

# Installed again over itself, as an upgrade does it.
stays_whole() { get install --no-install-recommends --reinstall /srv/package.deb; keeps; places_are_right; }

# systemd does not run here: what the maintainer scripts tell it is noted instead.
with_systemd() {
    mkdir -p "$root/run/systemd/system" "$root/tmp/stub"
    printf '#!/bin/sh\necho "$*" >>/tmp/told\n' >"$root/tmp/stub/systemctl"
    chmod 755 "$root/tmp/stub/systemctl"
    : >"$root/tmp/told"
    get -o DPkg::Path=/tmp/stub:/usr/sbin:/usr/bin:/sbin:/bin "$@"
    rmdir "$root/run/systemd/system"
}

# A database that the new program does not serve as it is: the old one goes on.
restarts_if_it_can() {
    with_systemd install --reinstall /srv/package.deb
    grep -qx 'restart sanad.service' "$root/tmp/told"
    must_fail grep -q 'enable\|^start' "$root/tmp/told"
    mv "$root/var/lib/sanad/sanad.db" "$root/var/lib/sanad/aside.db"
    with_systemd install --reinstall /srv/package.deb
    mv "$root/var/lib/sanad/aside.db" "$root/var/lib/sanad/sanad.db"
    must_fail grep -q 'restart' "$root/tmp/told"
    keeps
}

is_removed() {
    with_systemd remove sanad
    grep -q '^disable --now .*sanad-web.service sanad.service$' "$root/tmp/told"
    must_fail inside test -e /usr/bin/sanad
    must_fail inside test -e /usr/lib/systemd/system/sanad.service
    must_fail inside test -e /usr/share/sanad
    keeps
}

remains() {
    inside find / -xdev -name '*sanad*' -not -path '/proc/*' -not -path '/tmp/*' -not -path '/run/credentials/*' | sort
}

is_purged() {
    get purge sanad
    keeps
    # What SQLite leaves beside its file for readers belongs to it, and so does the lock of who serves it.
    remains | grep -v '^/var/lib/sanad/sanad\.db\(-\|\.lock$\)' >"$root/tmp/remains"
    printf '%s\n' /etc/sanad /var/lib/sanad /var/lib/sanad/sanad.conf /var/lib/sanad/sanad.db >"$root/tmp/wanted"
    diff "$root/tmp/wanted" "$root/tmp/remains"
}

is_purged_when_told() {
    get install --no-install-recommends /srv/package.deb
    keeps
    chroot "$root" "${clean[@]}" SANAD_PURGE=data-and-keys apt-get -q -y purge sanad
    [ -z "$(remains)" ] || { remains; return 1; }
}

stop() { # stop PIDFILE
    local pid
    pid=$(cat "$1")
    # Written inside the same process namespace, so the number is ours.
    kill -TERM "$pid"
    for _ in $(seq 300); do kill -0 "$pid" 2>/dev/null || return 0; sleep 0.1; done
    return 1
}
stops() {
    stop "$root/run/sanad/nginx.pid"
    stop "$root/run/sanad/sanad.pid"
    must_fail test -e "$root/run/sanad/read.sock"
}

host=mission.example
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => {
    console.log(s.address().port); s.close(); })')
try 'apt installs it with what it needs' installs
try 'users, directories and their modes' places_are_right
try 'nothing is started or enabled' nothing_runs
try 'the program is stripped and finds its libraries' program_is_whole
try 'the manual holds every command and setting' manual_is_whole
try 'sanad.service is hardened (exposure at most 0.6)' unit_is_hardened sanad.service 6
echo "# $(score)"
try 'sanad-web.service is hardened (exposure at most 1.7)' unit_is_hardened sanad-web.service 17
echo "# $(score)"
try 'sanad-check.service is hardened (exposure at most 0.6)' unit_is_hardened sanad-check.service 6
echo "# $(score)"
try 'init makes a mission in the places of a host' mission_is_made
try 'served as the user sanad, a reader says well' serves
try 'nginx answers over TLS as the user sanad-web' nginx_answers
try 'pages have their styles and their languages' pages_are_dressed
try 'nginx and others read neither data nor keys' strangers_read_nothing
try 'sanad check finds no fault' as sanad sanad check
try 'both stop when told' stops
kept=$(sums)
try 'installed again, data and keys are as they were' stays_whole
try 'an upgrade restarts the service when the new program can serve' restarts_if_it_can
try 'removed, data and keys are as they were' is_removed
try 'purged, nothing is left but data and keys' is_purged
try 'purged as SANAD_PURGE says, nothing is left' is_purged_when_told
echo "1..$count"
