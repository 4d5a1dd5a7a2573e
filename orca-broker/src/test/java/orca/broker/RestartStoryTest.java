package orca.broker;

import static orca.broker.Market.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import orca.core.contract.ReservationId;
import orca.core.actor.Loss;
import orca.broker.ledger.StrayGone;
import orca.broker.ledger.StrayImage;
import orca.broker.ledger.LossImage;
import orca.broker.ledger.BrokerRecord;
import orca.broker.ledger.ClaimGone;
import orca.broker.ledger.ClaimImage;
import orca.broker.ledger.GrantGone;
import orca.broker.ledger.GrantImage;
import orca.broker.ledger.HoldingGone;
import orca.broker.ledger.HoldingImage;
import orca.broker.ledger.TicketGone;
import orca.broker.ledger.TicketImage;
import orca.core.actor.Duties;
import orca.core.actor.Event;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.contract.Stamp;
import orca.core.contract.Subject;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.core.policy.PolicyState;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningView;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.protocol.PolicyChoice;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.ticket.DelegationId;
import orca.core.ticket.DelegationState;
import orca.policies.provisioning.FirstComeCalendar;
import orca.testkit.Stage;
import orca.testkit.Twins;
import org.junit.jupiter.api.Test;

/**
 * One long story with everything in it, told once without a crash and then with one at each of its steps: the broker does and
 * owes the same. Its records are those of the replay tests too.
 */
class RestartStoryTest {
    private static final Stamp NOTHING = Stamp.NONE;

    private static final DelegationId PART = new DelegationId("part");

    /** The steps of the story; none of them depends on what was told once only, for a crash may lose that. */
    private static final List<Consumer<Stage>> STEPS = List.of(
            s -> s.arrive(SITE, offer(1, delegation(1, 10))),
            s -> s.arrive(GUEST, demand("a", 1, units(4, term("12:00", "13:00")))),
            s -> s.arrive(GUEST, demand("b", 1, flexible(8, 2, term("12:00", "13:00"), at("12:00"), Optional.empty()))),
            s -> s.arrive(GUEST, demand("c", 1, flexible(6, 6, term("12:00", "13:00"), at("14:00"), Optional.empty()))),
            s -> s.arrive(GUEST, demand("d", 1, flexible(9, 9, term("12:00", "13:00"), at("12:30"), Optional.empty()))),
            s -> s.arrive(GUEST, demand("e", 1, units(11, term("12:00", "13:00")))),
            s -> s.advance(Duration.ofMinutes(5)),
            s -> s.arrive(GUEST, demand("a", 2, units(2, term("12:00", "12:40")))),
            s -> s.advance(Duration.ofSeconds(3)),
            s -> s.arrive(SITE, new Message.StandingView(key("a"), ticket(s, "a").standing().orElseThrow().stamp(), true)),
            s -> s.order(new Command.Revoke(key("b"), "a fan broke")),
            s -> s.advance(Duration.ofSeconds(2)),
            s -> s.arrive(GUEST, new Message.TicketDemand(id("b"), new Stamp(1, 1), true, units(1, term("12:00", "13:00")),
                    ticket(s, "b").said())),
            s -> s.arrive(SITE, new Message.StandingView(key("b"), ticket(s, "b").standing().orElseThrow().stamp(), true)),
            s -> s.arrive(SITE, offer(2, delegation(2, 12))),
            s -> s.order(new Command.Delegate(Optional.of(PART), RESELLER, VM, Amounts.of(2, 4), SLIVER, term("12:00", "13:00"),
                    100, PropertyList.NONE)),
            s -> s.arrive(RESELLER, new Message.DelegationView(PART, broker(s).grant(PART).orElseThrow().stamp(),
                    DelegationState.HELD, 0, Optional.empty())),
            s -> s.until(at("12:31")),
            s -> s.arrive(GUEST, demand("a", 3, units(2, term("12:00", "13:30")))),
            s -> s.arrive(SITE, reclaim(3, delegation(2, 12))),
            s -> s.arrive(GUEST, close("c", 2, units(6, term("12:00", "13:00")))),
            s -> s.arrive(RESELLER, new Message.DelegationView(PART, broker(s).grant(PART).orElseThrow().stamp(),
                    DelegationState.CLOSED, 0, Optional.empty())),
            s -> s.until(at("13:31")),
            s -> s.until(at("18:00")));

    private static Stage told(int upTo) {
        Stage stage = stage().answeredBy(new FirstComeCalendar());
        STEPS.subList(0, upTo).forEach(step -> step.accept(stage));
        return stage;
    }

    private static List<List<JournalRecord>> records(Stage stage) {
        return stage.journal().stream().map(Group::records).toList();
    }

    @Test
    void theStoryHasEverythingInItAndEndsWithNothingLeft() {
        Stage stage = told(STEPS.size());

        Set<Class<?>> kinds = new LinkedHashSet<>();
        stage.journal().forEach(group -> group.records().forEach(record -> kinds.add(record.getClass())));
        assertThat(kinds).containsExactlyInAnyOrder(TicketImage.class, TicketGone.class, HoldingImage.class, HoldingGone.class,
                GrantImage.class, GrantGone.class);
        assertThat(broker(stage).tickets()).isEmpty();
        assertThat(broker(stage).holdings()).isEmpty();
        assertThat(stage.engine().nextWake()).isEmpty();
        assertThat(stage.engine().outboxSize()).isZero();
    }

    @Test
    void aRestartFromTheJournalAtAnyStepChangesNothingOfWhatIsDone() {
        List<List<JournalRecord>> undisturbed = records(told(STEPS.size()));
        for (int at = 0; at <= STEPS.size(); at++) {
            Stage stage = told(at).restart();
            STEPS.subList(at, STEPS.size()).forEach(step -> step.accept(stage));
            assertThat(records(stage)).as("restarted after step %s", at).isEqualTo(undisturbed);
        }
    }

    @Test
    void aRestartFromASnapshotAtAnyStepChangesNothingOfWhatIsDone() {
        List<List<JournalRecord>> undisturbed = records(told(STEPS.size()));
        for (int at = 0; at <= STEPS.size(); at++) {
            Stage stage = told(at).restartFromImage();
            STEPS.subList(at, STEPS.size()).forEach(step -> step.accept(stage));
            assertThat(records(stage)).as("restored after step %s", at).isEqualTo(undisturbed);
        }
    }

    @Test
    void aCrashAfterEachCommitBeforeAnythingLeavesChangesNothingOfWhatIsDone() {
        Stage stage = stage().answeredBy(new FirstComeCalendar()).crashing();
        STEPS.forEach(step -> step.accept(stage));

        assertThat(records(stage)).isEqualTo(records(told(STEPS.size())));
    }

    @Test
    void atAnyStepTheDutiesAfterARestartAreThoseBefore() {
        for (int at = 0; at <= STEPS.size(); at++) {
            Stage stage = told(at);
            Broker before = broker(stage);
            List<Duties> owed = before.subjects().stream().map(before::duties).toList();
            List<Subject> subjects = before.subjects();
            stage.clear().restart();
            assertThat(subjects.stream().map(broker(stage)::duties).toList()).as("after step %s", at).isEqualTo(owed);
            assertThat(stage.sent()).as("what is owed is sent again").containsExactlyElementsOf(
                    owed.stream().flatMap(duties -> duties.messages().stream()).toList());
        }
    }

    @Test
    void everyKindOfRecordCanBeTakenTwice() {
        List<JournalRecord> all = new ArrayList<>();
        told(STEPS.size()).journal().forEach(group -> all.addAll(group.records()));
        Stage stage = holding();
        stage.arrive(GUEST, demand("p", 1, units(1, term("12:00", "13:00"))));
        stage.propose(new ProvisioningPlan(List.of(), Optional.of(new PolicyState("fair", 1, "x"))));
        stage.order(new Command.SetPolicy(Optional.empty(), new PolicyChoice("easy", PropertyList.NONE), true));
        stage.journal().forEach(group -> all.addAll(group.records()));
        ClaimImage claim = new ClaimImage(ClaimStoryTest.claim("pay.1.1", 45), new Cause(NOON, "PAID", ""));
        all.add(claim);
        all.add(new ClaimGone(claim.subject()));
        all.add(new LossImage(new Loss(NOON, 1, "restored"), new Cause(NOON, "LOST", "")));
        all.add(new StrayImage(new ContractKey(GUEST, new ReservationId("stray")), new Cause(NOON, "STRAY", ""),
                Optional.empty()));
        all.add(new StrayGone(new ContractKey(GUEST, new ReservationId("stray")), new Cause(NOON, "HEARD", "")));

        Broker once = new Broker(SETTINGS);
        Broker twice = new Broker(SETTINGS);
        Set<Class<?>> kinds = new LinkedHashSet<>();
        for (JournalRecord record : all) {
            kinds.add(record.getClass());
            once.apply(record);
            twice.apply(record);
            twice.apply(record);
            assertThat(twice.broken()).isEmpty();
            Twins.mustAgree("that takes all twice", once, twice);
        }
        assertThat(kinds).containsExactlyInAnyOrder(BrokerRecord.class.getPermittedSubclasses());
    }

    @Test
    void anImageIsTheWholeActor() {
        for (int at = 0; at <= STEPS.size(); at++) {
            Broker broker = broker(told(at));
            Broker again = new Broker(SETTINGS);
            broker.image().forEach(again::apply);
            assertThat(again.image()).as("after step %s", at).isEqualTo(broker.image());
            assertThat(again.holdings()).isEqualTo(broker.holdings());
            assertThat(List.copyOf(again.tickets())).isEqualTo(List.copyOf(broker.tickets()));
            List<ContractKey> waiting = broker.tickets().stream().filter(TicketImage::bids).map(TicketImage::key).toList();
            assertThat(again.question(NOON).map(q -> ((ProvisioningView) q).bids()).orElse(List.of()))
                    .as("its policy is asked anew about all that wait").extracting(ProvisioningView.Bid::key)
                    .containsExactlyInAnyOrderElementsOf(waiting);
        }
    }

    @Test
    void aBrokenImageIsNoticed() {
        Stage stage = told(3);
        TicketImage image = ticket(stage, "a");
        Broker broker = broker(stage);
        broker.apply(new TicketImage(image.key(), image.state(), image.heard(), true, image.demand(), image.answer(),
                image.said(),
                NOTHING, NOTHING, Optional.empty(), image.holding(), image.bookings(), Optional.empty(), Optional.empty(),
                        Optional.empty(), List.of(), 0,
                Optional.empty(), image.mark(), image.cause()));
        assertThat(broker.broken()).containsExactly("ticket guest/a: TICKETED without what belongs to it");

        assertThatThrownBy(() -> broker.apply(new TicketImage(key("z"), image.state(), image.heard(), true, image.demand(),
                image.answer(),
                        image.said(), NOTHING, NOTHING, image.ticket(), image.holding(),
                        List.of(image.bookings().get(0), image.bookings().get(0), image.bookings().get(0)), Optional.empty(),
                        Optional.empty(), Optional.empty(), List.of(), 0, Optional.empty(), 1, image.cause())))
                .as("more than there is").isInstanceOf(IllegalStateException.class).hasMessageContaining("does not fit");
    }

    @Test
    void decidingChangesNothing() {
        Broker broker = broker(told(8));
        List<JournalRecord> before = broker.image();
        broker.decide(new Event.Arrived(GUEST, close("a", 9, units(1, term("12:00", "13:00")))), at("12:06"));
        broker.decide(new Event.Ordered("operator", new Command.Revoke(key("a"), "x")), at("12:06"));
        broker.decide(new Event.Arrived(SITE, reclaim(9, delegation(2, 12))), at("12:06"));

        assertThat(broker.image()).isEqualTo(before);
    }
}
