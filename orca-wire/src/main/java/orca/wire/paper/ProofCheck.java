package orca.wire.paper;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import orca.core.contract.Principal;
import orca.core.resource.Dimension;
import orca.core.ticket.Delegation;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.wire.trust.Seals;

/**
 * Checks a proof of overselling by itself: every chain holds, all stand on one delegation, each is another reservation's ticket,
 * and at some instant they are more together than that delegation lets anybody promise. Where the delegation was renewed between
 * two of the tickets, the larger revision is the measure, so that nobody is blamed for what a site took back.
 *
 * <p>What the papers cannot say is whether the accused replaced one of these tickets, or had it given back, before it issued the
 * last one. It can answer with that paper, and with nothing else.
 */
public final class ProofCheck {
    private final ChainCheck check;

    public ProofCheck(Seals seals) {
        check = new ChainCheck(seals);
    }

    /** What a proof is worth. */
    public sealed interface Verdict {
        /**
         * It proves what it says.
         *
         * @param accused who promised too much
         * @param at the first instant at which it is too much
         * @param measures what is counted: units, then each dimension
         * @param promised the sums at that instant
         * @param limits what the delegation allows
         * @param tickets those that hold at that instant
         */
        record Proved(Principal accused, Instant at, List<String> measures, List<Long> promised, List<Long> limits,
                List<Ticket> tickets) implements Verdict {
            public Proved {
                measures = List.copyOf(measures);
                promised = List.copyOf(promised);
                limits = List.copyOf(limits);
                tickets = List.copyOf(tickets);
            }
        }

        /** @param why what is wrong with it, naming the chain, the first of which is 1 */
        record Void(String why) implements Verdict {}
    }

    public Verdict check(OversellingProof proof) {
        List<TicketChain> chains = new ArrayList<>();
        List<Delegation> family = new ArrayList<>();
        for (int i = 0; i < proof.chains().size(); i++) {
            String chain = "chain " + (i + 1);
            ChainCheck.Report report = check.check(proof.chains().get(i));
            if (report.broken().isPresent()) {
                int broken = report.broken().get();
                return new Verdict.Void(
                        chain + ", paper " + (broken + 1) + ": " + report.links().get(broken).flaw().orElseThrow());
            }
            if (report.chain().isEmpty()) {
                return new Verdict.Void(chain + ": it has no ticket");
            }
            TicketChain said = report.chain().get();
            List<Delegation> named = said.links().stream().filter(link -> link.issuer().equals(proof.issuer())
                    && link.id().equals(proof.delegation())).toList();
            if (named.size() != 1) {
                return new Verdict.Void(
                        chain + ": it does not stand on delegation " + proof.delegation() + " of " + proof.issuer());
            }
            chains.add(said);
            family.add(named.getFirst());
        }
        return strangers(family).or(() -> repeated(chains)).map(why -> (Verdict) new Verdict.Void(why))
                .orElseGet(() -> sum(chains, family));
    }

    /** Revisions of one delegation differ in how much and when; nothing else, or they are not one delegation. */
    private static Optional<String> strangers(List<Delegation> family) {
        Delegation first = family.getFirst();
        Map<Long, Delegation> revisions = new LinkedHashMap<>();
        for (int i = 0; i < family.size(); i++) {
            Delegation one = family.get(i);
            if (!one.holder().equals(first.holder()) || !one.type().equals(first.type())) {
                return Optional.of("chain " + (i + 1) + ": its delegation has another holder or type than that of chain 1");
            }
            if (!revisions.computeIfAbsent(one.revision(), revision -> one).equals(one)) {
                return Optional.of("chain " + (i + 1) + ": there are two delegations of revision " + one.revision()
                        + ", which is its issuer's doing");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> repeated(List<TicketChain> chains) {
        Map<String, Integer> seen = new LinkedHashMap<>();
        for (int i = 0; i < chains.size(); i++) {
            Ticket ticket = chains.get(i).ticket();
            Integer before = seen.put(ticket.holder() + " " + ticket.reservation(), i);
            if (before != null) {
                return Optional.of("chain " + (i + 1) + ": it is for the same reservation as chain " + (before + 1)
                        + ", and only the newest ticket of a reservation counts");
            }
        }
        return Optional.empty();
    }

    private static Verdict sum(List<TicketChain> chains, List<Delegation> family) {
        long[] limits = new long[family.getFirst().capacity().size()];
        family.forEach(one -> {
            for (int i = 0; i < limits.length; i++) {
                limits[i] = Math.max(limits[i], one.promisable().get(i));
            }
        });
        TreeSet<Instant> starts = new TreeSet<>();
        chains.forEach(chain -> starts.add(chain.ticket().term().start()));
        for (Instant at : starts) {
            List<Ticket> there = chains.stream().map(TicketChain::ticket).filter(t -> t.term().contains(at)).toList();
            long[] sums = new long[limits.length];
            boolean more = false;
            for (Ticket ticket : there) {
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += ticket.load().get(i);
                    more |= sums[i] > limits[i];
                }
            }
            if (more) {
                List<String> measures = new ArrayList<>(List.of("units"));
                family.getFirst().type().dimensions().stream().map(Dimension::name).forEach(measures::add);
                return new Verdict.Proved(family.getFirst().holder(), at, measures, list(sums), list(limits), there);
            }
        }
        return new Verdict.Void("at no instant are these tickets more than the delegation allows");
    }

    private static List<Long> list(long[] numbers) {
        List<Long> list = new ArrayList<>();
        for (long number : numbers) {
            list.add(number);
        }
        return list;
    }
}
