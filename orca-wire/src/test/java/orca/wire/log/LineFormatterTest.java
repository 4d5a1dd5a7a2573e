package orca.wire.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.wire.text.Tree;
import org.junit.jupiter.api.Test;

class LineFormatterTest {
    private static final ContractKey KEY = new ContractKey(new Principal("lab"), new ReservationId("r1"));

    private static LogRecord record(String words, Object... parameters) {
        LogRecord record = new LogRecord(Level.WARNING, words);
        record.setInstant(Instant.parse("2026-11-22T12:00:00.1234Z"));
        record.setLoggerName("orca.events");
        record.setParameters(parameters);
        return record;
    }

    private static String text(LogRecord record) {
        return new LineFormatter(LogFormat.TEXT).format(record);
    }

    private static Tree.Branch json(LogRecord record) {
        String line = new LineFormatter(LogFormat.JSON).format(record);
        assertThat(line).endsWith("\n");
        assertThat(line.strip()).as("one line").doesNotContain("\n");
        return (Tree.Branch) Tree.parse(line);
    }

    @Test
    void fieldsStandBehindTheWordsOrBesideThem() {
        LogRecord event = record("west: lease r1 is {active}", LogFields.of("west").about(KEY));
        String trace = TraceId.of("lab/r1");
        assertThat(trace).hasSize(32).matches("[0-9a-f]+").isEqualTo(TraceId.of(KEY)).isNotEqualTo(TraceId.of("lab/r2"));
        assertThat(text(event)).isEqualTo("2026-11-22T12:00:00.123Z WARN  west: lease r1 is {active} actor=west reservation=r1"
                + " holder=lab trace=" + trace + "\n");
        assertThat(json(event).fields().get("trace")).isEqualTo(new Tree.Text(1, trace));
        assertThat(json(event).fields().keySet())
                .containsExactly("time", "level", "message", "actor", "reservation", "holder", "trace", "logger");
        assertThat(LogFields.of("a").about("lab/r1")).isEqualTo(LogFields.of("a").about(KEY));
        assertThat(LogFields.of("a").about("nothing")).isEqualTo(LogFields.of("a"));
    }

    @Test
    void whatOthersWroteBeginsNoLineOfItsOwn() {
        String evil = "no\n2026-11-22T12:00:01Z INFO  all is well\r\n\u001b[31m";
        assertThat(text(record(evil))).isEqualTo(
                "2026-11-22T12:00:00.123Z WARN  no | 2026-11-22T12:00:01Z INFO  all is well | ?[31m\n");
        assertThat(json(record("x", LogFields.of("a").with("reason", evil))).fields().get("reason"))
                .isEqualTo(new Tree.Text(1, evil));
    }

    @Test
    void whatWasThrownIsInTheSameLine() {
        LogRecord record = record("cannot {0}", "write");
        record.setThrown(new IllegalStateException("full\ndisk", new RuntimeException("deep")));
        assertThat(text(record)).contains("cannot write: java.lang.IllegalStateException: full | disk at orca.wire.log.")
                .contains(" because of java.lang.RuntimeException: deep").containsOnlyOnce("\n");
        assertThat(json(record).fields()).containsKey("exception");
    }
}
