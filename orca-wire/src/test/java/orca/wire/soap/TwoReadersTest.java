package orca.wire.soap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import orca.wire.call.CallRefused;
import orca.wire.text.Retained;
import orca.wire.text.Tree;
import orca.wire.trust.Identity;
import org.junit.jupiter.api.Test;

/** Two checks of one thing must not differ: whatever the fast one lets pass, WSS4J lets pass, and understands just so. */
class TwoReadersTest {
    private static final int INPUTS = Integer.getInteger("orca.fuzz", 3000);
    private static final long SEED = Long.getLong("orca.fuzz.seed", 1);
    private static final String TO = "http://127.0.0.1:1/soap/site";

    private final Tokens tokens = new Tokens();
    private final OwnFormReader own = new OwnFormReader(tokens);
    private final WssReader wss = new WssReader(tokens);
    private int passed;
    private int refused;

    /** What both make of {@code envelope}. */
    private void compare(byte[] envelope, String where) {
        Optional<Proof> fast = own.read(envelope);
        String shown = where + "\n" + new String(envelope, StandardCharsets.ISO_8859_1);
        try {
            Proof slow = wss.read(envelope);
            if (fast.isPresent()) {
                passed++;
                assertThat(Mutations.same(fast.get(), slow)).as(shown).isTrue();
                XmlReading.Content content = XmlReading.body(slow.body());
                assertThat(fast.get().content().name()).as(shown).isEqualTo(content.name());
                assertThat(fast.get().content().namespace()).as(shown).isEqualTo(content.namespace());
                assertThat(fast.get().content().fields().toJson()).as(shown).isEqualTo(content.fields().toJson());
            }
        } catch (CallRefused e) {
            refused++;
            assertThat(fast).as("refused by WSS4J: " + e.getMessage() + "; " + shown).isEmpty();
        } catch (XmlReading.Unreadable e) {
            assertThat(fast).as("not readable: " + e.getMessage() + "; " + shown).isEmpty();
        }
    }

    @Test
    void ourOwnMessagesPassFastOnceTheirKeyIsKnown() throws Exception {
        Random random = new Random(SEED);
        for (Identity one : List.of(Identity.generate(), Keys.identity(Keys.rsa(2048)), Keys.identity(Keys.curve("secp384r1")),
                Keys.identity(Keys.edwards()))) {
            EnvelopeWriter writer = new EnvelopeWriter(one, SoapSettings.USUAL, Clock.systemUTC());
            for (int i = 0; i < 20; i++) {
                String payload = XmlTree.write("query", XmlTrees.branch(random, 3));
                Optional<String> relates = random.nextBoolean() ? Optional.of("urn:uuid:<&>") : Optional.empty();
                byte[] envelope = writer.write(TO + "?a=b&c=d", "urn:orca:wire:query", "urn:uuid:" + i, relates, payload);
                assertThat(own.read(envelope).isPresent()).isEqualTo(i > 0);
                compare(envelope, "our own");
                byte[] changed = envelope.clone();
                changed[envelope.length / 2] ^= 1;
                compare(changed, "changed");
            }
        }
        assertThat(passed).isGreaterThanOrEqualTo(76);
    }

    @Test
    void bothAgreeOnMessagesThatWereChanged() throws Exception {
        Random random = new Random(SEED);
        byte[] good = new Forge(TO, Keys.known()).envelope().getBytes(StandardCharsets.UTF_8);
        wss.read(good);
        Retained memory = new Retained(INPUTS);
        for (int i = 0; i < INPUTS; i++) {
            compare(Mutations.one(good, random), "seed " + SEED + " input " + i);
            memory.next();
        }
        memory.hasNotGrown();
        assertThat(refused).isGreaterThan(INPUTS / 2);
    }

    /** The sender signs whatever it likes, as it stands: not canonical, not well-formed, or other than a schema has it. */
    @Test
    void bothAgreeOnStrangeMessagesThatAreSigned() throws Exception {
        Random random = new Random(SEED + 1);
        Forge known = new Forge(TO, Keys.known());
        wss.read(known.envelope().getBytes(StandardCharsets.UTF_8));
        Retained memory = new Retained(INPUTS);
        for (int i = 0; i < INPUTS; i++) {
            Forge forge = known.again();
            forge.payload = XmlTree.write("query", XmlTrees.branch(random, 3));
            strange(forge, random);
            compare(forge.envelope().getBytes(StandardCharsets.UTF_8), "seed " + SEED + " input " + i);
            memory.next();
        }
        memory.hasNotGrown();
        assertThat(passed).isGreaterThan(INPUTS / 20);
        assertThat(refused).isGreaterThan(INPUTS / 20);
    }

    private static void strange(Forge forge, Random random) throws GeneralSecurityException {
        UnaryOperator<String> change = text ->
                new String(Mutations.one(text.getBytes(StandardCharsets.UTF_8), random), StandardCharsets.UTF_8);
        switch (random.nextInt(6)) {
            case 0 -> forge.payload = change.apply(forge.payload);
            case 1 -> forge.spoiled = text -> random.nextInt(3) == 0 ? change.apply(text) : text;
            case 2 -> forge.times = instant -> change.apply(EnvelopeWriter.time(instant));
            case 3 -> forge.messageId = change.apply("abc");
            case 4 -> forge.payload = "<" + "a".repeat(random.nextInt(1200)) + " xmlns=\"urn:orca:wire\">"
                    + "<b>".repeat(random.nextInt(40)) + "</b>";
            default -> forge.payload = forge.payload.replaceFirst("<(\\w+)>", new String[] {
                "<$1 xmlns=\"\">", "<$1 >", "<$1/><$1>", "<x:$1>", "<$1><!-- -->", "<$1>&#x41;", "<$1>&quot;", "<$1>]]&gt;",
                "<$1>\u0085", "<$1>\ufffe", "<$1>\u0001", "<$1> ", "<$1>\ufeff"}[random.nextInt(13)]);
        }
    }

    @Test
    void whatIsJustAtALimitIsTheSameForBoth() throws Exception {
        Forge known = new Forge(TO, Keys.known());
        wss.read(known.envelope().getBytes(StandardCharsets.UTF_8));
        for (int depth = Tree.MOST_DEPTH - 2; depth < Tree.MOST_DEPTH + 4; depth++) {
            Forge forge = known.again();
            forge.payload = "<query xmlns=\"urn:orca:wire\">" + "<a>".repeat(depth) + "</a>".repeat(depth) + "</query>";
            compare(forge.envelope().getBytes(StandardCharsets.UTF_8), "depth " + depth);
        }
        for (int length : new int[] {1, Proof.MAX_ID - 1, Proof.MAX_ID, Proof.MAX_ID + 1}) {
            Forge forge = known.again();
            forge.messageId = "\u00fc".repeat(length);
            compare(forge.envelope().getBytes(StandardCharsets.UTF_8), "id " + length);
        }
        Map<String, Tree> wide = new LinkedHashMap<>();
        for (int i = 0; i < 20_000; i++) {
            wide.put("a" + i, new Tree.Text(0, "<&>"));
        }
        for (String length : List.of("a".repeat(499), "a".repeat(501), "a".repeat(1001))) {
            Forge forge = known.again();
            wide.put(length, new Tree.Text(0, ""));
            forge.payload = XmlTree.write("query", new Tree.Branch(0, wide));
            compare(forge.envelope().getBytes(StandardCharsets.UTF_8), "name " + length.length());
            wide.remove(length);
        }
        assertThat(passed).isEqualTo(3 + 3 + 1);
    }
}
