package orca.servicemanager;

import static orca.servicemanager.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import orca.core.contract.Refusal;
import orca.core.policy.Chosen;
import orca.core.policy.GuestPlan;
import orca.core.policy.GuestView;
import orca.core.policy.PolicyState;
import orca.core.policy.Proposal;
import orca.core.protocol.Command;
import orca.core.protocol.PolicyChoice;
import orca.core.protocol.Reply;
import orca.core.resource.PropertyList;
import orca.servicemanager.controller.Controllers;
import orca.servicemanager.record.SliceName;
import org.junit.jupiter.api.Test;

/** An operator has a slice ruled by another controller, or by the same with other settings. */
class SwapTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final PolicyState MEMORY = new PolicyState("counts", 1, "asked once");

    private final World world = new World(GuestSettings.usual(GUEST).with(new Controllers(
            new TreeMap<>(Map.of(new SliceName("blue"), "counts", new SliceName("green"), "counts")), Optional.empty(),
            Controllers.NONE.retry(), Map.of())));

    private GuestView question() {
        return (GuestView) world.stage.question().orElseThrow();
    }

    private Reply follow(String slice, String policy, long count) {
        return world.stage.order(new Command.SetPolicy(
                Optional.of(slice), new PolicyChoice(policy, PropertyList.NONE.with("count", count)), true));
    }

    private void answer(Optional<PolicyState> state, Command.Guest... moves) {
        world.stage.propose(new GuestPlan(question().slice(), List.of(moves), state));
    }

    private void settle() {
        while (world.stage.question().isPresent()) {
            answer(question().slice().equals("blue") ? Optional.of(MEMORY) : Optional.empty());
        }
    }

    @Test
    void theNewControllerIsAskedAboutItsSliceAloneAndReservationsStay() {
        world.ordered(request(wish(demand(1, HOUR))));
        settle();
        var before = List.copyOf(world.guest().reservations());

        assertThat(follow("blue", "counts", 2)).isEqualTo(Reply.accepted("counts"));
        assertThat(List.copyOf(world.guest().reservations())).isEqualTo(before);
        assertThat(world.guest().chosen()).extractingByKey("blue").extracting(Chosen::choice).extracting(PolicyChoice::policy)
                .isEqualTo("counts");
        assertThat(question().slice()).isEqualTo("blue");
        assertThat(question().whose()).isEqualTo("blue");
        assertThat(question().state()).as("the same controller").contains(MEMORY);
        answer(Optional.empty());
        assertThat(world.stage.question()).isEmpty();

        follow("blue", "another", 2);
        assertThat(question().state()).as("another one").isEmpty();
    }

    @Test
    void whatTheControllerBeforeSaysTooLateIsVoidAndOfOtherSlicesIsNot() {
        settle();
        follow("blue", "counts", 2);
        follow("blue", "another", 1);
        answer(Optional.of(MEMORY), request(wish(demand(1, HOUR))));
        assertThat(world.guest().reservations()).isEmpty();
        assertThat(question().state()).isEmpty();

        follow("green", "counts", 3);
        answer(Optional.empty(), request(wish(demand(1, HOUR))));
        assertThat(world.guest().reservations()).as("blue was asked, and blue is as it was").hasSize(1);
    }

    @Test
    void aControllerThatFailedIsNotWaitedForWhenThereIsAnother() {
        settle();
        follow("blue", "counts", 2);
        world.stage.propose(new Proposal.Failed("counts", "out of luck"));
        assertThat(world.stage.question()).as("it is left alone for a while").isEmpty();
        follow("blue", "another", 2);
        assertThat(question().slice()).isEqualTo("blue");
    }

    @Test
    void aSliceMustBeOneThatHasAController() {
        for (Optional<String> slice : List.of(Optional.<String>empty(), Optional.of("red"))) {
            Reply reply = world.stage.order(
                    new Command.SetPolicy(slice, new PolicyChoice("counts", PropertyList.NONE), true));
            Refusal refusal = ((Reply.Declined) reply).refusal();
            assertThat(refusal.reason()).contains("slice: must be one", "[blue, green]", slice.orElse("none"));
        }
        assertThat(world.guest().chosen()).isEmpty();
    }

    @Test
    void noControllerChoosesAnother() {
        assertThat(Command.SetPolicy.class.getInterfaces()).doesNotContain(Command.Guest.class);
    }
}
