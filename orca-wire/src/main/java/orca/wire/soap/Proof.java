package orca.wire.soap;

import java.time.Instant;
import java.util.Optional;
import orca.wire.trust.Speaker;

/**
 * What an envelope proves: who signed all of it. That it is fresh, and new, is not looked at yet.
 *
 * @param sender whose key signed
 * @param to whom it is for, as the sender wrote it
 * @param relatesTo the message that it answers
 * @param body the element soap:Body as exclusive canonical XML, which is what was signed
 * @param read what stands in the body, where that is known already
 */
record Proof(Speaker sender, String to, String action, String messageId, Optional<String> relatesTo,
        Instant created, Instant expires, byte[] body, Optional<XmlReading.Content> read) {
    /** The longest MessageID, in characters. */
    static final int MAX_ID = 256;

    /** What stands in the body. @throws XmlReading.Unreadable when it is nothing that bodies hold */
    XmlReading.Content content() throws XmlReading.Unreadable {
        return read.isPresent() ? read.get() : XmlReading.body(body);
    }
}
