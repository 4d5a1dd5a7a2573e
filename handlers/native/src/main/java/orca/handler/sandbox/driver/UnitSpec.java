package orca.handler.sandbox.driver;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;

/**
 * What a unit shall be, whatever form it gets.
 *
 * @param unit its label
 * @param hostname its own name
 * @param command what {@code /bin/sh -c} runs in it, if anything
 * @param environment the command's variables, by name
 * @param cpu milli-cores, if bounded
 * @param memory MiB, if bounded
 */
record UnitSpec(
        String unit,
        String hostname,
        Optional<String> command,
        Map<String, String> environment,
        OptionalLong cpu,
        OptionalLong memory) {
    /** The least that the kernel can give: a hundredth of a core. */
    static final long LEAST_CPU = 10;
    /** Less than this holds no shell. */
    static final long LEAST_MEMORY = 8;
    /** Command and variables together, in characters; the kernel takes more, but not much more. */
    static final int MAX_TEXT = 96 * 1024;

    private static final Pattern HOSTNAME = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
    private static final Pattern VARIABLE = Pattern.compile("[A-Z_][A-Z0-9_]*");
    private static final int LONGEST_HOSTNAME = 63;

    UnitSpec {
        environment = new TreeMap<>(environment);
        if (hostname.length() > LONGEST_HOSTNAME || !HOSTNAME.matcher(hostname).matches()) {
            throw new IllegalArgumentException("hostname: must be at most " + LONGEST_HOSTNAME
                    + " characters of a-z, 0-9, '-' and '.', got " + Names.quoted(hostname));
        }
        atLeast("cpu", cpu, LEAST_CPU, "milli-cores");
        atLeast("memory", memory, LEAST_MEMORY, "MiB");
        int text = command.map(String::length).orElse(0);
        noZero("command", command.orElse(""));
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            if (!VARIABLE.matcher(variable.getKey()).matches() || variable.getKey().startsWith("ORCA_")) {
                throw new IllegalArgumentException(
                        "env: a name must be of A-Z, 0-9 and _, start with no digit and not with ORCA_, got "
                                + Names.quoted(variable.getKey()));
            }
            noZero("env." + variable.getKey(), variable.getValue());
            text += variable.getKey().length() + variable.getValue().length();
        }
        if (text > MAX_TEXT) {
            throw new IllegalArgumentException(
                    "command and env: at most " + MAX_TEXT + " characters together, got " + text);
        }
    }

    private static void atLeast(String name, OptionalLong value, long least, String measure) {
        if (value.isPresent() && value.getAsLong() < least) {
            throw new IllegalArgumentException(
                    name + ": must be " + least + " " + measure + " or more, got " + value.getAsLong());
        }
    }

    private static void noZero(String name, String value) {
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(name + ": must not contain the character zero");
        }
    }

    /**
     * Reads {@code command}, {@code hostname}, {@code env.*}, {@code cpu} and {@code memory} and ignores the rest. Property
     * names are lower case, variables are not: {@code env.lang} is {@code LANG}.
     */
    static UnitSpec of(String unit, PropertyList input) {
        Map<String, String> environment = new TreeMap<>();
        for (Map.Entry<String, PropertyValue> entry : input) {
            if (entry.getKey().startsWith("env.")) {
                environment.put(upper(entry.getKey().substring("env.".length())), entry.getValue().toString());
            }
        }
        return new UnitSpec(
                unit,
                input.text("hostname").orElseGet(() -> hostnameOf(unit)),
                input.text("command").filter(words -> !words.isBlank()),
                environment,
                whole(input, "cpu"),
                whole(input, "memory"));
    }

    private static OptionalLong whole(PropertyList input, String name) {
        Optional<Long> value = input.whole(name);
        return value.isPresent() ? OptionalLong.of(value.get()) : OptionalLong.empty();
    }

    private static String upper(String name) {
        return name.toUpperCase(Locale.ROOT);
    }

    /** Unit ids may hold what host names must not. */
    private static String hostnameOf(String unit) {
        String name = unit.replace('_', '-').replace('.', '-').replaceAll("^-+", "");
        name = name.length() > LONGEST_HOSTNAME ? name.substring(0, LONGEST_HOSTNAME) : name;
        return name.replaceAll("-+$", "");
    }

    UnitSpec sized(OptionalLong newCpu, OptionalLong newMemory) {
        return new UnitSpec(unit, hostname, command, environment, newCpu, newMemory);
    }

    void writeTo(Properties file) {
        file.setProperty("unit", unit);
        file.setProperty("hostname", hostname);
        command.ifPresent(words -> file.setProperty("command", words));
        cpu.ifPresent(amount -> file.setProperty("cpu", Long.toString(amount)));
        memory.ifPresent(amount -> file.setProperty("memory", Long.toString(amount)));
        environment.forEach((name, value) -> file.setProperty("env." + name, value));
    }

    static UnitSpec readFrom(Properties file) {
        Map<String, String> environment = new TreeMap<>();
        for (String name : file.stringPropertyNames()) {
            if (name.startsWith("env.")) {
                environment.put(name.substring("env.".length()), file.getProperty(name));
            }
        }
        return new UnitSpec(
                file.getProperty("unit", ""),
                file.getProperty("hostname", ""),
                Optional.ofNullable(file.getProperty("command")),
                environment,
                number(file, "cpu"),
                number(file, "memory"));
    }

    private static OptionalLong number(Properties file, String name) {
        String value = file.getProperty(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value));
    }
}
