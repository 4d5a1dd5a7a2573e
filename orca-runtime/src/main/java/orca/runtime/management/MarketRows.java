package orca.runtime.management;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import orca.broker.Broker;
import orca.broker.ledger.GrantImage;
import orca.broker.ledger.Holding;
import orca.broker.ledger.TicketImage;
import orca.core.contract.Cause;
import orca.core.resource.Amounts;
import orca.core.resource.Promised;
import orca.core.resource.ResourceType;
import orca.core.ticket.Delegation;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;
import orca.runtime.config.Vocabulary;
import orca.runtime.hosting.Directory;
import orca.runtime.hosting.ReadActor;
import orca.wire.management.DelegationRow;
import orca.wire.management.TermView;
import orca.wire.management.TicketRow;
import orca.wire.text.Notation;

/** What a broker has, as rows. */
final class MarketRows {
    private final Vocabulary vocabulary;
    private final Directory directory;

    MarketRows(Vocabulary vocabulary, Directory directory) {
        this.vocabulary = vocabulary;
        this.directory = directory;
    }

    List<TicketRow> tickets(ReadActor market, Predicate<TicketImage> wanted) {
        return market.read(Broker.class, (actor, now) -> actor.tickets().stream().filter(wanted).toList())
                .stream().map(t -> row(market.name(), t)).toList();
    }

    private TicketRow row(String actor, TicketImage t) {
        Optional<Demand> demand = t.demand();
        Optional<Ticket> ticket = t.ticket();
        TermView never = new TermView(t.cause().at(), t.cause().at());
        return new TicketRow(t.key().id().value(), actor, directory.name(t.key().holder()), Notation.word(t.state()),
                Rowing.waitsFor(Optional.of(t.answer()), t.state().owner()),
                demand.map(d -> d.type().value()).or(() -> ticket.map(k -> k.type().value())).orElse(""),
                demand.map(Demand::units).or(() -> ticket.map(Ticket::units)).orElse(0L), ticket.map(Ticket::units),
                demand.map(d -> vocabulary.show(d.type(), d.sliver()))
                        .or(() -> ticket.map(k -> vocabulary.show(k.type(), k.sliver()))).orElse(Map.of()),
                demand.map(Demand::term).or(() -> ticket.map(Ticket::term)).map(Rowing::term).orElse(never),
                ticket.map(k -> Rowing.term(k.term())), ticket.map(k -> k.delegation().value()),
                ticket.map(Ticket::revision).orElse(0L), t.bidding().map(b -> b.answerBy()),
                Rowing.firstOf(Rowing.reason(t.answer()), t.cause().why()), Rowing.cause(t.cause()));
    }

    List<DelegationRow> delegations(ReadActor market, boolean ended) {
        Stream<DelegationRow> held = market.read(Broker.class, (actor, now) -> List.copyOf(actor.holdings())).stream()
                .filter(h -> ended || !h.image().state().isEnd()).map(h -> row(market.name(), h));
        Stream<DelegationRow> given = market.read(Broker.class, (actor, now) -> List.copyOf(actor.grants())).stream()
                .filter(g -> ended || g.open()).map(g -> row(market.name(), g));
        return Stream.concat(held, given).toList();
    }

    private DelegationRow row(String actor, GrantImage g) {
        return delegation(directory, actor, "given", Notation.word(g.state()), g.state().owner(), g.newest().last(), g.live(),
                Rowing.firstOf(g.reason(), g.cause().why()), g.cause());
    }

    private DelegationRow row(String actor, Holding h) {
        Delegation d = h.image().delegation();
        return delegation(directory, actor, "held", Notation.word(h.image().state()), h.image().state().owner(), d,
                h.live() + h.given(),
                Rowing.firstOf(h.image().refusal().map(r -> r.reason()).orElse(""), h.image().cause().why()),
                h.image().cause());
    }

    /** A row about {@code d}, which knows its own dimensions. */
    static DelegationRow delegation(Directory directory, String actor, String side, String state, String owner, Delegation d,
            long live, String reason, Cause cause) {
        return new DelegationRow(d.id().value(), actor, side, state, owner, directory.name(d.issuer()),
                directory.name(d.holder()),
                d.type().name().value(), d.capacity().get(0), named(d.type(), rest(d.capacity())), named(d.type(), d.largest()),
                Rowing.term(d.term()), d.oversubscription(),
                Notation.word(d.bins().isEmpty() ? Promised.BY_SUM : Promised.BY_HOST), live, reason, Rowing.cause(cause));
    }

    /** Amounts by the names that {@code type} has for its dimensions. */
    static Map<String, Long> named(ResourceType type, Amounts amounts) {
        Map<String, Long> named = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(amounts.size(), type.dimensions().size()); i++) {
            named.put(type.dimensions().get(i).name(), amounts.get(i));
        }
        return named;
    }

    static Amounts rest(Amounts load) {
        return Amounts.of(Arrays.copyOfRange(load.toArray(), 1, load.size()));
    }
}
