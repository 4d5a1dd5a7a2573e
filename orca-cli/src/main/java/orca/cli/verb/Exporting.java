package orca.cli.verb;

import java.util.function.Function;
import orca.cli.connect.Exit;
import orca.cli.output.Format;
import orca.wire.management.ManagementClient;
import orca.wire.management.PaperView;

/** Writes what a container hands out as a file. */
final class Exporting {
    private Exporting() {}

    static int export(Asking asking, Function<ManagementClient, PaperView> question) {
        ManagementClient client = asking.client();
        PaperView papers = asking.patiently(() -> question.apply(client));
        if (asking.format() == Format.NAME) {
            asking.terminal().say(papers.actor());
        } else if (!asking.wrote(papers)) {
            asking.terminal().out().print(papers.file());
            asking.terminal().out().flush();
        }
        return Exit.OK.code();
    }
}
