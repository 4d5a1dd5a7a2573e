#!/bin/sh
# Becomes a daemon of libvirt that has this host for itself: daemon.sh FOLDER HOSTNAME [NETNS]
# Its sockets, machines and logs are in FOLDER, its network is that of NETNS or the machine's; nothing of the machine's own
# libvirt is seen.
set -e
d=$1
mkdir -p "$d/etc" "$d/run" "$d/lib" "$d/log" "$d/cache" "$d/sock" "$d/ovs" /etc/libvirt /run/libvirt /var/lib/libvirt \
    /var/log/libvirt /var/cache/libvirt /run/openvswitch
[ -e "$d/uuid" ] || cat /proc/sys/kernel/random/uuid > "$d/uuid"
cat > "$d/etc/libvirtd.conf" <<END
unix_sock_dir = "$d/sock"
unix_sock_rw_perms = "0700"
auth_unix_rw = "none"
host_uuid = "$(cat "$d/uuid")"
log_outputs = "3:file:$d/libvirtd.log"
END
cat > "$d/etc/qemu.conf" <<END
user = "root"
group = "root"
security_driver = "none"
stdio_handler = "file"
namespaces = []
dynamic_ownership = 0
remember_owner = 0
END
# The filters that the machine's own would have.
[ ! -d /etc/libvirt/nwfilter ] || cp -r /etc/libvirt/nwfilter "$d/etc"
echo "127.0.0.1 localhost $2" > "$d/hosts"
# The daemon wants to find the account that it would run machines as, though it is told to run them as root. Where the package
# libvirt-daemon-system was not installed there is none.
for file in passwd group; do
    cp "/etc/$file" "$d/$file"
    grep -q '^libvirt-qemu:' "$d/$file" || case $file in
        passwd) echo 'libvirt-qemu:x:64055:64055::/var/lib/libvirt:/usr/sbin/nologin' >> "$d/$file" ;;
        group) echo 'libvirt-qemu:x:64055:' >> "$d/$file" ;;
    esac
done
cat > "$d/become.sh" <<END
mount --make-rprivate /
hostname $2
mount --bind $d/etc /etc/libvirt
mount --bind $d/hosts /etc/hosts
mount --bind $d/passwd /etc/passwd
mount --bind $d/group /etc/group
mount --bind $d/run /run/libvirt
mount --bind $d/lib /var/lib/libvirt
mount --bind $d/log /var/log/libvirt
mount --bind $d/cache /var/cache/libvirt
mount --bind $d/ovs /run/openvswitch
exec libvirtd -f /etc/libvirt/libvirtd.conf -p $d/pid
END
[ -n "$3" ] || exec unshare -m -u sh "$d/become.sh"
# Not 'ip netns exec': it hides the control groups.
exec nsenter "--net=/var/run/netns/$3" unshare -m -u sh "$d/become.sh"
