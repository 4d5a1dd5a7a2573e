package orca.wire.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import orca.core.contract.Answer;
import orca.core.contract.Assurance;
import orca.core.contract.Refusal;
import orca.core.lease.LeaseState;
import orca.core.protocol.Message;
import orca.core.ticket.DelegationState;
import orca.core.ticket.TicketState;
import orca.wire.call.CallRefused;
import orca.wire.call.Operation;
import orca.wire.protocol.MessageForm.Kind;
import orca.wire.soap.XmlTree;
import orca.wire.text.Notation;
import orca.wire.text.Tree;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The schema that strangers read says what our own forms write and read: no element more, and none less. */
class SchemaTest {
    private static final URL FILE = XmlTree.class.getResource("actor.xsd");

    private final MessageFormTest messages = new MessageFormTest();

    /** A body, and the element of the schema that it is. */
    private record Written(String element, Tree.Branch body) {}

    /** Each message by itself as what is asked or answered, all of them together, and what is no message. */
    private List<Written> everything() throws Exception {
        List<Written> all = new ArrayList<>();
        for (Message message : messages.all()) {
            Tree.Branch body = messages.form.write(message);
            operations(message).forEach(word -> all.add(new Written(word, body)));
        }
        MessageForm.Bundle bundle = messages.form.writeAll(messages.all());
        assertThat(bundle.kept()).isEmpty();
        Stream.of("exchange", "update", "collectReply").forEach(word -> all.add(new Written(word, bundle.body())));
        Tree.Branch shared = messages.form.writeShared(messages.all()).body();
        Stream.of("exchange", "collectReply").forEach(word -> all.add(new Written(word, shared)));
        all.add(new Written("collectReply", new Tree.Branch(0, Map.of())));
        MessageForm.Receipt receipt = new MessageForm.Receipt(3, List.of(new MessageForm.Unread("leaseView[3]", "so")),
                List.of("ticketDemand[0]", "ticketDemand[7]"), Duration.ofSeconds(3));
        Stream.of("exchangeReply", "updateReply").forEach(word -> all.add(new Written(word, receipt.write())));
        all.add(new Written("collect", new Collecting(Duration.ofSeconds(20), true).write()));
        all.add(new Written("query", question("ticket")));
        all.add(new Written("slots", SlotForm.write(SlotFormTest.QUESTION)));
        all.add(new Written("slotsReply", SlotForm.write(SlotFormTest.ANSWER)));
        all.add(new Written("slotsReply", new Tree.Branch(0, Map.of())));
        Map<String, Tree> order = new LinkedHashMap<>();
        order.put("kind", new Tree.Text(0, "status"));
        order.put("content", new Tree.Text(0, "{}"));
        Stream.of("order", "orderReply").forEach(word -> all.add(new Written(word, new Tree.Branch(0, order))));
        Map<String, Tree> refused = new LinkedHashMap<>();
        refused.put("kind", new Tree.Text(0, "busy"));
        refused.put("reason", new Tree.Text(0, "much to do"));
        refused.put("again", new Tree.Flag(0, true));
        refused.put("after", new Tree.Number(0, "5"));
        all.add(new Written("refused", new Tree.Branch(0, refused)));
        return all;
    }

    private static Tree.Branch question(String contract) {
        Map<String, Tree> fields = new LinkedHashMap<>();
        fields.put("contract", new Tree.Text(0, contract));
        fields.put("id", new Tree.Text(0, "web"));
        return new Tree.Branch(0, fields);
    }

    private static List<String> operations(Message message) {
        return switch (message) {
            case Message.TicketDemand m -> List.of("request", "extend", "relinquish");
            case Message.TicketView m -> List.of("requestReply", "extendReply", "relinquishReply", "queryReply");
            case Message.LeaseDemand m -> List.of("redeem", "modify", "close");
            case Message.LeaseView m -> List.of("redeemReply", "modifyReply", "closeReply", "queryReply");
            case Message.DelegationOffer m -> List.of("delegate", "reclaim");
            case Message.DelegationView m -> List.of("delegateReply", "reclaimReply");
            case Message.TicketStanding m -> List.of();
            case Message.StandingView m -> List.of();
        };
    }

    private static Schema schema() throws SAXException {
        return SchemaFactory.newDefaultInstance().newSchema(FILE);
    }

    private static void validate(Schema schema, String xml) throws Exception {
        schema.newValidator().validate(new StreamSource(new StringReader(xml)));
    }

    @Test
    void whateverIsWrittenIsAsTheSchemaSays() throws Exception {
        Schema schema = schema();
        Set<String> seen = new TreeSet<>();
        for (Written one : everything()) {
            String xml = XmlTree.write(one.element(), one.body());
            assertThatCode(() -> validate(schema, xml)).as(xml).doesNotThrowAnyException();
            seen.add(one.element());
        }
        for (Operation operation : Operation.values()) {
            assertThat(seen).contains(operation.word(), operation.word() + "Reply");
        }
    }

    @Test
    void theSchemaRefusesWhatOurReadersRefuse() throws Exception {
        Schema schema = schema();
        Message demand = messages.all().getFirst();
        String good = XmlTree.write("request", messages.form.write(demand));
        for (String[] change : new String[][] {{"<units>3<", "<units>0<"}, {"<stamp>1.7<", "<stamp>17<"},
                {"<open>true</open>", ""}, {"<open>true</open>", "<open>true</open><colour>red</colour>"},
                {"best-effort", "none"}, {"<sliver>500<", "<sliver>much<"}, {">web<", ">We b<"}, {">text<", ">words<"}}) {
            assertThat(good).contains(change[0]);
            assertThatThrownBy(() -> validate(schema, good.replace(change[0], change[1]))).as(change[1])
                    .isInstanceOf(SAXException.class);
        }
    }

    // ---- element by element

    /** What each type of the schema may hold: names of elements and their types. */
    private static Map<String, Map<String, String>> types() throws Exception {
        DocumentBuilderFactory documents = DocumentBuilderFactory.newDefaultNSInstance();
        Element root = documents.newDocumentBuilder().parse(FILE.toString()).getDocumentElement();
        Map<String, Map<String, String>> types = new LinkedHashMap<>();
        types.put("", new LinkedHashMap<>());
        NodeList elements = root.getElementsByTagNameNS(XMLConstants.W3C_XML_SCHEMA_NS_URI, "element");
        for (int i = 0; i < elements.getLength(); i++) {
            Element element = (Element) elements.item(i);
            assertThat(element.getTextContent().strip()).as(element.getAttribute("name") + " is explained")
                    .matches("(?s)[A-Z].{6,}[.]");
            Element above = (Element) element.getParentNode();
            while (above != root && !above.getLocalName().equals("complexType")) {
                above = (Element) above.getParentNode();
            }
            types.computeIfAbsent(above == root ? "" : above.getAttribute("name"), name -> new LinkedHashMap<>())
                    .put(element.getAttribute("name"), element.getAttribute("type"));
        }
        return types;
    }

    /** Crosses off what occurs in a body. */
    private static void visit(Tree tree, String type, Map<String, Map<String, String>> types, Set<String> seen) {
        switch (tree) {
            case Tree.Branch branch -> branch.fields().forEach((name, value) -> {
                assertThat(types.getOrDefault(type, Map.of())).as(type).containsKey(name);
                seen.add(type + "." + name);
                visit(value, types.get(type).get(name), types, seen);
            });
            case Tree.Row row -> row.items().forEach(item -> visit(item, type, types, seen));
            case Tree.Text text -> assertThat(types).doesNotContainKey(type);
            case Tree.Number number -> assertThat(types).doesNotContainKey(type);
            case Tree.Flag flag -> assertThat(types).doesNotContainKey(type);
            case Tree.Nothing nothing -> throw new AssertionError("nothing is not written");
        }
    }

    @Test
    void everyElementOfTheSchemaIsOneThatIsWrittenAndRead() throws Exception {
        Map<String, Map<String, String>> types = types();
        Set<String> seen = new TreeSet<>();
        for (Written one : everything()) {
            visit(new Tree.Branch(0, Map.of(one.element(), one.body())), "", types, seen);
        }
        Set<String> named = new TreeSet<>();
        types.forEach((type, elements) -> elements.keySet().forEach(name -> named.add(type + "." + name)));
        assertThat(seen).isEqualTo(named);
        assertThat(named).hasSizeGreaterThan(120);

        // What is written is read, and nothing is read that is not known; so what the schema names, the readers know.
        for (Message message : messages.all()) {
            messages.form.read(Kind.of(message), messages.form.write(message));
        }
        assertThat(messages.form.readAll(messages.form.writeAll(messages.all()).body()).unread()).isEmpty();
        assertThat(ContractQuestion.read(question("lease")).lease()).isTrue();
    }

    @Test
    void everyWordOfTheSchemaIsOneOfOurs() throws Exception {
        Map<String, List<String>> words = new LinkedHashMap<>();
        words.put("TicketState", words(TicketState.values()));
        words.put("LeaseState", words(LeaseState.values()));
        words.put("DelegationState", words(DelegationState.values()));
        words.put("Assurance", words(Assurance.values()));
        words.put("RefusalKind", words(Refusal.Kind.values()));
        words.put("Kind", words(CallRefused.Kind.values()));
        words.put("AnswerKind", Stream.of(Answer.class.getPermittedSubclasses())
                .map(kind -> kind.getSimpleName().toLowerCase(Locale.ROOT)).toList());
        words.put("Contract", List.of("ticket", "lease"));
        words.put("PropertyKind", List.of("text", "whole", "flag", "moment", "span"));
        assertThat(enumerations()).isEqualTo(words.entrySet().stream().collect(
                Collectors.toMap(Map.Entry::getKey, entry -> new TreeSet<>(entry.getValue()))));
    }

    private static List<String> words(Enum<?>... all) {
        return Stream.of(all).map(Notation::word).toList();
    }

    private static Map<String, Set<String>> enumerations() throws Exception {
        Element root = DocumentBuilderFactory.newDefaultNSInstance().newDocumentBuilder().parse(FILE.toString())
                .getDocumentElement();
        NodeList values = root.getElementsByTagNameNS(XMLConstants.W3C_XML_SCHEMA_NS_URI, "enumeration");
        Map<String, Set<String>> found = new LinkedHashMap<>();
        for (int i = 0; i < values.getLength(); i++) {
            Element value = (Element) values.item(i);
            Element type = (Element) value.getParentNode().getParentNode();
            found.computeIfAbsent(type.getAttribute("name"), name -> new TreeSet<>()).add(value.getAttribute("value"));
        }
        return found;
    }
}
