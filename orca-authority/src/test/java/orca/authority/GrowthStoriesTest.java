package orca.authority;

import static orca.authority.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import orca.authority.state.AuthoritySettings;
import orca.authority.state.Limits;
import orca.authority.state.Moving;
import orca.authority.state.UnitImage;
import orca.core.contract.Answer;
import orca.core.contract.Refusal;
import orca.core.handler.Action;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.lease.LeaseState;
import orca.core.lease.UnitState;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import orca.core.resource.Mobility;
import orca.core.resource.PropertyList;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import org.junit.jupiter.api.Test;

/** A lease wants larger units than its hosts have room for: they go elsewhere first, and grow there. */
class GrowthStoriesTest {
    private static final Amounts LARGE = Amounts.of(4, 4);
    private static final Outcome NEVER = new Outcome.Trouble("its disk is not shared", false);

    /** On h1 are a small unit of web, and one that leaves it two cores; h2 is empty. */
    private final World world = crowded(new World().mobile(Mobility.BY_SITE));

    static World crowded(World at) {
        at.leased("web", 1).redeem(at.ticket("full", 1, 1, 1, Amounts.of(5, 8), hours(9))).stage.endAll();
        assertThat(at.units("full")).extracting(UnitImage::host).containsExactly("h1");
        return at;
    }

    private World grow(long revision, Amounts sliver, Term term) {
        return world.redeem(world.ticket("web", revision, 1, 1, sliver, term));
    }

    private World grow() {
        return grow(2, LARGE, hours(1));
    }

    private UnitImage unit() {
        return world.units("web").get(0);
    }

    private UnitCall called() {
        return world.runs(Action.MODIFY).get(0).call();
    }

    /** What is booked on a host from now on. */
    private Amounts booked(String host) {
        return world.authority().site().host(host).calendar().peak(Term.of(world.stage.now(), HOUR.multipliedBy(10)));
    }

    private Refusal refused() {
        return ((Answer.Refused) world.view("web").answer()).refusal();
    }

    private String why() {
        return ((Answer.Granted) world.view("web").answer()).why();
    }

    /** The unit is on h1 as it ever was, nothing of it is on h2, and its lease has it. */
    private void asBefore() {
        assertThat(unit().state()).isEqualTo(UnitState.READY);
        assertThat(unit().host()).isEqualTo("h1");
        assertThat(unit().sliver()).isEqualTo(SMALL);
        assertThat(unit().wanted()).isEqualTo(SMALL);
        assertThat(booked("h1")).isEqualTo(Amounts.of(2, 6, 10));
        assertThat(booked("h2")).isEqualTo(Amounts.zero(3));
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
        assertThat(world.view("web").lease().orElseThrow().units().get(0).sliver()).isEqualTo(SMALL);
        assertThat(world.authority().broken()).isEmpty();
    }

    @Test
    void aUnitThatHasRoomToGrowWhereItIsStaysThere() {
        world.redeem(world.ticket("web", 2, 1, 1, Amounts.of(3, 4), hours(1)));
        assertThat(unit().state()).as("though the other host is empty").isEqualTo(UnitState.MODIFYING);
        assertThat(booked("h2")).isEqualTo(Amounts.zero(3));
    }

    @Test
    void aUnitForWhichItsHostHasNoRoomIsMovedAndGrowsWhenItHasArrived() {
        grow();
        assertThat(world.state("web")).isEqualTo(LeaseState.MODIFYING);
        assertThat(unit().state()).isEqualTo(UnitState.MIGRATING);
        assertThat(booked("h1")).as("its old place, as large as it is").isEqualTo(Amounts.of(2, 6, 10));
        assertThat(booked("h2")).as("its new place, as large as it is to be").isEqualTo(Amounts.of(1, 4, 4));
        assertThat(called()).satisfies(call -> {
            assertThat(call.host()).isEqualTo("h1");
            assertThat(call.sliver()).as("a move changes nothing else").isEqualTo(SMALL);
            assertThat(call.properties().text(Handler.PLACE)).contains("h2");
        });

        world.end(Action.MODIFY, Outcome.done());
        assertThat(unit().state()).isEqualTo(UnitState.MODIFYING);
        assertThat(booked("h1")).as("free since it has arrived").isEqualTo(Amounts.of(1, 5, 8));
        assertThat(booked("h2")).isEqualTo(Amounts.of(1, 4, 4));
        assertThat(called()).satisfies(call -> {
            assertThat(call.host()).isEqualTo("h2");
            assertThat(call.sliver()).isEqualTo(LARGE);
            assertThat(call.properties().text(Handler.PLACE)).contains("h2");
        });

        world.end(Action.MODIFY, Outcome.done());
        assertThat(world.view("web").answer()).isEqualTo(new Answer.Granted(1, 1, ""));
        assertThat(world.view("web").lease().orElseThrow().units().get(0)).satisfies(shown -> {
            assertThat(shown.host()).isEqualTo("h2");
            assertThat(shown.sliver()).isEqualTo(LARGE);
        });
        assertThat(world.view("web").notices()).last().asString()
                .contains("was moved from h1 to h2: h1 has no room for [4, 4]");
        assertThat(world.authority().broken()).isEmpty();
    }

    @Test
    void aUnitThatFitsNowhereIsRefusedAtOnceAndNothingChanges() {
        world.redeem(world.ticket("other", 1, 1, 1, Amounts.of(5, 8), hours(9))).stage.endAll();
        int commits = world.stage.journal().size();
        world.stage.answeredByHand();
        grow();

        assertThat(refused().kind()).isEqualTo(Refusal.Kind.INSUFFICIENT);
        assertThat(refused().reason()).contains("no room on h1 for [4, 4] until", "nor is there on another host");
        assertThat(refused().alternative().orElseThrow().earliestStart()).as("when the others are over").isPresent();
        assertThat(world.stage.question()).as("no policy is asked").isEmpty();
        assertThat(world.stage.journal()).as("but for the answer").hasSize(commits + 1);
        assertThat(unit().version()).isEqualTo(2);
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
    }

    @Test
    void aMoveThatIsRefusedByItsHandlerLeavesTheUnitWhereAndAsItWas() {
        grow().end(Action.MODIFY, NEVER);
        asBefore();
        assertThat(why()).contains("1 of 1 units stay as they were",
                "stays on h1 with [1, 2] and was not moved to h2: its disk is not shared");
        assertThat(world.view("web").urgent()).isTrue();
        assertThat(world.runs(Action.MODIFY)).isEmpty();
    }

    @Test
    void anExtensionThatCameWithTheGrowthHoldsThoughTheMoveFails() {
        grow(2, LARGE, hours(3));
        assertThat(world.authority().site().host("h1").calendar().peak(hours(3))).isEqualTo(Amounts.of(2, 6, 10));
        world.end(Action.MODIFY, NEVER);
        assertThat(unit().state()).as("its handler hears of the new end").isEqualTo(UnitState.MODIFYING);
        assertThat(called().sliver()).isEqualTo(SMALL);
        assertThat(called().term()).isEqualTo(hours(3));
        world.end(Action.MODIFY, Outcome.done());
        asBefore();
        assertThat(world.view("web").lease().orElseThrow().term()).isEqualTo(hours(3));
        assertThat(why()).contains("1 of 1 units stay as they were", "its disk is not shared");

        grow(3, LARGE, hours(4)).end(Action.MODIFY, Outcome.done()).end(Action.MODIFY, Outcome.done());
        assertThat(world.view("web").answer()).as("asked for once more").isEqualTo(new Answer.Granted(1, 1, ""));
        assertThat(unit().host()).isEqualTo("h2");
    }

    @Test
    void anExtensionForWhichTheOldPlaceHasNoRoomIsRefusedThoughTheNewOneHas() {
        world.redeem(world.ticket("later", 1, 1, 1, Amounts.of(3, 8), Term.of(NOON.plus(HOUR.multipliedBy(2)), HOUR)));
        assertThat(world.units("later").get(0).host()).isEqualTo("h1");
        grow(2, LARGE, hours(4));
        assertThat(refused().reason()).contains("no room on h1 for [4, 4] until");
    }

    @Test
    void aMoveOfWhichNobodyKnowsHowFarItCameIsTakenBackAndTheSizeWithIt() {
        grow();
        for (int i = 0; i < SETTINGS.retries().attempts(); i++) {
            assertThat(called().properties().text(Handler.PLACE)).contains("h2");
            world.end(Action.MODIFY, new Outcome.Trouble("no answer", true));
        }
        assertThat(called().properties().text(Handler.PLACE)).as("it is to be back").contains("h1");
        assertThat(called().sliver()).isEqualTo(SMALL);
        assertThat(booked("h2")).as("nobody knows yet").isEqualTo(Amounts.of(1, 4, 4));
        world.end(Action.MODIFY, Outcome.done());
        asBefore();
        assertThat(why()).contains("stays on h1 with [1, 2]", "no answer");
    }

    @Test
    void aUnitThatIsLostOnItsWayKeepsBothPlacesUntilSomebodyHasLooked() {
        grow().failAll(Action.MODIFY);
        assertThat(unit().state()).isEqualTo(UnitState.QUARANTINED);
        assertThat(booked("h1")).isEqualTo(Amounts.of(2, 6, 10));
        assertThat(booked("h2")).isEqualTo(Amounts.of(1, 4, 4));
        assertThat(((Answer.Granted) world.view("web").answer()).granted()).isZero();
        assertThat(world.authority().broken()).isEmpty();
        world.stage.order(new Command.RetryTeardown(unit().id()));
        assertThat(world.runs(Action.TEARDOWN).get(0).call().properties().text(Handler.PLACE_TOO)).contains("h2");
        world.stage.endAll();
        assertThat(booked("h2")).isEqualTo(Amounts.zero(3));
    }

    @Test
    void aUnitThatArrivesAndCannotBeChangedThereStaysThereAsItWas() {
        grow().end(Action.MODIFY, Outcome.done()).end(Action.MODIFY, new Outcome.Trouble("not while it runs", false));
        assertThat(unit().state()).isEqualTo(UnitState.READY);
        assertThat(unit().host()).isEqualTo("h2");
        assertThat(unit().sliver()).isEqualTo(SMALL);
        assertThat(booked("h1")).isEqualTo(Amounts.of(1, 5, 8));
        assertThat(booked("h2")).as("what it does not need is free").isEqualTo(Amounts.of(1, 1, 2));
        assertThat(why()).contains("1 of 1 units stay as they were", "stays as it was: not while it runs");
        assertThat(world.view("web").notices()).anyMatch(n -> n.text().contains("was moved from h1 to h2"));
        assertThat(world.authority().broken()).isEmpty();
    }

    @Test
    void aSiteThatDiesAtEveryStepGoesOn() {
        world.stage.crashing();
        grow();
        assertThat(unit().moving()).contains(
                new Moving("h2", false, false, "h1 has no room for [4, 4]", Optional.of(SMALL)));
        world.end(Action.MODIFY, new Outcome.Trouble("no answer", true));
        assertThat(called().attempt()).isEqualTo(2);
        world.stage.restartFromImage();
        world.end(Action.MODIFY, Outcome.done());
        assertThat(called().sliver()).isEqualTo(LARGE);
        world.stage.restart();
        world.end(Action.MODIFY, new Outcome.Trouble("no answer", true)).end(Action.MODIFY, Outcome.done());
        assertThat(unit().sliver()).isEqualTo(LARGE);

        grow(3, Amounts.of(8, 16), hours(1));
        assertThat(world.state("web")).as("h2 has room for that").isEqualTo(LeaseState.MODIFYING);
        assertThat(unit().state()).isEqualTo(UnitState.MODIFYING);
        assertThat(world.authority().broken()).isEmpty();
    }

    @Test
    void aLeaseThatEndsInTheMiddleGivesUpBothPlacesWhenItsUnitIsGone() {
        for (String end : List.of("closed", "expired", "revoked", "after it has arrived")) {
            World at = crowded(new World().mobile(Mobility.BY_SITE));
            at.redeem(at.ticket("web", 2, 1, 1, LARGE, hours(1)));
            switch (end) {
                case "closed" -> at.close("web");
                case "expired" -> at.stage.until(NOON.plus(HOUR));
                case "revoked" -> at.standing("web", 0, true);
                default -> at.end(Action.MODIFY, Outcome.done()).close("web");
            }
            assertThat(at.units("web").get(0).state()).as(end).isEqualTo(UnitState.STOPPING);
            at.endStops().stage.advance(TEARDOWN);
            boolean moving = !end.startsWith("after");
            assertThat(at.units("web").get(0).places()).as(end).isEqualTo(moving ? List.of("h1", "h2") : List.of("h2"));
            assertThat(at.runs(Action.TEARDOWN).get(0).call().properties().text(Handler.PLACE_TOO))
                    .as(end).isEqualTo(moving ? Optional.of("h2") : Optional.empty());
            at.stage.endAll();
            assertThat(at.state("web")).as(end).isEqualTo(LeaseState.CLOSED);
            assertThat(at.authority().site().host("h2").units()).as(end).isZero();
            assertThat(at.authority().site().host("h1").units()).as(end).isEqualTo(1);
            assertThat(at.authority().broken()).isEmpty();
        }
    }

    @Test
    void aHolderThatThinksAgainInTheMiddleIsHeardWhenItHasGrown() {
        grow();
        TicketChain third = world.ticket("web", 3, 1, 1, SMALL, hours(1));
        Message.LeaseDemand demand = new Message.LeaseDemand(key("web").id(), world.nextStamp(), true, Optional.of(third),
                PropertyList.NONE, List.of(), world.view("web").stamp());
        world.stage.arrive(GUEST, demand);
        assertThat(called().properties().text(Handler.PLACE)).as("the move goes on").contains("h2");
        world.end(Action.MODIFY, Outcome.done()).end(Action.MODIFY, Outcome.done());
        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
        world.stage.arrive(GUEST, demand);
        assertThat(called().sliver()).isEqualTo(SMALL);
        world.end(Action.MODIFY, Outcome.done());
        assertThat(unit().host()).as("nobody brings it back").isEqualTo("h2");
        assertThat(booked("h2")).isEqualTo(Amounts.of(1, 1, 2));
    }

    @Test
    void aTargetThatIsDrainedOrMadeSmallerInTheMiddleIsArrivedAtAllTheSame() {
        grow();
        world.stage.order(new Command.Drain("h2", true, "a new disk"));
        world.end(Action.MODIFY, Outcome.done()).end(Action.MODIFY, Outcome.done());
        assertThat(world.view("web").answer()).isEqualTo(new Answer.Granted(1, 1, ""));
        assertThat(unit().host()).isEqualTo("h2");
        assertThat(world.authority().staying(unit())).as("and leaves it as everybody does").contains("it waits for its turn");

        World at = crowded(new World().mobile(Mobility.BY_SITE));
        at.redeem(at.ticket("web", 2, 1, 1, LARGE, hours(1)));
        at.stage.order(new Command.SetHost("h2", VM, Amounts.of(1, 1, 1), PropertyList.NONE, false));
        at.failAll(Action.MODIFY);
        assertThat(at.units("web").get(0).places()).as("nobody could tell where it is").containsExactly("h1", "h2");
        assertThat(at.authority().broken()).isEmpty();
    }

    @Test
    void whoGrowsInPlaceLeavesTheOthersTheirs() {
        World at = new World().mobile(Mobility.BY_SITE).leased("web", 3);
        at.redeem(at.ticket("web", 2, 3, 3, Amounts.of(4, 4), hours(1)));
        assertThat(at.unitStates("web")).as("one has room beside the others as they are")
                .containsExactly(UnitState.MODIFYING, UnitState.MIGRATING, UnitState.MIGRATING);
        assertThat(at.authority().site().host("h1").calendar().peak(hours(1))).isEqualTo(Amounts.of(3, 6, 8));
        assertThat(at.authority().site().host("h2").calendar().peak(hours(1))).isEqualTo(Amounts.of(2, 8, 8));
        at.stage.endAll().endAll();
        assertThat(at.units("web")).extracting(UnitImage::host).containsExactly("h1", "h2", "h2");
        assertThat(at.view("web").answer()).isEqualTo(new Answer.Granted(3, 3, ""));
        assertThat(at.authority().broken()).isEmpty();
    }

    @Test
    void whoShrinksInOneDimensionFindsAPlaceForTheLargerOfBoth() {
        World at = new World().mobile(Mobility.BY_SITE);
        at.redeem(at.ticket("web", 1, 1, 1, Amounts.of(1, 8), hours(1)));
        at.redeem(at.ticket("full", 1, 1, 1, Amounts.of(6, 1), hours(9))).stage.endAll();
        at.redeem(at.ticket("web", 2, 1, 1, Amounts.of(4, 2), hours(1)));
        assertThat(at.authority().site().host("h1").calendar().peak(hours(1))).isEqualTo(Amounts.of(2, 7, 9));
        assertThat(at.authority().site().host("h2").calendar().peak(hours(1))).isEqualTo(Amounts.of(1, 4, 8));
        at.end(Action.MODIFY, Outcome.done()).end(Action.MODIFY, Outcome.done());
        assertThat(at.authority().site().host("h2").calendar().peak(hours(1))).isEqualTo(Amounts.of(1, 4, 2));
    }

    @Test
    void whatCannotMoveIsRefusedAsEver() {
        World still = crowded(new World().furnished());
        still.redeem(still.ticket("web", 2, 1, 1, LARGE, hours(1)));
        assertThat(((Answer.Refused) still.view("web").answer()).refusal().reason())
                .contains("no room on h1 for [4, 4] until", "their handler, fake, does not move any");

        world.stage.order(new Command.Move(unit().id(), "h2", "it is better there"));
        grow();
        assertThat(refused().reason()).contains("no room on h1", "it is MIGRATING");
        world.end(Action.MODIFY, Outcome.done());
        assertThat(unit().host()).isEqualTo("h2");
    }

    @Test
    void noMoreUnitsOfALeaseMoveThanTheSiteMovesAtOnce() {
        Limits usual = Limits.USUAL;
        Limits one = new Limits(usual.types(), usual.hosts(), usual.delegations(), usual.leases(), usual.leasesOfHolder(),
                usual.tombstones(), usual.proof(), 1);
        World at = new World(new AuthoritySettings(SITE, "site", one, SETTINGS.retries(), SETTINGS.answerWithin(),
                SETTINGS.askAgain(), SETTINGS.tombstone())).mobile(Mobility.BY_SITE).leased("web", 3);
        at.redeem(at.ticket("web", 2, 3, 3, LARGE, hours(1)));
        assertThat(((Answer.Refused) at.view("web").answer()).refusal().reason())
                .contains("no room on h1 for [4, 4]", "2 units would have to be moved, and 1 may be now");
        at.redeem(at.ticket("web", 3, 2, 2, LARGE, hours(1)));
        assertThat(at.unitStates("web")).as("one grows, one moves, one goes")
                .containsExactly(UnitState.MODIFYING, UnitState.MIGRATING, UnitState.TEARDOWN);
        assertThat(at.authority().broken()).isEmpty();
    }
}
