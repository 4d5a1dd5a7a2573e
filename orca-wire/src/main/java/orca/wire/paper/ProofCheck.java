package orca.wire.paper;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import orca.core.contract.Principal;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.ticket.Delegation;
import orca.core.ticket.Relinquishment;
import orca.core.ticket.Relinquishment.Kept;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import orca.wire.paper.PaperReader.Said;
import orca.wire.trust.Seals;

/**
 * Checks a proof of overselling by itself: every chain holds, all stand on one delegation, each is another reservation's ticket,
 * and at some instant they are more together than that delegation lets anybody promise. Where the delegation was renewed between
 * two of the tickets, the larger revision is the measure, so that nobody is blamed for what a site took back.
 *
 * <p>What these papers cannot say is whether a holder gave one of the tickets back before the accused issued the last one. The
 * accused can answer with what that holder signed, and with nothing else.
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
         * @param answers what each answer says, which is not enough
         */
        record Proved(Principal accused, Instant at, List<String> measures, List<Long> promised, List<Long> limits,
                List<Ticket> tickets, List<String> answers) implements Verdict {
            public Proved {
                measures = List.copyOf(measures);
                promised = List.copyOf(promised);
                limits = List.copyOf(limits);
                tickets = List.copyOf(tickets);
                answers = List.copyOf(answers);
            }
        }

        /** @param why what is wrong with it, naming the chain, the first of which is 1 */
        record Void(String why) implements Verdict {}
    }

    /** A ticket, as far as it counts. */
    private record Counted(Ticket ticket, Amounts load, Term term) {
        static Counted of(Ticket ticket) {
            return new Counted(ticket, ticket.load(), ticket.term());
        }

        /** The rest of it; empty when nothing is. */
        Optional<Counted> less(Relinquishment relinquishment) {
            if (relinquishment.kept().isEmpty()) {
                return Optional.empty();
            }
            Kept kept = relinquishment.kept().get();
            Amounts still = kept.load(ticket);
            long[] rest = load.toArray();
            for (int i = 0; i < rest.length; i++) {
                rest[i] = Math.min(rest[i], still.get(i));
            }
            return Optional.of(new Counted(ticket, Amounts.of(rest),
                    kept.end().isBefore(term.end()) ? term.endingAt(kept.end()) : term));
        }
    }

    /** Without any answer. */
    public Verdict check(OversellingProof proof) {
        return check(proof, List.of());
    }

    /** @param answers what the accused shows: relinquishments, in any order */
    public Verdict check(OversellingProof proof, List<SealedPaper> answers) {
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
                .orElseGet(() -> answered(chains, family, answers));
    }

    private Verdict answered(List<TicketChain> chains, List<Delegation> family, List<SealedPaper> answers) {
        List<Counted> counted = new ArrayList<>(chains.stream().map(chain -> Counted.of(chain.ticket())).toList());
        if (sum(counted, family, List.of()).isEmpty()) {
            return new Verdict.Void("at no instant are these tickets more than the delegation allows");
        }
        List<String> said = new ArrayList<>();
        for (SealedPaper answer : answers) {
            String name = "answer " + (said.size() + 1) + ": ";
            ChainCheck.Link link = check.relinquishment(answer);
            if (link.flaw().isPresent()) {
                said.add(name + link.flaw().get());
                continue;
            }
            Relinquishment given = ((Said.OfRelinquishment) link.said().orElseThrow()).relinquishment();
            Optional<Counted> one = counted.stream().filter(c -> given.covers(c.ticket())
                    && given.kept().filter(kept -> kept.sliver().size() != c.ticket().sliver().size()).isEmpty()).findFirst();
            one.ifPresent(c -> {
                counted.remove(c);
                c.less(given).ifPresent(counted::add);
            });
            said.add(name + given.holder() + " gave back " + given.kept().map(kept -> "some").orElse("all") + " of "
                    + given.reservation() + " until revision " + given.revision()
                    + (one.isPresent() ? "" : ", which changes nothing here"));
        }
        Optional<Verdict> proved = sum(counted, family, said);
        return proved.orElse(new Verdict.Void("the accused answers: without what was given back these tickets are at no instant"
                + " more than the delegation allows; " + String.join("; ", said)));
    }

    /** Revisions of one delegation differ in how much and when; nothing else, or they are not one delegation. */
    private static Optional<String> strangers(List<Delegation> family) {
        Delegation first = family.getFirst();
        Map<Long, Delegation> revisions = new LinkedHashMap<>();
        for (int i = 0; i < family.size(); i++) {
            Delegation one = family.get(i);
            if (!one.holder().equals(first.holder()) || !one.type().equals(first.type())
                    || one.bins().size() != first.bins().size()) {
                return Optional.of("chain " + (i + 1) + ": its delegation has another holder, type or number of bins than that of"
                        + " chain 1");
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

    private static Optional<Verdict> sum(List<Counted> tickets, List<Delegation> family, List<String> answers) {
        long[] limits = new long[family.getFirst().promisable().size()];
        family.forEach(one -> {
            for (int i = 0; i < limits.length; i++) {
                limits[i] = Math.max(limits[i], one.promisable().get(i));
            }
        });
        TreeSet<Instant> starts = new TreeSet<>();
        tickets.forEach(counted -> starts.add(counted.term().start()));
        for (Instant at : starts) {
            List<Counted> there = tickets.stream().filter(counted -> counted.term().contains(at)).toList();
            long[] sums = new long[limits.length];
            boolean more = false;
            for (Counted counted : there) {
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += counted.load().get(i);
                    more |= sums[i] > limits[i];
                }
            }
            if (more) {
                return Optional.of(new Verdict.Proved(family.getFirst().holder(), at, measures(family.getFirst()), list(sums),
                        list(limits),
                        there.stream().map(Counted::ticket).toList(), answers));
            }
        }
        return Optional.empty();
    }

    private static List<String> measures(Delegation delegation) {
        List<String> plain = new ArrayList<>(List.of("units"));
        delegation.type().dimensions().stream().map(Dimension::name).forEach(plain::add);
        List<String> all = new ArrayList<>(plain);
        for (int i = 1; i <= delegation.bins().size(); i++) {
            String bin = " in bin " + i;
            plain.forEach(measure -> all.add(measure + bin));
        }
        return all;
    }

    private static List<Long> list(long[] numbers) {
        List<Long> list = new ArrayList<>();
        for (long number : numbers) {
            list.add(number);
        }
        return list;
    }
}
