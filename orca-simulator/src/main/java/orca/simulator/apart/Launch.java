package orca.simulator.apart;

import java.util.List;

/**
 * How a process is started.
 *
 * @param before words before the Java machine: programs that each become what follows them
 * @param machine options of the Java machine
 * @param main the class that begins
 * @param verb its first word; the second is the configuration file
 * @param after words after the configuration file
 */
public record Launch(List<String> before, List<String> machine, String main, String verb, List<String> after) {
    /** A container. */
    public static final Launch UP = new Launch(List.of(), List.of(), "orca.runtime.container.Main", "up");

    public Launch {
        before = List.copyOf(before);
        machine = List.copyOf(machine);
        after = List.copyOf(after);
    }

    /** With no words after the configuration file. */
    public Launch(List<String> before, List<String> machine, String main, String verb) {
        this(before, machine, main, verb, List.of());
    }
}
