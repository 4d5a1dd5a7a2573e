package orca.cli;

import orca.cli.screen.Terminal;
import orca.cli.verb.Orca;

/** Runs one verb and exits with its code; see {@code docs/cli.md}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        int code = Orca.run(Terminal.own(), args);
        System.out.flush();
        System.exit(code);
    }
}
