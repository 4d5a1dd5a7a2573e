package orca.wire.xmlrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import orca.wire.call.Operation;
import orca.wire.text.Retained;
import orca.wire.text.Tree;
import orca.wire.trust.Identity;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each is refused, reaches no actor, and leaves the door open for others. */
@Timeout(300)
class RpcAttackTest {
    private static final String XML = "Content-Type: text/xml\r\n";
    private static final String GOOD = call(
            "<value><struct><member><name>a</name><value><int>1</int></value></member></struct></value>");
    private static final Tree.Branch NONE = new Tree.Branch(0, Map.of());
    private static RpcHouse house;
    private static Identity guest;

    @BeforeAll
    static void open() throws Exception {
        house = new RpcHouse();
        guest = Identity.generate();
    }

    @AfterAll
    static void close() {
        house.close();
    }

    @BeforeEach
    void count() {
        house.calls.set(0);
    }

    @AfterEach
    void theDoorStillOpensForOthers() throws Exception {
        int heard = house.calls.get();
        try (RpcLine line = house.line(guest)) {
            line.call(Operation.QUERY, NONE);
        }
        assertThat(house.calls.get()).isEqualTo(heard + 1);
    }

    private static String call(String value) {
        return "<?xml version=\"1.0\"?><methodCall><methodName>query</methodName><params><param>" + value
                + "</param></params></methodCall>";
    }


    private void keptOut(SSLContext context) {
        assertThatThrownBy(() -> {
            try (SSLSocket socket = Raw.socket(context, house.port())) {
                String answer = Raw.post(socket, XML, GOOD);
                if (answer.isEmpty()) {
                    throw new IOException("closed");
                }
            }
        }).isInstanceOf(IOException.class);
        assertThat(house.calls.get()).isZero();
    }

    @Test
    void whoShowsNoKeyOrABadOneDoesNotGetIn() throws Exception {
        keptOut(Raw.context(new KeyManager[0]));
        KeyPair weak = Raw.pair("RSA", 1024);
        keptOut(Raw.context(Raw.keys(weak, weak, "SHA256withRSA")));
        KeyPair good = Raw.pair("RSA", 2048);
        keptOut(Raw.context(Raw.keys(good, Raw.pair("RSA", 2048), "SHA256withRSA")));
        keptOut(Raw.context(Raw.keys(good, good, "SHA1withRSA")));
        KeyPair old = Raw.pair("DSA", 2048);
        keptOut(Raw.context(Raw.keys(old, old, "SHA256withDSA")));
        try (SSLSocket socket = Raw.socket(Raw.context(Raw.keys(good, good, "SHA256withRSA")), house.port())) {
            assertThat(Raw.post(socket, XML, GOOD)).contains("methodResponse").doesNotContain("fault");
        }
    }

    @Test
    void oldProtocolsAndPlainTextDoNotGetIn() throws Exception {
        try (SSLSocket socket = Raw.socket(Raw.context(guest), house.port())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.1"});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
        }
        try (SSLSocket socket = Raw.socket(Raw.context(guest), house.port())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            assertThat(Raw.post(socket, XML, GOOD)).contains("<methodResponse>");
        }
        int heard = house.calls.get();
        try (Socket socket = new Socket("127.0.0.1", house.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(("POST /rpc/west HTTP/1.1\r\nHost: x\r\n" + XML + "Content-Length: " + GOOD.length()
                    + "\r\n\r\n" + GOOD).getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1)).doesNotContain("200 OK");
        } catch (IOException e) {
            assertThat(e).as("the connection was cut").isNotNull();
        }
        assertThat(house.calls.get()).isEqualTo(heard);
    }

    private String refused(String headers, String body) throws Exception {
        String answer;
        try (SSLSocket socket = Raw.socket(Raw.context(guest), house.port())) {
            answer = Raw.post(socket, headers, body);
        }
        assertThat(answer).contains("<name>faultCode</name><value><int>3</int>");
        assertThat(house.calls.get()).isZero();
        return answer.substring(answer.indexOf("<string>") + 8, answer.indexOf("</string>"));
    }

    @Test
    void dtdsEntitiesAndBombsAreRefused() throws Exception {
        String dtd = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
        String rest = call("<value><struct><member><name>a</name><value>&x;</value></member></struct></value>").substring(21);
        assertThat(refused(XML, dtd + rest)).isEqualTo("message, line 1: no DTD belongs into it");
        StringBuilder bomb = new StringBuilder("<!DOCTYPE a [<!ENTITY x0 \"ha\">");
        for (int i = 1; i < 30; i++) {
            bomb.append("<!ENTITY x").append(i).append(" \"&x").append(i - 1).append(";&x").append(i - 1).append(";\">");
        }
        assertThat(refused(XML, bomb + "]>" + rest.replace("&x;", "&x29;"))).contains("no DTD");
        assertThat(refused(XML, rest)).as("an entity that nobody declared").contains("is not well-formed");
        assertThat(refused(XML, GOOD.replace("<int>", "<int a=\"b\">"))).contains("no attributes belong into it");
        assertThat(refused(XML, GOOD.replace("<params>", "<?php x?><params>"))).contains("only elements and text");
    }

    @Test
    void deepNestingAndManyValuesAreRefused() throws Exception {
        String open = "<value><array><data>";
        String shut = "</data></array></value>";
        assertThat(refused(XML, call(open.repeat(100_000) + shut.repeat(100_000)))).contains("nested deeper than 32");
        assertThat(refused(XML, call(open + "<value/>".repeat(600_000) + shut))).contains("more than 500000 values");
        assertThat(refused(XML, "<a>".repeat(100_000))).contains("element 'methodCall' is due");
    }

    @Test
    void aHundredMegabytesAreNotRead() throws Exception {
        long length = 100L << 20;
        long[] sent = {0};
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return sent[0]++ < length ? 'x' : -1;
            }

            @Override
            public int read(byte[] part, int at, int most) {
                int n = (int) Math.min(most, length - sent[0]);
                Arrays.fill(part, at, at + Math.max(0, n), (byte) 'x');
                sent[0] += Math.max(0, n);
                return n <= 0 ? -1 : n;
            }
        };
        try (SSLSocket socket = Raw.socket(Raw.context(guest), house.port())) {
            assertThat(Raw.post(socket, XML, endless, length)).contains("must have at most 8388608 bytes");
        } catch (IOException e) {
            assertThat(sent[0]).as("cut off early").isLessThan(length);
        }
        assertThat(house.calls.get()).isZero();
    }

    @Test
    void otherHeadersAreRefused() throws Exception {
        assertThat(refused(XML + "Content-Encoding: gzip\r\n", GOOD)).isEqualTo("Content-Encoding: must not be there");
        assertThat(refused("Content-Type: application/json\r\n", GOOD)).contains("Content-Type: must be text/xml");
        assertThat(refused("Content-Type: text/xml; charset=iso-8859-1\r\n", GOOD)).contains("Content-Type: must be text/xml");
        assertThat(refused("", GOOD)).contains("Content-Type: must be");
    }

    @Test
    void whatIsNoCallIsRefusedWithTheRule() throws Exception {
        assertThat(refused(XML, "")).contains("message, line 1: is not well-formed");
        assertThat(refused(XML, "hello")).contains("is not well-formed");
        assertThat(refused(XML, call("<value>words</value>"))).isEqualTo("the parameter: must be a struct, got 'words'");
        assertThat(refused(XML, GOOD.replace("</param>", "</param><param><value/></param>")))
                .contains("unexpected element 'param'");
        assertThat(refused(XML, GOOD.replace("<int>1<", "<int>2147483648<"))).contains("'2147483648' is no 'int'");
        assertThat(refused(XML, GOOD.replace("int>", "long>"))).contains("is no 'long'");
        assertThat(refused(XML, GOOD.replace("<int>1</int>", "<double>1e9999</double>"))).contains("is no 'double'");
        assertThat(refused(XML, GOOD.replace("<int>1</int>", "<double>NaN</double>"))).contains("is no 'double'");
        String member = "<member><name>a</name><value><int>1</int></value></member>";
        assertThat(refused(XML, GOOD.replace(member, member + member))).contains("'a' stands there twice");
        assertThat(refused(XML, GOOD + GOOD.substring(21))).contains("is not well-formed");
    }

    /** Nothing but answers and refusals comes of what somebody changed a little; more by {@code -Dorca.fuzz=N}. */
    @Test
    void changedMessagesAreAnsweredOrRefused() throws Exception {
        int count = Integer.getInteger("orca.fuzz", 500);
        Random dice = new Random(17);
        int faults = 0;
        Retained memory = new Retained(count);
        try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(Raw.context(guest))
                .build()) {
            for (int i = 0; i < count; i++) {
                byte[] message = RpcFuzzTest.mutated(RpcFuzzTest.sample(), dice);
                HttpResponse<byte[]> response = http.send(HttpRequest.newBuilder(URI.create(
                        "https://localhost:" + house.port() + "/rpc/west")).header("Content-Type", "text/xml")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(message)).build(), HttpResponse.BodyHandlers.ofByteArray());
                assertThat(response.statusCode()).isEqualTo(200);
                faults += RpcReader.reply(response.body()) instanceof RpcReader.Reply.Fault ? 1 : 0;
                memory.next();
            }
            memory.hasNotGrown();
        }
        assertThat(faults).isGreaterThan(count / 2).isLessThanOrEqualTo(count);
    }
}
