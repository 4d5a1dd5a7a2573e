package orca.authority;

import static orca.authority.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import orca.core.contract.Answer;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.lease.LeaseState;
import orca.core.lease.UnitState;
import orca.core.resource.PropertyList;
import org.junit.jupiter.api.Test;

/** A lease from its ticket to its end, when all goes well. */
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
        assertThat(world.authority().units()).isEmpty();
        assertThat(world.authority().hosts()).allSatisfy(host -> assertThat(host.calendar().size()).isZero());
        assertThat(world.view("web").urgent()).isFalse();
    }
}
