package orca.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.wire.trust.AddressBook;
import orca.wire.trust.Endpoint;
import orca.wire.trust.Fingerprint;
import orca.wire.trust.Identity;
import orca.wire.trust.Limits;
import orca.wire.trust.Peer;
import orca.wire.trust.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contracts and proofs in files, read without asking anybody. */
class PaperVerbTest {
    @TempDir
    private Path folder;

    private final Deals deals = new Deals();

    private Typing type(String... args) {
        return Typing.at(folder, Map.of(), args);
    }

    private void known() throws Exception {
        AddressBook.change(folder, book -> book.with(peer("west", Role.AUTHORITY, deals.site))
                .with(peer("market", Role.BROKER, deals.broker)).with(peer("lab", Role.SERVICE_MANAGER, deals.guest)));
    }

    private static Peer peer(String name, Role role, Identity identity) {
        return new Peer(name, role, new Fingerprint(identity.principal()),
                List.of(Endpoint.parse("https://" + name + ".example/soap/" + name)), Limits.NONE, "", Optional.empty());
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    @Test
    void aTicketIsShownAsAPersonReadsIt() throws Exception {
        known();
        write("web.ticket", deals.ticket("web", 3, Deals.AROUND).toFile());
        Typing typed = type("ticket", "show", "web.ticket", "--trust", ".");
        assertThat(typed.code()).isZero();
        assertThat(typed.out()).isEqualTo("""
                1  delegation pool, revision 1
                   from     west
                   to       market
                   gives    8 units of vm, each at most cpu 2000; together cpu 8000
                   term     01:00:00 until 22 Nov 01:00, ends in 12 h
                   narrows  nothing, it is the first
                   seal     is its issuer's
                2  ticket web, revision 2
                   from     market
                   to       lab
                   gives    3 units of vm, each cpu 500; reserved
                   term     12:00:00 until 15:00:00, ends in 2 h
                   narrows  units 8 to 3, each unit's cpu 2000 to 500, starts 11 h later, ends 10 h earlier
                   seal     is its issuer's
                signatures and narrowing: good, all 2 papers hold
                site: west is known here
                term: in force, it ends 15:00:00, in 2 h
                revocation: not known, nobody was asked; ask west at https://west.example/soap/west, or market at \
                https://market.example/soap/market
                """);
        assertThat(type("ticket", "show", "web.ticket").out()).contains("from     " + Fingerprint.brief(deals.site.principal()))
                .doesNotContain("west").doesNotContain("site: ");
        assertThat(type("ticket", "show", "web.ticket", "--trust", ".", "-o", "wide").out())
                .contains("from     west " + deals.site.principal());
    }

    @Test
    void verifyExitsWithWhatIsSo() throws Exception {
        known();
        write("now.ticket", deals.ticket("web", 3, Deals.AROUND).toFile());
        write("past.ticket", deals.ticket("web", 3, Deals.BEFORE).toFile());
        write("wide.ticket", deals.ticket("web", 9, Deals.AROUND).toFile());
        assertThat(type("ticket", "verify", "now.ticket").code()).isZero();
        assertThat(type("ticket", "verify", "now.ticket", "--trust", ".").code()).isZero();
        assertThat(type("ticket", "verify", "now.ticket", "--at", "now+2h").code()).isEqualTo(1);
        assertThat(type("ticket", "verify", "now.ticket", "--at", "now-61m").out())
                .contains("term: not yet, it starts 12:00:00, in 1 m\n");
        Typing past = type("ticket", "verify", "past.ticket");
        assertThat(past.code()).isEqualTo(1);
        assertThat(past.out()).contains("term: over, it ended 10:30:00, 2 h 30 m ago\n");
        Typing wide = type("ticket", "verify", "wide.ticket");
        assertThat(wide.code()).isEqualTo(3);
        assertThat(wide.out()).startsWith("signatures and narrowing: paper 2 (ticket web) fails: is larger than its delegation\n"
                + "term: not looked at, since a paper fails\n");
    }

    @Test
    void aStrangersSiteIsRefusedWhereItIsSaidWhoIsKnown() throws Exception {
        AddressBook.change(folder, book -> book.with(peer("west", Role.BROKER, deals.site)));
        write("web.ticket", deals.ticket("web", 3, Deals.AROUND).toFile());
        Typing typed = type("ticket", "verify", "web.ticket", "--trust", ".");
        assertThat(typed.code()).isEqualTo(3);
        assertThat(typed.out()).contains("site: west is not known here as an authority\n");
        Files.createDirectories(folder.resolve("other"));
        assertThat(type("ticket", "verify", "web.ticket", "--trust", "other").code()).isEqualTo(3);
        assertThat(type("ticket", "verify", "web.ticket", "--trust", "none").err()).contains("--trust: there is no folder none");
    }

    @Test
    void programsReadItToo() throws Exception {
        write("web.ticket", deals.ticket("web", 3, Deals.AROUND).toFile());
        assertThat(type("ticket", "verify", "web.ticket", "-o", "json").out()).contains("\"holds\" : true",
                "\"term\" : \"in-force\"", "\"revocation\" : \"unknown\"", "\"principal\" : \"" + deals.site.principal() + "\"");
        assertThat(type("ticket", "show", "web.ticket", "-o", "yaml").out()).contains("kind: ticket\n", "cpu: 500\n");
        assertThat(type("ticket", "show", "web.ticket", "-o", "name").out()).isEqualTo("web\n");
    }

    @Test
    void whatIsNoChainIsUsageWithTheRule() throws Exception {
        write("junk", "hello\n");
        Typing typed = type("ticket", "verify", "junk");
        assertThat(typed.code()).isEqualTo(2);
        assertThat(typed.err()).isEqualTo("orca: chain: line 1: must be '-----BEGIN ...'\n");
        assertThat(type("ticket", "verify", "none").err()).isEqualTo("orca: there is no file none\n");
        assertThat(type("ticket").code()).isEqualTo(2);
        write("proof", deals.proof(6, 3).toFile());
        assertThat(type("ticket", "verify", "proof").err()).contains("chain: ");
        assertThat(type("proof", "verify", "junk").code()).isEqualTo(2);
        write("cut", deals.ticket("web", 3, Deals.AROUND).toFile().replaceFirst("PD|PG", "AA"));
        Typing cut = type("ticket", "show", "cut");
        assertThat(cut.code()).isZero();
        assertThat(cut.out()).contains("1  a paper that cannot be read\n   FAILS    paper", "behind it: 1 more, not looked at");
    }

    @Test
    void aProofSaysWhoPromisedTooMuchWhenAndByHowMuch() throws Exception {
        known();
        write("proof", deals.proof(6, 3).toFile());
        Typing typed = type("proof", "show", "proof", "--trust", ".");
        assertThat(typed).isEqualTo(new Typing(0, """
                delegation pool of west, 2 tickets
                proved: market promised too much, from 2026-11-21T12:00:00+01:00 on
                  units: 9 promised, 8 allowed, 1 too many
                  cpu: 4500 promised, 8000 allowed
                  ticket a for lab, revision 2: 6 units, 12:00:00 until 15:00:00
                  ticket b for lab, revision 2: 3 units, 12:00:00 until 15:00:00
                the accused can answer only with what a holder gave back before the last of these, signed by that holder
                """, ""));
        assertThat(type("proof", "verify", "proof").code()).isZero();
        write("void", deals.proof(5, 3).toFile());
        Typing empty = type("proof", "verify", "void");
        assertThat(empty.code()).isEqualTo(3);
        assertThat(empty.out()).endsWith("it proves nothing: at no instant are these tickets more than the delegation allows\n");
        assertThat(type("proof", "verify", "proof", "-o", "json").out()).contains("\"proves\" : true", "\"units\" : 9");
    }

    @Test
    void aProofIsFoundInTicketsThatSeveralPeopleWereGiven() throws Exception {
        write("a.ticket", deals.ticket("a", 6, Deals.AROUND).toFile());
        write("b.ticket", deals.ticket("b", 3, Deals.AROUND).toFile());
        write("c.ticket", deals.ticket("c", 8, Deals.BEFORE).toFile());
        Typing found = type("proof", "find", "a.ticket", "c.ticket", "b.ticket");
        assertThat(found.code()).isZero();
        write("double.proof", found.out());
        assertThat(type("proof", "verify", "double.proof").out()).contains("delegation pool of", "2 tickets",
                "units: 9 promised, 8 allowed");
        Typing none = type("proof", "find", "a.ticket", "c.ticket");
        assertThat(none).isEqualTo(new Typing(3, "", "orca: nobody promised too much in these 2 tickets\n"));
        assertThat(type("proof", "find", "none").code()).isEqualTo(2);
    }

    @Test
    void theAccusedAnswersWithWhatAHolderGaveBack() throws Exception {
        known();
        write("proof", deals.proof(6, 3).toFile());
        write("a.given", deals.relinquishment("a", 2, Optional.empty(), deals.guest).toFile());
        Typing typed = type("proof", "verify", "proof", "--answer", "a.given", "--trust", ".");
        assertThat(typed.code()).isEqualTo(3);
        assertThat(typed.out()).endsWith("it proves nothing: the accused answers: without what was given back these tickets are"
                + " at no instant more than the delegation allows; answer 1: " + deals.guest.principal()
                + " gave back all of a until revision 2\n");

        write("old.given", deals.relinquishment("a", 1, Optional.empty(), deals.guest).toFile());
        write("forged.given", deals.relinquishment("a", 2, Optional.empty(), deals.broker).toFile());
        write("kept.given", deals.relinquishment("a", 2, Optional.of(6L), deals.guest).toFile());
        Typing vain = type("proof", "verify", "proof", "--answer", "old.given", "forged.given", "--answer", "kept.given");
        assertThat(vain.code()).isZero();
        assertThat(vain.out()).contains("not enough, answer 1: " + deals.guest.principal()
                + " gave back all of a until revision 1, which changes nothing here\n",
                "not enough, answer 2: it must be signed by " + deals.guest.principal(),
                "not enough, answer 3: " + deals.guest.principal() + " gave back some of a until revision 2\n");
        assertThat(type("proof", "verify", "proof", "--answer", "old.given", "--answer", "a.given").code()).isEqualTo(3);
        assertThat(type("proof", "verify", "proof", "--answer", "none").err()).isEqualTo("orca: there is no file none\n");
    }

    @Test
    void whatWasGivenBackIsShownAsAPersonReadsIt() throws Exception {
        known();
        write("a.given", deals.relinquishment("a", 2, Optional.empty(), deals.guest).toFile());
        Typing typed = type("ticket", "show", "a.given", "--trust", ".");
        assertThat(typed).isEqualTo(new Typing(0, """
                1  relinquishment a, revision 2
                   from     lab
                   to       market
                   gives up that ticket and those of older revisions, whose term starts 12:00:00
                   keeps    nothing
                   seal     is the holder's
                signatures: good, the one paper holds
                term: none, what is given back is given back for good
                """, ""));
        assertThat(type("ticket", "verify", "a.given").code()).isZero();
        assertThat(type("ticket", "verify", "a.given", "--trust", ".").code()).isZero();
        write("some.given", deals.relinquishment("a", 2, Optional.of(2L), deals.guest).toFile());
        assertThat(type("ticket", "show", "some.given").out())
                .contains("   keeps    2 units, each dimension-1 500, until 15:00:00\n");
        write("forged.given", deals.relinquishment("a", 2, Optional.empty(), deals.broker).toFile());
        assertThat(type("ticket", "verify", "forged.given").code()).isEqualTo(3);
        assertThat(type("ticket", "show", "forged.given").out()).contains("   FAILS    it must be signed by ");
    }
}
