package orca.handler.libvirt.driver;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;

/**
 * What a unit is asked to be.
 *
 * @param unit whose it is
 * @param words what it is made of and called; by name, the rest of the demand that is no size
 * @param cpu milli-cores, 10 or more; 0 where nothing is said
 * @param memory MiB, 16 or more
 * @param disk MiB; 0 for what the image has
 * @param bandwidth kbit/s in each direction; 0 for no limit
 * @param power what its machine is to do, if that is said
 * @param place on which host, if that is said
 * @param extras what it has besides and may lose again
 */
record UnitSpec(String unit, Map<String, String> words, long cpu, long memory, long disk, long bandwidth,
        Optional<Machine.State> power, Optional<String> place, List<Extra> extras) {
    /** Less than this starts nothing. */
    static final long LEAST_MEMORY = 16;
    /** The least share of a processor. */
    static final long LEAST_CPU = 10;

    private static final Pattern HOSTNAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern KEY =
            Pattern.compile("(ssh|ecdsa|sk-ssh|sk-ecdsa)-[a-z0-9@.-]+ [A-Za-z0-9+/=]+( [ -~]{0,200})?");
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-f.:]{3,45}/[0-9]{1,3}");
    private static final Pattern HARDWARE = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    UnitSpec {
        words = new TreeMap<>(words);
        extras = List.copyOf(extras);
        atLeast("cpu", cpu, LEAST_CPU, "milli-cores");
        atLeast("memory", memory, LEAST_MEMORY, "MiB");
        matches("hostname", words.get("hostname"), HOSTNAME, "1 to 63 characters of a-z, 0-9 and '-'");
        matches("image", words.get("image"), FILE, "a name of the library");
        matches("image.sha256", words.get("image.sha256"), SHA256, "64 hexadecimal digits");
        matches("kernel", words.get("kernel"), FILE, "a name of the library");
        matches("initrd", words.get("initrd"), FILE, "a name of the library");
        matches("template", words.get("template"), FILE, "the name of a template");
        matches("ssh-key", words.get("ssh-key"), KEY, "one public key as in authorized_keys");
        matches("address", words.get("address"), ADDRESS, "an address and its prefix, as in 10.0.0.7/24");
        matches(LEASED, words.get(LEASED), ADDRESS, "an address and its prefix, as in 10.0.0.7/24");
        matches(GIVEN_HARDWARE, words.get(GIVEN_HARDWARE), HARDWARE, "a hardware address, as in 52:54:0a:00:00:07");
        if (words.get("image") == null) {
            throw new IllegalArgumentException("image: must be said, by the request, the host or the settings");
        }
    }

    private static void atLeast(String name, long value, long least, String measure) {
        if (value != 0 && value < least) {
            throw new IllegalArgumentException(name + ": must be " + least + " " + measure + " or more, got " + value);
        }
    }

    private static void matches(String name, String value, Pattern pattern, String rule) {
        if (value != null && !pattern.matcher(value).matches()) {
            throw new IllegalArgumentException(name + ": must be " + rule + ", got " + Names.quoted(value));
        }
    }

    /** The name of the word that says which address was leased for it; it is the machine's before any other. */
    static final String LEASED = "attach.address";
    /** The name of the word that says which hardware address its first device has, where the site knows that before. */
    static final String GIVEN_HARDWARE = "attach.hw-address";
    /** The names of the words that belong to a machine's making. */
    static final List<String> WORDS = List.of(LEASED, GIVEN_HARDWARE,
            "image", "image.sha256", "kernel", "initrd", "template", "hostname", "ssh-key", "user-data", "address", "gateway");

    /** Reads {@link #WORDS}, the sizes, {@code power} and {@code place} and ignores the rest. */
    static UnitSpec of(String unit, PropertyList input) {
        Map<String, String> words = new TreeMap<>();
        for (String name : WORDS) {
            input.text(name).filter(value -> !value.isBlank()).ifPresent(value -> words.put(name, value.strip()));
        }
        words.putIfAbsent("hostname", hostnameOf(unit));
        return new UnitSpec(unit, words, whole(input, "cpu"), Math.max(whole(input, "memory"), 0), whole(input, "disk"),
                whole(input, "bandwidth"), input.text("power").map(UnitSpec::power), input.text("place"), Extra.of(input));
    }

    private static long whole(PropertyList input, String name) {
        if (input.get(name).isPresent() && input.whole(name).isEmpty()) {
            throw new IllegalArgumentException(name + ": must be a whole number, got " + Names.quoted(input.text(name).get()));
        }
        long value = input.whole(name).orElse(0L);
        if (value < 0) {
            throw new IllegalArgumentException(name + ": must not be negative, got " + value);
        }
        return value;
    }

    private static Machine.State power(String word) {
        for (Machine.State state : Machine.State.values()) {
            if (state.word().equals(word)) {
                return state;
            }
        }
        throw new IllegalArgumentException("power: must be running, paused, saved or off, got " + Names.quoted(word));
    }

    /** Unit ids may hold what host names must not. */
    private static String hostnameOf(String unit) {
        String name = unit.replace('_', '-').replace('.', '-').replaceAll("^-+", "");
        return (name.length() > 63 ? name.substring(0, 63) : name).replaceAll("-+$", "");
    }

    Optional<String> word(String name) {
        return Optional.ofNullable(words.get(name));
    }

    /** A digest of all that belongs to the machine's making. */
    String demand() {
        return Label.digest(words.toString()).substring(0, 16);
    }

    /** How many processors; a share of one is one. */
    int cpus() {
        return cpu == 0 ? 1 : Math.toIntExact((cpu + 999) / 1000);
    }
}
