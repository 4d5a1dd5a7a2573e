package orca.wire.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundsTest {
    private final Rounds<Character, String> rounds = new Rounds<>();

    /** What came, each with whose it is, and in which order it is served. */
    @ParameterizedTest
    @CsvSource({
        "a1, a1",
        "a1 a2 a3, a1 a2 a3",
        "a1 a2 a3 b1, a1 b1 a2 a3",
        "a1 a2 b1 b2 c1, a1 b1 c1 a2 b2",
        "a1 a2 a3 a4 b1 c1 c2, a1 b1 c1 a2 c2 a3 a4",
    })
    void eachIsServedInTurn(String came, String served) {
        for (String one : came.split(" ")) {
            rounds.add(one.charAt(0), one);
        }
        for (String one : served.split(" ")) {
            assertThat(rounds.next()).contains(one);
        }
        assertThat(rounds.next()).isEmpty();
        assertThat(rounds.size()).isZero();
    }

    @Test
    void whoComesWhileOthersWaitIsNextAfterThem() {
        rounds.add('a', "a1");
        rounds.add('a', "a2");
        rounds.add('b', "b1");
        assertThat(rounds.next()).contains("a1");
        rounds.add('c', "c1");
        assertThat(rounds.next()).contains("b1");
        assertThat(rounds.next()).contains("a2");
        assertThat(rounds.next()).contains("c1");
    }

    @Test
    void whoMayNotKeepsHisTurn() {
        rounds.add('a', "a1");
        rounds.add('b', "b1");
        rounds.add('c', "c1");
        assertThat(rounds.next(whose -> whose == 'b')).contains("b1");
        assertThat(rounds.next(whose -> whose == 'b')).isEmpty();
        assertThat(rounds.next()).contains("a1");
        assertThat(rounds.next()).contains("c1");
    }

    @Test
    void whoGivesUpIsNotServed() {
        rounds.add('a', "a1");
        rounds.add('b', "b1");
        assertThat(rounds.size('a')).isEqualTo(1);
        assertThat(rounds.remove('a', "a1")).isTrue();
        assertThat(rounds.remove('a', "a1")).isFalse();
        assertThat(rounds.remove('b', "b2")).isFalse();
        assertThat(rounds.size('a')).isZero();
        assertThat(rounds.next()).contains("b1");
        assertThat(rounds.next()).isEqualTo(Optional.empty());
    }
}
