package orca.handler.libvirt.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoolTest {
    @TempDir
    Path folder;

    @Test
    void aUnitHasOneUntilItIsFreed() throws IOException {
        Pool pool = new Pool(folder.resolve("pool"), List.of("1", "2"));
        assertThat(pool.of("a")).isEmpty();
        assertThat(pool.take("a")).isEqualTo("1");
        assertThat(pool.take("b")).isEqualTo("2");
        assertThat(new Pool(folder.resolve("pool"), List.of("1", "2")).take("a")).as("by a later process").isEqualTo("1");
        assertThatThrownBy(() -> pool.take("c")).hasMessage("pool: all 2 are taken");
        assertThat(pool.units()).containsExactly("a", "b");
        pool.free("a");
        pool.free("a");
        assertThat(pool.take("c")).isEqualTo("1");
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
                    taken.add(new Pool(folder, things).take(unit));
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
}
