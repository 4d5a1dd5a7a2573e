package orca.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StampTest {
    @Test
    void eachStampComesAfterTheOneBefore() {
        assertThat(new Stamp(1, 4).next(1)).isEqualTo(new Stamp(1, 5));
        assertThat(new Stamp(1, 4).next(2)).isEqualTo(new Stamp(2, 5));
    }

    @Test
    void theLargestStampThatAPeerCanSendHarmsNobodyWhoAnswersIt() {
        assertThat(new Stamp(1, Long.MAX_VALUE).next(1)).isEqualTo(new Stamp(1, Long.MAX_VALUE));
    }

    @Test
    void aSenderThatForgotWhatItSaidGoesOnFromWhatItsPeerSaw() {
        assertThat(Stamp.NONE.nextFor(new Stamp(1, 7), 1)).isEqualTo(new Stamp(1, 8));
        assertThat(new Stamp(1, 9).nextFor(new Stamp(1, 7), 1)).isEqualTo(new Stamp(1, 10));
    }

    @Test
    void whatItCannotHaveSaidCountsForNothing() {
        assertThat(Stamp.NONE.nextFor(new Stamp(2, 7), 1)).isEqualTo(new Stamp(1, 1));
        assertThat(Stamp.NONE.nextFor(new Stamp(1, Long.MAX_VALUE), 1)).isEqualTo(new Stamp(1, 1));
    }
}
