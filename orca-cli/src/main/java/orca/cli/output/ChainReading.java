package orca.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.cli.screen.Moments;
import orca.core.contract.Principal;
import orca.core.lease.Lease;
import orca.core.lease.LeasedUnit;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.ticket.Delegation;
import orca.core.ticket.Relinquishment;
import orca.core.ticket.Relinquishment.Kept;
import orca.core.ticket.Ticket;
import orca.core.time.Term;
import orca.wire.management.TermView;
import orca.wire.paper.ChainCheck;
import orca.wire.paper.PaperReader.Said;
import orca.wire.paper.SealedChain;
import orca.wire.text.Notation;
import orca.wire.trust.AddressBook;
import orca.wire.trust.Endpoint;
import orca.wire.trust.Role;

/** Makes of a chain's check what is shown of it, with the names that are used here. */
public final class ChainReading {
    static final String RELINQUISHMENT = "relinquishment";
    private final AddressBook book;
    private List<String> dimensions = List.of();

    public ChainReading(AddressBook book) {
        this.book = book;
    }

    /**
     * @param known whether anybody said who is known here
     * @param now from when its term is seen
     */
    public ChainView view(SealedChain chain, ChainCheck.Report report, boolean known, Instant now) {
        List<ChainView.Paper> papers = new ArrayList<>();
        Optional<ChainView.Says> before = Optional.empty();
        for (ChainCheck.Link link : report.links()) {
            Optional<ChainView.Says> says = link.said().map(this::says);
            List<String> narrows = new ArrayList<>();
            if (before.isPresent() && says.isPresent() && link.flaw().isEmpty()) {
                narrows = narrows(before.get(), says.get());
            }
            papers.add(new ChainView.Paper(says, narrows, link.flaw()));
            before = says;
        }
        boolean holds = report.broken().isEmpty();
        boolean given = before.filter(says -> says.kind().equals(RELINQUISHMENT)).isPresent();
        Optional<String> flaw = report.links().getLast().flaw();
        Optional<ChainView.Says> first = papers.getFirst().says();
        List<ChainView.Party> ask = new ArrayList<>();
        first.map(ChainView.Says::issuer).ifPresent(ask::add);
        before.map(ChainView.Says::issuer).filter(party -> !ask.contains(party)).ifPresent(ask::add);
        return new ChainView(papers, chain.papers().size() - papers.size(), holds, flaw,
                known && !given ? Optional.of(first.isPresent() && isSite(first.get().issuer())) : Optional.empty(),
                !holds ? ChainView.UNKNOWN : given ? ChainView.NONE : standing(before.orElseThrow().term(), now),
                ChainView.UNKNOWN, ask);
    }

    private boolean isSite(ChainView.Party party) {
        return book.owner(new Principal(party.principal())).filter(peer -> peer.role() == Role.AUTHORITY).isPresent();
    }

    private static String standing(TermView term, Instant now) {
        return now.isBefore(term.start()) ? ChainView.NOT_YET : now.isBefore(term.end()) ? ChainView.IN_FORCE : ChainView.OVER;
    }

    /** Who that is here. */
    public ChainView.Party party(Principal principal) {
        return new ChainView.Party(principal.value(), book.name(principal), book.owner(principal)
                .flatMap(peer -> peer.endpoints().stream().filter(Endpoint::isActors).findFirst()).map(Endpoint::url));
    }

    private ChainView.Says says(Said said) {
        return switch (said) {
            case Said.OfDelegation(Delegation d, var parent) -> {
                dimensions = d.type().dimensions().stream().map(Dimension::name).toList();
                yield new ChainView.Says("delegation", d.id().value(), d.revision(), party(d.issuer()), party(d.holder()),
                        d.type().name().value(), d.capacity().get(0), sizes(d.capacity(), 1), sizes(d.largest(), 0),
                        Optional.empty(), d.oversubscription(), term(d.term()));
            }
            case Said.OfTicket(Ticket t, var parent) -> new ChainView.Says("ticket", t.reservation().value(), t.revision(),
                    party(t.issuer()), party(t.holder()), t.type().value(), t.units(),
                    sizes(t.sliver().load(t.units()), 1), sizes(t.sliver(), 0),
                    Optional.of(Notation.word(t.assurance())), 100, term(t.term()));
            case Said.OfLease(Lease l) -> {
                List<LeasedUnit> bound = l.units().stream().filter(LeasedUnit::counts).toList();
                yield new ChainView.Says("lease", l.reservation().value(), l.ticketRevision(), party(l.issuer()),
                        party(l.holder()), l.type().value(), bound.size(), Map.of(), largest(bound),
                        Optional.of(Notation.word(l.assurance())), 100, term(l.term()));
            }
            case Said.OfRelinquishment(Relinquishment r) -> new ChainView.Says(RELINQUISHMENT, r.reservation().value(),
                    r.revision(), party(r.holder()), party(r.issuer()), "", r.kept().map(Kept::units).orElse(0L), Map.of(),
                    r.kept().map(kept -> sizes(kept.sliver(), 0)).orElse(Map.of()), Optional.empty(), 100,
                    new TermView(r.start(), r.kept().map(Kept::end).orElse(r.start())));
        };
    }

    private static TermView term(Term term) {
        return new TermView(term.start(), term.end());
    }

    private Map<String, Long> largest(List<LeasedUnit> units) {
        Map<String, Long> largest = new LinkedHashMap<>();
        units.forEach(unit -> sizes(unit.sliver(), 0).forEach((name, amount) -> largest.merge(name, amount, Math::max)));
        return largest;
    }

    /** By dimension; a paper that stands on nothing has names for none. */
    private Map<String, Long> sizes(Amounts amounts, int from) {
        Map<String, Long> sizes = new LinkedHashMap<>();
        for (int i = from; i < amounts.size(); i++) {
            int dimension = i - from;
            sizes.put(dimension < dimensions.size() ? dimensions.get(dimension) : "dimension-" + (dimension + 1), amounts.get(i));
        }
        return sizes;
    }

    private static List<String> narrows(ChainView.Says before, ChainView.Says after) {
        List<String> less = new ArrayList<>();
        if (after.units() != before.units()) {
            less.add("units " + before.units() + " to " + after.units());
        }
        after.each().forEach((name, amount) -> {
            if (!amount.equals(before.each().get(name))) {
                less.add("each unit's " + name + " " + before.each().get(name) + " to " + amount);
            }
        });
        if (!after.term().start().equals(before.term().start())) {
            less.add("starts " + Moments.length(Duration.between(before.term().start(), after.term().start())) + " later");
        }
        if (!after.term().end().equals(before.term().end())) {
            less.add("ends " + Moments.length(Duration.between(after.term().end(), before.term().end())) + " earlier");
        }
        return less;
    }
}
