package orca.wire.paper;

import static orca.wire.paper.Contracts.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import orca.core.paper.Paper;
import org.junit.jupiter.api.Test;

class PaperReaderTest {
    private final Contracts by = new Contracts();

    private static PaperReader.Said read(String text) throws PaperException {
        return PaperReader.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void refuses(String text, String message) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(PaperException.class).hasMessageContaining(message);
    }

    @Test
    void whatIsWrittenIsReadAgain() throws PaperException {
        for (SealedPaper paper : by.whole().papers()) {
            assertThat(PaperReader.read(paper.bytes())).isNotNull();
        }
    }

    @Test
    void whatMeansTheSameInAnotherFormIsRefused() {
        String text = by.root().text();
        refuses(text.replace("\n", "\r\n"), "line 1: a line must end here");
        refuses(text.replace(" <id>", "  <id>"), "is not written as papers are");
        refuses(text + "\n", "line 20: an element is due");
        refuses(text + " ", "is not written as papers are");
        refuses(text + text, "line 20: the tag of 'delegation' is not as it should be");
        refuses("<?xml version=\"1.0\"?>" + text, "line 1: must begin with <KIND xmlns=");
        refuses(text.replace("<id>pool</id>", "<id><![CDATA[pool]]></id>"), "line 2: element 'id' must hold text");
        refuses(text.replace("<id>pool</id>", "<id>&#112;ool</id>"), "line 2: '&' may begin &amp;, &lt;, &gt; and &#13; only");
        refuses(text.replace("<revision>1<", "<revision>01<"), "is not written as papers are");
        refuses(text.replace("<revision>1<", "<revision>+1<"), "is not written as papers are");
        refuses(text.replace("xmlns=\"urn:orca:contract\" version=\"1\"", "version=\"1\" xmlns=\"urn:orca:contract\""),
                "line 1: must begin with <KIND xmlns=");
        refuses(text.replace("version=\"1\"", "version=\"1\" more=\"1\""), "line 1: must begin with <KIND xmlns=");
    }

    @Test
    void whatIsNoPaperIsRefusedWithItsLine() {
        String text = by.root().text();
        refuses("", "line 1: must begin with");
        refuses("hello", "line 1: must begin with");
        for (int length = 0; length < text.length(); length++) {
            refuses(text.substring(0, length), "paper");
        }
        refuses(text.replace("urn:orca:contract", "urn:other"),
                "must begin with <KIND xmlns=\"urn:orca:contract\" version=\"1\">");
        refuses(text.replace("version=\"1\"", "version=\"2\""), "must begin with <KIND");
        refuses(text.replace(" <id>pool</id>\n", ""), "line 2: element 'id' is due, found 'revision'");
        refuses(text.replace("<id>pool</id>", "<id>Pool!</id>"), "delegation");
        refuses(text.replace("<revision>1<", "<revision>0<"), "delegation.revision: must be 1 or more");
        refuses(text.replace("<revision>1<", "<revision>99999999999999999999<"), "paper: ");
        refuses(text.replace(" <id>", " <!-- hidden --><id>"), "line 2: an element is due");
        refuses(text.replace(" <id>", " <?run it?><id>"), "line 2: an element is due");
        refuses(text.replace("</delegation>", " <more name=\"m\">x</more>\n</delegation>"), "a property is a text, whole, flag");
        assertThatThrownBy(() -> PaperReader.read(new byte[] {'<', (byte) 0xff, '>'})).hasMessage("paper: is not UTF-8");
        refuses("x".repeat(Paper.MAX_LENGTH + 1), "at most " + Paper.MAX_LENGTH);
    }

    @Test
    void definitionsAndEntitiesAreNotEvenLookedAt() {
        String text = by.root().text();
        refuses("<!DOCTYPE d [<!ENTITY a \"pool\">]>" + text.replace(">pool<", ">&a;<"), "paper, line");
        refuses("<!DOCTYPE d SYSTEM \"file:///etc/passwd\">" + text, "paper");
        StringBuilder bomb = new StringBuilder("<!DOCTYPE d [<!ENTITY a \"0123456789\">");
        for (char c = 'b'; c <= 'k'; c++) {
            bomb.append("<!ENTITY ").append(c).append(" \"").append(("&" + (char) (c - 1) + ";").repeat(10)).append("\">");
        }
        refuses(bomb + "]>" + text.replace(">pool<", ">&k;<"), "paper, line");
        refuses("<a>".repeat(100_000), "paper, line");
    }

    /** Seeded; as many as anybody likes with {@code -Dorca.fuzz=1000000}. */
    @Test
    void nothingButRefusalsComesOfAnyMutation() throws PaperException {
        List<String> texts = new ArrayList<>(by.whole().papers().stream().map(SealedPaper::text).toList());
        int count = Integer.getInteger("orca.fuzz", 20_000);
        Random dice = new Random(Long.getLong("orca.seed", 7));
        int read = 0;
        for (int i = 0; i < count; i++) {
            String text = Mutation.of(texts.get(dice.nextInt(texts.size())), texts, dice);
            try {
                PaperReader.Said said = read(text);
                assertThat(PaperReader.read(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(said);
                read++;
            } catch (PaperException e) {
                assertThat(e.getMessage()).startsWith("paper").hasSizeLessThan(1000);
            }
        }
        assertThat(read).as("some mutations are papers, of other contracts").isPositive().isLessThan(count);
    }
}
