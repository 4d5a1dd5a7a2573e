package orca.handler.libvirt.driver;

import java.util.Optional;
import org.w3c.dom.Element;

/** How many processors a description gives. A container sees all of its host's, and has as many as it may use the time of. */
final class Processors {
    private Processors() {}

    static int now(Element domain) {
        Element cpus = Xml.make(domain, "vcpu");
        return Containers.is(domain) ? whole(domain)
                : Integer.parseInt(cpus.hasAttribute("current") ? cpus.getAttribute("current") : cpus.getTextContent().strip());
    }

    /** How many it can have while it lives. */
    static int most(Element domain) {
        return Containers.is(domain) ? whole(domain) : Integer.parseInt(Xml.make(domain, "vcpu").getTextContent().strip());
    }

    /** A share of one is one. */
    private static int whole(Element domain) {
        Optional<Element> quota = Xml.at(domain, "cputune", "quota");
        Optional<Element> period = Xml.at(domain, "cputune", "period");
        if (quota.isEmpty() || period.isEmpty()) {
            return 1;
        }
        long each = Long.parseLong(period.get().getTextContent().strip());
        return Math.toIntExact(Math.max(1, (Long.parseLong(quota.get().getTextContent().strip()) + each - 1) / each));
    }
}
