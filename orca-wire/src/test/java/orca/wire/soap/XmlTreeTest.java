package orca.wire.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import orca.wire.call.Operation;
import orca.wire.text.Retained;
import orca.wire.text.Tree;
import org.apache.xml.security.Init;
import org.apache.xml.security.c14n.Canonicalizer;
import org.junit.jupiter.api.Test;

class XmlTreeTest {
    private static final int INPUTS = 2000;

    private static XmlReading.Content read(String payload) throws XmlReading.Unreadable {
        String body = EnvelopeWriter.BODY + payload + EnvelopeWriter.BODY_END;
        return XmlReading.body(body.getBytes(StandardCharsets.UTF_8));
    }

    /** As JSON, which has no line numbers. */
    private static String shown(Tree tree) {
        return tree.toJson();
    }

    @Test
    void whatIsWrittenIsReadAgainAndIsCanonical() throws Exception {
        Init.init();
        Random random = new Random(7);
        for (int i = 0; i < INPUTS; i++) {
            Tree.Branch tree = XmlTrees.branch(random, 4);
            Operation operation = Operation.values()[random.nextInt(Operation.values().length)];
            String written = XmlTree.write(i % 2 == 0 ? operation.word() : Wss.reply(operation), tree);
            assertThat(shown(read(written).fields())).isEqualTo(shown(tree));
            if (i < 200) {
                var document = DocumentBuilderFactory.newDefaultNSInstance().newDocumentBuilder()
                        .parse(new ByteArrayInputStream(written.getBytes(StandardCharsets.UTF_8)));
                ByteArrayOutputStream canonical = new ByteArrayOutputStream();
                Canonicalizer.getInstance(Canonicalizer.ALGO_ID_C14N_EXCL_OMIT_COMMENTS)
                        .canonicalizeSubtree(document, canonical);
                assertThat(canonical.toString(StandardCharsets.UTF_8)).isEqualTo(written);
            }
        }
    }

    @Test
    void whatAFaultSaysFitsTheSchema() throws Exception {
        Schema schema = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(new StreamSource(new StringReader(Contract.schema())));
        String refused = Faults.write(new orca.wire.call.CallRefused(orca.wire.call.CallRefused.Kind.BUSY, "a < b"));
        String detail = refused.substring(refused.indexOf("<refused"), refused.indexOf("</detail>"));
        schema.newValidator().validate(new StreamSource(new StringReader(detail)));
    }

    /** Both readers of bodies, without signatures: clear answers to anything, and the same where the fast one has one. */
    @Test
    void bodiesThatWereChangedAreReadAlikeOrRefused() throws Exception {
        int inputs = Integer.getInteger("orca.fuzz", 20_000);
        long seed = Long.getLong("orca.fuzz.seed", 1);
        Random random = new Random(seed);
        int alike = 0;
        Retained memory = new Retained(inputs);
        for (int i = 0; i < inputs; i++) {
            byte[] good = XmlTree.write("query", XmlTrees.branch(random, 2)).getBytes(StandardCharsets.UTF_8);
            byte[] bytes = random.nextInt(8) == 0 ? good : Mutations.one(good, random);
            String body = EnvelopeWriter.BODY + new String(bytes, StandardCharsets.ISO_8859_1) + EnvelopeWriter.BODY_END;
            String where = "seed " + seed + " input " + i + ": " + body;
            Optional<XmlReading.Content> slow = Optional.empty();
            try {
                slow = Optional.of(XmlReading.body(body.getBytes(StandardCharsets.ISO_8859_1)));
            } catch (XmlReading.Unreadable e) {
                assertThat(e).as(where).hasMessageMatching("(?s).+");
            }
            Canon canon = new Canon(bytes);
            try {
                XmlReading.Content fast = canon.content();
                if (canon.ended()) {
                    alike++;
                    assertThat(slow).as(where).isPresent();
                    assertThat(shown(fast.fields())).as(where).isEqualTo(shown(slow.orElseThrow().fields()));
                    assertThat(fast.name()).as(where).isEqualTo(slow.orElseThrow().name());
                }
            } catch (Canon.OtherForm e) {
                assertThat(bytes).as(where).isNotEqualTo(good);
            }
            memory.next();
        }
        memory.hasNotGrown();
        assertThat(alike).isGreaterThan(inputs / 10);
    }

    @Test
    void numbersAndFlagsAreTextAndNothingIsNotThere() throws Exception {
        Map<String, Tree> fields = new LinkedHashMap<>();
        fields.put("units", new Tree.Number(0, "3"));
        fields.put("elastic", new Tree.Flag(0, true));
        fields.put("note", new Tree.Nothing(0));
        fields.put("hosts", new Tree.Row(0, List.of()));
        fields.put("one", new Tree.Row(0, List.of(new Tree.Text(0, "x"))));
        fields.put("bell", new Tree.Text(0, "\u0007\ud800!\ufffe"));
        String written = XmlTree.write("request", new Tree.Branch(0, fields));
        assertThat(written).isEqualTo("<request xmlns=\"urn:orca:wire\"><units>3</units><elastic>true</elastic><one>x</one>"
                + "<bell>\ufffd\ufffd!\ufffd</bell></request>");
        assertThat(shown(read(written).fields()))
                .isEqualTo("{\"units\":\"3\",\"elastic\":\"true\",\"one\":\"x\",\"bell\":\"\ufffd\ufffd!\ufffd\"}");
        assertThat(read("<request xmlns=\"urn:orca:wire\"/>").fields().fields()).isEmpty();
    }

    @Test
    void whatOthersWriteOtherwiseMeansTheSame() throws Exception {
        assertThat(shown(read("<o:request xmlns:o='urn:orca:wire'>\n  <o:a>1</o:a>\n <b xmlns='urn:orca:wire'><![CDATA[<]]></b>"
                + "<o:a>2</o:a>\n</o:request>").fields())).isEqualTo("{\"a\":[\"1\",\"2\"],\"b\":\"<\"}");
    }

    @Test
    void whatDoesNotBelongIntoABodyIsRefused() {
        List<String> bad = new ArrayList<>(List.of("", "text", "<a xmlns='urn:orca:wire'>x</a>",
                "<a xmlns='urn:orca:wire'/><b xmlns='urn:orca:wire'/>", "<a xmlns='urn:orca:wire'><b c='d'/></a>",
                "<a xmlns='urn:orca:wire'><b xmlns='urn:x'/></a>", "<a xmlns='urn:orca:wire'>x<b/></a>",
                "<a xmlns='urn:orca:wire'><b>&x;</b></a>", "<a xmlns='urn:orca:wire'><b></a>"));
        bad.add("<a xmlns='urn:orca:wire'>" + "<b>".repeat(33) + "</b>".repeat(33) + "</a>");
        for (String payload : bad) {
            assertThatThrownBy(() -> read(payload)).as(payload).isInstanceOf(XmlReading.Unreadable.class);
        }
        assertThatThrownBy(() -> XmlReading.body("<!DOCTYPE a [<!ENTITY b 'c'>]><a><b/></a>".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(XmlReading.Unreadable.class);
    }

    @Test
    void whatHasNoFormIsNotWritten() {
        Tree.Row row = new Tree.Row(0, List.of(new Tree.Text(0, "x")));
        assertThatThrownBy(() -> XmlTree.write("a", new Tree.Branch(0, Map.of("b", new Tree.Row(0, List.of(row))))))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("b: a list in a list cannot be written");
        assertThatThrownBy(() -> XmlTree.write("a", new Tree.Branch(0, Map.of("", row))))
                .isInstanceOf(IllegalArgumentException.class);
        Tree.Branch deep = new Tree.Branch(0, Map.of());
        for (int i = 0; i < Tree.MOST_DEPTH; i++) {
            deep = new Tree.Branch(0, Map.of("a", deep));
        }
        Tree.Branch tooDeep = deep;
        assertThatThrownBy(() -> XmlTree.write("a", tooDeep)).hasMessage("body: nested deeper than 32");
    }
}
