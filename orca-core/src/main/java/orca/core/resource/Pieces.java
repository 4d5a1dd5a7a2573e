package orca.core.resource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A dimension that a host has in equal pieces, as eight processors of graphics: a unit gets a share of one piece, or whole
 * pieces, and never a bit here and a bit there.
 *
 * <p>An operator says it by a property of the host, {@code pieces.gpu = 8}. Where loads and capacities have one entry for each
 * dimension, those of such a host have one more for each piece, behind the others. Which pieces a unit has is a property of the
 * unit, {@link #CHOSEN}, which its handler and its holder read.
 *
 * @param dimension its place in a load
 * @param count how many pieces
 */
public record Pieces(int dimension, int count) {
    /** How the name of the property begins by which an operator says so; the name of the dimension follows. */
    public static final String ASKED = "pieces.";
    /** The property of a unit that names its pieces, by number from 0, with commas between. */
    public static final String CHOSEN = "pieces";
    /** The most pieces of a host. */
    public static final int MOST = 64;
    private static final String LAYOUT = PropertyList.SITES_OWN + "pieces";

    public Pieces {
        if (dimension < 1 || count < 1 || count > MOST) {
            throw new IllegalArgumentException("pieces: must be 1 to " + MOST + " of a dimension, got " + count + " of dimension "
                    + dimension);
        }
    }

    /**
     * The properties of a host as they are kept: with what {@link #of} reads.
     *
     * @throws IllegalArgumentException if there is no such dimension, or its capacity is not a multiple of the pieces
     */
    public static PropertyList laidOut(ResourceType type, PropertyList properties, Amounts capacity) {
        Optional<Pieces> found = Optional.empty();
        for (Map.Entry<String, PropertyValue> entry : properties) {
            if (entry.getKey().startsWith(ASKED)) {
                if (found.isPresent()) {
                    throw new IllegalArgumentException("host." + entry.getKey() + ": only one dimension may come in pieces");
                }
                found = Optional.of(read(type, entry.getKey(), properties, capacity));
            }
        }
        return found.map(p -> properties.with(LAYOUT, p.dimension() + "/" + p.count())).orElse(properties);
    }

    private static Pieces read(ResourceType type, String name, PropertyList properties, Amounts capacity) {
        long count = properties.whole(name).filter(n -> n >= 1 && n <= MOST).orElseThrow(() -> new IllegalArgumentException(
                "host." + name + ": must be a whole number from 1 to " + MOST));
        for (int d = 0; d < type.dimensions().size(); d++) {
            if (type.dimensions().get(d).name().equals(name.substring(ASKED.length()))) {
                if (capacity.get(d + 1) % count != 0 || capacity.get(d + 1) == 0) {
                    throw new IllegalArgumentException("host." + name + ": the capacity, " + capacity.get(d + 1)
                            + ", must be a multiple of the pieces, " + count);
                }
                return new Pieces(d + 1, (int) count);
            }
        }
        throw new IllegalArgumentException("host." + name + ": the type " + type.name() + " has no such dimension");
    }

    /** What the properties of a host say that {@link #laidOut} made. */
    public static Optional<Pieces> of(PropertyList properties) {
        return properties.isEmpty() ? Optional.empty() : properties.text(LAYOUT).map(text -> {
            int slash = text.indexOf('/');
            return new Pieces(Integer.parseInt(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
        });
    }

    /** A host's capacity with an entry for each piece. */
    public Amounts capacity(Amounts plain) {
        long[] all = Arrays.copyOf(plain.toArray(), plain.size() + count);
        Arrays.fill(all, plain.size(), all.length, plain.get(dimension) / count);
        return Amounts.of(all);
    }

    /**
     * Pieces for a unit: for a share of one, that with the least left in which it fits; for several, the first that are whole.
     *
     * @param capacity of the host, with its pieces
     * @param free on the host, likewise
     * @return empty if there are none that do
     */
    public Optional<PropertyList> choose(Amounts sliver, Amounts capacity, Amounts free) {
        int first = sliver.size() + 1;
        long wanted = sliver.get(dimension - 1);
        long size = capacity.get(first);
        List<Integer> chosen = new ArrayList<>();
        long many = size == 0 || wanted <= size ? 1 : wanted / size;
        if (wanted > size && wanted % size != 0) {
            return Optional.empty();
        }
        int best = -1;
        for (int i = 0; i < count && wanted > 0; i++) {
            long left = free.get(first + i);
            if (wanted > size && left == size && chosen.size() < many) {
                chosen.add(i);
            } else if (wanted <= size && left >= wanted && (best < 0 || left < free.get(first + best))) {
                best = i;
            }
        }
        if (best >= 0) {
            chosen.add(best);
        }
        if (wanted > 0 && chosen.size() < many) {
            return Optional.empty();
        }
        List<String> numbers = new ArrayList<>();
        chosen.forEach(i -> numbers.add(Integer.toString(i)));
        return Optional.of(PropertyList.of(CHOSEN, String.join(",", numbers)).with(LAYOUT, dimension + "/" + count));
    }

    /** What a unit takes of its host: {@code plain}, and on a host with pieces its part of those that {@code properties} name. */
    public static Amounts load(Amounts plain, PropertyList properties) {
        Optional<Pieces> pieces = of(properties);
        if (pieces.isEmpty()) {
            return plain;
        }
        long[] all = Arrays.copyOf(plain.toArray(), plain.size() + pieces.get().count);
        String chosen = properties.text(CHOSEN).orElse("");
        String[] numbers = chosen.isEmpty() ? new String[0] : chosen.split(",");
        for (String number : numbers) {
            all[plain.size() + Integer.parseInt(number)] = plain.get(pieces.get().dimension) / numbers.length;
        }
        return Amounts.of(all);
    }
}
