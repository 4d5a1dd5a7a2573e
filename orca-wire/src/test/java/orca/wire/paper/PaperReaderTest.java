package orca.wire.paper;

import static orca.wire.paper.Contracts.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import orca.core.contract.Assurance;
import orca.core.contract.ReservationId;
import orca.core.paper.Paper;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Relinquishment;
import orca.core.ticket.Ticket;
import orca.wire.text.Retained;
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
    void whatIsGivenUpIsReadAgainAndSaysWhatIsKept() throws PaperException {
        SealedPaper whole = by.relinquishment(Optional.empty());
        assertThat(whole.text()).isEqualTo("""
                <relinquishment xmlns="urn:orca:contract" version="1">
                 <reservation>web</reservation>
                 <revision>3</revision>
                 <issuer>%s</issuer>
                 <holder>%s</holder>
                 <delegation>pool</delegation>
                 <start>2027-01-15T08:00:00Z</start>
                </relinquishment>
                """.formatted(by.small.principal(), by.guest.principal()));
        assertThat(PaperReader.read(whole.bytes())).isInstanceOfSatisfying(PaperReader.Said.OfRelinquishment.class, said -> {
            assertThat(said.relinquishment().ends(by.ticket(3, Amounts.of(500), HOUR))).isTrue();
            assertThat(said.relinquishment().seal()).isEmpty();
        });
        SealedPaper some = by.relinquishment(Optional.of(2L));
        assertThat(some.text()).contains(" <units>2</units>\n <sliver>500</sliver>\n <end>2027-01-15T09:00:00Z</end>\n");
        assertThat(PaperReader.read(some.bytes())).isInstanceOfSatisfying(PaperReader.Said.OfRelinquishment.class, said -> {
            assertThat(said.relinquishment().covers(by.ticket(3, Amounts.of(500), HOUR))).isTrue();
            assertThat(said.relinquishment().ends(by.ticket(3, Amounts.of(500), HOUR))).isFalse();
        });
        refuses(some.text().replace(" <end>2027-01-15T09:00:00Z</end>\n", ""), "element 'end' is due");
        refuses(some.text().replace("<end>2027-01-15T09", "<end>2027-01-15T08"), "relinquishment.end: must be after");
        refuses(some.text().replace("<units>2<", "<units>0<"), "relinquishment.units: must be from 1 to");
        refuses(some.text().replace("<sliver>500<", "<sliver>9007199254740992<"), "amounts: entries must be from 0 to");
        refuses(whole.text().replace("<revision>3<", "<revision>0<"), "relinquishment.revision: must be 1 or more");
        refuses(whole.text().replace("<start>2027-01-15T08:00:00Z<", "<start>2027-01-15T08:00:00.000Z<"), "is not written as");
    }

    @Test
    void whatHasBinsIsReadAgainAndHasAFormOfItsOwn() throws PaperException {
        Delegation pool = new Delegation(new DelegationId("pool"), 1, by.site.principal(), by.broker.principal(), TYPE,
                Amounts.of(6, 6000), Amounts.of(2000), DAY, 100, PropertyList.of("a", "b"),
                List.of(Amounts.of(4, 4000), Amounts.of(2, 2000)));
        String text = Paper.of(pool, Optional.empty());
        assertThat(text).contains("version=\"2\"").contains(" <bin>4 4000</bin>\n <bin>2 2000</bin>\n <text name=\"a\">b</text>");
        assertThat(read(text)).isEqualTo(new PaperReader.Said.OfDelegation(pool, Optional.empty()));

        Ticket ticket = new Ticket(new ReservationId("web"), 1, by.broker.principal(), by.guest.principal(), pool.id(),
                VM, 3, 1, Amounts.of(1000), Assurance.RESERVED, HOUR, PropertyList.NONE,
                Optional.of(Amounts.of(1, 2)));
        String promise = Paper.of(ticket, "00");
        assertThat(promise).contains("version=\"2\"").contains(" <bins>1 2</bins>\n");
        assertThat(read(promise)).isEqualTo(new PaperReader.Said.OfTicket(ticket, "00"));
        refuses(text.replace("<bin>2 2000</bin>", "<bin>2 3000</bin>"), "delegation.bins: must be at most 128");
        refuses(promise.replace("<bins>1 2</bins>", "<bins>1 1</bins>"), "ticket.bins: must be 1 to 128 with 3 units");
    }

    @Test
    void whatIsKeptOfATicketWithBinsSaysWhichAndIsReadAgain() throws PaperException {
        Relinquishment less = new Relinquishment(new ReservationId("web"), 3, by.small.principal(), by.guest.principal(),
                new DelegationId("pool"), HOUR.start(), Optional.of(new Relinquishment.Kept(
                        2, Amounts.of(500), HOUR.end(), Optional.of(Amounts.of(0, 2)))), Optional.empty());
        String text = Paper.of(less);

        assertThat(text).contains("version=\"2\"").contains("</end>\n <bins>0 2</bins>\n");
        assertThat(read(text)).isEqualTo(new PaperReader.Said.OfRelinquishment(less));
        refuses(text.replace("<bins>0 2</bins>", "<bins>0 1</bins>"), "relinquishment.bins: must be 1 to 128 with 2 units");
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
        refuses(text.replace("version=\"1\"", "version=\"3\""), "must begin with <KIND");
        refuses(text.replace("version=\"1\"", "version=\"2\""), "is not written as papers are");
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
        texts.add(by.relinquishment(Optional.empty()).text());
        texts.add(by.relinquishment(Optional.of(2L)).text());
        int count = Integer.getInteger("orca.fuzz", 20_000);
        Random dice = new Random(Long.getLong("orca.fuzz.seed", 7));
        int read = 0;
        Retained memory = new Retained(count);
        for (int i = 0; i < count; i++) {
            String text = Mutation.of(texts.get(dice.nextInt(texts.size())), texts, dice);
            try {
                PaperReader.Said said = read(text);
                assertThat(PaperReader.read(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(said);
                read++;
            } catch (PaperException e) {
                assertThat(e.getMessage()).startsWith("paper").hasSizeLessThan(1000);
            }
            memory.next();
        }
        memory.hasNotGrown();
        assertThat(read).as("some mutations are papers, of other contracts").isPositive().isLessThan(count);
    }
}
