package orca.simulator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import orca.simulator.Main;
import orca.simulator.check.Checks;
import orca.simulator.check.GrowthCount;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Storms: the first seeds, all seeds that once found something, and the same seed in two JVMs. */
@Execution(ExecutionMode.CONCURRENT)
class StormTest {
    /** Seeds that once broke something, in the storm as it was then, and what it was. */
    private static final long[] REMEMBERED = {
        11, // a teardown that hangs for its whole limit
        21, // a unit that is torn down in a living lease
        23, // a demand that was changed while the broker granted the one before
        483, // a holder who wanted more when its broker was put back, and got by that what another had
        691, // a ticket that its broker had forgotten, and knew again under another term
        340861760, // a lease that ends in the ordinary way just when all should agree
        1055, // what was extended in vain and given back, while the lease goes by the older ticket
        1077, // what could not be set up and was given back and sold again, while the lease goes by the wider ticket
        1635, // a unit that was begun in what its site forgot
        1939, // a ticket that its broker issued again, after it was put back
        2435, // a unit that comes back to a guest, of a site that was put back
        4098, // a holder that saw more of its lease than the site remembers, and says so late
        4163, // a guest that was put back to before it asked
        5200034, // a ticket that is granted late and begins in the past, where another one was
        323, // a ticket of fewer and larger units, promised the room of those that were still to leave
        366, // units that became smaller and others that came, in a bin that the site had not changed yet
        1022, // a unit that died while its holder gave back another that was lost
        1740 // a stranger's lease, shown to a guest that was put back
    };

    @TestFactory
    Stream<DynamicTest> seedsThatOnceBrokeSomethingHold() {
        return LongStream.of(REMEMBERED).mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> holds(seed)));
    }

    /** One with growing units, one with keys and one of markets are among them; many more are a check of their own. */
    @TestFactory
    Stream<DynamicTest> theFirstSeedsHold() {
        assertThat(Storm.ofGrowth(1) && Storm.keyed(4) && Storm.ofMarkets(6)).isTrue();
        return LongStream.rangeClosed(1, 6).mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> holds(seed)));
    }

    @Test
    void whoSpendsTwiceInMarketsIsFoundByAnAudit() {
        assertThat(Storm.ofMarkets(14)).isTrue();
        assertThat(new Storm(14, Cast.real(), new Checks(), true).run().events()).isGreaterThan(1_000);
    }

    @Test
    void unitsMoveSoThatTheyCanGrow() {
        GrowthCount count = new GrowthCount();
        for (long seed = 25; count.grew() == 0 && seed < 100; seed += 8) {
            assertThat(Storm.ofGrowth(seed)).isTrue();
            new Storm(seed, Cast.real(), new Checks(count)).run();
        }
        assertThat(count.grew()).as(count.line()).isPositive();
    }

    private static void holds(long seed) {
        Storm.Report report = Main.Storms.run(seed, Cast.real());
        assertThat(report.events()).as("something happened").isGreaterThan(1_000);
        assertThat(report.accepted()).as("somebody wanted something").isGreaterThan(10);
        if (Storm.keyed(seed)) {
            assertThat(report.forged()).as("letters were forged").isGreaterThan(100);
        }
    }

    /** One storm of names and, after it, one of keys. */
    @Test
    void twoJvmsWriteTheSameJournalsByteForByteFromOneSeed() throws IOException, InterruptedException {
        assertThat(Storm.keyed(4715)).isFalse();
        assertThat(Storm.keyed(4716)).isTrue();
        List<String> one = digestsInAnotherJvm(4715, 2);
        assertThat(one).hasSizeGreaterThanOrEqualTo(6).doesNotHaveDuplicates();
        assertThat(digestsInAnotherJvm(4715, 2)).isEqualTo(one);
    }

    private static List<String> digestsInAnotherJvm(long seed, int seeds) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(java.toString(), "-cp", System.getProperty("java.class.path"), Main.class.getName(),
                        "sim", "storm", "--seed", Long.toString(seed), "--seeds", Integer.toString(seeds), "--digests")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        assertThat(process.waitFor()).as("exit code of seed " + seed).isZero();
        return lines;
    }
}
