package orca.wire.soap;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The WSDL and its schema as files of ours, and as an endpoint shows them. */
final class Contract {
    private static final String ADDRESS_IN_FILE = "http://localhost/soap/actor";
    private static final String SCHEMA_IN_FILE = "schemaLocation=\"actor.xsd\"";

    private Contract() {}

    /** The WSDL of the endpoint at {@code address}. */
    static String wsdl(String address) {
        StringBuilder shown = new StringBuilder();
        XmlTree.escape(shown, address);
        String safe = shown.toString().replace("\"", "&quot;");
        return file("actor.wsdl").replace(ADDRESS_IN_FILE, safe)
                .replace(SCHEMA_IN_FILE, "schemaLocation=\"" + safe + "?xsd\"");
    }

    static String schema() {
        return file("actor.xsd");
    }

    private static String file(String name) {
        try (InputStream in = Contract.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
