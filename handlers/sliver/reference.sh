#!/bin/sh
# Makes a reference tree: the lower layer that all slivers of a host share and none can change.
#
#   reference.sh FOLDER small            busybox and dropbear of this host, a second, 5 MB: for tests and trials
#   reference.sh FOLDER debian [MIRROR]  Debian 12 by debootstrap with openssh-server, a minute, 250 MB
#
# Needs root. A tree that is there already and whole is left as it is.
set -eu
folder=${1:?folder}
kind=${2:-debian}
[ ! -e "$folder/etc/orca-reference" ] || exit 0
need() { command -v "$1" > /dev/null || { echo "reference.sh: the package $2 is missing" >&2; exit 3; }; }

small() {
    need busybox busybox-static
    need dropbear dropbear-bin
    mkdir -p "$1/bin" "$1/usr/bin" "$1/usr/sbin" "$1/etc" "$1/home" "$1/root" "$1/tmp" "$1/run" "$1/proc" "$1/dev" "$1/sys" "$1/var/log"
    chmod 1777 "$1/tmp"
    cp "$(command -v busybox)" "$1/bin/busybox"
    for name in $("$1/bin/busybox" --list); do
        [ "$name" = busybox ] || ln -s busybox "$1/bin/$name"
    done
    cp "$(command -v dropbear)" "$1/usr/sbin/dropbear"
    # The dynamic libraries of both, with the loader, at the places where they were.
    for file in "$1/bin/busybox" "$1/usr/sbin/dropbear"; do
        ldd "$file" 2> /dev/null | grep -o '/[^ ]*' | while read -r library; do
            mkdir -p "$1${library%/*}"
            cp -L "$library" "$1$library"
        done
    done
    printf 'root:x:0:0:root:/root:/bin/sh\n' > "$1/etc/passwd"
    printf 'root:*:19000:0:99999:7:::\n' > "$1/etc/shadow"
    printf 'root:x:0:\n' > "$1/etc/group"
    printf '/bin/sh\n' > "$1/etc/shells"
    chmod 640 "$1/etc/shadow"
}

debian() {
    need debootstrap debootstrap
    debootstrap --variant=minbase --include=openssh-server bookworm "$1" ${2:+"$2"}
    rm -f "$1"/etc/ssh/ssh_host_* "$1"/var/cache/apt/archives/*.deb
}

part=$folder.part
rm -rf "$part"
mkdir -p "$part"
case $kind in
    small) small "$part" ;;
    debian) debian "$part" "${3:-}" ;;
    *) echo "reference.sh: must be small or debian, got '$kind'" >&2; exit 2 ;;
esac
echo "$kind" > "$part/etc/orca-reference"
mv "$part" "$folder"
