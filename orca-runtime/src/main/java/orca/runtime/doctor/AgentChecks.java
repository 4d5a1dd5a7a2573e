package orca.runtime.doctor;

import static orca.runtime.doctor.Finding.ok;
import static orca.runtime.doctor.Finding.warning;
import static orca.runtime.doctor.Finding.wrong;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.runtime.config.ConfigFile;
import orca.wire.call.CallRefused;
import orca.wire.call.Line;
import orca.wire.management.HealthView;
import orca.wire.text.Tree;
import orca.wire.trust.Endpoint;
import orca.wire.trust.Expected;
import orca.wire.trust.Fingerprint;
import orca.wire.trust.Identity;

/**
 * Whether the agents that the handlers' settings name answer, with the keys that are named there, and what they say of the
 * authority's units. What an agent says is read as data, for agents are another room's.
 */
final class AgentChecks {
    /** The settings of handlers that name agents, as their client reads them. */
    private static final String AGENT = "agent";
    private static final String KEY = "agent-key";
    private static final List<String> SEEN = List.of("held", "ending");

    private final PeerChecks peers;
    private final Optional<HealthView> health;

    /** @param health of the running container, whose epoch counts */
    AgentChecks(PeerChecks peers, Optional<HealthView> health) {
        this.peers = peers;
        this.health = health;
    }

    /** The looks at all agents that the file names. */
    List<PeerChecks.Look> looks(ConfigFile file) {
        List<PeerChecks.Look> looks = new ArrayList<>();
        Map<String, PropertyList> settings = new TreeMap<>();
        file.config().handlers().forEach((name, all) -> settings.put(name, all));
        file.config().authorities().forEach((site, said) -> said.types().forEach((type, at) ->
                settings.merge(at.handler() + " of " + type, at.settings(), (a, b) -> b.overlaid(a))));
        settings.forEach((handler, all) -> {
            Optional<Path> key = all.text(KEY).map(Path::of);
            for (Map.Entry<String, PropertyValue> entry : all) {
                if (entry.getKey().equals(AGENT) || entry.getKey().startsWith(AGENT + ".")) {
                    looks.add(() -> look(entry.getKey().equals(AGENT) ? "agent of " + handler
                            : "agent of " + entry.getKey().substring(AGENT.length() + 1), key, entry.getValue().toString()));
                }
            }
        });
        return looks;
    }

    private List<Finding> look(String about, Optional<Path> key, String said) {
        int blank = said.strip().lastIndexOf(' ');
        if (blank < 0 || key.isEmpty()) {
            return List.of(wrong(about, "is named without " + (blank < 0 ? "its key or its address" : KEY),
                    "say it as '" + AGENT + ": \"FINGERPRINT URL\"', and '" + KEY + ": FILE'"));
        }
        try {
            Fingerprint print = Fingerprint.parse(said.strip().substring(0, blank));
            Endpoint endpoint = Endpoint.parse(said.strip().substring(blank + 1));
            Identity own = Identity.read(key.get());
            try (Line line = peers.line(own, Expected.of(print.principal()), endpoint).line()) {
                return read(about, peers.status(line));
            }
        } catch (CallRefused e) {
            return List.of(wrong(about, "answers and refuses: " + e.getMessage(), "have its host's 'orca trust add' make the"
                    + " authority known there"));
        } catch (IllegalArgumentException e) {
            return List.of(wrong(about, "cannot be read: " + e.getMessage(), "say it as FINGERPRINT URL; 'orca agent FILE' prints"
                    + " the line when it starts"));
        } catch (IOException e) {
            return List.of(wrong(about, String.valueOf(e.getMessage()), "see whether it runs ('orca agent FILE' on the host), and"
                    + " whether its key is the one that is named"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(warning(about, "was not waited for", "ask again"));
        }
    }

    private List<Finding> read(String about, Tree.Branch answer) {
        if (!(answer.fields().get("content") instanceof Tree.Text(int line, String json))
                || !(Tree.parse(json) instanceof Tree.Branch(int at, Map<String, Tree> status))) {
            return List.of(wrong(about, "answers something that is no status", "it may be of another version: see that both are"
                    + " the same"));
        }
        List<Finding> found = new ArrayList<>();
        rows(status, "alarms").forEach(alarm -> found.add(warning(about, "alarm: " + text(alarm),
                "'orca agent status FILE' on the host says more")));
        for (Tree unit : rows(status, "units")) {
            if (unit instanceof Tree.Branch(int where, Map<String, Tree> row) && !SEEN.contains(text(row.get("match")))) {
                found.add(warning(about, "unit " + text(row.get("unit")) + " is " + text(row.get("match")) + " there",
                        "'orca agent status FILE' on the host; what nobody holds is left alone until somebody removes it"));
            }
        }
        OptionalLong heard = rows(status, "epochs").stream().mapToLong(AgentChecks::epoch).max();
        OptionalLong own = health.stream().flatMap(h -> h.actors().stream()).filter(a -> a.role().equals("authority"))
                .mapToLong(a -> a.epoch()).max();
        if (heard.isPresent() && own.isPresent() && heard.getAsLong() > own.getAsLong()) {
            found.add(wrong(about, "heard the authority's epoch " + heard.getAsLong() + ", and this one is at " + own.getAsLong(),
                    "this authority was restored from an old copy, or another has taken over: end the one that is not to be"));
        }
        if (found.isEmpty()) {
            found.add(ok(about, "answers with its key, " + rows(status, "units").size() + " units"));
        }
        return found;
    }

    private static long epoch(Tree row) {
        return row instanceof Tree.Branch(int line, Map<String, Tree> fields)
                && fields.get("epoch") instanceof Tree.Number(int at, String value) ? Long.parseLong(value) : 0;
    }

    private static List<Tree> rows(Map<String, Tree> fields, String name) {
        return fields.get(name) instanceof Tree.Row(int line, List<Tree> items) ? items : List.of();
    }

    private static String text(Tree tree) {
        return switch (tree) {
            case Tree.Text(int line, String value) -> value;
            case Tree.Number(int line, String value) -> value;
            case null, default -> "";
        };
    }
}
