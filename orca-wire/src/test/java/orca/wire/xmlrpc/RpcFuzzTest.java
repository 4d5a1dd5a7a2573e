package orca.wire.xmlrpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import orca.wire.call.CallRefused;
import orca.wire.text.Retained;
import orca.wire.text.Tree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the reader makes of messages that somebody changed: what they say, or one clear sentence. */
@Timeout(600)
class RpcFuzzTest {
    private static final List<String> TROUBLE = List.of("<value>", "</value>", "<struct>", "</member>", "<array><data>", "<nil/>",
            "<i8>", "<int>-", "<base64>!", "<dateTime.iso8601>2026", "<double>1e308</double>", "&lt;", "&#0;", "&x;", "]]>",
            "<![CDATA[", "<!--", "-->", "<?x?>", "<!DOCTYPE a>", "\u0000", "\ud83d\ude00", "9".repeat(30), " xmlns:a=\"b\"");

    static byte[] sample() {
        Map<String, Tree> fields = new LinkedHashMap<>();
        fields.put("id", new Tree.Text(0, "web-1 <&>"));
        fields.put("units", new Tree.Number(0, "3"));
        fields.put("least", new Tree.Number(0, "5000000000"));
        fields.put("share", new Tree.Number(0, "0.5"));
        fields.put("elastic", new Tree.Flag(0, true));
        fields.put("sites", new Tree.Row(0, List.of(new Tree.Text(0, "west"), new Tree.Branch(0, Map.of()))));
        return RpcText.call("query", new Tree.Branch(0, fields));
    }

    static byte[] mutated(byte[] message, Random dice) {
        byte[] changed = message;
        for (int times = 1 + dice.nextInt(3); times > 0; times--) {
            int at = dice.nextInt(changed.length + 1);
            int to = Math.min(changed.length, at + dice.nextInt(24));
            byte[] between = switch (dice.nextInt(5)) {
                case 0 -> new byte[0];
                case 1 -> TROUBLE.get(dice.nextInt(TROUBLE.size())).getBytes(StandardCharsets.UTF_8);
                case 2 -> new byte[] {(byte) dice.nextInt(256)};
                case 3 -> twice(Arrays.copyOfRange(changed, at, to));
                default -> piece(message, dice);
            };
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(changed, 0, at);
            out.writeBytes(between);
            out.write(changed, to, changed.length - to);
            changed = out.toByteArray();
        }
        return changed;
    }

    private static byte[] twice(byte[] part) {
        byte[] two = Arrays.copyOf(part, 2 * part.length);
        System.arraycopy(part, 0, two, part.length, part.length);
        return two;
    }

    private static byte[] piece(byte[] message, Random dice) {
        int at = dice.nextInt(message.length);
        return Arrays.copyOfRange(message, at, Math.min(message.length, at + 1 + dice.nextInt(60)));
    }

    @Test
    void changedMessagesAreReadOrRefusedInASentence() throws Exception {
        int count = Integer.getInteger("orca.fuzz", 20_000);
        Random dice = new Random(5);
        byte[] answer = RpcText.answer(RpcReader.call(sample()).body());
        byte[] fault = RpcText.fault(new CallRefused(CallRefused.Kind.BUSY, "later & better"));
        int read = 0;
        Retained memory = new Retained(count);
        for (int i = 0; i < count; i++) {
            try {
                if (i % 3 == 0) {
                    RpcReader.Call call = RpcReader.call(mutated(sample(), dice));
                    assertThat(RpcReader.call(RpcText.call("again", call.body())).body().toJson())
                            .isEqualTo(withoutNothing(call.body()).toJson());
                } else {
                    RpcReader.reply(mutated(i % 3 == 1 ? answer : fault, dice));
                }
                read++;
            } catch (RpcReader.Unreadable e) {
                assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(500);
            }
            memory.next();
        }
        memory.hasNotGrown();
        assertThat(read).as("some are messages still").isPositive().isLessThan(count);
    }

    /** As it is written: a field without a value is not. */
    private static Tree withoutNothing(Tree tree) {
        return switch (tree) {
            case Tree.Branch branch -> {
                Map<String, Tree> fields = new LinkedHashMap<>();
                branch.fields().forEach((name, value) -> {
                    if (!(value instanceof Tree.Nothing)) {
                        fields.put(name, withoutNothing(value));
                    }
                });
                yield new Tree.Branch(0, fields);
            }
            case Tree.Row row -> new Tree.Row(0, row.items().stream().map(RpcFuzzTest::withoutNothing).toList());
            case Tree.Number number -> new Tree.Number(0, number.value());
            case Tree.Text text -> text;
            case Tree.Flag flag -> flag;
            case Tree.Nothing nothing -> nothing;
        };
    }
}
