#!/bin/sh
# The inside of one native unit. Run by the driver, never by hand:
#
#   start          joins the unit's cgroups and makes its namespaces, then becomes `inside` (or `init`)
#   inside         first process of the new namespaces: builds the unit's root, moves into it, drops all rights
#   init           the unit's process 1: starts the guest's command, reaps, and stays until it is killed
#   enter ARG...   joins cgroups and namespaces of a running unit and becomes `run ARG...`
#   run ARG...     the last step of every guest command: a clean environment, then ARG...
#   log            copies what a command prints into two files that are overwritten in turn
#
# Everything it must know arrives in ORCA_* variables; values from outside are only ever expanded between quotes.
# Guest variables travel as ORCA_GUEST_NAME, so that they mean nothing to the steps that still have rights.
set -eu
umask 022

fail() {
    echo "unit.sh: $*" >&2
    exit 70
}

# "0" is whoever writes: this shell, whatever it is called in its pid namespace.
join_cgroups() {
    old_ifs=$IFS
    IFS='
'
    set -f
    for group in $ORCA_CGROUPS; do
        echo 0 > "$group/cgroup.procs" || fail "cannot join $group"
    done
    set +f
    IFS=$old_ifs
}

# Where there is no cgroup, each process is bounded by itself; the hard limit too, or the guest would lift it.
limit_processes() {
    ulimit -c 0
    [ -z "$ORCA_DATA_KIB" ] || ulimit -d "$ORCA_DATA_KIB" || fail "cannot limit memory"
    # dash and bash disagree on the letter for processes; prlimit does not.
    [ -z "$ORCA_NPROC" ] || prlimit --pid $$ --nproc="$ORCA_NPROC" || fail "cannot limit processes"
}

namespaces() {
    # The network is the host's only where the site said so.
    if [ "$ORCA_NETWORK" = own ]; then echo "--net"; fi
}

start() {
    [ ! -e "$ORCA_DIR/closing" ] || fail "the unit is being torn down"
    join_cgroups
    script="$ORCA_DIR/out/unit.sh"
    case $ORCA_FORM in
    root)
        exec unshare --mount --uts --ipc --pid --cgroup $(namespaces) --fork --propagation private \
            -- /bin/sh "$script" inside "orca-unit=$ORCA_UNIT"
        ;;
    user)
        as_unit_user unshare --user --map-root-user --mount --uts --ipc --pid --cgroup $(namespaces) --fork \
            --propagation private -- /bin/sh "$script" inside "orca-unit=$ORCA_UNIT"
        ;;
    group)
        limit_processes
        without_rights /bin/sh "$script" init "orca-unit=$ORCA_UNIT"
        ;;
    *) fail "form: must be root, user or group" ;;
    esac
}

# Becomes the unit's own user where the site may do that; a site that is no root has only its own.
as_unit_user() {
    if [ -n "$ORCA_UID" ]; then
        exec setpriv --reuid "$ORCA_UID" --regid "$ORCA_UID" --clear-groups -- "$@"
    fi
    exec "$@"
}

# The way out of every right: no capability, none to be gained, no set-user-id program that works.
without_rights() {
    if [ -n "$ORCA_UID" ] && [ "$ORCA_FORM" != user ]; then
        exec setpriv --reuid "$ORCA_UID" --regid "$ORCA_UID" --clear-groups \
            --inh-caps -all --ambient-caps -all --bounding-set -all --no-new-privs -- "$@"
    fi
    if [ "$ORCA_FORM" = user ]; then
        exec setpriv --inh-caps -all --ambient-caps -all --bounding-set -all --no-new-privs -- "$@"
    fi
    exec setpriv --no-new-privs -- "$@"
}

# Shows the host's /$1 to the unit. As root through an overlay, so that nothing can reach the host's files; its upper
# half lies on the disk, or in memory where the disk's file system cannot carry one. Else read-only.
layer() {
    if [ "$ORCA_FORM" = root ]; then
        mkdir -p "root/$1" "upper/$1" "work/$1"
        if mount -t overlay -o "nosuid,nodev,lowerdir=/$1,upperdir=upper/$1,workdir=work/$1" orca "root/$1" 2> layer.err; then
            echo "/$1 overlay" >> layers
            return
        fi
        [ -d memory ] || { mkdir memory && mount -t tmpfs -o nosuid,nodev,mode=755 orca memory; }
        mkdir -p "memory/upper/$1" "memory/work/$1"
        if mount -t overlay -o "nosuid,nodev,lowerdir=/$1,upperdir=memory/upper/$1,workdir=memory/work/$1" orca \
            "root/$1" 2> layer.err; then
            echo "/$1 overlay in memory" >> layers
            return
        fi
    fi
    mkdir -p "root/$1"
    mount --rbind "/$1" "root/$1"
    # A mount whose flags are locked cannot be changed; then the host's own permissions protect it.
    mount -o remount,bind,ro,nosuid,nodev "root/$1" 2> layer.err || true
    echo "/$1 bind" >> layers
}

devices() {
    mount -t tmpfs -o nosuid,noexec,mode=755,size=256k orca root/dev
    for device in null zero full random urandom tty; do
        : > "root/dev/$device"
        mount --bind "/dev/$device" "root/dev/$device"
    done
    mkdir root/dev/pts root/dev/shm
    mount -t devpts -o nosuid,noexec,newinstance,ptmxmode=0666,mode=0620 orca root/dev/pts
    mount -t tmpfs -o "nosuid,nodev,mode=1777${ORCA_MEMORY_KIB:+,size=${ORCA_MEMORY_KIB}k}" orca root/dev/shm
    ln -s pts/ptmx root/dev/ptmx
    ln -s /proc/self/fd root/dev/fd
    ln -s /proc/self/fd/0 root/dev/stdin
    ln -s /proc/self/fd/1 root/dev/stdout
    ln -s /proc/self/fd/2 root/dev/stderr
}

# The unit's own answers to "who am I", laid over the host's.
own_names() {
    inner=0
    if [ "$ORCA_FORM" = root ]; then inner=$ORCA_UID; fi
    mkdir names
    { cat /etc/passwd; echo "orca:x:$inner:$inner:unit $ORCA_UNIT:/home/orca:/bin/sh"; } > names/passwd
    { cat /etc/group; echo "orca:x:$inner:"; } > names/group
    echo "$ORCA_HOSTNAME" > names/hostname
    printf '127.0.0.1 localhost\n::1 localhost\n127.0.1.1 %s\n' "$ORCA_HOSTNAME" > names/hosts
    for name in passwd group hostname hosts; do
        [ ! -f "/etc/$name" ] || mount --bind "names/$name" "root/etc/$name"
    done
}

inside() {
    cd "$ORCA_DIR"
    : > layers
    limit_processes
    hostname "$ORCA_HOSTNAME"
    if [ "$ORCA_NETWORK" = own ]; then
        ip link set lo up || echo "unit.sh: no ip(8): the unit has no loopback" >&2
    fi
    mount --bind root root
    mount -o remount,bind,nosuid,nodev root
    for top in usr etc opt; do
        [ ! -d "/$top" ] || layer "$top"
    done
    for top in bin sbin lib lib32 lib64 libx32; do
        if [ -L "/$top" ]; then
            ln -s "$(readlink "/$top")" "root/$top"
        elif [ -d "/$top" ]; then
            layer "$top"
        fi
    done
    own_names
    mkdir -p root/proc root/dev root/run/orca root/var root/old
    mount -t proc -o nosuid,nodev,noexec orca root/proc
    devices
    mount --bind out root/run/orca
    # One protection that only a right can give: when memory runs out, a guest's process dies and never this one.
    echo -1000 2> /dev/null > /proc/self/oom_score_adj || true
    cd root
    pivot_root . old
    cd /
    umount -l /old
    rmdir /old
    ORCA_DIR=/
    without_rights /bin/sh /run/orca/unit.sh init "orca-unit=$ORCA_UNIT"
}

out() {
    if [ "$ORCA_FORM" = group ]; then echo "$ORCA_DIR/out"; else echo /run/orca; fi
}

init() {
    out=$(out)
    # Process 1 inherits orphans: a shell that waits reaps them too. This child is what it waits for when all is done.
    sleep 2147483647 < /dev/null > /dev/null 2>&1 &
    idle=$!
    if [ -n "${ORCA_COMMAND:-}" ]; then
        {
            code=0
            /bin/sh "$out/unit.sh" run /bin/sh -c "$ORCA_COMMAND" || code=$?
            echo "$code" > "$out/exit"
        } < /dev/null 2>&1 | /bin/sh "$out/unit.sh" log &
    fi
    echo ready > "$out/ready"
    exec > /dev/null 2>&1
    while :; do
        wait "$idle" || true
        sleep 2147483647 &
        idle=$!
    done
}

# Two files of at most 1024 reads of 512 bytes, so that the newest half megabyte is always there.
log() {
    out=$(out)
    turn=0
    while :; do
        count=$(LC_ALL=C dd bs=512 count=1024 of="$out/output.$turn" 2>&1) || exit 0
        count=${count%% records in*}
        count=${count##*[!0-9+]}
        [ $((${count%+*} + ${count#*+})) -eq 1024 ] || exit 0
        turn=$((1 - turn))
    done
}

enter() {
    join_cgroups
    limit_processes
    case $ORCA_FORM in
    root)
        exec nsenter --target "$ORCA_PID" --mount --uts --ipc --pid --cgroup $(namespaces) --root --wd \
            -- setpriv --reuid "$ORCA_UID" --regid "$ORCA_UID" --clear-groups \
            --inh-caps -all --ambient-caps -all --bounding-set -all --no-new-privs \
            -- /bin/sh /run/orca/unit.sh run "$@"
        ;;
    user)
        as_unit_user nsenter --target "$ORCA_PID" --user --preserve-credentials --mount --uts --ipc --pid --cgroup \
            $(namespaces) --root --wd -- setpriv --inh-caps -all --ambient-caps -all --bounding-set -all --no-new-privs \
            -- /bin/sh /run/orca/unit.sh run "$@"
        ;;
    group) without_rights /bin/sh "$ORCA_DIR/out/unit.sh" run "$@" ;;
    *) fail "form: must be root, user or group" ;;
    esac
}

run() {
    # The memory that runs out is the guest's, so its processes are the ones to go.
    echo 0 2> /dev/null > /proc/self/oom_score_adj || true
    home=/home/orca
    if [ "$ORCA_FORM" = group ]; then home=$ORCA_DIR/root/home/orca; fi
    cd "$home" || fail "no home folder"
    for name in ${ORCA_NAMES:-}; do
        # The driver lets only A-Z, 0-9 and _ pass as a name.
        eval "value=\$ORCA_GUEST_$name"
        set -- "$name=$value" "$@"
    done
    exec env -i PATH=/usr/local/bin:/usr/bin:/bin HOME="$home" USER=orca LOGNAME=orca SHELL=/bin/sh LANG=C.UTF-8 \
        ORCA_UNIT="$ORCA_UNIT" ORCA_NODE="$ORCA_NODE" "$@"
}

verb=$1
shift
case $verb in
start | inside | init | log) "$verb" ;;
enter | run) "$verb" "$@" ;;
*) fail "no such step: $verb" ;;
esac
