package orca.simulator.history;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import orca.cli.screen.Cell;
import orca.cli.screen.Moments;
import orca.core.contract.ContractKey;
import orca.core.contract.Subject;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.runtime.hosting.Directory;
import orca.runtime.journal.RecordCodec;

/**
 * The groups of one journal as people read them: a line for the group, one for each record, and what is otherwise than in the
 * record of the same subject before, as far as that is remembered.
 */
final class GroupText {
    /** The most subjects whose last record is remembered; the oldest are forgotten first. */
    private static final int MOST_REMEMBERED = 5000;
    /** The most changed values of a record that are told where not all are. */
    private static final int MOST_TOLD = 4;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM HH:mm:ss.SSS", Locale.ENGLISH);
    private static final DateTimeFormatter WHOLE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS xxx");
    /** What is told in another place, or to nobody. */
    private static final Pattern UNTOLD = Pattern.compile("@|state|version|number|cause\\..*");
    /** What actors tell each other and how often, beside what they agreed on; told where all is. */
    private static final Pattern MINOR = Pattern.compile(
            "(.*[.\\]])?(@|seen|heard|said|stamp|answers?|answered|mustSee|mark|noticed|turn|why)([.\\[].*)?");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private final String actor;
    private final RecordCodec codec;
    private final Directory directory;
    private final ZoneId zone;
    private final boolean whole;
    private final int columns;
    private final Map<Subject, Map<String, String>> last = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Subject, Map<String, String>> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };
    private long epoch;

    /**
     * @param whole whether to tell everything that changed
     * @param columns the most characters of a line
     */
    GroupText(String actor, RecordCodec codec, Directory directory, Moments moments, boolean whole, int columns) {
        this.actor = actor;
        this.codec = codec;
        this.directory = directory;
        this.zone = moments.zone();
        this.whole = whole;
        this.columns = columns;
    }

    /** The lines for those records of {@code group} that are {@code meant}. */
    List<String> lines(Group group, List<JournalRecord> meant) {
        List<String> lines = new ArrayList<>();
        lines.add(cut(at(group.stampedAt()) + "  " + actor + "  group " + group.sequence()
                + (epoch != 0 && epoch != group.epoch() || whole ? ", epoch " + group.epoch() : "")));
        epoch = group.epoch();
        for (JournalRecord record : meant) {
            Map<String, String> now = Leaves.of(codec, record);
            Optional<Map<String, String>> before = Optional.ofNullable(last.remove(record.subject()));
            boolean gone = record.getClass().getSimpleName().endsWith("Gone");
            lines.add(cut("  " + kind(record) + " " + name(record.subject()) + "  "
                    + (gone ? "is forgotten" : state(before, now)) + cause(now)));
            if (!gone) {
                changes(before, now).forEach(change -> lines.add(cut("    " + change)));
                last.put(record.subject(), now);
            }
        }
        return lines;
    }

    private String at(Instant instant) {
        return whole ? WHOLE.format(instant.atZone(zone)) : TIME.format(LocalDateTime.ofInstant(instant, zone));
    }

    /** {@code LeaseImage} is a lease. */
    private static String kind(JournalRecord record) {
        return record.getClass().getSimpleName().replaceAll("(Image|Gone)$", "").replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }

    private String name(Subject subject) {
        if (subject instanceof ContractKey key) {
            return key.id() + " of " + directory.name(key.holder());
        }
        // What a record prints of itself, without the names of its parts.
        return subject.toString().replaceAll("\\w+\\[|\\]|\\w+=", "").replace(", ", "/").strip();
    }

    private static String state(Optional<Map<String, String>> before, Map<String, String> now) {
        String state = now.getOrDefault("state", "");
        return before.map(b -> b.getOrDefault("state", "")).filter(b -> !b.equals(state)).map(b -> word(b) + " -> ").orElse("")
                + word(state);
    }

    private static String word(String state) {
        return state.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String cause(Map<String, String> now) {
        String what = now.getOrDefault("cause.what", "");
        String why = now.getOrDefault("cause.why", "");
        return (what.isEmpty() ? "" : "  " + word(what)) + (why.isEmpty() ? "" : ": " + why);
    }

    private List<String> changes(Optional<Map<String, String>> before, Map<String, String> now) {
        if (before.isEmpty()) {
            return whole ? now.entrySet().stream().filter(e -> isTold(e.getKey()))
                    .map(e -> e.getKey() + " = " + e.getValue()).toList() : List.of();
        }
        List<String> changes = new ArrayList<>();
        Map<String, String> old = before.get();
        now.forEach((way, value) -> {
            if (isTold(way) && !value.equals(old.get(way))) {
                changes.add(way + (old.containsKey(way) ? ": " + old.get(way) + " -> " + value : " = " + value));
            }
        });
        old.keySet().stream().filter(way -> !now.containsKey(way) && isTold(way))
                .forEach(way -> changes.add(way + " is gone"));
        if (whole || changes.size() <= MOST_TOLD) {
            return changes;
        }
        List<String> told = new ArrayList<>(changes.subList(0, MOST_TOLD));
        told.add("and " + (changes.size() - MOST_TOLD) + " more; -o wide has all");
        return told;
    }

    private boolean isTold(String way) {
        return !UNTOLD.matcher(way).matches() && (whole || !MINOR.matcher(way).matches());
    }

    /** One line of plain characters. */
    private String cut(String line) {
        String plain = Cell.plain(whole ? line : HASH.matcher(line).replaceAll(m -> m.group().substring(0, 12) + ".."))
                .stripTrailing();
        return plain.length() <= columns ? plain : plain.substring(0, columns - 2) + "..";
    }
}
