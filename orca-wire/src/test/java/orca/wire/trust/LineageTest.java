package orca.wire.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import orca.core.contract.Seal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineageTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final byte[] TEXT = "a contract".getBytes(StandardCharsets.UTF_8);

    private final Identity one = Identity.generate();
    private final Identity two = one.succeededBy(Identity.generate(), NOON);
    private final Identity three = two.succeededBy(Identity.generate(), NOON.plusSeconds(60));

    @Test
    void whoeverHasTheNewKeyIsStillTheSame() throws Exception {
        for (Identity now : List.of(one, two, three)) {
            assertThat(now.principal()).isEqualTo(one.principal());
            assertThat(new Seals().flaw(one.principal(), TEXT, now.seal(TEXT))).isEmpty();
            Speaker shown = Speaker.of(now.certificate(List.of("west.example")).getEncoded());
            assertThat(shown.principal()).isEqualTo(one.principal());
            assertThat(shown.key()).isEqualTo(now.known());
            assertThat(Lineage.parse(now.lineage().toString())).isEqualTo(now.lineage());
        }
        assertThat(three.known().principal()).isNotEqualTo(one.principal());
    }

    @Test
    void aSealByANewKeyProvesNothingWithoutItsLineage() {
        Seal seal = three.seal(TEXT);
        Seal bare = new Seal(seal.key(), seal.signature());
        assertThat(new Seals().flaw(one.principal(), TEXT, bare)).contains("it must be signed by " + one.principal()
                + ", the key is " + three.known().principal() + "'s");
        assertThat(new Seals().flaw(one.principal(), TEXT, new Seal(seal.key(), seal.signature(), two.lineage().toString())))
                .contains("lineage: ends with the key " + two.known().principal() + ", not with " + three.known().principal());
        Identity stranger = Identity.generate().succeededBy(Identity.generate(), NOON);
        assertThat(new Seals().flaw(one.principal(), TEXT, stranger.seal(TEXT)))
                .contains("it must be signed by " + one.principal() + ", the key is " + stranger.principal() + "'s");
    }

    @Test
    void stepsMustFollowEachOther() {
        Succession first = two.lineage().steps().getFirst();
        Succession second = three.lineage().steps().getLast();
        assertThatThrownBy(() -> new Lineage(List.of(second, first))).hasMessage("lineage[0]: its key was succeeded by "
                + three.known().principal() + ", not by " + one.principal());
        assertThatThrownBy(() -> one.succeededBy(two, NOON)).hasMessage("succession: the new key has successions of its own");
        Identity last = one;
        for (int i = 0; i < Lineage.MOST_STEPS; i++) {
            last = last.succeededBy(Identity.generate(), NOON);
        }
        Identity oldest = last;
        assertThat(oldest.principal()).isEqualTo(one.principal());
        assertThatThrownBy(() -> oldest.succeededBy(Identity.generate(), NOON))
                .hasMessage("lineage: at most 8 successions, got 9; a key after that is a stranger's");
        String line = oldest.lineage().toString();
        assertThatThrownBy(() -> Lineage.parse(line + ";" + line)).hasMessage("lineage: at most 8 successions, got 16");
    }

    @Test
    void everyChangedLetterOfALineIsFound() {
        String line = three.lineage().toString();
        List<String> same = new ArrayList<>();
        for (int at = 0; at < line.length(); at++) {
            String changed = line.substring(0, at) + (char) (line.charAt(at) ^ 1) + line.substring(at + 1);
            try {
                Lineage read = Lineage.parse(changed);
                if (!read.equals(three.lineage())) {
                    same.add(at + ": " + changed);
                }
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).startsWith("lineage");
            }
        }
        assertThat(same).isEmpty();
        assertThatThrownBy(() -> Lineage.parse("x".repeat(Seal.MAX_LINEAGE + 1)))
                .hasMessage("lineage: must have at most 12288 characters, has 12289");
    }

    @Test
    void aKeyFileSpeaksForWhoeverItsSuccessionsSay(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("west.key");
        three.write(file);
        assertThat(Identity.read(file).principal()).as("a key alone").isEqualTo(three.known().principal());
        Files.writeString(Identity.succession(file), three.lineage().toFile());
        assertThat(Identity.succession(file)).isEqualTo(folder.resolve("west.succession"));
        Identity read = Identity.read(file);
        assertThat(read.principal()).isEqualTo(one.principal());
        assertThat(new Seals().flaw(one.principal(), TEXT, read.seal(TEXT))).isEmpty();
        Files.writeString(Identity.succession(file), two.lineage().toFile());
        assertThatThrownBy(() -> Identity.read(file)).isInstanceOf(IOException.class)
                .hasMessageContaining("lineage: ends with the key");
        Files.writeString(Identity.succession(file), "");
        assertThatThrownBy(() -> Identity.read(file))
                .hasMessageContaining("west.succession: succession: must be ORCA SUCCESSION");
    }
}
