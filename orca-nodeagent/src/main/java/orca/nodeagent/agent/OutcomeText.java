package orca.nodeagent.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import orca.core.handler.Outcome;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;

/**
 * An outcome as lines of text: the boot, then {@code done} with one {@code kind name value} a line, or
 * {@code trouble retry|final reason}; the last line is {@code end}, so that a torn file is seen as torn.
 */
final class OutcomeText {
    private OutcomeText() {}

    static String write(String boot, Outcome outcome) {
        StringBuilder text = new StringBuilder("boot ").append(boot).append('\n');
        switch (outcome) {
            case Outcome.Done(PropertyList properties) -> {
                text.append("done\n");
                for (Map.Entry<String, PropertyValue> entry : properties) {
                    text.append(kind(entry.getValue())).append(' ').append(entry.getKey()).append(' ');
                    text.append(escaped(entry.getValue().toString())).append('\n');
                }
            }
            case Outcome.Trouble(String reason, boolean retry) ->
                text.append("trouble ").append(retry ? "retry " : "final ").append(escaped(reason)).append('\n');
        }
        return text.append("end\n").toString();
    }

    /** The outcome, unless the text is torn or of another boot. */
    static Optional<Outcome> read(String boot, String text) {
        String[] lines = text.split("\n", -1);
        boolean whole = lines.length >= 4 && lines[0].equals("boot " + boot) && lines[lines.length - 2].equals("end");
        if (!whole) {
            return Optional.empty();
        }
        if (lines[1].startsWith("trouble ")) {
            String[] words = lines[1].split(" ", 3);
            return Optional.of(new Outcome.Trouble(plain(words[2]), words[1].equals("retry")));
        }
        Map<String, PropertyValue> properties = new TreeMap<>();
        for (int i = 2; i < lines.length - 2; i++) {
            String[] words = lines[i].split(" ", 3);
            properties.put(words[1], value(words[0], plain(words[2])));
        }
        return Optional.of(new Outcome.Done(PropertyList.of(properties)));
    }

    private static String kind(PropertyValue value) {
        return switch (value) {
            case PropertyValue.Text ignored -> "text";
            case PropertyValue.Whole ignored -> "whole";
            case PropertyValue.Flag ignored -> "flag";
            case PropertyValue.Moment ignored -> "moment";
            case PropertyValue.Span ignored -> "span";
        };
    }

    private static PropertyValue value(String kind, String text) {
        return switch (kind) {
            case "whole" -> new PropertyValue.Whole(Long.parseLong(text));
            case "flag" -> new PropertyValue.Flag(Boolean.parseBoolean(text));
            case "moment" -> new PropertyValue.Moment(Instant.parse(text));
            case "span" -> new PropertyValue.Span(Duration.parse(text));
            default -> new PropertyValue.Text(text);
        };
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    private static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                i++;
                c = switch (text.charAt(i)) {
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    default -> text.charAt(i);
                };
            }
            plain.append(c);
        }
        return plain.toString();
    }
}
