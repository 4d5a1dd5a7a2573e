package orca.wire.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.core.protocol.Message;
import orca.core.slot.SlotAnswer;
import orca.core.slot.SlotQuestion;
import orca.wire.call.CallRefused;
import orca.wire.paper.ChainCheck;
import orca.wire.paper.Sealing;
import orca.wire.protocol.MessageForm;
import orca.wire.protocol.SlotForm;
import orca.wire.text.Tree;
import orca.wire.trust.Seals;
import org.junit.jupiter.api.Test;

/** The call that docs/protocol.md shows is one that an actor would take, and so is the refusal. */
class PageExampleTest {
    private static final Path PAGE = Path.of(System.getProperty("orca.root", "..")).resolve("docs/protocol.md");

    private static Matcher example() throws Exception {
        Matcher block = Pattern.compile("(?s)```xml\n(.*?)```").matcher(Files.readString(PAGE));
        assertThat(block.find()).isTrue();
        return block;
    }

    @Test
    void theCallOnThePageIsSignedAsThePageSays() throws Exception {
        String call = example().group(1);
        Proof proof = new WssReader(new Tokens()).read(call.getBytes(StandardCharsets.UTF_8));
        assertThat(Files.readString(PAGE)).contains("signed by `" + proof.sender().principal() + "`");
        XmlReading.Content content = XmlReading.body(proof.body());
        assertThat(content.name()).isEqualTo("request");
        MessageForm form = new MessageForm(new Sealing(who -> Optional.empty()), new ChainCheck(new Seals()));
        Message message = form.read(MessageForm.Kind.TICKET_DEMAND, content.fields());
        assertThat(message).isInstanceOfSatisfying(Message.TicketDemand.class, demand ->
                assertThat(demand.demand().units()).isEqualTo(1));

        for (Map.Entry<String, String> change : Map.of("<units>1<", "<units>2<", "soap/market", "soap/west", "08:02", "09:02")
                .entrySet()) {
            byte[] changed = call.replace(change.getKey(), change.getValue()).getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> new WssReader(new Tokens()).read(changed)).as(change.getValue())
                    .isInstanceOf(CallRefused.class);
        }
    }

    @Test
    void theRefusalOnThePageIsRead() throws Exception {
        Matcher block = example();
        assertThat(block.find()).isTrue();
        XmlReading.Content content = XmlReading.body(block.group(1).getBytes(StandardCharsets.UTF_8));
        assertThat(Faults.read(content)).hasValueSatisfying(refused -> {
            assertThat(refused.kind()).isEqualTo(CallRefused.Kind.MALFORMED);
            assertThat(refused.getMessage()).startsWith("demand.units");
        });
    }

    /** The question and the answer about slots, which were said by a guest and a broker. */
    @Test
    void theSlotsOnThePageAreReadAndWrittenAgainAsTheyStand() throws Exception {
        Matcher block = Pattern.compile("(?s)```xml\n(<slots xmlns.*?)\n(<slotsReply.*?)\n```").matcher(Files.readString(PAGE));
        assertThat(block.find()).isTrue();
        SlotQuestion question = SlotForm.question(fields(block.group(1)));
        SlotAnswer answer = SlotForm.answer(fields(block.group(2)));

        assertThat(answer.slots()).isNotEmpty().allSatisfy(slot -> {
            assertThat(slot.sliver()).isEqualTo(question.sliver());
            assertThat(slot.units()).isBetween(question.least(), question.units());
            assertThat(slot.holds(slot.term().start(), question.length())).isTrue();
            assertThat(slot.term().start()).isAfterOrEqualTo(question.from());
            assertThat(slot.term().end()).isBeforeOrEqualTo(question.before());
        });
        assertThat(XmlTree.write("slots", SlotForm.write(question))).isEqualTo(flat(block.group(1)));
        assertThat(XmlTree.write("slotsReply", SlotForm.write(answer))).isEqualTo(flat(block.group(2)));
    }

    private static String flat(String xml) {
        return xml.replaceAll(">\\s+<", "><").strip();
    }

    private static Tree.Branch fields(String xml) throws Exception {
        String body = "<soap:Body xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\">" + flat(xml) + "</soap:Body>";
        return XmlReading.body(body.getBytes(StandardCharsets.UTF_8)).fields();
    }
}
