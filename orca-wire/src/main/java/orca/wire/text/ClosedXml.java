package orca.wire.text;

import java.io.StringReader;
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
     * Limits that newer JDKs have and older ones have not: they count {@code &lt;} as an entity and allow 100,000, and nest 100
     * deep. Where no DTD declares an entity there is nothing for the first two to guard, and depth is for the caller to bound.
     */
    private static final List<String> NEWER_LIMITS =
            List.of("jdk.xml.maxGeneralEntitySizeLimit", "jdk.xml.totalEntitySizeLimit", "jdk.xml.maxElementDepth");

    private ClosedXml() {}

    /** A reader at the beginning of {@code text}; pieces of text are as long as they come. */
    public static XMLStreamReader reader(String text) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        NEWER_LIMITS.forEach(limit -> factory.setProperty(limit, "0"));
        return factory.createXMLStreamReader(new StringReader(text));
    }
}
