package orca.simulator.siege;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import orca.simulator.siege.Database.Group;
import orca.simulator.siege.Succession.Reign;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class SuccessionTest {
    private static final Roster PAIRS = new Roster(true);

    @Test
    void aJournalOfSeveralLeadersHasOneEpochAfterTheOther() {
        assertThat(Succession.flaws("site", List.of())).isEmpty();
        assertThat(Succession.flaws("site", List.of(new Group(8, 1), new Group(9, 1), new Group(10, 3)))).isEmpty();
    }

    @Test
    void whatWasWrittenAfterALaterEpochHadBegunIsSeen() {
        assertThat(Succession.flaws("site", List.of(new Group(8, 2), new Group(9, 3), new Group(10, 2), new Group(11, 3))))
                .containsExactly("group 10 of site was written in epoch 2, when epoch 3 had begun");
    }

    @Test
    void aGroupThatIsMissingIsSeen() {
        assertThat(Succession.flaws("market", List.of(new Group(8, 2), new Group(10, 2))))
                .containsExactly("group 9 of market is missing");
    }

    @Test
    void anEpochHasOneLeader() {
        Succession succession = new Succession(null);
        assertThat(succession.reigned(new Reign("site", 1), "site")).isEmpty();
        assertThat(succession.reigned(new Reign("site", 2), "site2")).isEmpty();
        assertThat(succession.reigned(new Reign("site", 2), "site2")).isEmpty();
        assertThat(succession.reigned(new Reign("market", 2), "market")).isEmpty();
        assertThat(succession.reigned(new Reign("site", 1), "site2")).contains("epoch 1 of site was site's and is now site2's");
    }

    @Test
    void aBlowFallsOnWhoeverLeadsWhenItFalls() {
        assertThat(PAIRS.resolve("the leader of site", part -> part + "2")).isEqualTo("site2");
        assertThat(PAIRS.resolve("the standby of site", part -> part + "2")).isEqualTo("site");
        assertThat(PAIRS.resolve("h1", part -> part + "2")).isEqualTo("h1");
    }

    @Test
    void everyBlowThatIsDrawnCanBeStruck() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            Blow drawn = Blow.drawn(random, Duration.ofSeconds(8), PAIRS);
            Blow blow = drawn.now(target -> PAIRS.resolve(target, part -> part));
            assertThat(PAIRS.all()).contains(blow.whom(), blow.other());
            assertThat(blow.other()).isNotEqualTo(blow.whom());
            assertThat(blow.kind() == Blow.Kind.HARM).as(blow.words()).isEqualTo(blow.whom().equals(Roster.DATABASE)
                    && (drawn.kind() == Blow.Kind.HARM || drawn.kind() == Blow.Kind.CLOCK));
        }
    }

    @Test
    void withoutADatabaseNobodyHasASecond() {
        Roster alone = new Roster(false);
        assertThat(alone.all()).isEqualTo(Roster.PARTS);
        assertThat(alone.pairs()).isEmpty();
        assertThat(Stream.generate(() -> Blow.drawn(new Random(), Duration.ofSeconds(8), alone)).limit(1000))
                .allSatisfy(blow -> assertThat(alone.all()).contains(blow.whom(), blow.other()));
    }

    @Test
    void aPointOfTheTrialIsReadAndAnythingElseRefused() {
        assertThat(Trial.Point.parse("site@7")).isEqualTo(new Trial.Point("site", Duration.ofSeconds(7)));
        assertThat(Trial.Point.parse("guest@0.5")).isEqualTo(new Trial.Point("guest", Duration.ofMillis(500)));
        assertThat(Trial.all()).hasSize(12).contains(Trial.Point.parse("site@7"));
        for (String wrong : List.of("site", "@7", "h1@7", "site@-1", "site@100", "site@7s", "")) {
            assertThatThrownBy(() -> Trial.Point.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("such as site@7");
        }
    }
}
