package orca.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import orca.core.resource.Amounts;
import orca.core.resource.TypeName;
import orca.core.slot.SlotAnswer;
import orca.core.slot.SlotQuestion;
import orca.core.time.Term;
import orca.testkit.FreePort;
import orca.wire.call.CallRefused;
import orca.wire.call.Operation;
import orca.wire.management.Filter;
import orca.wire.management.ManagementClient;
import orca.wire.management.Problem;
import orca.wire.management.SlotsAnswer;
import orca.wire.management.SlotsCommand;
import orca.wire.protocol.SlotForm;
import orca.wire.soap.SoapLine;
import orca.wire.soap.SoapSettings;
import orca.wire.text.RecordForm;
import orca.wire.trust.AddressBook;
import orca.wire.trust.Endpoint;
import orca.wire.trust.Expected;
import orca.wire.trust.Fingerprint;
import orca.wire.trust.Identity;
import orca.wire.trust.Limits;
import orca.wire.trust.Peer;
import orca.wire.trust.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When could I have it? Asked of brokers here and elsewhere, live. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class SlotsTest {
    private static final String SIZE = "\"sliver\": {\"cpu\": 1000, \"memory\": 512}";

    @TempDir
    private Path folder;

    private static SlotsAnswer ask(ManagementClient client, String json) {
        return client.slots(RecordForm.readJson(SlotsCommand.class, "{" + json + "}"));
    }

    private static List<Long> sequences(Laboratory laboratory) {
        return laboratory.client().actors().items().stream().map(row -> row.sequence()).toList();
    }

    /** What came before may still be written while it is asked; then it is asked again. */
    private static void askingWritesNothing(Laboratory laboratory) {
        boolean quiet = false;
        for (int attempt = 0; attempt < 100 && !quiet; attempt++) {
            List<Long> before = sequences(laboratory);
            ask(laboratory.client(), "\"type\": \"vm\", \"units\": 4, \"length\": \"1h\", " + SIZE);
            quiet = sequences(laboratory).equals(before);
        }
        assertThat(quiet).as("nothing was written").isTrue();
    }

    @Test
    void whatIsOfferedCanBeTakenAndAskingChangesNothing() {
        try (Laboratory laboratory = new Laboratory(folder).ready()) {
            ManagementClient client = laboratory.client();
            client.request(Laboratory.request("{\"wishes\": [{\"id\": \"busy\", \"type\": \"vm\", \"units\": 3, " + SIZE
                    + ", \"length\": \"2h\"}]}"));
            Instant end = laboratory.until("busy", "active").reservation().term().orElseThrow().end();
            SlotsAnswer answer = ask(client, "\"type\": \"vm\", \"units\": 4, \"length\": \"1h\", " + SIZE);

            assertThat(answer.brokers()).containsExactly(new SlotsAnswer.Asked("market", true, 2, ""));
            assertThat(answer.offers()).extracting(SlotsAnswer.Offer::kind).containsExactly("fewer", "whole");
            SlotsAnswer.Offer whole = answer.offers().get(1);
            assertThat(whole.term().start()).as("after what is booked, turnaround included").isEqualTo(end.plusSeconds(2));
            assertThat(whole.parts()).containsExactly(new SlotsAnswer.Part("market", "duke", 4));
            askingWritesNothing(laboratory);

            client.request(answer.offers().get(0).request());
            client.request(whole.request());
            client.reservations(Filter.LIVE).items().forEach(r -> assertThat(client.waitFor(r.id(), Optional.empty(),
                    List.of("active", "ticketed", "redeeming"), Laboratory.PATIENCE).reached()).as(r.id()).isTrue());
            assertThat(client.reservations(Filter.LIVE).items()).hasSize(3).extracting(r -> r.term().orElseThrow().start())
                    .contains(whole.term().start());
        }
    }

    @Test
    void whatIsWrongIsNamed() {
        try (Laboratory laboratory = new Laboratory(folder).ready()) {
            ManagementClient client = laboratory.client();
            refused(client, "\"type\": \"vn\", \"length\": \"1h\", " + SIZE, "type: there is no type 'vn'");
            refused(client, "\"type\": \"vm\", \"length\": \"1h\"", "sliver: must say every dimension of vm, 'cpu' is missing");
            refused(client, "\"type\": \"vm\", \"units\": 0, \"length\": \"1h\", " + SIZE,
                    "slots.units: must be from 1 to 10000");
            refused(client, "\"type\": \"vm\", \"length\": \"0\", " + SIZE, "slots.length: must be more than nothing");
            refused(client, "\"type\": \"vm\", \"length\": \"5h\", \"before\": \"now+4h\", " + SIZE,
                    "slots.before: must leave room");
            refused(client, "\"type\": \"vm\", \"length\": \"1h\", \"before\": \"now-4h\", " + SIZE,
                    "slots.before: must be after");
            refused(client, "\"type\": \"vm\", \"length\": \"1h\", \"broker\": \"bazaar\", " + SIZE, "broker: no broker here");
            assertThatThrownBy(() -> ask(client, "\"type\": \"vm\", \"length\": \"1h\", \"most\": 21"))
                    .hasMessageContaining("most: must be from 1 to 20, got 21");
            SlotsAnswer none = ask(client, "\"type\": \"vm\", \"units\": 9, \"minUnits\": 9, \"length\": \"1h\", " + SIZE);
            assertThat(none.offers()).isEmpty();
            assertThat(none.brokers().get(0).note()).startsWith("no 9 of that size are free");
        }
    }

    private static void refused(ManagementClient client, String json, String why) {
        assertThatThrownBy(() -> ask(client, json)).isInstanceOfSatisfying(ManagementClient.Refused.class, no -> {
            assertThat(no.problem().kind()).isEqualTo(Problem.Kind.USAGE);
            assertThat(no.problem().message()).startsWith(why);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void brokersElsewhereAreAskedOverTheWireAndWhoeverIsDownOrSlowCostsOnlyItsOwnAnswer(boolean rpc) throws Exception {
        try (Village village = new Village(folder, rpc).startAll();
                ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            pin(village, "dead", FreePort.take());
            pin(village, "slow", silent.getLocalPort());
            village.await("lab", "the book is read", client ->
                    ask(client, "\"type\": \"vm\", \"length\": \"1h\", " + SIZE).brokers().size() == 3);
            List<SlotsAnswer> heard = new ArrayList<>();
            village.await("lab", "who runs has answered in time", client -> {
                long begun = System.nanoTime();
                heard.add(ask(client, "\"type\": \"vm\", \"units\": 9, \"length\": \"1h\", " + SIZE));
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
                return heard.getLast().brokers().stream().anyMatch(one -> one.broker().equals("market") && one.answered());
            });
            SlotsAnswer answer = heard.getLast();
            assertThat(answer.offers()).singleElement().satisfies(offer -> {
                assertThat(offer.kind()).isEqualTo("fewer");
                assertThat(offer.units()).as("what the broker lets this guest have").isEqualTo(4);
                assertThat(offer.request().wishes().get(0).site()).contains(village.key("duke").principal().value());
            });
            assertThat(answer.brokers()).hasSize(3).anySatisfy(dead -> {
                assertThat(dead.broker()).isEqualTo("dead");
                assertThat(dead.note()).startsWith("no answer: ");
            }).anySatisfy(slow -> {
                assertThat(slow.broker()).isEqualTo("slow");
                assertThat(slow.note()).isEqualTo("no answer within 3 s");
                assertThat(slow.answered()).isFalse();
            }).anySatisfy(market -> assertThat(market).isEqualTo(
                    new SlotsAnswer.Asked("market", true, 1, "slots.units: may be at most 4 for you here")));

            village.client("lab").request(answer.offers().get(0).request());
            village.await("lab", "it is active", client -> client.reservations(Filter.LIVE).items().stream()
                    .anyMatch(r -> r.state().equals("active")));
        }
    }

    private static void pin(Village village, String name, int port) throws Exception {
        Identity identity = Identity.generate();
        AddressBook.change(village.home("lab"), book -> book.with(new Peer(name, Role.BROKER,
                new Fingerprint(identity.principal()), List.of(Endpoint.parse("http://127.0.0.1:" + port + "/soap/" + name)),
                Limits.NONE, "", Optional.empty())));
    }

    @Test
    void aBrokerAnswersOnlyGuestsThatItKnowsAndNotTooOften() throws Exception {
        try (Village village = new Village(folder).startAll()) {
            Instant now = Term.grain(Instant.now());
            SlotQuestion question = new SlotQuestion(new TypeName("vm"), 3, 1, Amounts.of(1000, 512), Duration.ofHours(4),
                    now, now.plus(Duration.ofDays(3)), Optional.empty(), 8);
            assertThat(said(village, "market", Identity.generate(), question)).containsExactly("FORBIDDEN: is not known here");
            assertThat(said(village, "market", village.key("duke"), question)).containsExactly(
                    "FORBIDDEN: 'duke' is known here as authority and may not look for slots");
            assertThat(said(village, "duke", village.key("market"), question)).containsExactly(
                    "UNKNOWN: brokers know of slots, and this is an authority");

            // More than it lets through while they are asked, however slowly that goes.
            List<String> answers = said(village, "market", village.key("lab"),
                    Collections.nCopies(400, question).toArray(SlotQuestion[]::new));
            assertThat(answers.subList(0, 20)).containsOnly("3 units");
            assertThat(answers).last().isEqualTo("BUSY: slots: at most 20 questions in a row and 2 a second; ask again later");
        }
    }

    private static List<String> said(Village village, String whom, Identity by, SlotQuestion... questions) throws Exception {
        List<String> said = new ArrayList<>();
        try (SoapLine line = new SoapLine(URI.create(village.url(whom)), Expected.of(village.key(whom).principal()), by,
                SoapSettings.USUAL, Clock.systemUTC())) {
            for (SlotQuestion question : questions) {
                try {
                    SlotAnswer answer = SlotForm.answer(line.call(Operation.SLOTS, SlotForm.write(question)));
                    said.add(answer.slots().get(0).units() + " units");
                } catch (CallRefused e) {
                    said.add(e.kind() + ": "
                            + e.getMessage().replaceFirst("who has the key [0-9a-f]+ (is not known here).*", "$1"));
                    if (e.kind() == CallRefused.Kind.BUSY) {
                        break;
                    }
                }
            }
        }
        return said;
    }
}
