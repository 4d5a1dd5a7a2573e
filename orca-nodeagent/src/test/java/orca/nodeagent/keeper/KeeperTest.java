package orca.nodeagent.keeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import orca.core.handler.Outcome;
import orca.nodeagent.term.Mandate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a host does with units and time, in virtual time. */
@Timeout(120)
class KeeperTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private final World world = new World();

    private static String trouble(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Trouble(String reason, boolean retry) -> (retry ? "again: " : "never: ") + reason;
            case Outcome.Done done -> "done";
        };
    }

    @Test
    void aUnitWhoseTermIsOverIsTornDownAfterTheGraceWhenNobodyComes() throws Exception {
        world.setUp("u1");
        world.pass(HOUR.plus(World.GRACE).minusSeconds(1));
        assertThat(world.parts).containsKey("u1");
        world.pass(Duration.ofSeconds(1));

        assertThat(world.parts).isEmpty();
        assertThat(world.held()).isEmpty();
        assertThat(world.keeper.ended()).singleElement().asString().contains("u1", "nobody had come");
        assertThat(world.alarms()).isEmpty();
    }

    @Test
    void anExtensionMovesTheEndAndADelayedOrderDoesNotMoveItBack() throws Exception {
        world.setUp("u1");
        world.run(World.SITE, "u1/change/2", "change", "u1", World.hold(HOUR.multipliedBy(3), 1));
        world.run(World.SITE, "u1/change/1", "change", "u1", World.hold(HOUR.multipliedBy(2), 1));
        world.pass(HOUR.multipliedBy(2).plus(World.GRACE));
        assertThat(world.parts).containsKey("u1");
        world.pass(HOUR);

        assertThat(world.parts).isEmpty();
    }

    @Test
    void aTeardownByTheAuthorityLeavesNothingToRemember() throws Exception {
        world.setUp("u1");
        assertThat(world.run(World.SITE, "t", "remove", "u1", World.end(HOUR, 1))).isEqualTo(Outcome.done());

        assertThat(world.held()).isEmpty();
        world.pass(HOUR.multipliedBy(2));
        assertThat(world.runs).containsEntry("u1/remove", 1);
        assertThat(world.run(World.SITE, "t2", "remove", "u1", World.end(HOUR, 1)))
                .as("of what is not there").isEqualTo(Outcome.done());
    }

    @Test
    void aRestartedAgentKeepsTheTermsOfTheOneBefore() throws Exception {
        world.setUp("u1");
        world.pass(HOUR, false);
        world.live(Death.never());
        world.keeper.tick();
        assertThat(world.parts).containsKey("u1");
        world.pass(World.GRACE);

        assertThat(world.parts).isEmpty();
    }

    @Test
    void aRebootKeepsTheTermsByTheWallClock() throws Exception {
        world.setUp("u1");
        world.pass(HOUR.dividedBy(2));
        world.reboot();
        world.pass(HOUR.dividedBy(2));
        assertThat(world.parts).containsKey("u1");
        world.pass(World.GRACE);

        assertThat(world.parts).isEmpty();
    }

    @Test
    void aClockThatIsSetForwardEndsNothingAndIsAnAlarm() throws Exception {
        world.setUp("u1");
        world.set(Duration.ofDays(3));
        world.pass(Duration.ofMinutes(10));
        assertThat(world.parts).containsKey("u1");
        assertThat(world.alarms()).singleElement().asString().contains("was set forward by 3d", "skew");

        world.live(Death.never());
        world.keeper.tick();
        assertThat(world.alarms()).as("after a restart").hasSize(1);
        assertThat(world.parts).containsKey("u1");
        world.pass(Duration.ofMinutes(51));
        assertThat(world.parts).as("at its real end").isEmpty();
    }

    @Test
    void aClockThatIsSetBackProlongsNothing() throws Exception {
        world.setUp("u1");
        world.set(Duration.ofDays(-3));
        world.pass(HOUR.plus(World.GRACE));

        assertThat(world.parts).isEmpty();
        assertThat(world.alarms()).singleElement().asString().contains("was set back by 3d");
        world.set(Duration.ofDays(3));
        world.pass(Duration.ofSeconds(1));
        assertThat(world.alarms()).as("when it is right again").isEmpty();
    }

    @Test
    void aClockThatWentBackOverARebootDoesNotTakeTheTimeBack() throws Exception {
        world.setUp("u1");
        world.pass(HOUR.minusMinutes(1));
        world.set(Duration.ofDays(-3000));
        world.reboot();
        assertThat(world.alarms()).singleElement().asString().contains("was set back");
        world.pass(Duration.ofMinutes(3));

        assertThat(world.parts).isEmpty();
    }

    @Test
    void smallStepsOfTheClockAreFollowedAndNoAlarm() throws Exception {
        for (int i = 0; i < 100; i++) {
            world.set(Duration.ofSeconds(2));
            world.pass(Duration.ofSeconds(60));
        }

        assertThat(world.alarms()).isEmpty();
        assertThat(world.keeper.now()).isEqualTo(world.wall());
    }

    @Test
    void anOperatorMaySayThatTheClockIsRightNow() throws Exception {
        world.set(Duration.ofHours(-1));
        world.pass(Duration.ofSeconds(1));
        assertThat(world.alarms()).hasSize(1);
        world.keeper.acceptClock();

        assertThat(world.alarms()).isEmpty();
        assertThat(world.keeper.now()).isEqualTo(world.wall());
        world.live(Death.never());
        world.keeper.tick();
        assertThat(world.alarms()).as("after a restart").isEmpty();
    }

    @Test
    void workOutsideItsTermIsRefused() throws Exception {
        world.pass(HOUR.plus(World.SKEW).plus(World.GRACE));

        assertThat(trouble(world.run(World.SITE, "a", "make", "u1", World.hold(HOUR, 1))))
                .startsWith("never: refused by the agent: term: it ended at 2027-01-15T09:00:00Z");
        assertThat(trouble(world.run(World.SITE, "b", "look", "u1", World.look(HOUR, 1)))).contains("term: it ended");
        assertThat(trouble(world.run(World.SITE, "c", "remove", "u1", World.end(HOUR, 1)))).isEqualTo("done");
        assertThat(world.parts).isEmpty();
        assertThat(world.held()).isEmpty();
    }

    @Test
    void aSupersededLifeOfTheAuthorityIsRefusedAlsoAfterARestart() throws Exception {
        world.run(World.SITE, "a", "make", "u1", World.hold(HOUR, 7));
        world.live(Death.never());

        for (var mandate : new Mandate[] {World.hold(HOUR, 6), World.end(HOUR, 6), World.look(HOUR, 6)}) {
            assertThat(trouble(world.run(World.SITE, "b", "remove", "u1", mandate)))
                    .isEqualTo("never: refused by the agent: epoch: this life of the authority (6) was superseded by 7");
        }
        assertThat(world.parts).containsKey("u1");
        assertThat(trouble(world.run(World.OTHER, "c", "make", "u2", World.hold(HOUR,
                1)))).as("another's lives").isEqualTo("done");
    }

    @Test
    void twoAuthoritiesCannotHoldOneUnit() throws Exception {
        world.setUp("u1");

        for (var mandate : new Mandate[] {World.hold(HOUR, 9), World.end(HOUR, 9), World.look(HOUR, 9)}) {
            assertThat(trouble(world.run(World.OTHER, "x", "remove", "u1", mandate)))
                    .isEqualTo("never: refused by the agent: unit u1: is held by another authority, " + World.SITE);
        }
        assertThat(world.parts).containsKey("u1");
    }

    @Test
    void theSameIdOfTwoAuthoritiesIsTwoActions() throws Exception {
        world.run(World.SITE, "same", "make", "u1", World.hold(HOUR, 1));
        world.run(World.OTHER, "same", "make", "u2", World.hold(HOUR, 1));

        assertThat(world.parts).containsOnlyKeys("u1", "u2");
    }

    @Test
    void whatDriversOrWillsDoNotKnowIsRefusedBeforeAnythingIsHeld() throws Exception {
        assertThat(trouble(world.run(World.SITE, "a", "paint", "u1", World.hold(HOUR, 1)))).contains("has no 'paint'");
        assertThat(trouble(world.keeper.run(World.SITE, "wheels", World.order("a", "make", "u1"), World.hold(HOUR, 1),
                Silent.CONTEXT))).contains("driver: none is called 'wheels'");

        assertThat(world.held()).isEmpty();
    }

    @Test
    void aTeardownThatFailsIsTriedAgainAndIsAnAlarmUntilItHolds() throws Exception {
        world.setUp("u1");
        world.broken = "remove";
        world.pass(HOUR.plus(World.GRACE));
        assertThat(world.alarms()).singleElement().asString().contains("u1", "cannot be torn down", "it is stuck");
        world.pass(Duration.ofSeconds(10));
        world.live(Death.never());
        assertThat(world.alarms()).as("after a restart").singleElement().asString().contains("(2 tries)");
        assertThat(trouble(world.run(World.SITE, "x", "change", "u1", World.hold(HOUR.multipliedBy(9), 1))))
                .contains("this host tears it down by itself");
        world.broken = "";
        world.pass(Duration.ofMinutes(5));

        assertThat(world.alarms()).isEmpty();
        assertThat(world.parts).isEmpty();
    }

    @Test
    void anActionUnderWayAtTheEndIsToldToStopAndTheUnitStaysUntilItHasStopped() throws Exception {
        world.setUp("u1");
        world.gate = new CountDownLatch(1);
        world.begun = new CountDownLatch(1);
        FutureTask<Outcome> hanging =
                new FutureTask<>(() -> world.run(World.SITE, "h", "hang", "u1", World.hold(HOUR, 1)));
        Thread.ofVirtual().start(hanging);
        assertThat(world.begun.await(60, TimeUnit.SECONDS)).isTrue();
        world.pass(HOUR.plus(World.GRACE));
        assertThat(world.parts).containsKey("u1");
        assertThat(world.alarms()).singleElement().asString().contains("was told to stop and does not");
        assertThat(trouble(world.run(World.SITE, "t", "remove", "u1", World.end(HOUR, 1))))
                .isEqualTo("again: unit u1: another action changes it now");

        world.gate.countDown();
        hanging.get(60, TimeUnit.SECONDS);
        world.pass(Duration.ofSeconds(1));
        assertThat(world.parts).isEmpty();
    }

    @Test
    void whatIsHeldAndCannotBeReadIsNotForgottenInSilence() throws Exception {
        world.setUp("u1");
        world.spoil("u1");

        assertThatThrownBy(() -> world.live(Death.never()))
                .hasMessageContaining("what is held of unit u1 cannot be read");
    }

    @Test
    void whatCannotBeWrittenIsNotBegun() throws Exception {
        world.diskFull = true;
        assertThatThrownBy(() -> world.run(World.SITE, "a", "make", "u1", World.hold(HOUR, 0))).isInstanceOf(IOException.class);
        assertThat(world.parts).isEmpty();
        world.pass(Duration.ofMinutes(2));
        assertThat(world.alarms()).singleElement().asString().contains("no space left");

        world.diskFull = false;
        world.pass(Duration.ofSeconds(1));
        assertThat(world.alarms()).isEmpty();
        world.setUp("u1");
    }
}
