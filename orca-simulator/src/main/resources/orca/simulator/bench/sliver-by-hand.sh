#!/bin/bash
# What a sliver costs without us: the same commands by hand, one after the other, until its server answers.
# sliver-by-hand.sh FOLDER REFERENCE BRIDGE PREFIX NUMBER HOSTKEY make|remove
set -eu
folder=$1/hand-$5 reference=$2 bridge=$3 address=$4.$5 name=hand-$5 wire=oh$5 key=$6
if [ "$7" = remove ]; then
    runc --root "$1/runc-hand" delete --force "$name"
    ip netns delete "$name"
    umount "$folder/root"
    rm -rf "$folder"
    exit
fi
mkdir -p "$folder/upper" "$folder/work" "$folder/root"
mount -t overlay overlay -o "lowerdir=$reference,upperdir=$folder/upper,workdir=$folder/work" "$folder/root"
home=$folder/root/home/guest
mkdir -p "$home/.ssh" "$folder/root/etc/dropbear" "$folder/root/etc/ssh"
echo "guest:x:2000:2000::/home/guest:/bin/sh" >> "$folder/root/etc/passwd"
echo "guest:*:19000:0:99999:7:::" >> "$folder/root/etc/shadow"
echo "guest:x:2000:" >> "$folder/root/etc/group"
: > "$home/.ssh/authorized_keys"
chown -R 2000:2000 "$home"
chmod 700 "$home" "$home/.ssh"
if [ -x "$reference/usr/sbin/sshd" ]; then
    cp "$key" "$folder/root/etc/ssh/ssh_host_ed25519_key"
    chmod 600 "$folder/root/etc/ssh/ssh_host_ed25519_key"
    server='mkdir -p /run/sshd; /usr/sbin/sshd -D -o UsePAM=no'
else
    dropbearkey -t ed25519 -f "$folder/root/etc/dropbear/key" > /dev/null 2>&1
    server='/usr/sbin/dropbear -F -s -r /etc/dropbear/key'
fi
ip netns add "$name"
ip link add "$wire" type veth peer name eth0 netns "$name"
ip link set "$wire" master "$bridge" up
ip -n "$name" addr add "$address/22" dev eth0
ip -n "$name" link set eth0 up
ip -n "$name" link set lo up
tc qdisc add dev "$wire" root handle 1: htb default 1
tc class add dev "$wire" parent 1: classid 1:1 htb rate 100mbit quantum 10000
caps='["CAP_CHOWN","CAP_DAC_OVERRIDE","CAP_FOWNER","CAP_SETUID","CAP_SETGID","CAP_SYS_CHROOT","CAP_NET_BIND_SERVICE","CAP_KILL","CAP_AUDIT_WRITE"]'
cat > "$folder/config.json" <<C
{"ociVersion": "1.0.2", "process": {"terminal": false, "user": {"uid": 0, "gid": 0}, "cwd": "/",
 "args": ["/bin/sh", "-c", "$server"], "env": ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"],
 "capabilities": {"bounding": $caps, "effective": $caps, "permitted": $caps}},
 "root": {"path": "$folder/root"}, "hostname": "$name",
 "mounts": [{"destination": "/proc", "type": "proc", "source": "proc"},
  {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755", "size=64k"]},
  {"destination": "/dev/pts", "type": "devpts", "source": "devpts", "options": ["newinstance", "ptmxmode=0666", "mode=0620"]}],
 "linux": {"cgroupsPath": "/$name", "resources": {"memory": {"limit": 67108864}, "cpu": {"period": 100000, "quota": 50000},
  "pids": {"limit": 64}}, "namespaces": [{"type": "pid"}, {"type": "ipc"}, {"type": "uts"}, {"type": "mount"},
  {"type": "network", "path": "/run/netns/$name"}]}}
C
runc --root "$1/runc-hand" run --detach --bundle "$folder" "$name" > /dev/null 2>&1 < /dev/null
until (exec 3<> "/dev/tcp/$address/22") 2> /dev/null; do sleep 0.005; done
