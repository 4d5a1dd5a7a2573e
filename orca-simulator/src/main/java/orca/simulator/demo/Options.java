package orca.simulator.demo;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What was typed behind {@code demo}.
 *
 * @param processes whether each actor is a process of its own
 * @param keep whether to go on running when all was shown
 * @param port where to listen; 0 for any port that is free
 * @param folder where to make the folder of state; the system's temporary folder when absent
 * @param on what its machines are made of
 */
record Options(boolean processes, boolean keep, int port, Optional<Path> folder, Substrate on) {
    static final String USAGE = """
            Usage: orca demo [--on WHAT] [--processes] [--keep] [--port N] [--folder FOLDER]
            Watch a site, a broker and a guest trade leases for real processes, in under a minute.

              --on WHAT        What its machines are made of: libvirt, virtual machines; native, process trees for any
                               user; sliver, containers by runc with an address and SSH, for root. Default: libvirt
                               where a daemon answers and a guest can be made, else native.
              --processes      Each of them in a process of its own, with a key of its own; they speak signed
                               SOAP over sockets.
              --keep           Go on running afterwards, and say what to try next.
              --port N         Where the management API listens. Default: any port that is free.
              --folder FOLDER  Where to make its folder of state. Default: the folder for temporary files.
            """;

    /** @throws IllegalArgumentException naming the word and the rule */
    static Options of(List<String> words) {
        boolean processes = false;
        boolean keep = false;
        int port = 0;
        Optional<Path> folder = Optional.empty();
        Optional<Substrate> on = Optional.empty();
        Iterator<String> rest = words.iterator();
        while (rest.hasNext()) {
            String word = rest.next();
            switch (word) {
                case "--processes" -> processes = true;
                case "--keep" -> keep = true;
                case "--on" -> on = Optional.of(Substrate.of(value(word, rest)));
                case "--port" -> port = port(value(word, rest));
                case "--folder" -> folder = Optional.of(Path.of(value(word, rest)).toAbsolutePath());
                default -> throw new IllegalArgumentException("demo: does not take '" + word + "'");
            }
        }
        if (processes && port != 0) {
            throw new IllegalArgumentException("--port: is for one container; with --processes there are three, on free ports");
        }
        if (processes && on.isPresent() && on.get() != Substrate.NATIVE) {
            throw new IllegalArgumentException("--on: is for one container; with --processes there is only native");
        }
        Substrate otherwise = processes || on.isPresent() ? Substrate.NATIVE : Substrate.strongest();
        return new Options(processes, keep, port, folder, on.orElse(otherwise));
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + ": its value is missing");
        }
        return rest.next();
    }

    private static int port(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new IllegalArgumentException("--port: must be a number from 0 to 65535, got '" + text + "'");
        }
        return Integer.parseInt(text);
    }
}
