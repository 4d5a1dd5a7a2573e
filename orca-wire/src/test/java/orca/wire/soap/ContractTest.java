package orca.wire.soap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import orca.wire.call.Operation;
import org.apache.cxf.tools.common.ToolException;
import org.apache.cxf.tools.common.toolspec.ToolRunner;
import org.apache.cxf.tools.validator.WSDLValidator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("System.out is one for all")
class ContractTest {
    @TempDir
    private Path folder;

    private String validated(String wsdl) throws Exception {
        // A folder for each, since CXF remembers what it read from where.
        Path place = Files.createTempDirectory(folder, "contract");
        Files.writeString(place.resolve("actor.wsdl"), wsdl);
        Files.writeString(place.resolve("actor.xsd"), Contract.schema());
        PrintStream before = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            ToolRunner.runTool(WSDLValidator.class, WSDLValidator.class.getResourceAsStream("wsdlvalidator.xml"), false,
                    new String[] {"-verbose", place.resolve("actor.wsdl").toString()});
        } catch (ToolException e) {
            return said + " " + e.getMessage();
        } finally {
            System.setOut(before);
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void cxfFindsNothingWrongWithTheContract() throws Exception {
        String file = new String(Contract.class.getResourceAsStream("actor.wsdl").readAllBytes(), StandardCharsets.UTF_8);
        assertThat(validated(file)).contains("Passed Validation");
        assertThat(validated(file.replace("element=\"orca:redeemReply\"", "element=\"orca:nothing\"")))
                .as("and it would find something").doesNotContain("Passed Validation");
    }

    @Test
    void theContractHasEveryOperation() {
        String wsdl = Contract.wsdl("http://site.example/soap/a?b=\"&");
        assertThat(wsdl).contains("<soap:address location=\"http://site.example/soap/a?b=&quot;&amp;\"/>");
        for (Operation operation : Operation.values()) {
            assertThat(wsdl).contains("soapAction=\"" + Wss.action(operation) + "\"")
                    .contains("wsam:Action=\"" + Wss.replyAction(operation) + "\"");
            assertThat(Contract.schema()).contains("<xs:element name=\"" + operation.word() + "\"")
                    .contains("<xs:element name=\"" + Wss.reply(operation) + "\"");
        }
    }
}
