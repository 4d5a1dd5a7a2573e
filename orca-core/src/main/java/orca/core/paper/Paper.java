package orca.core.paper;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.lease.Lease;
import orca.core.lease.LeasedUnit;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.core.resource.ResourceType;
import orca.core.ticket.Delegation;
import orca.core.ticket.Relinquishment;
import orca.core.ticket.Ticket;
import orca.core.time.Term;
import orca.core.time.Turnaround;

/**
 * The text of a contract, which is signed as its UTF-8 bytes. Each contract has one text and each text one contract: what is
 * read must be written again to the same bytes, or it is refused. The form never changes under a version; another form is
 * another version, and every version stays readable.
 */
public final class Paper {
    /** The XML namespace of all papers. */
    public static final String NAMESPACE = "urn:orca:contract";
    /** The form of most papers. */
    public static final int VERSION = 1;
    /** The form of delegations that have bins, of tickets on them, and of what says which of these are kept. */
    public static final int WITH_BINS = 2;
    /** The longest text, in characters; beyond it nothing is read. */
    public static final int MAX_LENGTH = 1 << 20;

    private Paper() {}

    /**
     * A delegation.
     *
     * @param parent the SHA-256, in hexadecimal, of the paper that it is drawn from; empty for an authority's own
     */
    public static String of(Delegation delegation, Optional<String> parent) {
        PaperWriter out = new PaperWriter("delegation", delegation.bins().isEmpty() ? VERSION : WITH_BINS);
        parent.ifPresent(digest -> out.leaf("parent", digest));
        out.leaf("id", delegation.id().value());
        out.leaf("revision", delegation.revision());
        out.leaf("issuer", delegation.issuer().value());
        out.leaf("holder", delegation.holder().value());
        type(out, delegation.type());
        amounts(out, "capacity", delegation.capacity());
        amounts(out, "largest", delegation.largest());
        term(out, delegation.term());
        out.leaf("oversubscription", delegation.oversubscription());
        for (Amounts bin : delegation.bins()) {
            amounts(out, "bin", bin);
        }
        properties(out, delegation.properties());
        return out.end();
    }

    /** A ticket, on the paper with the digest {@code parent}. */
    public static String of(Ticket ticket, String parent) {
        PaperWriter out = new PaperWriter("ticket", ticket.bins().isEmpty() ? VERSION : WITH_BINS);
        out.leaf("parent", parent);
        out.leaf("reservation", ticket.reservation().value());
        out.leaf("revision", ticket.revision());
        out.leaf("issuer", ticket.issuer().value());
        out.leaf("holder", ticket.holder().value());
        out.leaf("delegation", ticket.delegation().value());
        out.leaf("type", ticket.type().value());
        out.leaf("units", ticket.units());
        out.leaf("least", ticket.minUnits());
        amounts(out, "sliver", ticket.sliver());
        out.leaf("assurance", ticket.assurance().name());
        term(out, ticket.term());
        ticket.bins().ifPresent(counts -> amounts(out, "bins", counts));
        properties(out, ticket.properties());
        return out.end();
    }

    /**
     * A lease. It stands on nothing: its issuer owns what it gives, and names the ticket that it binds by reservation, holder and
     * revision.
     */
    public static String of(Lease lease) {
        PaperWriter out = new PaperWriter("lease", VERSION);
        out.leaf("reservation", lease.reservation().value());
        out.leaf("revision", lease.ticketRevision());
        out.leaf("issuer", lease.issuer().value());
        out.leaf("holder", lease.holder().value());
        out.leaf("type", lease.type().value());
        out.leaf("assurance", lease.assurance().name());
        term(out, lease.term());
        units(out, lease.units());
        return out.end();
    }

    /** What a holder gives up. It stands on nothing, and names the tickets by what all their revisions have in common. */
    public static String of(Relinquishment relinquishment) {
        PaperWriter out = new PaperWriter("relinquishment",
                relinquishment.kept().flatMap(Relinquishment.Kept::bins).isEmpty() ? VERSION : WITH_BINS);
        out.leaf("reservation", relinquishment.reservation().value());
        out.leaf("revision", relinquishment.revision());
        out.leaf("issuer", relinquishment.issuer().value());
        out.leaf("holder", relinquishment.holder().value());
        out.leaf("delegation", relinquishment.delegation().value());
        out.leaf("start", relinquishment.start().toString());
        relinquishment.kept().ifPresent(kept -> {
            out.leaf("units", kept.units());
            amounts(out, "sliver", kept.sliver());
            out.leaf("end", kept.end().toString());
            kept.bins().ifPresent(counts -> amounts(out, "bins", counts));
        });
        return out.end();
    }

    private static void type(PaperWriter out, ResourceType type) {
        out.begin("type");
        out.leaf("name", type.name().value());
        for (Dimension dimension : type.dimensions()) {
            out.leaf("dimension", dimension.unit(), "name", dimension.name());
        }
        Turnaround turnaround = type.turnaround();
        out.leaf("setup", turnaround.setup().toString());
        out.leaf("teardown", turnaround.teardown().toString());
        out.leaf("grace", turnaround.grace().toString());
        out.leaf("skew", turnaround.skew().toString());
        out.close();
    }

    private static void units(PaperWriter out, List<LeasedUnit> units) {
        for (LeasedUnit unit : units) {
            out.begin("unit");
            out.leaf("id", unit.id().value());
            out.leaf("host", unit.host());
            amounts(out, "sliver", unit.sliver());
            out.leaf("state", unit.state().name());
            properties(out, unit.properties());
            out.close();
        }
    }

    private static void amounts(PaperWriter out, String name, Amounts amounts) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < amounts.size(); i++) {
            text.append(i == 0 ? "" : " ").append(amounts.get(i));
        }
        out.leaf(name, text.toString());
    }

    private static void term(PaperWriter out, Term term) {
        out.leaf("start", term.start().toString());
        out.leaf("end", term.end().toString());
    }

    private static void properties(PaperWriter out, PropertyList properties) {
        for (Map.Entry<String, PropertyValue> property : properties) {
            out.leaf(property.getValue().kind(), property.getValue().toString(), "name", property.getKey());
        }
    }
}
