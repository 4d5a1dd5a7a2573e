package orca.broker;

import static orca.broker.Market.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Answer;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.ticket.Delegation;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;
import orca.core.time.Term;
import orca.policies.provisioning.FirstComeCalendar;
import orca.testkit.Stage;
import org.junit.jupiter.api.Test;

/** A delegation of two bins with four units each: in which of them tickets are. */
class BinsStoryTest {
    private static final Term HOUR = term("12:00", "13:00");
    private static final Delegation POOL = new Delegation(RIGHT, 1, SITE, BROKER, TYPE, Amounts.of(8, 16), Amounts.of(4),
            new Term(NOON.minus(Duration.ofHours(1)), NOON.plus(Duration.ofDays(1))), 100, PropertyList.NONE,
            List.of(Amounts.of(4, 8), Amounts.of(4, 8)));

    private final Stage stage = stage().arrive(SITE, offer(1, POOL)).clear().answeredBy(new FirstComeCalendar());

    private Ticket ticketed(String name) {
        return ticket(stage, name).ticket().orElseThrow();
    }

    private Amounts bins(String name) {
        return ticketed(name).bins().orElseThrow();
    }

    private static Demand staying(long units, long... bins) {
        return units(units, HOUR).staying(Optional.of(Amounts.of(bins)));
    }

    @Test
    void unitsGoToTheFirstBinsWithRoomAndThereIsNoTicketForWhatOnlyAllTogetherHave() {
        stage.arrive(GUEST, demand("a", 1, units(3, HOUR))).arrive(GUEST, demand("b", 1, units(2, HOUR)));
        assertThat(bins("a")).isEqualTo(Amounts.of(3, 0));
        assertThat(bins("b")).isEqualTo(Amounts.of(1, 1));

        Demand large = units(2, HOUR).with(2, 2, Amounts.of(4), HOUR);
        stage.arrive(GUEST, demand("c", 1, large));
        assertThat(answer(stage, "c")).as("six cores are left, on one host").isInstanceOf(Answer.Refused.class);
        assertThat(((Answer.Refused) answer(stage, "c")).refusal().alternative().orElseThrow().units()).isEqualTo(1);
    }

    @Test
    void whoGivesUnitsBackSaysWhichBinsTheyAreIn() {
        stage.arrive(GUEST, demand("a", 1, units(6, HOUR)));
        assertThat(bins("a")).isEqualTo(Amounts.of(4, 2));

        stage.arrive(GUEST, demand("a", 2, staying(3, 1, 2)));
        assertThat(bins("a")).isEqualTo(Amounts.of(1, 2));
        stage.arrive(GUEST, demand("b", 1, units(2, HOUR)));
        assertThat(bins("b")).as("the site has the others until it says that they are free").isEqualTo(Amounts.of(0, 2));
    }

    @Test
    void whatTheSiteHasFreedIsSoldAgainInItsBin() {
        stage.arrive(GUEST, demand("a", 1, units(6, HOUR))).arrive(GUEST, demand("a", 2, staying(3, 1, 2)));
        stage.arrive(SITE, freed(stage, "a"));
        stage.arrive(GUEST, demand("b", 1, units(5, HOUR)));

        assertThat(bins("b")).isEqualTo(Amounts.of(3, 2));
    }

    @Test
    void whoDoesNotSayGivesUpTheLast() {
        stage.arrive(GUEST, demand("a", 1, units(6, HOUR))).arrive(GUEST, demand("a", 2, units(3, HOUR)));
        assertThat(bins("a")).isEqualTo(Amounts.of(3, 0));

        stage.arrive(GUEST, demand("b", 1, units(2, HOUR))).arrive(GUEST, demand("b", 2, staying(1, 1, 0, 0)));
        assertThat(bins("b")).as("three bins are none of this delegation").isEqualTo(Amounts.of(0, 1));
    }

    @Test
    void aTicketThatIsLongerAndForFewerKeepsTheBinsThatItsHolderSays() {
        stage.arrive(GUEST, demand("a", 1, units(5, HOUR)));
        Demand longer = units(2, HOUR).with(2, 2, SLIVER, term("12:00", "14:00"));
        stage.arrive(GUEST, demand("a", 2, longer.staying(Optional.of(Amounts.of(1, 1)))));

        assertThat(ticketed("a").term()).isEqualTo(term("12:00", "14:00"));
        assertThat(bins("a")).isEqualTo(Amounts.of(1, 1));
    }

    @Test
    void aTicketThatGrowsStaysWhereItIs() {
        stage.arrive(GUEST, demand("a", 1, units(4, HOUR))).arrive(GUEST, demand("b", 1, units(2, HOUR)));
        stage.arrive(GUEST, close("a", 2, units(4, HOUR))).arrive(SITE, freed(stage, "a"));
        stage.arrive(GUEST, demand("b", 2, units(5, HOUR)));

        assertThat(bins("b")).isEqualTo(Amounts.of(3, 2));
        assertThat(stage.last(Message.TicketView.class).chain().orElseThrow().widening()).isEmpty();
    }

    @Test
    void nothingIsAddedBesideUnitsThatBecameSmallerBeforeTheSiteHasMadeThemSo() {
        stage.arrive(GUEST, demand("a", 1, units(2, HOUR).with(2, 2, Amounts.of(4), HOUR)));
        stage.arrive(GUEST, demand("a", 2, units(2, HOUR)));
        assertThat(bins("a")).isEqualTo(Amounts.of(2, 0));

        stage.arrive(GUEST, demand("a", 3, units(4, HOUR)));
        assertThat(bins("a")).as("the site has two large ones in the first, and may not have heard of another ticket")
                .isEqualTo(Amounts.of(2, 2));
        stage.arrive(GUEST, demand("a", 4, units(8, HOUR)));
        assertThat(answer(stage, "a")).isInstanceOf(Answer.Refused.class);
        assertThat(((Answer.Refused) answer(stage, "a")).refusal().alternative().orElseThrow().units()).isEqualTo(4);

        stage.arrive(SITE, freed(stage, "a")).arrive(GUEST, demand("a", 5, units(6, HOUR)));
        assertThat(bins("a")).isEqualTo(Amounts.of(4, 2));
    }

    @Test
    void aTicketThatNeedsNoMoreInAllMayNeedOtherBins() {
        stage.arrive(GUEST, demand("b", 1, units(3, HOUR).with(3, 3, Amounts.of(1), HOUR)));
        stage.arrive(GUEST, demand("a", 1, units(1, HOUR).with(1, 1, Amounts.of(4), HOUR)));
        assertThat(bins("a")).isEqualTo(Amounts.of(1, 0));

        stage.arrive(GUEST, demand("a", 2, units(2, HOUR).with(2, 2, Amounts.of(2), HOUR)));
        assertThat(bins("a")).isEqualTo(Amounts.of(1, 1));
        stage.arrive(GUEST, demand("c", 1, units(1, HOUR).with(1, 1, Amounts.of(2), HOUR)));
        assertThat(bins("c")).as("the older one may be in use still").isEqualTo(Amounts.of(0, 1));
    }
}
