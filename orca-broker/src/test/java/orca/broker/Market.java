package orca.broker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import orca.broker.ledger.BrokerSettings;
import orca.broker.ledger.BrokerTables;
import orca.broker.ledger.Holding;
import orca.broker.ledger.HoldingKey;
import orca.broker.ledger.TicketImage;
import orca.core.contract.Answer;
import orca.core.contract.Assurance;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.table.Row;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationId;
import orca.core.ticket.DelegationState;
import orca.core.ticket.DelegationTable;
import orca.core.ticket.DelegationTrigger;
import orca.core.ticket.Demand;
import orca.core.ticket.TicketState;
import orca.core.ticket.TicketTable;
import orca.core.ticket.TicketTrigger;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import orca.testkit.Stage;

/** The opening moves of stories about a broker, and the words they are told in. One site, one type, ten units of it. */
final class Market {
    static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    static final Principal BROKER = new Principal("broker");
    static final Principal SITE = new Principal("site");
    static final Principal GUEST = new Principal("guest");
    static final Principal RESELLER = new Principal("reseller");
    static final Principal STRANGER = new Principal("stranger");
    static final TypeName VM = new TypeName("vm");
    static final DelegationId RIGHT = new DelegationId("site-d1");
    static final HoldingKey HOLDING = new HoldingKey(SITE, RIGHT);
    /** Two minutes after each term are booked too; the clocks may be ten seconds apart. */
    static final Turnaround TURNAROUND = new Turnaround(
            Duration.ZERO, Duration.ofSeconds(60), Duration.ofSeconds(50), Duration.ofSeconds(10));
    static final ResourceType TYPE = new ResourceType(VM, List.of(new Dimension("cpu", "cores")), TURNAROUND);
    static final Amounts SLIVER = Amounts.of(2);
    static final BrokerSettings SETTINGS = BrokerSettings.usual(BROKER);

    /** Rows of the tables that some story has used, over all stories of this process. */
    static final List<Row<TicketState, TicketTrigger>> TICKET_ROWS = new ArrayList<>();
    static final List<Row<DelegationState, DelegationTrigger>> DELEGATION_ROWS = new ArrayList<>();
    static final BrokerTables WATCHED = new BrokerTables(
            TicketTable.TABLE.watchedBy(TICKET_ROWS::add), DelegationTable.TABLE.watchedBy(DELEGATION_ROWS::add));

    private Market() {}

    /** Settings of a broker that holds, and gives, no more delegations than this. */
    static BrokerSettings holdingAtMost(int delegations) {
        return new BrokerSettings(BROKER, SETTINGS.answerWithin(), SETTINGS.askAgain(), SETTINGS.longestApproval(),
                SETTINGS.tombstone(), SETTINGS.mostTries(), SETTINGS.mostTickets(), SETTINGS.mostPerHolder(),
                SETTINGS.mostRemembered(), delegations);
    }

    static Stage stage() {
        return stage(SETTINGS);
    }

    static Stage stage(BrokerSettings settings) {
        Supplier<Broker> maker = () -> new Broker(settings, WATCHED);
        return Stage.of(maker, NOON);
    }

    /** A stage whose broker holds ten units for a day, with twenty cores. */
    static Stage holding() {
        return stage().arrive(SITE, offer(1, delegation(1, 10))).clear();
    }

    static Delegation delegation(long revision, long units) {
        return new Delegation(RIGHT, revision, SITE, BROKER, TYPE, Amounts.of(units, 2 * units), Amounts.of(4),
                new Term(NOON.minus(Duration.ofHours(1)), NOON.plus(Duration.ofDays(1))), 100, PropertyList.NONE);
    }

    static Message.DelegationOffer offer(long revision, Delegation delegation) {
        return new Message.DelegationOffer(DelegationChain.of(delegation), new Stamp(1, revision), true, "");
    }

    static Message.DelegationOffer reclaim(long revision, Delegation delegation) {
        return new Message.DelegationOffer(DelegationChain.of(delegation), new Stamp(1, revision), false,
                "the site wants it back");
    }

    /** {@code "12:00"} to the instant. */
    static Instant at(String time) {
        return Instant.parse("2030-01-01T" + time + (time.length() == 5 ? ":00Z" : "Z"));
    }

    static Term term(String start, String end) {
        return new Term(at(start), at(end));
    }

    static Demand units(long units, Term term) {
        return flexible(units, units, term, term.start(), Optional.empty());
    }

    static Demand flexible(long units, long least, Term term, Instant latest, Optional<Instant> deadline) {
        return new Demand(VM, units, least, SLIVER, term, latest, deadline, Assurance.RESERVED, Optional.empty(),
                PropertyList.NONE);
    }

    static ReservationId id(String name) {
        return new ReservationId(name);
    }

    static ContractKey key(String name) {
        return new ContractKey(GUEST, id(name));
    }

    static Message.TicketDemand demand(String name, long revision, Demand demand) {
        return new Message.TicketDemand(id(name), new Stamp(1, revision), true, demand, Stamp.NONE);
    }

    static Message.TicketDemand close(String name, long revision, Demand demand) {
        return new Message.TicketDemand(id(name), new Stamp(1, revision), false, demand, Stamp.NONE);
    }

    /** The authority holds nothing beyond what the newest standing says is valid. */
    static Message.StandingView freed(Stage stage, String name) {
        return new Message.StandingView(key(name), stage.last(Message.TicketStanding.class).stamp(), true);
    }

    /** The site's answer while it holds something still. */
    static Message.StandingView held(Stage stage, String name) {
        return new Message.StandingView(key(name), stage.last(Message.TicketStanding.class).stamp(), false);
    }

    static Broker broker(Stage stage) {
        return (Broker) stage.actor();
    }

    static TicketImage ticket(Stage stage, String name) {
        return broker(stage).ticket(key(name)).orElseThrow();
    }

    static TicketState state(Stage stage, String name) {
        return broker(stage).ticket(key(name)).map(TicketImage::state).orElse(TicketState.UNKNOWN);
    }

    static Answer answer(Stage stage, String name) {
        return ticket(stage, name).answer();
    }

    static Holding held(Stage stage) {
        return broker(stage).holding(HOLDING).orElseThrow();
    }

    /** How many units are booked at {@code instant}. */
    static long booked(Stage stage, Instant instant) {
        return held(stage).calendar().peak(Term.of(instant, Duration.ofMillis(1))).get(0);
    }
}
