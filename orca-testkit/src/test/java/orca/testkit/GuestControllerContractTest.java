package orca.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.policy.Budget;
import orca.core.policy.GuestController;
import orca.core.policy.GuestPlan;
import orca.core.policy.GuestView;
import orca.core.protocol.Command;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.ticket.Demand;
import orca.core.time.Term;
import org.junit.jupiter.api.Test;

/** The contract is seen to catch controllers that break it. */
class GuestControllerContractTest {
    @Test
    void whoWantsNothingIsNeverCaught() {
        GuestControllerContract contract = contract(view -> List.of());

        assertThatCode(() -> {
            contract.itSpeaksForTheSliceThatItWasShownAndNoOther();
            contract.itComesToRestWhenWhatItWantsIsOnItsWay();
            contract.itRemembersNothingButWhatItSays();
        }).doesNotThrowAnyException();
    }

    @Test
    void whoAsksForEverIsCaught() {
        assertThatThrownBy(contract(view -> List.of(request(view, "blue", 0)))::itComesToRestWhenWhatItWantsIsOnItsWay)
                .isInstanceOf(AssertionError.class).hasMessageContaining("rounds of moves");
    }

    @Test
    void whoClosesWhatIsNotThereIsCaught() {
        assertThatThrownBy(contract(view -> List.of(new Command.Close(new ReservationId("other"))))
                        ::itSpeaksForTheSliceThatItWasShownAndNoOther)
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void whoFillsAnotherSliceIsCaught() {
        assertThatThrownBy(contract(view -> List.of(request(view, "green", 0)))::itSpeaksForTheSliceThatItWasShownAndNoOther)
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void whoWantsThePastIsCaught() {
        assertThatThrownBy(contract(view -> List.of(request(view, "blue", 7200)))::itWantsNothingOfThePast)
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void whoClosesTwiceIsCaught() {
        assertThatThrownBy(contract(view -> view.holdings().stream()
                        .flatMap(h -> List.<Command.Guest>of(new Command.Close(h.id()), new Command.Close(h.id())).stream())
                        .toList())::itSaysEachThingOnce)
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void whoCountsItsCallsIsCaught() {
        int[] calls = {0};
        GuestControllerContract contract =
                contract(view -> calls[0]++ % 2 == 0 ? List.of() : List.of(request(view, "blue", 0)));

        assertThatThrownBy(contract::itAnswersTheSameToTheSameView).isInstanceOf(AssertionError.class);
    }

    private static Command.Guest request(GuestView view, String slice, long secondsAgo) {
        Term term = Term.of(view.now().minusSeconds(secondsAgo), Duration.ofHours(1));
        Demand demand = new Demand(GuestViews.TAG, 1, 1, Amounts.EMPTY, term, term.start(), Optional.empty(), Assurance.RESERVED,
                Optional.empty(), PropertyList.NONE);
        Command.Wish wish = new Command.Wish(
                Optional.empty(), new Principal("broker0"), demand, Optional.empty(), List.of(), List.of());
        return new Command.Request(Optional.empty(), slice, List.of(wish), false, Optional.empty());
    }

    private static GuestControllerContract contract(Function<GuestView, List<Command.Guest>> moves) {
        return new GuestControllerContract() {
            @Override
            protected GuestController controller() {
                return new GuestController() {
                    @Override
                    public String name() {
                        return "wrong";
                    }

                    @Override
                    public GuestPlan propose(GuestView view, Budget budget) {
                        return new GuestPlan(view.slice(), budget.spent() ? List.of() : moves.apply(view), Optional.empty());
                    }
                };
            }
        };
    }
}
