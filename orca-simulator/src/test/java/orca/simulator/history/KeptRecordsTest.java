package orca.simulator.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import orca.core.actor.Actor;
import orca.core.contract.Principal;
import orca.core.journal.JournalRecord;
import orca.runtime.hosting.HostedActor.Role;
import orca.runtime.hosting.PastActor;
import orca.runtime.journal.CodecException;
import orca.runtime.journal.RecordCodec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What journals of each version had in them is read by this one, and means the same. A component may have been added since; what
 * was there has to be there.
 */
@Execution(ExecutionMode.CONCURRENT)
class KeptRecordsTest {
    private static final Path KEPT = Path.of(System.getProperty("orca.root"), "orca-simulator/src/test/resources/kept");

    /** One line of a file: a record as it was written, and what it meant. */
    private record Kept(byte[] bytes, String meant) {
        static List<Kept> read(Path file) throws IOException {
            try (BufferedReader in = new BufferedReader(new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
                return in.lines().map(line -> line.split("\t", 2))
                        .map(cells -> new Kept(Base64.getDecoder().decode(cells[0]), cells[1])).toList();
            }
        }

        JournalRecord decoded(RecordCodec codec) {
            List<JournalRecord> records = new ArrayList<>();
            codec.decode(bytes, records::add);
            assertThat(records).hasSize(1);
            return records.get(0);
        }
    }

    @BeforeAll
    static void rewriteIfWished() throws IOException {
        KeptMaking.ifWished();
    }

    static Stream<Path> versions() throws IOException {
        try (Stream<Path> folders = Files.list(KEPT)) {
            return folders.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void eachKindOfRecordIsReadAsItWasMeant(Path version) throws IOException {
        for (Role role : Role.values()) {
            RecordCodec codec = PastActor.codec(role);
            List<Kept> all = Kept.read(version.resolve(Keepsake.kinds(role)));
            assertThat(all).as("%s of %s; that every kind is kept KeptJournalsTest sees", role, version.getFileName())
                    .hasSizeGreaterThan(20);
            for (Kept kept : all) {
                assertThat(Leaves.of(codec, kept.decoded(codec))).containsAllEntriesOf(Leaves.read(kept.meant()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void anActorWakesWithAllThatItKnew(Path version) throws IOException {
        for (Role role : Role.values()) {
            RecordCodec codec = PastActor.codec(role);
            List<Kept> all = Kept.read(version.resolve(Keepsake.actor(role)));
            assertThat(all).hasSizeGreaterThan(5);
            Actor actor = PastActor.born(role, new Principal("whoever"));
            all.forEach(kept -> actor.apply(kept.decoded(codec)));
            List<Map<String, String>> knows = actor.image().stream().map(record -> Leaves.of(codec, record)).toList();
            assertThat(knows).hasSameSizeAs(all);
            for (int i = 0; i < all.size(); i++) {
                assertThat(knows.get(i)).containsAllEntriesOf(Leaves.read(all.get(i).meant()));
            }
        }
    }

    /** What the others would not notice they could not fail for. */
    @Test
    void whatMeansSomethingElseOrCannotBeReadIsNoticed() throws IOException {
        Path file = versions().findFirst().orElseThrow().resolve(Keepsake.kinds(Role.BROKER));
        RecordCodec codec = PastActor.codec(Role.BROKER);
        Kept kept = Kept.read(file).get(0);
        Map<String, String> other = Leaves.read(kept.meant());
        other.put("state", "OTHERWISE");
        assertThatThrownBy(() -> assertThat(Leaves.of(codec, kept.decoded(codec))).containsAllEntriesOf(other))
                .isInstanceOf(AssertionError.class);
        RecordCodec others = PastActor.codec(Role.AUTHORITY);
        assertThatThrownBy(() -> kept.decoded(others)).isInstanceOf(CodecException.class);
    }
}
