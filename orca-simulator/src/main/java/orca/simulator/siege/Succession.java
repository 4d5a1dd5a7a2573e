package orca.simulator.siege;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.wire.management.ManagementClient;

/**
 * Who leads, where two containers have the same actor: one of them and not the other, by what both do, by what both say and by
 * the database; and each epoch of a journal is one leader's, begun after the one before and never gone back to.
 */
final class Succession {
    private final Residents residents;
    private final Map<Reign, String> reigns = new HashMap<>();

    /** A time in which one led. */
    record Reign(String actor, long epoch) {}

    Succession(Residents residents) {
        this.residents = residents;
    }

    /** What is not as it is when all is calm, a sentence each. */
    List<String> differences() throws IOException {
        List<String> found = new ArrayList<>();
        for (String part : residents.roster().pairs()) {
            List<String> leading = new ArrayList<>();
            for (String node : residents.roster().nodes(part)) {
                if (residents.answers(node)) {
                    leading.add(node);
                }
            }
            if (leading.size() == 1) {
                compare(part, leading.getFirst(), found);
            } else {
                found.add(leading.isEmpty() ? "nobody leads " + part : String.join(" and ", leading) + " lead at the same time");
            }
            found.addAll(flaws(part, residents.database().groups(part)));
        }
        return found;
    }

    private void compare(String part, String leads, List<String> found) throws IOException {
        String name = residents.name(leads);
        String recorded = residents.database().leader(part);
        if (!recorded.equals(name)) {
            found.add(leads + ", which is " + name + ", leads " + part + ", and the database has '" + recorded + "' for it");
        }
        for (String other : residents.roster().nodes(part)) {
            Optional<String> word = residents.lastWord(other);
            boolean stands = residents.lives(other) && word.equals(Optional.of("Standing by: " + name + " leads."));
            if (!other.equals(leads) && !stands) {
                found.add(other + " does not stand by for " + leads + ": " + word.orElse("it says nothing"));
            }
        }
    }

    /** For when all is calm: that nobody led in an epoch that was another's. */
    List<String> reigns() {
        List<String> found = new ArrayList<>();
        for (String part : residents.roster().pairs()) {
            residents.leader(part).ifPresent(node -> {
                try {
                    long epoch = residents.client(part).actors().items().getFirst().epoch();
                    reigned(new Reign(part, epoch), node).ifPresent(found::add);
                } catch (ManagementClient.Unreachable | ManagementClient.Refused e) {
                    found.add(node + " does not answer: " + e.getMessage());
                }
            });
        }
        return found;
    }

    /** How many times one of a pair took over from the other, as far as was seen in calm. */
    long changes() {
        return residents.roster().pairs().stream().mapToLong(part -> reigns.keySet().stream()
                .filter(reign -> reign.actor().equals(part)).mapToLong(Reign::epoch).max().orElse(1) - 1).sum();
    }

    /** Notes who led; what is wrong about it. */
    Optional<String> reigned(Reign reign, String node) {
        String before = reigns.putIfAbsent(reign, node);
        return before == null || before.equals(node) ? Optional.empty()
                : Optional.of("epoch " + reign.epoch() + " of " + reign.actor() + " was " + before + "'s and is now " + node
                        + "'s");
    }

    /** What is wrong with the order of what is in a journal: somebody wrote who led no more. */
    static List<String> flaws(String actor, List<Database.Group> groups) {
        List<String> found = new ArrayList<>();
        for (int i = 1; i < groups.size(); i++) {
            Database.Group before = groups.get(i - 1);
            Database.Group group = groups.get(i);
            if (group.sequence() != before.sequence() + 1) {
                found.add("group " + (before.sequence() + 1) + " of " + actor + " is missing");
            }
            if (group.epoch() < before.epoch()) {
                found.add("group " + group.sequence() + " of " + actor + " was written in epoch " + group.epoch()
                        + ", when epoch " + before.epoch() + " had begun");
            }
        }
        return found;
    }
}
