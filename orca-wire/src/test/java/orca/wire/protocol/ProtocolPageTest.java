package orca.wire.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.core.contract.Answer;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.contract.Notice;
import orca.core.contract.Refusal;
import orca.core.paper.Paper;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.core.resource.ResourceType;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.ticket.TicketState;
import orca.core.time.Term;
import orca.wire.paper.ChainCheck;
import orca.wire.paper.Contracts;
import orca.wire.paper.PaperReader;
import orca.wire.paper.SealedChain;
import orca.wire.paper.Sealing;
import orca.wire.soap.SoapSettings;
import orca.wire.soap.XmlTree;
import orca.wire.text.Tree;
import orca.wire.trust.Identity;
import orca.wire.trust.KnownKey;
import orca.wire.trust.Pem;
import orca.wire.trust.Seals;
import org.bouncycastle.asn1.x509.Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever types what docs/protocol.md shows gets what it says. */
class ProtocolPageTest {
    private static final Path PAGE = Path.of(System.getProperty("orca.root", "..")).resolve("docs/protocol.md");
    private static final int KEY = 0;
    private static final int FROM_FILE = 1;
    private static final int FROM_VIEW = 2;
    private static final int CHAIN = 3;
    private static final int GIVEN_BACK = 4;

    @TempDir
    private Path folder;

    private final Contracts by = new Contracts(Identity.generate());
    private final Sealing sealing = new Sealing(who ->
            List.of(by.site, by.small).stream().filter(i -> i.principal().equals(who)).findFirst());

    private record Ran(int code, String said) {}

    private static List<String> commands() throws Exception {
        Matcher block = Pattern.compile("(?s)```bash\n(.*?)```").matcher(Files.readString(PAGE));
        List<String> all = new ArrayList<>();
        while (block.find()) {
            all.add(block.group(1));
        }
        assertThat(all).hasSize(GIVEN_BACK + 1);
        return all;
    }

    private Ran run(String... scripts) throws Exception {
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder("bash", "-e", "-c", String.join("", scripts)).directory(folder.toFile())
                .redirectErrorStream(true).redirectOutput(said.toFile()).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ended").isTrue();
        return new Ran(process.exitValue(), Files.readString(said));
    }

    private static String line(String form, Object... numbers) {
        return String.format(Locale.ROOT, form, numbers);
    }

    /** Each line of section 8 that this module knows the numbers of. */
    @Test
    void theLimitsOnThePageAreThoseInTheCode() throws Exception {
        String page = Files.readString(PAGE);
        SoapSettings soap = SoapSettings.USUAL;
        for (String line : List.of(
                line("| a message | %d MiB, %d levels deep |", soap.mostBytes() >> 20, Tree.MOST_DEPTH),
                line("| a paper; a chain | %,d characters; %d papers, of which %d delegations |", Paper.MAX_LENGTH,
                        SealedChain.MAX_PAPERS, DelegationChain.MAX_LINKS),
                line("in the answer to one `collect` | %,d; ", MessageForm.MOST_MESSAGES),
                line("| papers in front of the messages of one body | %,d |", PaperShelf.MOST),
                line("waits until there is news, at most %d seconds;", Collecting.LONGEST_WAIT.toSeconds()),
                line("| 1 to %d of `a-z 0-9 . _ -`, the first", Names.MAX_LENGTH),
                line("| units of one reservation | 1 to %,d |", Demand.MOST_UNITS),
                line("| 0 to 2^%d; %d |", Long.numberOfTrailingZeros(Amounts.MOST), ResourceType.MAX_DIMENSIONS),
                line("| properties in one list; a text in them | %d; %,d characters |", PropertyList.MAX_ENTRIES,
                        PropertyValue.MAX_TEXT),
                line("| %d characters; %d |", Refusal.MAX_REASON, Notice.MAX_KEPT),
                line("| terms | %s to %s |", Term.EARLIEST, Term.LATEST),
                line("| %,d are remembered, beyond that `busy`; %,d of all strangers |", soap.mostRemembered() / 2,
                        soap.mostRemembered() / 4),
                line("at most %d minutes apart. Your clock may be %d minute behind;", soap.longestLife().toMinutes(),
                        soap.behind().toMinutes()),
                line("is more than %d seconds ahead", soap.ahead().toSeconds()))) {
            assertThat(page).contains(line);
        }
    }

    private TicketChain chain() {
        return new TicketChain(DelegationChain.of(by.delegation(by.site.principal(), by.small.principal(), 10,
                Amounts.of(1000), Contracts.DAY)),
                by.ticket(3, Amounts.of(500), Contracts.HOUR));
    }

    private String view(TicketChain chain) throws Exception {
        Stamp stamp = new Stamp(1, 1);
        return XmlTree.write("requestReply", new MessageForm(sealing, new ChainCheck(new Seals())).write(
                new Message.TicketView(new ReservationId("web"), stamp, stamp, TicketState.TICKETED,
                        new Answer.Granted(3, 3, ""), Optional.of(chain), List.of(), false)));
    }

    @Test
    void aKeyIsMadeAndItsPrincipalShown() throws Exception {
        Ran ran = run(commands().get(KEY));
        assertThat(ran.code()).as(ran.said()).isZero();
        byte[] certificate = Pem.read(Files.readString(folder.resolve("guest.pem"))).blocks().getFirst().bytes();
        byte[] key = Certificate.getInstance(certificate).getSubjectPublicKeyInfo().getEncoded();
        assertThat(ran.said()).startsWith(KnownKey.read(key).principal().value());
    }

    @Test
    void aChainFromAFileIsCheckedInTheShell() throws Exception {
        Path file = folder.resolve("chain.pem");
        String good = sealing.papers(chain()).toFile();
        Files.writeString(file, good);
        Ran ran = run(commands().get(FROM_FILE), commands().get(CHAIN));
        assertThat(ran.said()).isEqualTo("Verified OK\nVerified OK\n");
        assertThat(ran.code()).isZero();

        SealedChain other = sealing.papers(new TicketChain(DelegationChain.of(by.delegation(by.site.principal(),
                by.small.principal(), 11, Amounts.of(1000), Contracts.DAY)), chain().ticket()));
        String[] blocks = good.split("(?=-----BEGIN)");
        String[] theirs = other.toFile().split("(?=-----BEGIN)");
        Files.writeString(file, String.join("", theirs[0], theirs[1], theirs[2], blocks[3], blocks[4], blocks[5]));
        ran = run(commands().get(FROM_FILE), commands().get(CHAIN));
        assertThat(ran.code()).as("a ticket on another delegation").isEqualTo(1);
        Files.writeString(file, String.join("", blocks[0], blocks[1], theirs[2], blocks[3], blocks[4], blocks[5]));
        ran = run(commands().get(FROM_FILE), commands().get(CHAIN));
        assertThat(ran.code()).as("a signature of another paper").isEqualTo(1);
        assertThat(ran.said()).startsWith("Verification failure");
    }

    @Test
    void aRelinquishmentIsWrittenInTheShellAndReadHere() throws Exception {
        run(commands().get(KEY));
        Principal guest = KnownKey.read(Certificate.getInstance(Pem.read(Files.readString(folder.resolve("guest.pem"))).blocks()
                .getFirst().bytes()).getSubjectPublicKeyInfo().getEncoded()).principal();
        Ticket ticket = chain().ticket();
        Ticket own = new Ticket(ticket.reservation(), ticket.revision(), ticket.issuer(), guest, ticket.delegation(),
                ticket.type(), ticket.units(), ticket.minUnits(), ticket.sliver(), ticket.assurance(), ticket.term(),
                PropertyList.of("note", "two lines\n <revision>9</revision>"));
        Files.writeString(folder.resolve("chain.pem"), sealing.papers(new TicketChain(chain().rights(), own)).toFile());
        Ran ran = run(commands().get(FROM_FILE), commands().get(GIVEN_BACK));
        assertThat(ran.code()).as(ran.said()).isZero();

        Map<String, Tree> paper = new LinkedHashMap<>();
        for (String[] part : new String[][] {{"contract", "xml"}, {"key", "key"}, {"signature", "sig"}}) {
            paper.put(part[0], new Tree.Text(0, Files.readString(folder.resolve("given." + part[1] + ".base64"))));
        }
        ChainCheck.Link read = new ChainCheck(new Seals())
                .relinquishment(ContractForm.paper(Fields.of("relinquishment", new Tree.Branch(0, paper))));
        assertThat(read.flaw()).isEmpty();
        assertThat(read.said()).hasValueSatisfying(said -> assertThat(
                ((PaperReader.Said.OfRelinquishment) said).relinquishment().ends(own)).isTrue());
    }

    @Test
    void aChainFromAViewIsCheckedInTheShell() throws Exception {
        Path file = folder.resolve("view.xml");
        String good = view(chain());
        Files.writeString(file, good, StandardCharsets.UTF_8);
        Ran ran = run(commands().get(FROM_VIEW), commands().get(CHAIN));
        assertThat(ran.said()).isEqualTo("Verified OK\nVerified OK\n");
        assertThat(ran.code()).isZero();

        Files.writeString(file, good.replaceAll("<(/?)(contract|key|signature)>", "<$1ns0:$2>"));
        assertThat(run(commands().get(FROM_VIEW), commands().get(CHAIN)).code()).as("with prefixes").isZero();

        Matcher key = Pattern.compile("<key>([^<]*)</key>").matcher(good);
        assertThat(key.find()).isTrue();
        String first = key.group(1);
        assertThat(key.find()).isTrue();
        Files.writeString(file, good.replace(key.group(1), first));
        assertThat(run(commands().get(FROM_VIEW), commands().get(CHAIN)).code()).as("another's key").isNotZero();
    }
}
