package orca.handler.sliver.driver;

import java.util.List;
import java.util.stream.Collectors;

/** What runc reads: one sliver in the words of the OCI's runtime specification. */
record OciConfig(Node node, String unit, Plan plan) {
    private static final List<String> CAPABILITIES = List.of("CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_SETUID",
            "CAP_SETGID", "CAP_SYS_CHROOT", "CAP_NET_BIND_SERVICE", "CAP_KILL", "CAP_AUDIT_WRITE");
    private static final List<String> MASKED = List.of("/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats",
            "/proc/timer_list", "/proc/sched_debug", "/proc/scsi", "/proc/config.gz");
    private static final List<String> FIXED = List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    /**
     * Process 1 keeps a server and buries whatever orphans there are. The server is the one that the reference has; a sliver that
     * uses up its memory may lose it, and gets another.
     */
    private static final String INIT = "mkdir -p /run/sshd; while :; do if [ -x /usr/sbin/sshd ]; then /usr/sbin/sshd -D"
            + " -o UsePAM=no -o PasswordAuthentication=no -o PermitRootLogin=no -o PidFile=none -o UseDNS=no & else"
            + " /usr/sbin/dropbear -F -s -w -P /run/dropbear.pid -r /etc/dropbear/host_key & fi; wait $!; sleep 1; done";

    String text() {
        String all = quoted(CAPABILITIES);
        return """
                {"ociVersion": "1.0.2",
                 "process": {"terminal": false, "user": {"uid": 0, "gid": 0}, "cwd": "/",
                  "args": ["/bin/sh", "-c", %s],
                  "env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
                  "capabilities": {"bounding": %s, "effective": %s, "permitted": %s},
                  "rlimits": [{"type": "RLIMIT_NOFILE", "hard": 4096, "soft": 1024}]},
                 "root": {"path": %s}, "hostname": %s,
                 "mounts": [
                  {"destination": "/proc", "type": "proc", "source": "proc"},
                  {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755", "size=64k"]},
                  {"destination": "/dev/pts", "type": "devpts", "source": "devpts",
                   "options": ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]},
                  {"destination": "/dev/shm", "type": "tmpfs", "source": "shm", "options": ["nosuid", "nodev", "mode=1777"]}],
                 "linux": {"cgroupsPath": %s, "resources": %s,
                  "maskedPaths": %s, "readonlyPaths": %s,
                  "namespaces": [{"type": "pid"}, {"type": "ipc"}, {"type": "uts"}, {"type": "mount"},
                   {"type": "network", "path": %s}]}}
                """.formatted(quoted(INIT), all, all, all, quoted(node.root(unit).toString()), quoted(hostname()),
                quoted(node.group(unit)), resources(), quoted(MASKED), quoted(FIXED), quoted(node.namespace(unit).toString()));
    }

    private String hostname() {
        return unit.length() > 63 ? unit.substring(0, 63) : unit;
    }

    private String resources() {
        SliverSpec spec = plan.spec();
        String memory = "\"limit\": " + Container.memory(spec)
                + (Container.swapCounts() ? ", \"swap\": " + Container.memory(spec) : "");
        return "{\"devices\": [{\"allow\": false, \"access\": \"rwm\"}], \"memory\": {" + memory + "}, \"cpu\": {\"period\": "
                + Container.period() + ", \"quota\": " + Container.quota(spec)
                + "}, \"pids\": {\"limit\": " + spec.processes() + "}}";
    }

    private static String quoted(List<String> words) {
        return words.stream().map(OciConfig::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String quoted(String words) {
        StringBuilder text = new StringBuilder("\"");
        for (char c : words.toCharArray()) {
            if (c < ' ') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
        return text.append('"').toString();
    }
}
