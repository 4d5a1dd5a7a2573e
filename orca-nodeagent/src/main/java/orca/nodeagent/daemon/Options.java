package orca.nodeagent.daemon;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import orca.nodeagent.client.RemoteClient;
import orca.wire.soap.SoapLine;
import orca.wire.soap.SoapSettings;
import orca.wire.trust.Expected;
import orca.wire.trust.Fingerprint;
import orca.wire.trust.Identity;

/**
 * The words of a command.
 *
 * @param words those that stand alone, in their order
 * @param named those that follow an option, by that
 */
record Options(List<String> words, Map<String, String> named) {
    private static final Set<String> KNOWN = Set.of("-o", "--at", "--agent", "--key", "--out", "--folder", "--name", "--listen",
            "--address", "--wait");
    /** Those that nothing follows. */
    private static final Set<String> FLAGS = Set.of("--no-service", "--take-over");

    /** @throws IllegalArgumentException for an option that there is not */
    static Options of(List<String> all) {
        List<String> words = new ArrayList<>();
        Map<String, String> named = new TreeMap<>();
        for (int i = 0; i < all.size(); i++) {
            String word = all.get(i);
            if (!word.startsWith("-") || word.equals("-")) {
                words.add(word);
            } else if (FLAGS.contains(word)) {
                named.put(word, "");
            } else if (KNOWN.contains(word) && i + 1 < all.size()) {
                i++;
                named.put(word, all.get(i));
            } else {
                throw new IllegalArgumentException("not understood: '" + word + "'");
            }
        }
        return new Options(words, named);
    }

    boolean flag(String option) {
        return named.containsKey(option);
    }

    Optional<String> may(String option) {
        return Optional.ofNullable(named.get(option));
    }

    boolean json() {
        return "json".equals(named.get("-o"));
    }

    /** The word at a place. */
    String plain(int place, String what) {
        if (place >= words.size()) {
            throw new IllegalArgumentException(what + " is missing");
        }
        return words.get(place);
    }

    void noMore(int place) {
        if (place < words.size()) {
            throw new IllegalArgumentException("not understood: '" + words.get(place) + "'");
        }
    }

    String need(String option) {
        String value = named.get(option);
        if (value == null) {
            throw new IllegalArgumentException(option + " is missing");
        }
        return value;
    }

    /** To the agent whose file stands at {@code place}, the last word, with its own key; or to the one that options name. */
    RemoteClient client(int place) throws IOException {
        noMore(place + 1);
        if (named.containsKey("--at") || named.containsKey("--agent")) {
            noMore(place);
            Fingerprint agent = Fingerprint.parse(need("--agent"));
            return client(URI.create(need("--at")), Expected.of(agent.principal()), Identity.read(Path.of(need("--key"))));
        }
        Path file = Path.of(plain(place, "the configuration file, or --at URL --agent FINGERPRINT --key KEYFILE"));
        AgentConfig config = config(file);
        if (config.listen().port() == 0) {
            throw new IllegalArgumentException("listen: names no port; use --at URL --agent FINGERPRINT --key KEYFILE");
        }
        Identity own = Identity.read(AgentConfig.beside(file, config.key()));
        // Exactly as the agent knows it: a call names where it is meant to go.
        return client(URI.create("http://" + config.listen() + AgentDaemon.PATH), Expected.of(own.principal()), own);
    }

    private static RemoteClient client(URI at, Expected agent, Identity own) {
        return new RemoteClient(at.toString(), new SoapLine(at, agent, own, SoapSettings.USUAL, Clock.systemUTC()));
    }

    /** What a file says. @throws IllegalArgumentException with all that is wrong with it */
    static AgentConfig config(Path file) {
        try {
            return AgentConfig.read(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
