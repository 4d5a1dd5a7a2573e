package orca.servicemanager;

import static orca.servicemanager.World.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.ticket.TicketState;
import orca.core.protocol.Message;
import orca.core.contract.Stamp;
import orca.core.contract.ReservationId;
import orca.core.contract.Answer;
import orca.core.actor.Event;
import orca.core.contract.Subject;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.core.notice.NoticeKind;
import orca.core.notice.NoticeWish;
import orca.core.notice.Receiver;
import orca.core.policy.GuestPlan;
import orca.core.policy.GuestView;
import orca.core.policy.PolicyState;
import orca.core.protocol.Command;
import orca.core.protocol.PolicyChoice;
import orca.core.resource.PropertyList;
import orca.servicemanager.controller.Controllers;
import orca.servicemanager.record.GuestRecord;
import orca.testkit.Twins;
import org.junit.jupiter.api.Test;

/** Every kind of record, read again: once, twice, and in the short form of an image. */
class ReplayTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final GuestSettings SETTINGS =
            World.attendedSettings().with(Controllers.of("blue", "counts").withSensor("load", "blue"))
                    .with(PurseTest.purse(Optional.empty()))
                    .with(Telling.NONE.of("green", new NoticeWish(List.of(Receiver.parse("mail:ann@example.org")),
                            List.of(Duration.ofMinutes(10)), NoticeKind.told(), Duration.ofMinutes(1))));

    /** A world that has written a record of every kind. */
    private static World rich() {
        World world = new World(SETTINGS);
        world.ordered(new Command.Request(Optional.of("q"), "green", List.of(wish(demand(1, HOUR)), wish(demand(2, HOUR))), true,
                Optional.empty()));
        world.stage.sense(new GuestView.Sample("load", NOON, 0.5));
        world.stage.propose(new GuestPlan("blue", List.of(), Optional.of(new PolicyState("counts", 1, "x"))));
        world.stage.order(new Command.SetPolicy(Optional.of("blue"), new PolicyChoice("another", PropertyList.NONE), true));
        world.stage.propose(new GuestPlan("blue", List.of(), Optional.empty())); // the one before answers, too late
        world.grant(R1).grant(R2).bind(R1).bind(R2);
        world.endAll();
        world.ordered(new Command.SetFeed("red", Optional.of("0".repeat(64))));
        world.ordered(new Command.SetFeed("red", Optional.empty()));
        world.ordered(new Command.SetFeed("green", Optional.of("0".repeat(64))));
        for (int i = 1; i <= Telling.MOST_DONE + 1; i++) {
            world.ordered(new Command.TestNotices("green"));
            world.stage.advance(Telling.URGENT);
            world.ordered(new Command.Posted("guest-l" + i, Optional.empty(), false));
        }
        world.ordered(new Command.Close(R1)).settled(R1).ordered(new Command.Close(R2)).settled(R2);
        world.ordered(new Command.TestNotices("green"));
        world.stage.advance(HOUR.multipliedBy(2));
        world.ordered(request(wish(PurseTest.pays(1, demand(1, 1, world.stage.now(), HOUR))))).grant(R3).bind(R3);
        world.stage.propose(new GuestPlan("blue", List.of(), Optional.empty()));
        world.stage.offer(new Event.Lost(NOON, "restored"));
        TicketChain held = world.reservation(R3).chain().orElseThrow();
        Ticket own = held.ticket();
        Ticket stray = new Ticket(new ReservationId("stray"), 1, own.issuer(), own.holder(), own.delegation(), own.type(), 1, 1,
                own.sliver(), own.assurance(), own.term(), own.properties());
        world.stage.arrive(BROKER, new Message.TicketView(stray.reservation(), new Stamp(1, 1), new Stamp(1, 1),
                TicketState.TICKETED, new Answer.Granted(1, 1, ""), Optional.of(new TicketChain(held.rights(), stray)), List.of(),
                true));
        return world;
    }

    private static List<JournalRecord> written(World world) {
        return world.stage.journal().stream().map(Group::records).flatMap(List::stream).toList();
    }

    @Test
    void theJournalHasRecordsOfEveryKind() {
        Set<Class<?>> kinds = new LinkedHashSet<>();
        written(rich()).forEach(record -> kinds.add(record.getClass()));

        assertThat(kinds).containsExactlyInAnyOrder(GuestRecord.class.getPermittedSubclasses());
    }

    @Test
    void eachRecordReadTwiceCountsOnce() {
        World world = rich();
        for (Class<?> kind : GuestRecord.class.getPermittedSubclasses()) {
            ServiceManager twice = new ServiceManager(SETTINGS);
            for (JournalRecord record : written(world)) {
                twice.apply(record);
                if (kind.isInstance(record)) {
                    twice.apply(record);
                }
            }
            assertThat(twice.broken()).isEmpty();
            Twins.mustAgree("that read " + kind.getSimpleName() + " twice", world.guest(), twice);
        }
    }

    @Test
    void anImageIsShorterThanItsJournalAndSaysTheSame() {
        World world = rich();
        List<JournalRecord> image = world.guest().image();
        ServiceManager again = new ServiceManager(SETTINGS);
        image.forEach(again::apply);

        assertThat(image.size()).isLessThan(written(world).size());
        assertThat(again.image()).isEqualTo(image);
        assertThat(again.broken()).isEmpty();
    }

    @Test
    void noSubjectHasTwoRecordsInOneDecision() {
        for (Group group : rich().stage.journal()) {
            List<Subject> subjects = group.records().stream().map(JournalRecord::subject).toList();
            assertThat(subjects).doesNotHaveDuplicates();
        }
    }

    @Test
    void aRecordOfAnotherActorIsRefused() {
        record Foreign(Subject subject) implements JournalRecord {}

        assertThatThrownBy(() -> new ServiceManager(SETTINGS).apply(new Foreign(World.key())))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("not a record of its own");
    }

    @Test
    void anAlarmThatRangIsNeverLeftInThePast() {
        World world = rich();
        List<Subject> all = new ArrayList<>(world.guest().subjects());
        for (Subject subject : all) {
            world.guest().duties(subject).alarm().ifPresent(
                    alarm -> assertThat(alarm.at()).as("alarm of " + subject).isAfter(world.stage.now()));
        }
        assertThat(all).isNotEmpty();
    }
}
