package orca.runtime.watching;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import orca.wire.call.CallRefused;
import orca.wire.call.Line;
import orca.wire.call.Operation;
import orca.wire.soap.SoapLine;
import orca.wire.soap.SoapSettings;
import orca.wire.text.Tree;
import orca.wire.time.WallClock;
import orca.wire.trust.Expected;
import orca.wire.trust.Identity;

/** Asks by signed SOAP, over a line that stays open to each agent. */
final class LinesToAgents implements Looking {
    private final SoapSettings settings;
    private final Map<AgentAddress, Line> lines = new LinkedHashMap<>();

    /** @param patience how long an answer is waited for */
    LinesToAgents(Duration patience) {
        SoapSettings usual = SoapSettings.USUAL;
        this.settings = new SoapSettings(usual.mostBytes(), usual.life(), usual.longestLife(), usual.behind(), usual.ahead(),
                usual.mostRemembered(), patience);
    }

    @Override
    public AgentReport look(AgentAddress at) throws CallRefused, IOException, InterruptedException {
        return AgentReport.read(line(at).call(Operation.ORDER, new Tree.Branch(0, Map.of("kind", new Tree.Text(0, "status"),
                "content", new Tree.Text(0, "{}")))));
    }

    private synchronized Line line(AgentAddress at) throws IOException {
        Line line = lines.get(at);
        if (line == null) {
            line = new SoapLine(at.endpoint().uri(), Expected.of(at.agent().principal()), Identity.read(at.key()), settings,
                    WallClock.utc());
            lines.put(at, line);
        }
        return line;
    }

    @Override
    public synchronized void close() {
        lines.values().forEach(Line::close);
        lines.clear();
    }
}
