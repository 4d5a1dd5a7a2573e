package orca.authority;

import static orca.authority.World.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import orca.authority.state.AuthorityRecord;
import orca.authority.state.AuthorityTables;
import orca.core.contract.Principal;
import orca.core.actor.Event;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.contract.Subject;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.journal.JournalRecord;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.PolicyState;
import orca.core.protocol.Command;
import orca.core.protocol.Enrolling;
import orca.core.protocol.Message;
import orca.core.protocol.PolicyChoice;
import orca.core.protocol.Servicing;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import orca.testkit.Twins;
import org.junit.jupiter.api.Test;

/** The journal is the whole memory: read again, read twice, or read from a snapshot, it makes the same site. */
class ReplayTest {
    private static Authority empty() {
        return new Authority(SETTINGS, AuthorityTables.STANDARD, 1);
    }

    /** A site that has seen one record of every kind. */
    private static World eventful() {
        World world = new World().furnished();
        world.leased("a", 2).leased("b", 4).close("b").failAll(Action.TEARDOWN);
        world.redeem(world.ticket("c", 3)); // oversold
        world.redeem(world.ticket("a", 2, 1, 1, Amounts.of(2, 2), hours(2))).standing("a", 2, false);
        world.standing("d", 3, false);
        world.stage.answeredByHand();
        world.redeem(world.ticket("e", 1));
        world.stage.propose(new AssignmentPlan(List.of(new AssignmentPlan.Wait(key("e"), "x")),
                Optional.of(new PolicyState("p", 1, "s"))));
        world.stage.order(new Command.SetPolicy(Optional.empty(), new PolicyChoice("p", PropertyList.NONE), true));
        world.stage.order(new Servicing.Maintain("m1", List.of("h2"), Term.of(NOON.plus(HOUR), HOUR), NOON, false, "a new disk"));
        EnrolmentStoriesTest.joined(world, "h3", "one");
        EnrolmentStoriesTest.joined(world, "h4", "two");
        world.stage.order(new Command.Drain("h4", true, ""));
        world.stage.order(new Enrolling.RemoveHost("h4"));
        EnrolmentStoriesTest.joined(world, "h5", "three");
        world.stage.order(new Command.Drain("h5", true, ""));
        world.stage.order(new Enrolling.RemoveHost("h5"));
        world.stage.order(new Enrolling.Dismissed(new Principal("three")));
        return world;
    }

    @Test
    void everyKindOfRecordIsReplayedOnceAndTwiceToTheSameSite() {
        World world = eventful();
        TicketChain early = world.ticket("g", 1);
        world.standing("b", 0, true);
        world.units("b").forEach(u -> world.stage.order(new Command.FreeUnit(u.id(), "off")));
        world.stage.endAll().endAll().until(NOON.plus(HOUR.multipliedBy(3)));
        world.stage.endAll().unchecked().until(YEAR.end().plus(HOUR));
        world.stage.offer(new Event.Lost(NOON, "restored"));
        world.stage.arrive(World.GUEST, new Message.LeaseDemand(new ReservationId("g"), new Stamp(1, 1), true,
                Optional.of(early), PropertyList.NONE, List.of(), Stamp.NONE));
        world.stage.order(new Command.Settle(true, "looked at"));
        Set<Class<?>> seen = new LinkedHashSet<>();
        Authority once = empty();
        Authority twice = empty();
        world.stage.journal().forEach(group -> group.records().forEach(record -> {
            seen.add(record.getClass());
            once.apply(record);
            twice.apply(record);
            twice.apply(record);
        }));
        world.authority().image().forEach(record -> seen.add(record.getClass()));

        assertThat(seen).containsExactlyInAnyOrderElementsOf(Arrays.asList(AuthorityRecord.class.getPermittedSubclasses()));
        Twins.mustAgree("read once", world.authority(), once);
        Twins.mustAgree("read twice", world.authority(), twice);
        assertThat(once.broken()).isEmpty();
        assertThat(twice.broken()).isEmpty();
    }

    @Test
    void eachRecordReadTwiceInTheMidstOfThingsDoesNoHarm() {
        World world = eventful();
        Authority twin = empty();
        for (var group : world.stage.journal()) {
            for (JournalRecord record : group.records()) {
                twin.apply(record);
                List<JournalRecord> before = twin.image();
                twin.apply(record);
                assertThat(twin.image()).as("%s read twice", record).isEqualTo(before);
            }
            assertThat(twin.broken()).isEmpty();
        }
    }

    @Test
    void anImageMakesTheSameSiteAndTheSameImageAgain() {
        World world = eventful();
        Authority twin = empty();
        world.authority().image().forEach(twin::apply);
        assertThat(twin.image()).isEqualTo(world.authority().image());
        assertThat(twin.broken()).isEmpty();
        assertThat(twin.question(world.stage.now())).isEqualTo(world.authority().question(world.stage.now()));
    }

    @Test
    void aSiteThatWasRestartedAtAnyCommitEndsAsOneThatWasNot() {
        World steady = story(new World());
        World shaken = new World();
        shaken.stage.crashing();
        story(shaken);

        assertThat(states(shaken)).isEqualTo(states(steady));
        assertThat(subjects(shaken)).isEqualTo(subjects(steady));
    }

    /** The main road: redeem, partial setup, extension with growth, failed modify, revocation, stuck teardown, expiry. */
    private static World story(World world) {
        world.stage.order(new Command.DefineType(VM_TYPE, "fake"));
        world.host("h1", 4).host("h2", 4);
        world.stage.order(delegate(Amounts.of(8, 16, 32), YEAR, 100));
        Stamp offered = world.authority().site().delegation(POOL).orElseThrow().stamp();
        world.stage.arrive(BROKER, new orca.core.protocol.Message.DelegationView(
                POOL, offered, orca.core.ticket.DelegationState.HELD, 0, Optional.empty()));
        world.redeem(world.ticket("a", 1, 3, 2, SMALL, hours(1)));
        world.end(Action.SETUP, new Outcome.Trouble("hopeless", false)).end(Action.SETUP, new Outcome.Trouble("later", true));
        world.endEach().endEach();
        world.redeem(world.ticket("a", 2, 4, 2, Amounts.of(2, 3), hours(2)));
        world.end(Action.MODIFY, new Outcome.Trouble("hopeless", false));
        world.endEach();
        world.redeem(world.ticket("b", 2)).standing("b", 0, true).endStops();
        world.failAll(Action.TEARDOWN);
        world.units("b").forEach(u -> world.stage.order(new Command.FreeUnit(u.id(), "off")));
        world.stage.until(NOON.plus(HOUR.multipliedBy(3)));
        world.endEach();
        return world;
    }

    private static List<Subject> subjects(World world) {
        return world.stage.journal().stream().flatMap(g -> g.records().stream()).map(JournalRecord::subject).toList();
    }

    private static List<String> states(World world) {
        List<String> all = new ArrayList<>();
        world.authority().leases().forEach(l -> all.add(l.image().key() + " " + l.image().state() + " "
                + l.image().told().answer()));
        return all;
    }

    @Test
    void aSiteRestoredFromAnOlderJournalSpeaksUnderALaterEpoch() {
        World world = new World().furnished();
        world.leased("a", 1);
        world.stage.restartWithout(1, () -> new Authority(SETTINGS, AuthorityTables.STANDARD, 2));
        world.stage.endAll();
        assertThat(world.view("a").stamp().epoch()).isEqualTo(2);
        assertThat(world.view("a").stamp()).isGreaterThan(new Stamp(1, 100));
    }

    @Test
    void aRecordOfAnotherActorIsAFault() {
        JournalRecord strange = () -> new Subject() {};
        assertThatThrownBy(() -> empty().apply(strange)).isInstanceOf(IllegalStateException.class);
    }
}
