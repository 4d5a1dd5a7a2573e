package orca.simulator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import orca.cli.connect.KeyFile;
import orca.cli.screen.Terminal;
import orca.cli.verb.Orca;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.paper.Paper;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Ticket;
import orca.core.time.Term;
import orca.wire.paper.PaperException;
import orca.wire.paper.SealedChain;
import orca.wire.paper.SealedPaper;
import orca.wire.trust.Identity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest buys by itself in a market with credits that a bank gave it, and spends some of them twice. */
class ClaimsTest {
    @TempDir
    private Path folder;

    private Identity key(String name) throws IOException {
        Identity identity = Identity.generate();
        KeyFile.write(identity, folder.resolve("keys/" + name + ".key"));
        return identity;
    }

    /** What a command that needs no container prints. */
    private String typed(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Orca.run(new Terminal(Town.print(out), Town.print(err), Map.of(), folder, Clock.systemUTC(), ZoneOffset.UTC,
                false, 80, 24), args);
        assertThat(code).as(String.join(" ", args) + ": " + err.toString(StandardCharsets.UTF_8)).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private String configuration(Principal bank, Principal market) {
        return """
                folder: data
                management: {port: 0}
                wire: {}
                types:
                  licence: {turnaround: {}}
                authorities:
                  west:
                    types: {licence: none}
                    hosts:
                      pool: {type: licence, units: 5}
                    delegations:
                      - {to: market, type: licence, units: 5}
                brokers:
                  market:
                    policy: {name: auction, settings: {budget: 0, bank: "BANK", reserve: 60, round: 1s}}
                service-managers:
                  guest:
                    purse: {credits: guest.credits, lasts: 2h}
                    ask-every: 1s
                    controllers:
                      web:
                        name: buy
                        settings:
                          {broker: "MARKET", type: licence, length: 10m, count: 2, retry: 1s,
                           budget: 100, least: 60, most: 60, lasts: 2h}
                """.replace("BANK", bank.value()).replace("MARKET", market.value());
    }

    private static void twoAreInUse(Town town) {
        town.until("two units are in use", () ->
                town.orca("get", "reservations").out().lines().filter(line -> line.contains(" active ")).count() == 2);
    }

    @Test
    void aGuestBuysWithItsBanksCreditsAndIsFoundWhenItSpendsThemTwice() throws IOException, PaperException {
        Principal bank = key("bank").principal();
        Identity guest = key("guest");
        key("west");
        Files.writeString(folder.resolve("trust.yaml"), "peers: []\n");
        Files.writeString(folder.resolve("guest.pub"), typed("key", "introduce", "guest", "--name", "guest", "--role",
                "service-manager"));
        Files.writeString(folder.resolve("guest.credits"), typed("credit", "issue", "--key", "bank", "--to", "guest.pub",
                "--credits", "100"));
        String configuration = configuration(bank, key("market").principal());

        String first;
        try (Town town = new Town(folder, configuration)) {
            twoAreInUse(town);
            first = town.orca("ticket", "export", "pay.1.1", "--actor", "market").out();
            assertThat(town.orca("get", "tickets", "-o", "yaml").out()).contains("for 10 credits, 60 for each unit and hour; ",
                    "by pay.1.1");
        }
        try (Town again = new Town(folder, configuration)) {
            twoAreInUse(again);
            String same = again.orca("ticket", "export", "pay.1.1", "--actor", "market").out();
            assertThat(SealedChain.fromFile(same).papers().getLast().digest()).as("but for its seal, which is made anew")
                    .isEqualTo(SealedChain.fromFile(first).papers().getLast().digest());
            assertThat(again.orca("ticket", "export", "pay.1.3", "--actor", "market").code()).as("paid once each").isNotZero();
        }
        Files.writeString(folder.resolve("first.ticket"), first);
        typed("ticket", "verify", "first.ticket");
        Files.writeString(folder.resolve("second.ticket"), elsewhere(guest, SealedChain.fromFile(first)));
        Files.writeString(folder.resolve("double.proof"), typed("proof", "find", "first.ticket", "second.ticket"));
        assertThat(typed("proof", "verify", "double.proof")).contains(guest.principal().value().substring(0, 12));
        assertThat(typed("credit", "pass", "guest.credits", "--key", "guest", "--to", bank.value(), "--credits", "30"))
                .startsWith(Files.readString(folder.resolve("guest.credits")));
    }

    /** All the guest has, paid to another market in the same moment. */
    private static String elsewhere(Identity guest, SealedChain claim) {
        SealedPaper budget = claim.papers().get(0);
        Ticket ticket = new Ticket(new ReservationId("pay.1.1"), 1, guest.principal(), Identity.generate().principal(),
                new DelegationId("credits-" + guest.principal().value().substring(0, 12)), new TypeName("credit"), 1, 1,
                Amounts.of(100), Assurance.RESERVED, Term.of(Term.grain(Instant.now()), Duration.ofHours(2)), PropertyList.NONE);
        String text = Paper.of(ticket, budget.digest());
        List<SealedPaper> papers = new ArrayList<>(List.of(budget));
        papers.add(new SealedPaper(text, guest.seal(text.getBytes(StandardCharsets.UTF_8))));
        return new SealedChain(papers).toFile();
    }
}
