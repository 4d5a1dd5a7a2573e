package orca.wire.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The word that a host joins by. */
@Execution(ExecutionMode.CONCURRENT)
class JoinLineTest {
    private static final String PRINT = "ab12".repeat(16);
    private static final String TOKEN = "0123456789".repeat(4);
    private static final String LINE = "orca-join://west.example:7421/" + PRINT + "/" + TOKEN;

    @Test
    void itIsReadAsItIsWritten() {
        JoinLine line = JoinLine.parse(" " + LINE + "\n");
        assertThat(line.line()).isEqualTo(LINE);
        assertThat(line.url()).hasToString("https://west.example:7421");
        assertThat(JoinLine.parse(LINE.replace("west.example", "[::1]")).url()).hasToString("https://[::1]:7421");
    }

    @Test
    void whatIsCutOrCopiedWronglyIsRefused() {
        for (String wrong : List.of("", "west.example", LINE.replace("orca-join", "https"), LINE.replace(":7421", ""),
                LINE.substring(0, LINE.length() - 1), LINE.replace(PRINT, "beef"), LINE + "/x", LINE.replace("7421", "0"))) {
            assertThatThrownBy(() -> JoinLine.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class)
                    .message().doesNotContain(TOKEN);
        }
    }

    @Test
    void itsTokenIsShownToNobodyWhoOnlyPrintsIt() {
        JoinLine line = JoinLine.parse(LINE);
        assertThat(line.toString()).doesNotContain(TOKEN);
        assertThat(new JoinCommand(TOKEN, Optional.empty(), "h1", "http://h1:7500", false, false).toString())
                .doesNotContain(TOKEN);
        assertThat(JoinLine.lock(TOKEN)).matches("[0-9a-f]{64}").isNotEqualTo(JoinLine.lock(JoinLine.freshToken()));
    }
}
