package orca.wire.soap;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import orca.wire.call.CallRefused;
import orca.wire.call.RetryAfter;
import orca.wire.text.Notation;
import orca.wire.text.Tree;

/** Refusals as SOAP faults: in the detail an element {@code refused} with the kind, the reason and whether to call again. */
final class Faults {
    private static final String ELEMENT = "refused";

    private Faults() {}

    /** The element soap:Fault, for the body of an envelope. */
    static String write(CallRefused refused) {
        Map<String, Tree> fields = new LinkedHashMap<>();
        fields.put("kind", new Tree.Text(0, Notation.word(refused.kind())));
        fields.put("reason", new Tree.Text(0, refused.getMessage()));
        fields.put("again", new Tree.Flag(0, refused.kind().again()));
        refused.after().ifPresent(after -> fields.put("after", new Tree.Number(0, Long.toString(after.toSeconds()))));
        StringBuilder out = new StringBuilder(512).append("<soap:Fault><faultcode>soap:")
                .append(refused.kind() == CallRefused.Kind.BUSY ? "Server" : "Client").append("</faultcode><faultstring>");
        XmlTree.escape(out, refused.getMessage());
        out.append("</faultstring><detail>");
        XmlTree.write(out, ELEMENT, new Tree.Branch(0, fields));
        return out.append("</detail></soap:Fault>").toString();
    }

    /** The refusal that the body of an envelope holds; empty when it holds something else. */
    static Optional<CallRefused> read(XmlReading.Content content) {
        if (content.namespace().equals(Wss.SOAP) && content.name().equals("Fault")
                && content.fields().fields().get("detail") instanceof Tree.Branch detail
                && detail.fields().get(ELEMENT) instanceof Tree.Branch refused
                && refused.fields().get("kind") instanceof Tree.Text kind
                && refused.fields().get("reason") instanceof Tree.Text reason) {
            return Arrays.stream(CallRefused.Kind.values()).filter(known -> Notation.word(known).equals(kind.value()))
                    .findFirst().map(known -> refused(known, reason.value(), refused.fields().get("after")));
        }
        return Optional.empty();
    }

    private static CallRefused refused(CallRefused.Kind kind, String reason, Tree after) {
        return kind == CallRefused.Kind.BUSY && after instanceof Tree.Text text
                ? CallRefused.busy(reason, RetryAfter.read(text.value())) : new CallRefused(kind, reason);
    }
}
