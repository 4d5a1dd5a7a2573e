package orca.handler.libvirt.driver;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * How a unit's machine is known on a host: by a name and a number that follow from the node and the unit, and by a piece of
 * metadata that says both.
 *
 * @param node what sets this node's units apart from those of another folder or user
 */
record Label(String node) {
    /** The namespace of the metadata. */
    static final String NAMESPACE = "urn:orca:unit:1";

    static Label of(Path folder, int user) {
        return new Label(digest(folder + "\n" + user).substring(0, 12));
    }

    static String digest(String words) {
        return HexFormat.of().formatHex(sha256().digest(words.getBytes(StandardCharsets.UTF_8)));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    String name(String unit) {
        return "orca-" + node + "-" + unit;
    }

    String uuid(String unit) {
        return UUID.nameUUIDFromBytes((node + "/" + unit).getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** A hardware address of the range that QEMU and libvirt use, always the same for the same {@code words}. */
    String mac(String words) {
        String digest = digest(node + "/" + words);
        return "52:54:00:" + digest.substring(0, 2) + ":" + digest.substring(2, 4) + ":" + digest.substring(4, 6);
    }

    /** A name for a network device of the unit's on its host, of 14 characters: Linux takes 15. */
    String device(String unit) {
        return "oc" + digest(node + "/" + unit).substring(0, 12);
    }

    /** What is written on a machine, whatever its template says of these things. */
    void write(Document domain, String unit, Birth birth) {
        Element root = domain.getDocumentElement();
        Xml.make(root, "name").setTextContent(name(unit));
        Xml.make(root, "uuid").setTextContent(uuid(unit));
        Element label = domain.createElementNS(NAMESPACE, "orca:unit");
        label.setAttribute("node", node);
        label.setAttribute("name", unit);
        label.setAttribute("demand", birth.demand());
        label.setAttribute("clone", birth.cloned());
        label.setAttribute("acceleration", birth.acceleration());
        birth.address().ifPresent(address -> label.setAttribute("address", address));
        Xml.make(root, "metadata").appendChild(label);
    }

    /** The label on a machine, if it is of this node. */
    Optional<Element> read(Document domain) {
        return Xml.at(domain.getDocumentElement(), "metadata", "unit")
                .filter(label -> NAMESPACE.equals(label.getNamespaceURI()) && label.getAttribute("node").equals(node));
    }

    /**
     * What was settled when a machine was made, and stays.
     *
     * @param demand a digest of what it was asked to be, without its size
     * @param cloned how its disk was made
     * @param acceleration by what its processors run
     * @param address that it was told to have; empty where nobody told it one, and of machines of the first version
     */
    record Birth(String demand, String cloned, String acceleration, Optional<String> address) {
        static Birth of(Element label) {
            return new Birth(label.getAttribute("demand"), label.getAttribute("clone"), label.getAttribute("acceleration"),
                    Optional.of(label.getAttribute("address")).filter(address -> !address.isEmpty()));
        }
    }
}
