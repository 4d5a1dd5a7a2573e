package orca.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import orca.core.handler.Action;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.AssignmentView;
import orca.core.policy.Budget;
import orca.core.protocol.Command;
import orca.core.protocol.Reply;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import org.junit.jupiter.api.Test;

class PiecesStoriesTest {
    /** Sends everything to the first host, whether there is room or not: the site has to look itself. */
    private record Blind() implements AssignmentPolicy {
        @Override
        public String name() {
            return "blind";
        }

        @Override
        public AssignmentPlan propose(AssignmentView view, Budget budget) {
            List<AssignmentPlan.Choice> choices = view.needs().stream().<AssignmentPlan.Choice>map(n -> new AssignmentPlan.Assign(
                    n.key(), Collections.nCopies((int) n.units(), "h1"))).toList();
            return new AssignmentPlan(choices, Optional.empty());
        }
    }

    private static Reply host(World world, Object pieces) {
        PropertyList properties = pieces instanceof Integer count ? PropertyList.NONE.with("pieces.memory", count)
                : PropertyList.NONE;
        return world.stage.order(new Command.SetHost("h1", World.VM, Amounts.of(8, 8, 16), properties, true));
    }

    private static World world() {
        World world = new World();
        world.stage.order(new Command.DefineType(World.VM_TYPE, "fake"));
        assertThat(host(world, 2)).isInstanceOf(Reply.Accepted.class);
        world.host("h2", 4).delegated(100);
        world.stage.answeredBy(new Blind());
        return world;
    }

    @Test
    void aUnitHasAShareOfOnePieceAndIsToldWhich() {
        World world = world();
        world.redeem(world.ticket("a", 1, 2, 2, Amounts.of(1, 5), World.hours(1)));

        assertThat(world.units("a")).extracting(u -> u.inherited().text("pieces").orElse("")).containsExactly("0", "1");
        assertThat(world.runs(Action.SETUP)).allMatch(r -> r.call().properties().get("pieces").isPresent());
    }

    @Test
    void whatIsFreeInTwoPiecesIsNoRoomForAUnitThatNeedsOne() {
        World world = world();
        world.redeem(world.ticket("a", 1, 2, 2, Amounts.of(1, 5), World.hours(1)));
        world.redeem(world.ticket("b", 1, 1, 1, Amounts.of(1, 4), World.hours(1)));

        assertThat(world.units("b")).isEmpty();
        world.close("a").endEach().endEach();
        world.stage.restart();
        world.redeem(world.ticket("c", 1, 1, 1, Amounts.of(1, 6), World.hours(1)));
        assertThat(world.units("c")).hasSize(1);
    }

    @Test
    void thePiecesOfAHostWithUnitsStayAsTheyAre() {
        World world = world();
        world.redeem(world.ticket("a", 1, 1, 1, Amounts.of(1, 5), World.hours(1)));

        assertThat(host(world, 4)).isInstanceOf(Reply.Declined.class);
        assertThat(host(world, "none")).isInstanceOf(Reply.Declined.class);
        assertThat(host(world, 2)).isInstanceOf(Reply.Accepted.class);
        assertThat(host(new World().furnished(), 3).toString()).contains("host.pieces.memory").contains("multiple");
    }
}
