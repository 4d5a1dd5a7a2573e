package orca.nodeagent.text;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;

/** Properties as lines of text, {@code kind name value} each, so that every kind of value comes back as what it was. */
public final class PropertyLines {
    private PropertyLines() {}

    /** Each property in a line that ends; nothing for none. */
    public static String write(PropertyList properties) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, PropertyValue> entry : properties) {
            text.append(kind(entry.getValue())).append(' ').append(entry.getKey()).append(' ');
            text.append(escaped(entry.getValue().toString())).append('\n');
        }
        return text.toString();
    }

    /** @throws IllegalArgumentException when a line is none of these */
    public static PropertyList read(String text) {
        return text.isEmpty() ? PropertyList.NONE : read(Arrays.asList(text.split("\n")));
    }

    static PropertyList read(List<String> lines) {
        Map<String, PropertyValue> properties = new TreeMap<>();
        for (String line : lines) {
            String[] words = line.split(" ", 3);
            if (words.length < 3) {
                throw new IllegalArgumentException("property: must be 'kind name value', got " + Names.quoted(line));
            }
            try {
                properties.put(words[1], value(words[0], plain(words[2])));
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("property: not a " + words[0] + ": " + Names.quoted(line), e);
            }
        }
        return PropertyList.of(properties);
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

    static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    static String plain(String text) {
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
