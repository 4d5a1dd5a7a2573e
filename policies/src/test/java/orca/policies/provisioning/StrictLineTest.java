package orca.policies.provisioning;

import static orca.policies.provisioning.Counter.*;
import static orca.policies.provisioning.Queue.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.policy.ProvisioningView.Bid;
import orca.core.policy.ProvisioningView.Source;
import orca.testkit.ProvisioningPolicyContract;
import org.junit.jupiter.api.Test;

class StrictLineTest extends ProvisioningPolicyContract {
    @Override
    protected ProvisioningPolicy policy() {
        return new StrictLine();
    }

    @Test
    void nobodyGoesBeforeTheHead() {
        assertThat(says(policy(), TEN, busy(), job("a", 8, 1), job("b", 2, 1)))
                .isEqualTo(Map.of("a", "waits for 12:00", "b", "waits"));
    }

    @Test
    void thoseAtTheFrontStart() {
        assertThat(says(policy(), TEN, busy(), job("a", 2, 1), job("b", 2, 1), job("c", 1, 1)))
                .isEqualTo(Map.of("a", "2 from 10:00", "b", "2 from 10:00", "c", "waits for 11:00"));
    }

    @Test
    void whatNeverCouldBeGrantedIsRefusedAndBlocksNobody() {
        assertThat(says(policy(), TEN, busy(), job("a", 11, 1), job("b", 2, 1)))
                .hasEntrySatisfying("a", said -> assertThat(said).startsWith("refused: 11 units of 'tag' are not free"))
                .containsEntry("b", "2 from 10:00");
    }

    @Test
    void whoCannotWaitMayNotTakeThePlaceOfTheHead() {
        Bid fits = bid("fits", units(2, hours(11, 13)));
        Bid late = bid("late", units(3, hours(11, 13)));

        assertThat(says(policy(), TEN, busy(), job("a", 8, 1), fits, late))
                .containsEntry("a", "waits for 12:00")
                .containsEntry("fits", "2 from 11:00")
                .hasEntrySatisfying("late", said -> assertThat(said).startsWith("refused: 3 units"));
    }

    @Test
    void whoHoldsATicketKeepsItBeforeAnybodyElseIsServed() {
        Source source = promising(source(10), 6, hours(10, 12));
        Bid longer = changed("l", ticket("l", source, 6, hours(10, 12)), units(6, hours(10, 14)));

        assertThat(says(policy(), TEN, source, told(job("a", 8, 1), hour(12)), longer))
                .isEqualTo(Map.of("l", "6 from 10:00", "a", "waits for 14:00"));
    }

    @Test
    void whoWaitsAndWasToldAsMuchHearsNothingNew() {
        assertThat(says(policy(), TEN, busy(), told(job("a", 8, 1), hour(12)))).isEmpty();
        assertThat(says(policy(), TEN, busy(), told(job("a", 8, 1), hour(13)))).containsEntry("a", "waits for 12:00");
        assertThat(says(policy(), TEN.plusSeconds(60), busy(), told(job("a", 8, 1), hour(10))))
                .as("what was expected has passed").containsEntry("a", "waits for 12:00");
    }

    @Test
    void itsTimeMustHaveCome() {
        Bid tomorrow = bid("t", flexible(8, 8, hours(11, 12), hour(40), null));

        assertThat(says(policy(), TEN, busy(), tomorrow, job("b", 2, 1)))
                .isEqualTo(Map.of("t", "waits for 11:00", "b", "2 from 10:00"));
    }

    @Test
    void whoStandsSoFarBackThatTheLineIsShownWithoutItWaitsAsWell() {
        ProvisioningView view = new ProvisioningView(TEN, List.of(job("z", 1, 1)), List.of(told(job("a", 8, 1), hour(12))),
                List.of(busy()), Optional.empty());

        assertThat(says(policy(), view)).isEqualTo(Map.of("z", "waits"));
    }

    @Test
    void onlyThoseAskedAboutAreAnsweredUnlessTheyStart() {
        ProvisioningView view = new ProvisioningView(TEN, List.of(), List.of(told(job("a", 8, 1), hour(12))),
                List.of(source(10)), Optional.empty());

        assertThat(says(policy(), view)).isEqualTo(Map.of("a", "8 from 10:00"));
    }
}
