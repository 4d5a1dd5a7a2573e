package orca.cli.verb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import orca.core.contract.Assurance;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.wire.management.RequestCommand;
import orca.wire.text.When;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What can be wished of a reservation. */
final class WishOptions {
    /** Which option stands for a field of the management API. */
    private static final Map<String, String> BY_FIELD = byField();

    @Option(names = "--id", paramLabel = "NAME", description = "What to call it; chosen when left out.")
    private String id;

    @Option(names = "--type", paramLabel = "TYPE", description = "What: a resource type, such as vm.")
    private String type;

    @Option(names = "--units", paramLabel = "N|M..N", description = "How many; M..N when M would do. Default: 1.")
    private String units;

    @Option(names = "--min", paramLabel = "M", description = "How few would do.")
    private Long min;

    @Option(names = "--size", paramLabel = "NAME=N,...", description = "The size of each unit, such as cpu=1000,memory=512.")
    private String size;

    @Option(names = "--start", paramLabel = "TIME", description = "When it starts. Default: now.")
    private When start;

    @Option(names = "--end", paramLabel = "TIME", description = "When it ends; either this or --for.")
    private When end;

    @Option(names = "--for", paramLabel = "LENGTH", description = "How long it lasts: 30s, 5m, 1h30m, 7d, 2w.")
    private Duration length;

    @Option(names = "--defer-until", paramLabel = "TIME", description = "How late it may start instead.")
    private When deferUntil;

    @Option(names = "--deadline", paramLabel = "TIME", description = "When it must be over, wherever it starts.")
    private When deadline;

    @Option(names = "--renew-until", paramLabel = "TIME", description = "Renew it by its own length until then.")
    private When renewUntil;

    @Option(names = "--broker", paramLabel = "NAME", description = "Whom to ask.")
    private String broker;

    @Option(names = "--at", paramLabel = "SITE", description = "The one site that it must come from.")
    private String site;

    @Option(names = "--assurance", paramLabel = "WORD", description = "How firmly: reserved, minimum-share, best-effort.")
    private String assurance;

    @Option(names = "--after", paramLabel = "ID", split = ",",
            description = "Reservations that must be in use before this one is redeemed.")
    private List<String> after = new ArrayList<>();

    @Option(names = "--join-after", paramLabel = "ID", split = ",",
            description = "Reservations that must be in use before this one joins; it is told their properties.")
    private List<String> joinAfter = new ArrayList<>();

    @Option(names = "--property", paramLabel = "NAME=VALUE", converter = Pair.class,
            description = "For policies and handlers; may be repeated.")
    private List<String> properties = new ArrayList<>();

    @Option(names = "--command", paramLabel = "CMD", description = "What each unit runs when it starts, as a shell would.")
    private String command;

    /** {@code message} of the management API about the one wish, with the option in place of the field. */
    static String inOptions(String message) {
        String rest = message.replaceFirst("^wishes\\[0\\](: |\\.)", "");
        for (Map.Entry<String, String> entry : BY_FIELD.entrySet()) {
            if (rest.startsWith(entry.getKey() + ":") || rest.startsWith(entry.getKey() + ".")) {
                String after = rest.substring(entry.getKey().length());
                return entry.getValue() + (after.startsWith(".") ? " " + after.substring(1) : after);
            }
        }
        return rest;
    }

    private static Map<String, String> byField() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("reservation", "--id");
        options.put("type", "--type");
        options.put("demand.units", "--units");
        options.put("units", "--units");
        options.put("demand.minUnits", "--min");
        options.put("sliver", "--size");
        options.put("start", "--start");
        options.put("term.end", "--end, --for");
        options.put("term.length", "--for");
        options.put("term", "--start, --end, --for");
        options.put("end", "--end");
        options.put("length", "--for");
        options.put("latestStart", "--defer-until");
        options.put("demand.latestStart", "--defer-until");
        options.put("deadline", "--deadline");
        options.put("demand.deadline", "--deadline");
        options.put("renewUntil", "--renew-until");
        options.put("broker", "--broker");
        options.put("site", "--at");
        options.put("slice", "--slice");
        options.put("holdUntil", "--hold-until");
        return options;
    }

    /** Whether any of it was given. */
    boolean isGiven() {
        return id != null || type != null || units != null || min != null || size != null || start != null || end != null
                || length != null || deferUntil != null || deadline != null || renewUntil != null || broker != null
                || site != null || assurance != null || command != null
                || !after.isEmpty() || !joinAfter.isEmpty() || !properties.isEmpty();
    }

    /** The wish; what breaks a rule is refused naming its option. */
    RequestCommand.Wish wish() {
        try {
            return checked();
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    private RequestCommand.Wish checked() {
        if (type == null) {
            throw new TypeConversionException("--type: must be given; 'orca get delegations' shows what there is");
        }
        if ((end == null) == (length == null)) {
            throw new TypeConversionException("--end, --for: give one of them, not "
                    + (end == null ? "neither" : "both"));
        }
        if (length != null && length.isZero()) {
            throw new TypeConversionException("--for: must be more than nothing");
        }
        Words.Units number = number();
        Map<String, Long> sliver = read("--size", size, Words::size).orElse(Map.of());
        PropertyList list = Words.properties(properties);
        if (command != null) {
            list = list.with("command", text(command));
        }
        return new RequestCommand.Wish(
                Optional.ofNullable(id), Optional.ofNullable(broker), type, number.most(),
                number.least() == number.most() ? Optional.empty() : Optional.of(number.least()), sliver,
                start == null ? When.NOW : start, Optional.ofNullable(end), Optional.ofNullable(length),
                Optional.ofNullable(deferUntil), Optional.ofNullable(deadline), firmness(), Optional.ofNullable(site),
                list, Optional.ofNullable(renewUntil), after, joinAfter);
    }

    private static PropertyValue text(String command) {
        try {
            return new PropertyValue.Text(command);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("--command: " + e.getMessage());
        }
    }

    private Words.Units number() {
        Words.Units number = read("--units", units, Words::units).orElse(new Words.Units(1, 1));
        if (min == null) {
            return number;
        }
        if (number.least() < number.most()) {
            throw new TypeConversionException("--min: --units says already how few would do, " + units);
        }
        if (min < 1 || min > number.most()) {
            throw new TypeConversionException("--min: must be from 1 to " + number.most() + ", got " + min);
        }
        return new Words.Units(min, number.most());
    }

    private Assurance firmness() {
        return assurance == null ? Assurance.RESERVED : read("--assurance", assurance, word -> {
            for (Assurance one : Assurance.values()) {
                if (one.name().equalsIgnoreCase(word.replace('-', '_'))) {
                    return one;
                }
            }
            throw new TypeConversionException("must be reserved, minimum-share or best-effort, got '" + word + "'");
        }).orElseThrow();
    }

    /** {@code text} as {@code reader} reads it; what it refuses is refused in the name of {@code option}. */
    static <T> Optional<T> read(String option, String text, Function<String, T> reader) {
        try {
            return Optional.ofNullable(text).map(reader);
        } catch (TypeConversionException e) {
            throw new TypeConversionException(option + ": " + e.getMessage());
        }
    }
}
