package orca.wire.trust;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import orca.core.contract.Principal;
import orca.core.contract.Seal;

/**
 * How a key came to speak for somebody: the first key signed the next, that one the next, and so on to the one that speaks now.
 * Who it is stays the first one's hash. Like a succession, one that does not hold cannot be made.
 *
 * @param steps in order; none for a key that never changed; at most {@link #MOST_STEPS}
 */
public record Lineage(List<Succession> steps) {
    /** The most keys that came before. */
    public static final int MOST_STEPS = 8;
    /** Of a key that speaks for itself. */
    public static final Lineage NONE = new Lineage(List.of());
    private static final String STEP = ";";
    private static final String PART = " ";
    private static final int PARTS = 5;

    public Lineage {
        steps = List.copyOf(steps);
        if (steps.size() > MOST_STEPS) {
            throw new IllegalArgumentException("lineage: at most " + MOST_STEPS + " successions, got " + steps.size()
                    + "; a key after that is a stranger's");
        }
        for (int i = 1; i < steps.size(); i++) {
            if (!steps.get(i - 1).fresh().equals(steps.get(i).old())) {
                throw new IllegalArgumentException("lineage[" + (i - 1) + "]: its key was succeeded by "
                        + steps.get(i - 1).fresh()
                        + ", not by " + steps.get(i).old());
            }
        }
        int length = line(steps).length();
        if (length > Seal.MAX_LINEAGE) {
            throw new IllegalArgumentException("lineage: must have at most " + Seal.MAX_LINEAGE + " characters, has " + length);
        }
    }

    /** Who has {@code key}: whose first key it goes back to. */
    Principal origin(Principal key) {
        return steps.isEmpty() ? key : steps.getFirst().old();
    }

    /** Which key whoever began with {@code first} has now. */
    Principal newest(Principal first) {
        return steps.isEmpty() ? first : steps.getLast().fresh();
    }

    /** With one more at the end. */
    public Lineage with(Succession next) {
        List<Succession> more = new ArrayList<>(steps);
        more.add(next);
        return new Lineage(more);
    }

    /** Whether {@code other} begins with all these keys, and perhaps goes on. */
    boolean leadsTo(Lineage other) {
        boolean same = steps.size() <= other.steps.size();
        for (int i = 0; same && i < steps.size(); i++) {
            same = steps.get(i).old().equals(other.steps.get(i).old()) && steps.get(i).fresh().equals(other.steps.get(i).fresh());
        }
        return same;
    }

    /** One line of text, which seals, certificates and address books carry; empty when there are no steps. */
    @Override
    public String toString() {
        return line(steps);
    }

    private static String line(List<Succession> steps) {
        List<String> lines = new ArrayList<>();
        for (Succession step : steps) {
            lines.add(String.join(PART, step.at().toString(), step.byOld().key(), step.byOld().signature(), step.byNew().key(),
                    step.byNew().signature()));
        }
        return String.join(STEP, lines);
    }

    /**
     * Reads such a line.
     *
     * @throws IllegalArgumentException when it is none, or a signature in it does not fit
     */
    public static Lineage parse(String line) {
        if (line.isEmpty()) {
            return NONE;
        }
        if (line.length() > Seal.MAX_LINEAGE) {
            throw new IllegalArgumentException("lineage: must have at most " + Seal.MAX_LINEAGE + " characters, has "
                    + line.length());
        }
        String[] lines = line.split(STEP, -1);
        if (lines.length > MOST_STEPS) { // before any signature is looked at
            throw new IllegalArgumentException("lineage: at most " + MOST_STEPS + " successions, got " + lines.length);
        }
        List<Succession> steps = new ArrayList<>();
        for (String step : lines) {
            String[] parts = step.split(PART, -1);
            if (parts.length != PARTS) {
                throw new IllegalArgumentException("lineage[" + steps.size()
                        + "]: must be a time, and two keys with a signature each");
            }
            try {
                steps.add(new Succession(Instant.parse(parts[0]), new Seal(parts[1], parts[2]), new Seal(parts[3], parts[4])));
            } catch (IllegalArgumentException | DateTimeParseException e) {
                throw new IllegalArgumentException("lineage[" + steps.size() + "]: " + e.getMessage(), e);
            }
        }
        return new Lineage(steps);
    }

    /** The text of a file: each succession in turn. */
    public String toFile() {
        StringBuilder text = new StringBuilder();
        steps.forEach(step -> text.append(step.toFile()));
        return text.toString();
    }

    /** @throws TrustException when {@code text} is not the text of such a file, or a signature does not fit */
    public static Lineage read(String text) throws TrustException {
        try {
            return read(Pem.read(text).blocks());
        } catch (IllegalArgumentException e) {
            throw new TrustException("succession: " + e.getMessage(), e);
        }
    }

    static Lineage read(List<Pem.Block> blocks) throws TrustException {
        if (blocks.size() > MOST_STEPS * Succession.BLOCKS) {
            throw new TrustException("succession: at most " + MOST_STEPS + " in a file");
        }
        List<Succession> steps = new ArrayList<>();
        int from = 0;
        do { // an empty file is no succession either
            int end = Math.min(blocks.size(), from + Succession.BLOCKS);
            steps.add(Succession.read(blocks.subList(from, end)));
            from = end;
        } while (from < blocks.size());
        try {
            return new Lineage(steps);
        } catch (IllegalArgumentException e) {
            throw new TrustException(e.getMessage(), e);
        }
    }
}
