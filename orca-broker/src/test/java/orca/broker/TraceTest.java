package orca.broker;

import static orca.broker.Market.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import orca.broker.ledger.BrokerRecord;
import orca.broker.ledger.ChoiceImage;
import orca.broker.ledger.ClaimGone;
import orca.broker.ledger.ClaimImage;
import orca.broker.ledger.GrantGone;
import orca.broker.ledger.GrantImage;
import orca.broker.ledger.HoldingGone;
import orca.broker.ledger.HoldingImage;
import orca.broker.ledger.LossImage;
import orca.broker.ledger.MarketImage;
import orca.broker.ledger.StrayGone;
import orca.broker.ledger.StrayImage;
import orca.broker.ledger.TicketGone;
import orca.broker.ledger.TicketImage;
import orca.core.actor.Outgoing;
import orca.core.contract.Answer;
import orca.core.contract.Cause;
import orca.core.contract.Stamp;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.ticket.DelegationId;
import orca.core.ticket.DelegationState;
import orca.core.ticket.Ticket;
import orca.policies.provisioning.FirstComeCalendar;
import orca.testkit.Stage;
import org.junit.jupiter.api.Test;

/**
 * A day at a broker as a text: what happens, what is written down because of it, what is said. The text is compared with the
 * one that is kept; {@code -Dorca.rewrite=true} writes that anew, to be read before it is committed.
 */
class TraceTest {
    private static final Path KEPT = Path.of("src/test/resources/orca/broker/day.txt");

    private static final DelegationId PART = new DelegationId("part");

    private final StringBuilder text = new StringBuilder();
    private final Stage stage = stage().answeredBy(new FirstComeCalendar());
    private int groups;

    @Test
    void aDayAtABrokerReadsAsItDid() throws IOException {
        day();
        if (Boolean.getBoolean("orca.rewrite")) {
            Files.createDirectories(KEPT.getParent());
            Files.writeString(KEPT, text);
        }
        assertThat(text.toString()).isEqualTo(Files.readString(KEPT));
    }

    private void day() {
        step("The site gives the broker ten units for a day.", () -> stage.arrive(SITE, offer(1, delegation(1, 10))));
        step("A guest asks for four from noon to one and gets them.",
                () -> stage.arrive(GUEST, demand("a", 1, units(4, term("12:00", "13:00")))));
        step("It asks for eight at the same time. They are not there, and it is told what is.",
                () -> stage.arrive(GUEST, demand("b", 1, units(8, term("12:00", "13:00")))));
        step("It can do with two, so it gets what there is.",
                () -> stage.arrive(GUEST, demand("b", 2, flexible(8, 2, term("12:00", "13:00"), at("12:00"), Optional.empty()))));
        step("Another may start as late as two: it starts where there is room, turnaround included, and never moves.",
                () -> stage.arrive(GUEST, demand("c", 1, flexible(5, 5, term("12:00", "13:00"), at("14:00"),
                        Optional.of(at("16:00"))))));
        step("The first is to last until half past two. From one on there are five of c in the way, but also room for four.",
                () -> stage.arrive(GUEST, demand("a", 2, units(4, term("12:00", "14:30")))));
        step("Ten minutes later it wants two of them only. The rest is not sold before the site says that it is free.", () -> {
            stage.advance(Duration.ofMinutes(10));
            stage.arrive(GUEST, demand("a", 3, units(2, term("12:00", "14:30"))));
        });
        step("The site has not answered after a second; it is told again.", () -> stage.advance(Duration.ofSeconds(1)));
        step("Now it answers.", () -> stage.arrive(SITE, new Message.StandingView(key("a"),
                ticket(stage, "a").standing().orElseThrow().stamp(), true)));
        step("Three units are lent to another broker from three to five. None of them is promised here meanwhile.",
                () -> stage.order(new Command.Delegate(Optional.of(PART), RESELLER, VM, Amounts.of(3, 6), SLIVER,
                        term("15:00", "17:00"), 100, PropertyList.NONE)));
        step("The other broker takes them.", () -> stage.arrive(RESELLER, new Message.DelegationView(PART,
                broker(stage).grant(PART).orElseThrow().stamp(), DelegationState.HELD, 0, Optional.empty())));
        step("The operator takes b back. Holder and site are told, both until they have heard it.",
                () -> stage.order(new Command.Revoke(key("b"), "a fan broke")));
        step("The holder has seen it.", () -> stage.arrive(GUEST, new Message.TicketDemand(id("b"), new Stamp(1, 2), true,
                units(1, term("12:00", "13:00")), ticket(stage, "b").said())));
        step("The site has ended it.", () -> stage.arrive(SITE, new Message.StandingView(key("b"),
                ticket(stage, "b").standing().orElseThrow().stamp(), true)));
        step("The site wants its units back. Live tickets run to their end.", () -> stage.arrive(SITE, reclaim(2, delegation(1,
                10))));
        step("The other broker has nothing on its part any more.", () -> stage.arrive(RESELLER, new Message.DelegationView(PART,
                broker(stage).grant(PART).orElseThrow().stamp(), DelegationState.CLOSED, 0, Optional.empty())));
        step("Nothing more of them is sold.", () -> stage.arrive(GUEST, demand("d", 1, units(1, term("12:00", "13:00")))));
        step("The rest is a matter of time.", () -> stage.until(at("18:00")));
        assertThat(broker(stage).subjects()).isEmpty();
    }

    private void step(String sentence, Runnable what) {
        stage.clear();
        what.run();
        text.append(sentence).append('\n');
        for (Group group : stage.journal().subList(groups, stage.journal().size())) {
            group.records().forEach(record -> line(time(group), written(record)));
        }
        groups = stage.journal().size();
        stage.sent().forEach(outgoing -> line("      ->", outgoing.to() + ": " + said(outgoing)));
        text.append('\n');
    }

    private void line(String lead, String rest) {
        text.append(String.format("  %-9s %s\n", lead, rest));
    }

    private static String time(Group group) {
        return group.stampedAt().toString().substring(11, 19);
    }

    private static String written(JournalRecord record) {
        return switch ((BrokerRecord) record) {
            case TicketImage t -> t.key() + " is " + t.state() + why(t.cause()) + t.ticket().map(TraceTest::revision).orElse("")
                    + (t.bookings().size() > 1 ? ", and " + (t.bookings().size() - 1) + " booking of older revisions" : "");
            case TicketGone t -> t.key() + " is forgotten";
            case HoldingImage h -> h.key() + " is " + h.state() + why(h.cause());
            case GrantImage g -> g.id() + " of " + g.holding() + " is " + g.state() + " with " + g.holder() + why(g.cause())
                    + g.bookings().stream().map(b -> clock(", books " + b.load() + " " + b.term())).reduce("", String::concat);
            case GrantGone g -> g.id() + " is forgotten";
            case HoldingGone h -> h.key() + " is forgotten";
            case MarketImage m -> "the policy remembers " + m.policy();
            case ChoiceImage c -> "follows " + c.chosen();
            case ClaimImage c -> c.subject() + " is paid" + why(c.cause());
            case ClaimGone c -> c.subject() + " is forgotten";
            case LossImage l -> "lost " + l.loss();
            case StrayImage s -> s.key() + " is noted";
            case StrayGone s -> s.key() + " is noted no more";
        };
    }

    private static String why(Cause cause) {
        return " by " + cause.what() + (cause.why().isEmpty() ? "" : " (" + cause.why() + ")");
    }

    private static String revision(Ticket ticket) {
        return ": revision " + ticket.revision() + ", " + ticket.units() + " units " + clock(ticket.term().toString());
    }

    private static String said(Outgoing outgoing) {
        return clock(switch (outgoing.message()) {
            case Message.TicketView v -> v.id() + " is " + v.state() + (v.urgent() ? ", urgently" : "") + ", to " + v.answers()
                    + ": "
                    + answer(v.answer());
            case Message.DelegationView v -> v.id() + " is " + v.state() + " with " + v.live() + " live, to " + v.answers();
            case Message.TicketStanding s -> "of " + s.key() + " only revision " + s.valid() + " holds: " + s.reason();
            case Message.TicketDemand d -> throw new AssertionError(d);
            case Message.LeaseDemand d -> throw new AssertionError(d);
            case Message.LeaseView v -> throw new AssertionError(v);
            case Message.DelegationOffer o -> o.delegation().id() + ", link " + o.chain().links().size() + ", "
                    + (o.open() ? "is given until " + o.delegation().term().end() : "is taken back: " + o.reason());
            case Message.StandingView v -> throw new AssertionError(v);
        });
    }

    private static String answer(Answer answer) {
        return switch (answer) {
            case Answer.Pending(var who, var estimate) -> "waits for " + who;
            case Answer.Granted(long asked, long granted, String why) ->
                granted + " of " + asked + " granted" + (why.isEmpty() ? "" : " (" + why + ")");
            case Answer.Refused(var refusal) -> "refused, " + refusal.kind() + ": " + refusal.reason()
                    + refusal.alternative().map(a -> "; else all from " + a.earliestStart().map(Object::toString).orElse("never")
                            + ", or " + a.units() + " then").orElse("");
            case Answer.Ended(String reason) -> "ended: " + reason;
        };
    }

    private static String clock(String text) {
        return text.replace("2030-01-01T", "").replace(":00Z", "");
    }
}
