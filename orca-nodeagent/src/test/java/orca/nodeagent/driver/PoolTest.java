package orca.nodeagent.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoolTest {
    @TempDir
    Path folder;

    @Test
    void aUnitHasOneUntilItIsFreed() throws IOException {
        Pool pool = new Pool(folder.resolve("pool"));
        assertThat(pool.of("a")).isEmpty();
        assertThat(pool.take("a", two())).isEqualTo("1");
        assertThat(pool.take("b", two())).isEqualTo("2");
        assertThat(new Pool(folder.resolve("pool")).take("a", two())).as("by a later process").isEqualTo("1");
        assertThatThrownBy(() -> pool.take("c", two())).hasMessage("pool: all 2 are taken");
        assertThat(pool.units()).containsExactly("a", "b");
        pool.free("a");
        pool.free("a");
        assertThat(pool.take("c", two())).isEqualTo("1");
    }

    @Test
    void noTwoHaveTheSame() throws Exception {
        List<String> things = IntStream.range(0, 40).mapToObj(Integer::toString).toList();
        Set<String> taken = new ConcurrentSkipListSet<>();
        CountDownLatch done = new CountDownLatch(40);
        for (int i = 0; i < 40; i++) {
            String unit = "u" + i;
            Thread.ofVirtual().start(() -> {
                try {
                    taken.add(new Pool(folder).take(unit, things.stream()));
                } catch (IOException failed) {
                    taken.add("failed " + failed);
                } finally {
                    done.countDown();
                }
            });
        }
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(taken).hasSize(40).noneMatch(thing -> thing.startsWith("failed"));
    }

    @Test
    void othersMayComeAndGoWhileOneIsLookedFor() throws Exception {
        Pool pool = new Pool(folder);
        pool.take("stays", Stream.of("zz"));
        AtomicBoolean over = new AtomicBoolean();
        FutureTask<Integer> others = new FutureTask<>(() -> {
            int rounds = 0;
            for (; !over.get() || rounds == 0; rounds++) {
                pool.take("goes", two());
                pool.free("goes");
            }
            return rounds;
        });
        Thread.ofPlatform().start(others);
        try {
            for (int i = 0; i < 2_000; i++) {
                assertThat(pool.of("stays")).contains("zz");
                assertThat(pool.units()).contains("stays").isSubsetOf("goes", "stays");
            }
        } finally {
            over.set(true);
        }
        assertThat(others.get()).isPositive();
    }

    private static Stream<String> two() {
        return Stream.of("1", "2");
    }
}
