package orca.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;

import orca.wire.management.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ExitTest {
    @ParameterizedTest
    @CsvSource({
        "USAGE, 2", "METHOD, 2", "TOO_LARGE, 2", "MEDIA_TYPE, 2",
        "UNKNOWN, 3", "REFUSED, 3", "NOT_NOW, 3", "DENIED, 3", "LATE, 3",
        "INSUFFICIENT, 4",
        "BUSY, 5", "TIMEOUT, 5",
        "CONFLICT, 6",
        "UNAUTHORISED, 7", "FORBIDDEN, 7", "STOPPED, 7", "FAULT, 7"})
    void theNumbersAreThoseOfTheManual(Problem.Kind kind, int code) {
        assertThat(kind.exitCode()).isEqualTo(code);
    }

    @ParameterizedTest
    @EnumSource(Problem.Kind.class)
    void aCommandExitsWithWhatTheProblemSays(Problem.Kind kind) {
        assertThat(Exit.of(kind).code()).isEqualTo(kind.exitCode());
    }

    @Test
    void theCodesAreTheNumbersFromNoughtToSeven() {
        assertThat(Exit.values()).extracting(Exit::code).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    }
}
