package orca.handler.libvirt;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.opentest4j.TestAbortedException;

/** What these tests need of the machine: must be there under {@code CI=true}, else its absence is a reason to skip. */
final class Packages {
    private Packages() {}

    static void require() {
        List<String> missing = missing();
        int user = (Integer) attribute();
        List<String> reasons = new ArrayList<>();
        if (!missing.isEmpty()) {
            reasons.add("these packages are missing: " + String.join(" ", missing));
        }
        if (user != 0) {
            reasons.add("daemons of libvirt with networks of their own need root");
        }
        if (!reasons.isEmpty()) {
            String words = String.join("; ", reasons);
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(words);
            }
            throw new TestAbortedException(words);
        }
    }

    private static Object attribute() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (java.io.IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    /** The packages of Debian that are missing, by what of them is needed. */
    static List<String> missing() {
        Map<String, String> programs = new TreeMap<>();
        programs.put("libvirtd", "libvirt-daemon");
        programs.put("virsh", "libvirt-clients");
        programs.put("qemu-system-x86_64", "qemu-system-x86");
        programs.put("qemu-img", "qemu-utils");
        programs.put("busybox", "busybox-static");
        programs.put("dropbear", "dropbear-bin");
        programs.put("ssh", "openssh-client");
        programs.put("ip", "iproute2");
        programs.put("nsenter", "util-linux");
        programs.put("cpio", "cpio");
        programs.put("modprobe", "kmod");
        programs.put("mke2fs", "e2fsprogs");
        programs.put("mkfs.xfs", "xfsprogs");
        programs.put("ebtables", "ebtables");
        programs.put("iptables", "iptables");
        List<String> missing = new ArrayList<>();
        programs.forEach((program, name) -> {
            if (!onPath(program)) {
                missing.add(name);
            }
        });
        if (!Files.exists(Path.of("/usr/lib/x86_64-linux-gnu/libvirt/connection-driver/libvirt_driver_qemu.so"))) {
            missing.add("libvirt-daemon-driver-qemu");
        }
        if (!Files.exists(Path.of("/etc/libvirt/nwfilter/clean-traffic.xml"))) {
            missing.add("libvirt-daemon-config-nwfilter");
        }
        String[] kernels = new File("/boot").list((folder, name) -> name.matches("vmlinuz-.*-cloud-amd64"));
        if (kernels == null || kernels.length == 0) {
            missing.add("linux-image-cloud-amd64");
        }
        return missing;
    }

    private static boolean onPath(String program) {
        String path = System.getenv("PATH") + ":/usr/sbin:/sbin";
        for (String folder : path.split(":")) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }
}
