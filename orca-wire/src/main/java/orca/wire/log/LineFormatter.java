package orca.wire.log;

import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import orca.wire.text.Tree;

/** One line for each event, whatever it says: what comes from others can begin no line of its own. */
final class LineFormatter extends Formatter {
    /** So many of the places where something went wrong are shown. */
    private static final int MOST_FRAMES = 12;

    private final LogFormat format;

    LineFormatter(LogFormat format) {
        this.format = format;
    }

    @Override
    public String format(LogRecord record) {
        Optional<LogFields> fields = fields(record);
        // What somebody wrote for an event is words, and no pattern.
        String words = clean(fields.isPresent() ? record.getMessage() : formatMessage(record));
        Optional<String> thrown = Optional.ofNullable(record.getThrown()).map(LineFormatter::thrown);
        Map<String, String> values = fields.map(LogFields::values).orElse(Map.of());
        return switch (format) {
            case TEXT -> text(record, words, thrown, values);
            case JSON -> json(record, words, thrown, values);
        } + "\n";
    }

    private static Optional<LogFields> fields(LogRecord record) {
        Object[] parameters = record.getParameters();
        return parameters != null && parameters.length == 1 && parameters[0] instanceof LogFields fields
                ? Optional.of(fields) : Optional.empty();
    }

    private static String text(LogRecord record, String words, Optional<String> thrown, Map<String, String> values) {
        StringBuilder line = new StringBuilder();
        line.append(time(record)).append(' ').append(String.format("%-5s", level(record))).append(' ').append(words);
        thrown.ifPresent(why -> line.append(": ").append(why));
        values.forEach((name, value) -> line.append(' ').append(name).append('=').append(clean(value)));
        return line.toString();
    }

    private static String json(LogRecord record, String words, Optional<String> thrown, Map<String, String> values) {
        Map<String, Tree> all = new LinkedHashMap<>();
        all.put("time", new Tree.Text(0, time(record)));
        all.put("level", new Tree.Text(0, level(record)));
        all.put("message", new Tree.Text(0, words));
        values.forEach((name, value) -> all.putIfAbsent(name, new Tree.Text(0, value)));
        thrown.ifPresent(why -> all.put("exception", new Tree.Text(0, why)));
        all.put("logger", new Tree.Text(0, String.valueOf(record.getLoggerName())));
        return new Tree.Branch(0, all).toJson();
    }

    private static String time(LogRecord record) {
        return record.getInstant().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private static String level(LogRecord record) {
        return record.getLevel() == Level.SEVERE ? "ERROR" : record.getLevel() == Level.WARNING ? "WARN"
                : record.getLevel().intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }

    private static String thrown(Throwable e) {
        StringBuilder all = new StringBuilder(clean(e.toString()));
        StackTraceElement[] frames = e.getStackTrace();
        for (int i = 0; i < Math.min(MOST_FRAMES, frames.length); i++) {
            all.append(" at ").append(frames[i]);
        }
        if (e.getCause() != null && e.getCause() != e) {
            all.append(" because of ").append(clean(e.getCause().toString()));
        }
        return all.toString();
    }

    private static String clean(String text) {
        return String.valueOf(text).replaceAll("\\s*\\R\\s*", " | ").replaceAll("\\p{Cntrl}", "?");
    }
}
