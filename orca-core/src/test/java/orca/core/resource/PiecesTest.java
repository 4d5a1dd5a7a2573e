package orca.core.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import orca.core.time.Turnaround;
import org.junit.jupiter.api.Test;

class PiecesTest {
    private static final ResourceType TYPE = new ResourceType(new TypeName("pod"),
            List.of(new Dimension("cpu", "cores"), new Dimension("gpu", "milli")), Turnaround.NONE);
    private static final Amounts PLAIN = Amounts.of(10, 8, 3_000);

    private static PropertyList host(long pieces) {
        return Pieces.laidOut(TYPE, PropertyList.NONE.with("pieces.gpu", pieces), PLAIN);
    }

    private static String chosen(long gpu, long... left) {
        Pieces pieces = Pieces.of(host(3)).orElseThrow();
        return pieces.choose(Amounts.of(1, gpu), pieces.capacity(PLAIN), Amounts.of(10, 8, 3_000, left[0], left[1], left[2]))
                .flatMap(p -> p.text(Pieces.CHOSEN)).orElse("none");
    }

    @Test
    void aHostWithPiecesHasAnEntryForEach() {
        assertThat(Pieces.of(host(3)).orElseThrow().capacity(PLAIN)).isEqualTo(Amounts.of(10, 8, 3_000, 1_000, 1_000, 1_000));
        assertThat(Pieces.of(PropertyList.of("rack", "left"))).isEmpty();
    }

    @Test
    void aShareGoesWhereLeastIsLeftAndNeverOverTwo() {
        assertThat(chosen(400, 1_000, 500, 450)).isEqualTo("2");
        assertThat(chosen(460, 1_000, 500, 450)).isEqualTo("1");
        assertThat(chosen(600, 500, 500, 500)).isEqualTo("none");
    }

    @Test
    void severalAreWholeOrNotAtAll() {
        assertThat(chosen(2_000, 1_000, 999, 1_000)).isEqualTo("0,2");
        assertThat(chosen(2_000, 1_000, 999, 999)).isEqualTo("none");
        assertThat(chosen(1_500, 1_000, 1_000, 1_000)).isEqualTo("none");
        assertThat(chosen(0, 0, 0, 0)).isEmpty();
    }

    @Test
    void aUnitTakesItsPartOfEachOfItsPieces() {
        PropertyList two = Pieces.of(host(3)).orElseThrow()
                .choose(Amounts.of(1, 2_000), Pieces.of(host(3)).orElseThrow().capacity(PLAIN),
                        Amounts.of(10, 8, 3_000, 1_000, 0, 1_000)).orElseThrow();

        assertThat(Pieces.load(Amounts.of(1, 1, 2_000), two)).isEqualTo(Amounts.of(1, 1, 2_000, 1_000, 0, 1_000));
        assertThat(Pieces.load(Amounts.of(1, 1, 2_000), PropertyList.NONE)).isEqualTo(Amounts.of(1, 1, 2_000));
    }

    @Test
    void whatCannotBeIsRefusedByItsName() {
        assertThatThrownBy(() -> host(7)).hasMessageContaining("host.pieces.gpu").hasMessageContaining("multiple");
        assertThatThrownBy(() -> host(65)).hasMessageContaining("host.pieces.gpu");
        assertThatThrownBy(() -> Pieces.laidOut(TYPE, PropertyList.NONE.with("pieces.disk", 2), PLAIN))
                .hasMessageContaining("pieces.disk");
        assertThatThrownBy(() -> Pieces.laidOut(TYPE, PropertyList.NONE.with("pieces.gpu", 3).with("pieces.cpu", 2), PLAIN))
                .hasMessageContaining("only one");
    }
}
