package orca.runtime.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import orca.wire.call.Neighbourhood;
import orca.wire.management.Problem;
import org.junit.jupiter.api.Test;

class StrangersTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final Strangers strangers = new Strangers(now::get);

    private static Neighbourhood place(int number) {
        return new Neighbourhood("10.0.0." + number);
    }

    private void full(Neighbourhood from, String words) {
        assertThatThrownBy(() -> strangers.entered(from)).isInstanceOfSatisfying(ApiException.class, no -> {
            assertThat(no.problem().kind()).isEqualTo(Problem.Kind.BUSY);
            assertThat(no.problem().message()).contains(words);
        });
    }

    @Test
    void onePlaceDoesNotTakeTheRoomOfAllOthers() {
        for (int i = 0; i < Strangers.FROM_ONE; i++) {
            strangers.entered(place(1));
        }
        full(place(1), "8 hosts are joining from 10.0.0.1");
        strangers.entered(place(2));
        strangers.left(place(1));
        strangers.entered(place(1));
        full(place(1), "try again");
    }

    @Test
    void allTogetherHaveSoMuchRoomAndWhatIsLeftCanBeHadAgain() {
        for (int i = 0; i < Strangers.AT_ONCE; i++) {
            strangers.entered(place(i / 4));
        }
        full(place(99), "more than 32 hosts are joining");
        strangers.left(place(0));
        strangers.entered(place(99));
        full(place(98), "more than 32");
    }

    @Test
    void onePlaceFillsNoLogAndHowMuchIsNotWrittenIsSaid() {
        for (int i = 0; i < Strangers.LINES_OF_ONE; i++) {
            assertThat(strangers.line(place(1), "no")).contains("no");
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(strangers.line(place(1), "no")).isEmpty();
        }
        assertThat(strangers.line(place(2), "no")).contains("no; 1000 more were told no, of which nothing is written here");
        assertThat(strangers.line(place(2), "no")).contains("no");
        now.addAndGet(Strangers.WINDOW.toNanos());
        assertThat(strangers.line(place(1), "no")).as("a minute later").contains("no");
    }

    @Test
    void manyPlacesFillNoLogEither() {
        int written = 0;
        for (int i = 0; i < 5_000; i++) {
            written += strangers.line(place(i), "no").isPresent() ? 1 : 0;
        }
        assertThat(written).isEqualTo(Strangers.LINES);
        now.addAndGet(Strangers.WINDOW.toNanos());
        assertThat(strangers.line(place(7), "no")).contains("no; 4900 more were told no, of which nothing is written here");
    }
}
