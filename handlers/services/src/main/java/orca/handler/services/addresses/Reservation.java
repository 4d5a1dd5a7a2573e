package orca.handler.services.addresses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import orca.handler.services.Mark;

/**
 * One reservation, as the file and Kea say it.
 *
 * @param hardware whose address it is, in lower case; empty where it is known by something else
 * @param address that is reserved; empty where there is none
 * @param mark the words that say whose it is; empty where it is nobody's who leases
 */
record Reservation(String hardware, String address, String mark) {
    private static final String OURS = "orca";

    static Reservation of(JsonNode node) {
        return new Reservation(node.path("hw-address").asText("").toLowerCase(Locale.ROOT), node.path("ip-address").asText(""),
                node.path("user-context").path(OURS).asText(""));
    }

    boolean isOf(Mark whose) {
        return whose.words().equals(mark);
    }

    ObjectNode node() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("hw-address", hardware).put("ip-address", address);
        node.putObject("user-context").put(OURS, mark);
        return node;
    }
}
