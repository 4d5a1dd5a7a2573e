package orca.runtime.config;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import orca.wire.text.Flaw;

/** A configuration file cannot be used; the message says all that is wrong with it, a line each. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient List<Flaw> flaws;

    ConfigException(Path file, List<Flaw> flaws) {
        super(flaws.stream().map(f -> file + ": " + f).collect(Collectors.joining("\n")));
        this.flaws = List.copyOf(flaws);
    }

    public List<Flaw> flaws() {
        return flaws;
    }
}
