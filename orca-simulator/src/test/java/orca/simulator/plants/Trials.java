package orca.simulator.plants;

import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.LongPredicate;
import orca.simulator.check.Checks;
import orca.simulator.federation.Cast;
import orca.simulator.federation.Storm;
import orca.simulator.federation.Tables;

/**
 * Runs one seed after another until the judge, or a node, finds what was planted. The same seed is run with the real cast as
 * well: that shows which rows it uses before anything goes wrong, and that what was found is not there without the plant.
 */
final class Trials {
    /** From here on seeds are tried. */
    static final long FIRST = Long.getLong("orca.plants.first", 1);
    /** So many at the most. */
    static final int MOST = Integer.getInteger("orca.plants.most", 200);
    /** A row that none of the first so many real storms takes is too rare to be judged: it is named, and another is picked. */
    static final int RARE = Integer.getInteger("orca.plants.rare", 30);
    private static final int LONGEST = 300;

    /** By seed; several plants are looked for at once. */
    private final Map<Long, Real> real = new ConcurrentHashMap<>();

    /** A storm with the real cast. */
    record Real(Set<String> used, Optional<Storm.Report> report, Optional<String> trouble) {}

    /** What became of a plant. */
    sealed interface Result {}

    /** It was found by the {@code after}-th seed. */
    record Found(int after, long seed, long firings, String message) implements Result {}

    /** Its row is not taken by any of so many real storms. */
    record Unvisited(int storms) implements Result {}

    /** It did harm in {@code harmed} of {@code storms} storms and nobody noticed. */
    record Survived(int storms, int harmed, long firings) implements Result {}

    /** What is wrong in seeds that break without any plant: by these nothing can be judged, and they are passed over. */
    List<String> unfit() {
        List<String> all = new ArrayList<>();
        new TreeMap<>(real).forEach((seed, storm) -> storm.trouble().ifPresent(t -> all.add("seed " + seed + ": " + t)));
        return all;
    }

    private Real real(long seed) {
        return real.computeIfAbsent(seed, s -> {
            Set<String> used = new LinkedHashSet<>();
            Storm.Report[] report = {null};
            Optional<Throwable> trouble = run(s, Tables.STANDARD.watchedBy(used::add).cast(), report);
            return new Real(used, Optional.ofNullable(report[0]), trouble.map(Trials::line));
        });
    }

    /** Tries a planted bug until it is found. */
    Result search(Plant plant, Plant.Kind where) {
        return search((seed, firings) -> plant.cast(seed, where, firings), plant::fits);
    }

    /** Tries a bug at the border until it is found, by storms that have one. */
    Result search(Gullible plant) {
        return search((seed, firings) -> Cast.real().with(plant.border(firings)), Storm::keyed);
    }

    private Result search(BiFunction<Long, Firings, Cast> planted, LongPredicate fit) {
        long firings = 0;
        int harmed = 0;
        for (int i = 0; i < MOST; i++) {
            long seed = FIRST + i;
            if (!fit.test(seed)) {
                continue;
            }
            Firings here = new Firings();
            Optional<Throwable> trouble = run(seed, planted.apply(seed, here), new Storm.Report[1]);
            firings += here.count();
            harmed += here.count() > 0 ? 1 : 0;
            if (trouble.isPresent() && real(seed).trouble().isEmpty() && here.count() > 0) {
                return new Found(i + 1, seed, here.count(), line(trouble.get()));
            }
        }
        return new Survived(MOST, harmed, firings);
    }

    /**
     * Tries a mutation until it is found. Up to the first use of its row the storm is the real one; so the row is used in the
     * mutated storm if, and only if, it is used in the real one, and other seeds need not be tried.
     */
    Result search(Mutation mutation) {
        int visits = 0;
        for (int i = 0; i < MOST; i++) {
            if (visits == 0 && i >= RARE) {
                return new Unvisited(i);
            }
            long seed = FIRST + i;
            Real before = real(seed);
            if (before.report().isEmpty() || !before.used().contains(mutation.cell())) {
                continue;
            }
            visits++;
            Optional<Throwable> trouble = run(seed, mutation.tables().cast(), new Storm.Report[1]);
            if (trouble.isPresent()) {
                return new Found(i + 1, seed, visits, line(trouble.get()));
            }
        }
        return new Survived(MOST, visits, visits);
    }

    private static Optional<Throwable> run(long seed, Cast cast, Storm.Report[] report) {
        return Optional.ofNullable(catchThrowable(() -> report[0] = new Storm(seed, cast, new Checks()).run()));
    }

    private static String line(Throwable trouble) {
        String all = trouble.getClass().getSimpleName() + ": " + trouble.getMessage();
        String first = all.lines().findFirst().orElse(all);
        return first.length() <= LONGEST ? first : first.substring(0, LONGEST) + "...";
    }
}
