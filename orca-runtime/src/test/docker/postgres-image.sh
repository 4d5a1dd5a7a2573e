#!/usr/bin/env bash
# Makes the image orca-test/postgres:local for PostgresImageIT of what Debian's packages have put on this machine: the newest
# PostgreSQL there is, the libraries it names, and a shell. Nothing comes from a registry of images, and it needs no root.
#
# Needs the Debian packages postgresql and busybox-static, and a Docker engine that the command 'docker' speaks with.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
image=orca-test/postgres:local

missing() { echo "postgres-image: $1" >&2; exit 7; }
for program in docker tar ldd busybox; do
    command -v "$program" >/dev/null || missing "the program '$program' is missing"
done
bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
[ -x "$bin/initdb" ] || missing "this package is missing: postgresql"
docker version >/dev/null || missing "no Docker engine answers; see DOCKER_HOST"
home=${bin%/bin}

work=$(mktemp -d "${TMPDIR:-/tmp}/orca-image-XXXXXX")
trap 'rm -rf "$work"' EXIT
root=$work/root
mkdir -p "$root"/{bin,etc,tmp,dev,proc,sys,usr/local/bin,var/lib/postgresql/data,var/run/postgresql}

# The server and its libraries; files that packages share keep their places, and what a link leads to comes with it.
{
    find "$home/bin" "$home/lib" -name bitcode -prune -o -name '*llvmjit*' -prune -o -type f -print
    # It grumbles at scripts.
    { find "$home/bin" "$home/lib" -type f \( -perm /111 -o -name '*.so' \) ! -name '*llvmjit*' -exec ldd {} + 2>/dev/null || true; } |
        awk '$2 == "=>" && $3 ~ "^/" { print $3 } $1 ~ "^/.*ld-" { print $1 }'
    find "/usr/share/postgresql/${home##*/}" -name man -prune -o -type f -print
} | sort -u >"$work/files"
sed 's#^/##' "$work/files" | tar -C / -c -h -T - | tar -C "$root" -x
# The time zones that the server is told by name.
[ ! -d /usr/share/zoneinfo ] || tar -C / -c -h usr/share/zoneinfo | tar -C "$root" -x
cp "$(command -v busybox)" "$root/bin/busybox"
for name in sh mktemp rm cat ls id; do
    ln -s busybox "$root/bin/$name"
done
echo 'root:x:0:0:root:/:/bin/sh' >"$root/etc/passwd"
echo 'postgres:x:999:999:postgres:/var/lib/postgresql:/bin/sh' >>"$root/etc/passwd"
printf 'root:x:0:\npostgres:x:999:\n' >"$root/etc/group"
install -m 755 "$here/postgres-entry.sh" "$root/usr/local/bin/postgres-entry"
chmod 1777 "$root/tmp"
chmod 700 "$root/var/lib/postgresql/data"

{
    tar -C "$root" --owner=0 --group=0 --exclude=./var/lib/postgresql --exclude=./var/run/postgresql -cf "$work/image.tar" .
    tar -C "$root" --owner=999 --group=999 -rf "$work/image.tar" ./var/lib/postgresql ./var/run/postgresql
}
docker import --change "ENV PATH=$bin:/usr/local/bin:/bin PGDATA=/var/lib/postgresql/data" --change 'USER postgres' \
    --change 'ENTRYPOINT ["/usr/local/bin/postgres-entry"]' --change 'CMD ["postgres"]' --change 'EXPOSE 5432' \
    "$work/image.tar" "$image" >/dev/null
docker image ls "$image"
