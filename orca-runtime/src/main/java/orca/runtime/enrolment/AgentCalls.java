package orca.runtime.enrolment;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import orca.core.protocol.HostAgent;
import orca.runtime.watching.AgentReport;
import orca.wire.call.CallRefused;
import orca.wire.call.Operation;
import orca.wire.soap.SoapLine;
import orca.wire.soap.SoapSettings;
import orca.wire.text.Tree;
import orca.wire.time.WallClock;
import orca.wire.trust.Expected;
import orca.wire.trust.Identity;

/** What a site says to an agent that comes or goes, by signed SOAP; each over a line of its own. */
final class AgentCalls {
    /** How long an answer is waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private AgentCalls() {}

    /** How the host is. @param key the file of the site's own key */
    static AgentReport status(HostAgent agent, Path key) throws CallRefused, IOException, InterruptedException {
        return AgentReport.read(ask(agent, key, "status"));
    }

    /** That this site has nothing there any more, and gives no more orders. */
    static void dismiss(HostAgent agent, Path key) throws CallRefused, IOException, InterruptedException {
        ask(agent, key, "dismiss");
    }

    private static Tree.Branch ask(HostAgent agent, Path key, String kind) throws CallRefused, IOException, InterruptedException {
        SoapSettings usual = SoapSettings.USUAL;
        SoapSettings settings = new SoapSettings(usual.mostBytes(), usual.life(), usual.longestLife(), usual.behind(), usual
                .ahead(),
                usual.mostRemembered(), PATIENCE);
        try (SoapLine line = new SoapLine(URI.create(agent.url()), Expected.of(agent.key()), Identity.read(key), settings,
                WallClock.utc())) {
            return line.call(Operation.ORDER,
                    new Tree.Branch(0, Map.of("kind", new Tree.Text(0, kind), "content", new Tree.Text(0, "{}"))));
        }
    }
}
