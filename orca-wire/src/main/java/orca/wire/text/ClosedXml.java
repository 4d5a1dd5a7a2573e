package orca.wire.text;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Readers of XML that fetch nothing and expand nothing. A DTD is an event like others, for the caller to refuse; an entity that
 * it declares is not known.
 */
public final class ClosedXml {
    /**
     * Limits of the JDK's parsers that guard nothing where no DTD declares an entity: newer ones count each {@code &lt;} as one.
     * Whoever lifts them bounds the bytes.
     */
    public static final List<String> ENTITY_LIMITS =
            List.of("jdk.xml.maxGeneralEntitySizeLimit", "jdk.xml.totalEntitySizeLimit", "jdk.xml.entityExpansionLimit");
    /** Newer JDKs nest 100 deep; depth is for the caller to bound. */
    private static final String DEPTH_LIMIT = "jdk.xml.maxElementDepth";

    private ClosedXml() {}

    /** A reader at the beginning of {@code text}; pieces of text are as long as they come. */
    public static XMLStreamReader reader(String text) throws XMLStreamException {
        return factory().createXMLStreamReader(new StringReader(text));
    }

    /** The same of a text in UTF-8, whatever it says of itself. */
    public static XMLStreamReader reader(byte[] utf8) throws XMLStreamException {
        try {
            // The JDK's own decoder prints what it cannot read to the standard error, for whoever sends it to fill a log with.
            return reader(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
        } catch (CharacterCodingException e) {
            throw new XMLStreamException("it is not UTF-8", e);
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        ENTITY_LIMITS.forEach(limit -> factory.setProperty(limit, "0"));
        factory.setProperty(DEPTH_LIMIT, "0");
        return factory;
    }
}
