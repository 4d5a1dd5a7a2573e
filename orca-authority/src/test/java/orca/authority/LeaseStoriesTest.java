package orca.authority;

import static orca.authority.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.authority.state.AuthoritySettings;
import orca.authority.state.Limits;
import orca.authority.state.UnitImage;
import orca.core.contract.Answer;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.lease.LeaseState;
import orca.core.lease.UnitState;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import org.junit.jupiter.api.Test;

/** A lease from its ticket to its end, when handlers do what they are asked. */
class LeaseStoriesTest {
    private final World world = new World().furnished();

    @Test
    void aRedeemedTicketBecomesALeaseWhoseUnitsAreSetUpAndReady() {
        world.redeem(world.ticket("web", 2));

        assertThat(world.state("web")).isEqualTo(LeaseState.PRIMING);
        assertThat(world.runs(Action.SETUP)).hasSize(2).allSatisfy(run -> {
            assertThat(run.handler()).isEqualTo("fake");
            assertThat(run.call().term()).isEqualTo(hours(1));
            assertThat(run.call().properties().text("image")).contains("debian");
            assertThat(run.call().properties().text("rack")).contains("h1-rack");
        });
        assertThat(world.view("web").answer()).isInstanceOf(Answer.Pending.class);

        world.end(Action.SETUP, new Outcome.Done(PropertyList.of("address", "10.0.0.1")));
        assertThat(world.state("web")).isEqualTo(LeaseState.PRIMING);
        world.stage.endAll();

        assertThat(world.state("web")).isEqualTo(LeaseState.ACTIVE);
        assertThat(world.view("web").answer()).isEqualTo(new Answer.Granted(2, 2, ""));
        assertThat(world.view("web").lease().orElseThrow().units()).hasSize(2)
                .allSatisfy(unit -> assertThat(unit.state()).isEqualTo(UnitState.READY));
        assertThat(world.view("web").lease().orElseThrow().units().get(0).properties().text("address")).contains("10.0.0.1");
    }

    @Test
    void aLeaseThatItsHolderClosesIsTornDownAndThenClosed() {
        world.leased("web", 2).close("web");

        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSING);
        assertThat(world.view("web").answer()).isInstanceOf(Answer.Pending.class);
        assertThat(world.runs(Action.TEARDOWN)).hasSize(2);
        world.stage.endAll();

        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSED);
        assertThat(world.view("web").answer()).isEqualTo(new Answer.Ended("its holder closed it"));
        assertThat(world.view("web").urgent()).isFalse();
        nothingIsLeft();
    }

    private void nothingIsLeft() {
        assertThat(world.authority().units()).isEmpty();
        assertThat(world.authority().hosts()).allSatisfy(host -> assertThat(host.calendar().size()).isZero());
    }

    @Test
    void aTicketForLaterIsBoundAtOnceAndSetUpWhenItsTermStarts() {
        world.redeem(world.ticket("web", 1, 1, 1, SMALL, Term.of(NOON.plus(HOUR), HOUR)));

        assertThat(world.state("web")).isEqualTo(LeaseState.PRIMING);
        assertThat(world.stage.runs()).isEmpty();
        world.stage.until(NOON.plus(HOUR).minusMillis(1));
        assertThat(world.stage.runs()).isEmpty();
        world.stage.until(NOON.plus(HOUR));
        assertThat(world.runs(Action.SETUP)).hasSize(1);
    }

    @Test
    void aLeaseThatIsClosedBeforeItsTermStartsNeedsNoHandler() {
        world.redeem(world.ticket("web", 1, 1, 1, SMALL, Term.of(NOON.plus(HOUR), HOUR))).close("web");

        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSED);
        assertThat(world.stage.runs()).isEmpty();
        nothingIsLeft();
    }

    @Test
    void aLeaseEndsWithItsTermAndIsTornDownAfterGraceAndSkew() {
        world.leased("web", 1).stage.clear().until(NOON.plus(HOUR));

        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSING);
        assertThat(world.view("web").urgent()).isTrue();
        assertThat(world.view("web").answer()).isEqualTo(new Answer.Ended("its term ended at " + NOON.plus(HOUR)));
        assertThat(world.runs(Action.TEARDOWN)).singleElement()
                .satisfies(run -> assertThat(run.notBefore()).isEqualTo(NOON.plus(HOUR).plus(GRACE).plus(SKEW)));
        world.stage.endAll();
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSED);
    }

    @Test
    void aLeaseWhoseUnitsAreNeverReadyEndsWithItsTermAsWell() {
        world.redeem(world.ticket("web", 1)).redeem(world.ticket("web", 2, 1, 1, SMALL, hours(2)));
        assertThat(world.state("web")).isEqualTo(LeaseState.PRIMING); // the newer ticket has to be repeated when it is active
        assertThat(world.lease("web").heard().revision()).isEqualTo(1);
        world.stage.until(NOON.plus(HOUR));
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSING);
        assertThat(world.unitStates("web")).containsExactly(UnitState.STOPPING);
    }

    @Test
    void anEndThatNobodyAskedForIsRepeatedUntilItsHolderHasSeenIt() {
        world.redeem(world.ticket("web", 1));
        Message.LeaseDemand demand = demandOf("web");
        world.stage.endAll().clear().until(NOON.plus(HOUR)).advance(Duration.ofSeconds(10));
        assertThat(world.stage.sent(Message.LeaseView.class)).hasSizeGreaterThan(3).allMatch(Message.LeaseView::urgent);

        world.acknowledge("web", demand).stage.clear().advance(Duration.ofMinutes(1));

        assertThat(world.stage.sent(Message.LeaseView.class)).isEmpty();
        assertThat(world.lease("web").told().notices()).isEmpty();
    }

    /** The demand that the site heard last, as its holder would repeat it. */
    private Message.LeaseDemand demandOf(String id) {
        var heard = world.lease(id).heard();
        return new Message.LeaseDemand(key(id).id(), heard.stamp(), heard.open(), world.lease(id).newest(), heard.properties(),
                heard.victims(), Stamp.NONE);
    }

    @Test
    void aLeaseThatIsClosedWhileItsHandlersRunWaitsForThemToEnd() {
        world.redeem(world.ticket("web", 2)).close("web");

        assertThat(world.unitStates("web")).containsOnly(UnitState.STOPPING);
        assertThat(world.stage.stops()).hasSize(2);
        assertThat(world.runs(Action.TEARDOWN)).isEmpty();
        world.end(Action.SETUP, new Outcome.Trouble("cancelled", true));
        assertThat(world.runs(Action.TEARDOWN)).hasSize(1);
        world.end(Action.SETUP, Outcome.done()).stage.endAll();
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSED);
    }

    @Test
    void aCallThatDoesNotEndIsToldAgain() {
        world.redeem(world.ticket("web", 1)).close("web");
        world.stage.end(world.stage.stops().get(0), new Outcome.Trouble("no such call", false));
        assertThat(world.unitStates("web")).containsExactly(UnitState.TEARDOWN);

        world.redeem(world.ticket("db", 1)).close("db");
        UnitImage before = world.units("db").get(0);
        world.stage.advance(SETTINGS.retries().stopAgain());
        assertThat(world.units("db").get(0).version()).isGreaterThan(before.version());
        assertThat(world.authority().duties(before.id()).stop()).isPresent();
    }

    @Test
    void aTicketIsClosedBeforeItWasRedeemedAndRefusedWhenItComesLate() {
        TicketChain chain = world.ticket("web", 1);
        Stamp early = world.nextStamp();
        world.close("web");
        assertThat(world.view("web").answer()).isEqualTo(new Answer.Ended("its holder closed it"));

        world.stage.arrive(GUEST, new Message.LeaseDemand(
                key("web").id(), early, true, Optional.of(chain), PropertyList.NONE, List.of(), Stamp.NONE));

        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSED);
        world.redeem(chain);
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSED);
        assertThat(((Answer.Refused) world.view("web").answer()).refusal().kind()).isEqualTo(Refusal.Kind.LATE);
    }

    @Test
    void aDemandThatIsRepeatedChangesNothingAndIsAnswered() {
        world.redeem(world.ticket("web", 1));
        Message.LeaseDemand demand = demandOf("web");
        int commits = world.stage.journal().size();
        world.stage.clear();

        world.stage.arrive(GUEST, demand).arrive(GUEST, demand);

        assertThat(world.stage.journal()).hasSize(commits);
        assertThat(world.stage.sent(Message.LeaseView.class)).hasSize(2);
    }

    @Test
    void aStaleDemandOrOneWithOtherContentUnderAKnownStampChangesNothing() {
        world.redeem(world.ticket("web", 1));
        Message.LeaseDemand demand = demandOf("web");
        int commits = world.stage.journal().size();

        world.stage.arrive(GUEST, new Message.LeaseDemand(demand.id(), demand.stamp(), false, demand.chain(), demand.properties(),
                demand.victims(), demand.seen()));
        world.stage.arrive(GUEST, new Message.LeaseDemand(demand.id(), Stamp.NONE, false, demand.chain(), demand.properties(),
                demand.victims(), demand.seen()));

        assertThat(world.stage.journal()).hasSize(commits);
        assertThat(world.state("web")).isEqualTo(LeaseState.PRIMING);
    }

    @Test
    void aCloseIsHeardInEveryState() {
        world.leased("web", 1).close("web").close("web");
        assertThat(world.view("web").answer()).isInstanceOf(Answer.Pending.class);
        world.stage.endAll();
        world.close("web");
        assertThat(world.view("web").answer()).isInstanceOf(Answer.Ended.class);
        assertThat(world.view("web").answers()).isEqualTo(world.lease("web").heard().stamp());

        world.redeem(world.ticket("bad", 1, 9, 9, SMALL, hours(1)));
        assertThat(world.state("bad")).isEqualTo(LeaseState.REFUSED);
        world.close("bad");
        assertThat(world.state("bad")).isEqualTo(LeaseState.CLOSED);
    }

    @Test
    void aTicketWhileTheLeaseEndsIsRefusedAsTooLateWithWhatCouldBeHadInstead() {
        world.leased("web", 1).stage.until(NOON.plus(HOUR));
        world.redeem(world.ticket("web", 2, 1, 1, SMALL, hours(2)));

        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSING);
        Refusal refusal = ((Answer.Refused) world.view("web").answer()).refusal();
        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.LATE);
        assertThat(refusal.alternative().orElseThrow().earliestStart()).contains(NOON.plus(HOUR));
        assertThat(refusal.alternative().orElseThrow().units()).isEqualTo(1);
        world.stage.endAll();
        assertThat(world.view("web").answer()).isEqualTo(new Answer.Refused(refusal));
    }

    @Test
    void whatIsOverIsForgottenWhenNothingOfItCanComeAnyMore() {
        world.leased("web", 1).close("web").stage.endAll();
        Duration remembered = HOUR.plus(TEARDOWN).plus(GRACE).plus(SKEW).plus(SETTINGS.tombstone());

        world.stage.until(NOON.plus(remembered).minusMillis(1));
        assertThat(world.state("web")).isEqualTo(LeaseState.CLOSED);
        assertThat(world.lease("web").newest()).isEmpty();
        world.stage.until(NOON.plus(remembered));
        assertThat(world.state("web")).isEqualTo(LeaseState.UNKNOWN);
        assertThat(world.stage.engine().nextWake().orElseThrow()).isAfter(YEAR.end());
    }

    @Test
    void aRefusedTicketIsForgottenAsWell() {
        world.redeem(world.ticket("web", 1, 9, 9, SMALL, hours(1)));
        world.stage.advance(Duration.ofDays(1));
        assertThat(world.state("web")).isEqualTo(LeaseState.UNKNOWN);
    }

    @Test
    void moreThanTheLimitIsRefusedForNowAndTheOldestTombstoneGoesFirst() {
        AuthoritySettings narrow = new AuthoritySettings(SITE, "site", new Limits(8, 8, 8, 2, 1, 2, 8), SETTINGS.retries(),
                SETTINGS.answerWithin(), SETTINGS.askAgain(), SETTINGS.tombstone());
        World small = new World(narrow).furnished();
        small.leased("a", 1).redeem(small.ticket("b", 1));
        assertThat(((Answer.Refused) small.view("b").answer()).refusal().kind()).isEqualTo(Refusal.Kind.NOT_NOW);

        small.redeem(small.ticket("c", 1)).redeem(small.ticket("d", 1));

        assertThat(small.state("b")).isEqualTo(LeaseState.UNKNOWN);
        assertThat(small.state("c")).isEqualTo(LeaseState.REFUSED);
        assertThat(small.state("d")).isEqualTo(LeaseState.REFUSED);
        small.close("a").stage.endAll();
        small.leased("b", 1);
        assertThat(small.state("b")).isEqualTo(LeaseState.ACTIVE);
    }

    private void endsWhatNeverWas(World small, int strangers) {
        for (int i = 0; i < strangers; i++) {
            small.stage.arrive(new Principal("stranger-" + i), new Message.LeaseDemand(new ReservationId("x"), new Stamp(1, 1),
                    false, Optional.empty(), PropertyList.NONE, List.of(), Stamp.NONE));
        }
    }

    @Test
    void strangersWhoEndWhatNeverWasHaveNothingForgottenThatSomebodyHad() {
        AuthoritySettings narrow = new AuthoritySettings(SITE, "site", new Limits(8, 8, 8, 9, 9, 3, 8), SETTINGS.retries(),
                SETTINGS.answerWithin(), SETTINGS.askAgain(), SETTINGS.tombstone());
        World small = new World(narrow).furnished();
        small.leased("a", 1).leased("b", 1).close("a").close("b").stage.endAll();
        assertThat(small.state("a")).isEqualTo(LeaseState.CLOSED);

        endsWhatNeverWas(small, 20);

        assertThat(small.state("a")).isEqualTo(LeaseState.CLOSED);
        assertThat(small.state("b")).isEqualTo(LeaseState.CLOSED);
        assertThat(small.authority().site().leases()).as("all together stay within the limit").hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void whoHadManyLosesTheMemoryOfHisOwnOldestAndOfNobodyElses() {
        AuthoritySettings narrow = new AuthoritySettings(SITE, "site", new Limits(8, 8, 8, 9, 2, 9, 8), SETTINGS.retries(),
                SETTINGS.answerWithin(), SETTINGS.askAgain(), SETTINGS.tombstone());
        World small = new World(narrow).furnished();
        endsWhatNeverWas(small, 1);
        for (String id : List.of("a", "b", "c")) {
            small.leased(id, 1).close(id).stage.endAll();
        }

        assertThat(small.state("a")).isEqualTo(LeaseState.UNKNOWN);
        assertThat(small.state("b")).isEqualTo(LeaseState.CLOSED);
        assertThat(small.state("c")).isEqualTo(LeaseState.CLOSED);
        assertThat(small.authority().site().lease(new ContractKey(new Principal("stranger-0"), new ReservationId("x"))))
                .isPresent();
    }

    @Test
    void aTypeThatIsOnlyCountedIsLeasedWithoutDimensionsAndItsUnitsInheritTheirHostsProperties() {
        TypeName vlan = new TypeName("vlan");
        world.stage.order(new Command.DefineType(new ResourceType(vlan, List.of(), Turnaround.NONE), "tags"));
        for (int tag = 101; tag <= 103; tag++) {
            world.stage.order(new Command.SetHost("vlan-" + tag, vlan, Amounts.of(1), PropertyList.NONE.with("tag", tag), true));
        }
        DelegationId tags = new DelegationId("tags");
        Reply reply = world.stage.order(new Command.Delegate(Optional.of(tags), BROKER, vlan, Amounts.of(3), Amounts.EMPTY,
                YEAR, 100,
                PropertyList.NONE));
        assertThat(reply).isEqualTo(Reply.accepted("tags"));
        world.accept();

        TicketChain chain = new TicketChain(DelegationChain.of(world.authority().site().delegation(tags).orElseThrow().newest()),
                new Ticket(key("net").id(), 1, BROKER, GUEST, tags, vlan, 2, 2, Amounts.EMPTY,
                        orca.core.contract.Assurance.RESERVED, hours(1), PropertyList.NONE.with("tag", 1)));
        world.redeem(chain).stage.endAll();

        assertThat(world.state("net")).isEqualTo(LeaseState.ACTIVE);
        assertThat(world.view("net").lease().orElseThrow().units()).extracting(u -> u.properties().whole("tag").orElseThrow())
                .containsExactly(101L, 102L);
    }

    @Test
    void whatASiteSaysIsNewsToAHolderWhoSawMoreThanTheSiteRemembers() {
        world.stage.arrive(GUEST, new Message.LeaseDemand(new ReservationId("web"), new Stamp(1, 9), false,
                Optional.empty(), PropertyList.NONE, List.of(), new Stamp(1, 7)));

        assertThat(world.view("web").stamp()).isEqualTo(new Stamp(1, 8));
    }
}
