package orca.handler.libvirt.driver;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import orca.core.resource.Names;
import orca.nodeagent.driver.Room;
import orca.nodeagent.driver.FolderLock;

/**
 * A thin pool of LVM as a store of disks. An image becomes a volume once, named after its content; each unit's disk is a
 * snapshot of that, which stands on nothing: the pool shares the blocks that are alike. LVM is the memory of what there is.
 *
 * @param group the volume group
 * @param pool the thin pool in it
 * @param label by which this node's volumes are known
 * @param folder of the node, under which no two make an image's volume at the same time
 */
record ThinPool(String group, String pool, Label label, Path folder) {
    private static final long MIB = 1024 * 1024;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9+_.-]{0,62}/[A-Za-z0-9][A-Za-z0-9+_.-]{0,62}");
    /** LVM tells volumes that are in the making, which an earlier attempt left, from those that are whole by their names. */
    private static final String PART = "-part";

    /** The pool that {@code words} names, as in {@code vg0/thin}. */
    static ThinPool of(String words, Label label, Path folder) {
        check(words);
        int slash = words.indexOf('/');
        return new ThinPool(words.substring(0, slash), words.substring(slash + 1), label, folder);
    }

    static void check(String words) {
        if (!NAME.matcher(words).matches()) {
            throw new IllegalArgumentException("volumes: must be a volume group and a thin pool in it, as in vg0/thin, got "
                    + Names.quoted(words));
        }
    }

    private String path(String volume) {
        return group + "/" + volume;
    }

    /** Where the volume of {@code unit} is, or would be. */
    Path device(String unit) {
        return Path.of("/dev", group, label.name(unit));
    }

    /** Makes the volume of {@code unit}, of which there is none yet, as large as said in {@code bytes}. */
    void make(String unit, ImageLibrary.Content image, ImageLibrary.Disk kind, long bytes)
            throws IOException, InterruptedException {
        String base = "orca-image-" + image.sha256().substring(0, 32);
        FolderLock.under(folder, () -> {
            bring(base, image, kind);
            return base;
        });
        String name = label.name(unit);
        // Not one of those that LVM leaves out when it activates volumes: the host must find it after a boot.
        Tool.run("lvcreate", "-q", "-q", "-s", "-k", "n", "-n", name, path(base));
        Tool.run("lvchange", "-q", "-a", "y", path(name));
        // LVM counts in extents, so it may be large enough already.
        if (bytes > Long.parseLong(said("lv_size", path(name)))) {
            Tool.run("lvextend", "-q", "-q", "-L", bytes + "b", path(name));
        }
    }

    private void bring(String base, ImageLibrary.Content image, ImageLibrary.Disk kind) throws IOException, InterruptedException {
        Set<String> there = volumes();
        if (there.contains(base)) {
            return;
        }
        if (!List.of("zero", "1").contains(said("zero", path(pool)))) {
            throw new IOException("volumes: the pool " + path(pool) + " does not clear its blocks, so a new disk would show what"
                    + " others had in theirs; 'lvchange -Z y " + path(pool) + "' makes it do so");
        }
        String part = base + PART;
        if (there.contains(part)) {
            Tool.run("lvremove", "-q", "-q", "-f", path(part));
        }
        Tool.run("lvcreate", "-q", "-q", "-k", "n", "-V", kind.bytes() + "b", "-T", path(pool), "-n", part);
        // What was never written to in a thin volume reads as nothing, so nothing has to be written there.
        Tool.run("qemu-img", "convert", "-n", "--target-is-zero", "-t", "none", "-f", kind.format(), "-O", "raw",
                image.file().toAbsolutePath().toString(), "/dev/" + path(part));
        Tool.run("lvrename", "-q", "-q", group, part, base);
    }

    /** How large the pool that {@code words} names is, and how much of it nobody has written to. */
    static Room room(String words) throws IOException, InterruptedException {
        long bytes = Long.parseLong(said("lv_size", words));
        String percent = said("data_percent", words);
        if (percent.isEmpty()) {
            throw new IOException("volumes: the pool " + words + " is not active, so nobody knows how full it is");
        }
        double used = Double.parseDouble(percent);
        return new Room(0, 0, bytes / MIB, (long) (bytes * (1 - used / 100)) / MIB);
    }

    /** Removes the volume of {@code unit}, if there is one. */
    void remove(String unit) throws IOException, InterruptedException {
        if (has(unit)) {
            Tool.run("lvremove", "-q", "-q", "-f", path(label.name(unit)));
        }
    }

    boolean has(String unit) throws IOException, InterruptedException {
        return volumes().contains(label.name(unit));
    }

    /** Whose volumes of this node there are. */
    Set<String> units() throws IOException, InterruptedException {
        String mine = label.name("");
        Set<String> units = new LinkedHashSet<>();
        volumes().stream().filter(name -> name.startsWith(mine)).forEach(name -> units.add(name.substring(mine.length())));
        return units;
    }

    /** All of the group; trouble where there is no such group: it may come back with what is in it. */
    private Set<String> volumes() throws IOException, InterruptedException {
        return new LinkedHashSet<>(List.of(said("lv_name", group).split("\\s+")));
    }

    /** One field of a volume, or of each in a group; sizes are bytes. */
    private static String said(String field, String of) throws IOException, InterruptedException {
        return Tool.run("lvs", "--noheadings", "--nosuffix", "--units", "b", "-o", field, of).strip();
    }
}
