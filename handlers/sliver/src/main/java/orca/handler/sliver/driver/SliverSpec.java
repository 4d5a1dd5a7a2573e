package orca.handler.sliver.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;

/**
 * What a sliver is to be.
 *
 * @param account the slice's login name in it
 * @param keys whose holders may log in, one OpenSSH line each; may be none
 * @param cpu milli-cores, 10 or more; absent for no limit
 * @param memory MiB, 16 or more; absent for no limit
 * @param disk MiB that it may write, 8 or more; absent for no limit
 * @param bandwidth Mbit/s each way, 1 to 100,000; absent for no limit
 * @param processes the most at once, 8 or more
 */
record SliverSpec(String account, List<String> keys, OptionalLong cpu, OptionalLong memory, OptionalLong disk,
        OptionalLong bandwidth, long processes) {
    private static final Pattern ACCOUNT = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");
    private static final Pattern KEY = Pattern.compile(
            "(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)|sk-ssh-ed25519@openssh\\.com)"
                    + " [A-Za-z0-9+/]{40,2000}={0,3}( [ -~]{0,200})?");
    /** Names that every reference tree has or may have. */
    private static final List<String> TAKEN = List.of("root", "daemon", "bin", "sys", "nobody", "sshd", "messagebus");
    private static final int MOST_KEYS = 20;

    SliverSpec {
        keys = List.copyOf(keys);
        if (!ACCOUNT.matcher(account).matches() || TAKEN.contains(account)) {
            throw new IllegalArgumentException("slice: must be a login name of a-z, 0-9, '_', '-', 32 at most, and none of the "
                    + "system's, got " + Names.quoted(account));
        }
        if (keys.size() > MOST_KEYS) {
            throw new IllegalArgumentException("key: at most " + MOST_KEYS + " lines, got " + keys.size());
        }
        for (String key : keys) {
            if (!KEY.matcher(key).matches()) {
                throw new IllegalArgumentException("key: must be lines like 'ssh-ed25519 AAAA... name', got "
                        + Names.quoted(key));
            }
        }
        within("cpu", cpu, 10, 1_000_000);
        within("memory", memory, 16, 1L << 24);
        within("disk", disk, 8, 1L << 24);
        within("bandwidth", bandwidth, 1, 100_000);
        within("processes", OptionalLong.of(processes), 8, 1_000_000);
    }

    private static void within(String name, OptionalLong value, long least, long most) {
        if (value.isPresent() && (value.getAsLong() < least || value.getAsLong() > most)) {
            throw new IllegalArgumentException(name + ": must be from " + least + " to " + most + ", got " + value.getAsLong());
        }
    }

    /** Out of an order. @throws IllegalArgumentException naming what cannot be */
    static SliverSpec of(PropertyList input, long processes) {
        List<String> keys = new ArrayList<>();
        input.text("key").orElse("").lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(keys::add);
        return new SliverSpec(input.text("slice").orElse("guest"), keys, whole(input, "cpu"), whole(input, "memory"),
                whole(input, "disk"), whole(input, "bandwidth"), processes);
    }

    private static OptionalLong whole(PropertyList input, String name) {
        if (input.get(name).isPresent() && input.whole(name).isEmpty()) {
            throw new IllegalArgumentException(name + ": must be a whole number");
        }
        return input.whole(name).map(OptionalLong::of).orElse(OptionalLong.empty());
    }
}
