package orca.wire.paper;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.lease.Lease;
import orca.core.lease.LeasedUnit;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.paper.Paper;
import orca.core.resource.Amounts;
import orca.core.resource.Bins;
import orca.core.resource.Dimension;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Relinquishment;
import orca.core.ticket.Ticket;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import orca.wire.text.PlainInstant;

/**
 * Reads papers. What is read is written again and must come out the same, byte for byte: so a paper has one meaning and a
 * meaning one paper. No XML parser has a hand in it.
 */
public final class PaperReader {
    private PaperReader() {}

    /** What a paper may say. */
    public sealed interface Said {
        /** @param parent the digest of the paper that it is drawn from; empty for an authority's own */
        record OfDelegation(Delegation delegation, Optional<String> parent) implements Said {}

        record OfTicket(Ticket ticket, String parent) implements Said {}

        record OfLease(Lease lease) implements Said {}

        /** @param relinquishment without its seal */
        record OfRelinquishment(Relinquishment relinquishment) implements Said {}
    }

    /** @throws PaperException when it is none */
    public static Said read(byte[] bytes) throws PaperException {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new PaperException("paper: is not UTF-8", e);
        }
        Said said;
        try {
            said = said(Elements.of(text));
            if (!written(said).equals(text)) {
                throw new PaperException("paper: is not written as papers are; a space, escape or element is wrong");
            }
        } catch (IllegalArgumentException | DateTimeParseException | ArithmeticException e) {
            throw new PaperException("paper: " + e.getMessage(), e);
        }
        return said;
    }

    private static String written(Said said) {
        return switch (said) {
            case Said.OfDelegation(Delegation delegation, Optional<String> parent) -> Paper.of(delegation, parent);
            case Said.OfTicket(Ticket ticket, String parent) -> Paper.of(ticket, parent);
            case Said.OfLease(Lease lease) -> Paper.of(lease);
            case Said.OfRelinquishment(Relinquishment relinquishment) -> Paper.of(relinquishment);
        };
    }

    private static Said said(Elements in) throws PaperException {
        String kind = in.name().orElse("");
        return switch (kind) {
            case "delegation" -> delegation(in);
            case "ticket" -> ticket(in);
            case "lease" -> lease(in);
            case "relinquishment" -> relinquishment(in);
            default -> throw in.no("must be a delegation, a ticket, a lease or a relinquishment");
        };
    }

    private static Said delegation(Elements in) throws PaperException {
        in.enter("delegation");
        Optional<String> parent = in.at("parent") ? Optional.of(in.leaf("parent")) : Optional.empty();
        DelegationId id = new DelegationId(in.leaf("id"));
        long revision = whole(in, "revision");
        Principal issuer = principal(in, "issuer");
        Principal holder = principal(in, "holder");
        ResourceType type = type(in);
        Amounts capacity = amounts(in, "capacity");
        Amounts largest = amounts(in, "largest");
        Term term = term(in);
        int oversubscription = Math.toIntExact(whole(in, "oversubscription"));
        List<Amounts> bins = new ArrayList<>();
        while (in.at("bin")) {
            bins.add(amounts(in, "bin"));
        }
        Delegation delegation = new Delegation(
                id, revision, issuer, holder, type, capacity, largest, term, oversubscription, properties(in), bins);
        in.leave();
        return new Said.OfDelegation(delegation, parent);
    }

    private static Said ticket(Elements in) throws PaperException {
        in.enter("ticket");
        String parent = in.leaf("parent");
        ReservationId reservation = new ReservationId(in.leaf("reservation"));
        long revision = whole(in, "revision");
        Principal issuer = principal(in, "issuer");
        Principal holder = principal(in, "holder");
        DelegationId delegation = new DelegationId(in.leaf("delegation"));
        TypeName type = new TypeName(in.leaf("type"));
        long units = whole(in, "units");
        long least = whole(in, "least");
        Amounts sliver = amounts(in, "sliver");
        Assurance assurance = Assurance.valueOf(in.leaf("assurance"));
        Term term = term(in);
        Optional<Amounts> bins = bins(in);
        Ticket ticket = new Ticket(reservation, revision, issuer, holder, delegation, type, units, least, sliver, assurance, term,
                properties(in), bins);
        in.leave();
        return new Said.OfTicket(ticket, parent);
    }

    private static Said lease(Elements in) throws PaperException {
        in.enter("lease");
        ReservationId reservation = new ReservationId(in.leaf("reservation"));
        long revision = whole(in, "revision");
        Principal issuer = principal(in, "issuer");
        Principal holder = principal(in, "holder");
        TypeName type = new TypeName(in.leaf("type"));
        Assurance assurance = Assurance.valueOf(in.leaf("assurance"));
        Term term = term(in);
        List<LeasedUnit> units = new ArrayList<>();
        while (in.at("unit")) {
            in.enter("unit");
            units.add(new LeasedUnit(new UnitId(in.leaf("id")), in.leaf("host"), amounts(in, "sliver"),
                    UnitState.valueOf(in.leaf("state")), properties(in)));
            in.leave();
        }
        in.leave();
        return new Said.OfLease(new Lease(reservation, revision, issuer, holder, type, assurance, term, units));
    }

    private static Said relinquishment(Elements in) throws PaperException {
        in.enter("relinquishment");
        ReservationId reservation = new ReservationId(in.leaf("reservation"));
        long revision = whole(in, "revision");
        Principal issuer = principal(in, "issuer");
        Principal holder = principal(in, "holder");
        DelegationId delegation = new DelegationId(in.leaf("delegation"));
        Instant start = instant(in, "start");
        Optional<Relinquishment.Kept> kept = in.at("units") ? Optional.of(kept(in)) : Optional.empty();
        in.leave();
        return new Said.OfRelinquishment(new Relinquishment(
                reservation, revision, issuer, holder, delegation, start, kept, Optional.empty()));
    }

    private static Relinquishment.Kept kept(Elements in) throws PaperException {
        long units = whole(in, "units");
        Amounts sliver = amounts(in, "sliver");
        Instant end = instant(in, "end");
        return new Relinquishment.Kept(units, sliver, end, bins(in));
    }

    private static Optional<Amounts> bins(Elements in) throws PaperException {
        return in.at("bins") ? Optional.of(amounts(in, "bins")) : Optional.empty();
    }

    private static ResourceType type(Elements in) throws PaperException {
        in.enter("type");
        TypeName name = new TypeName(in.leaf("name"));
        List<Dimension> dimensions = new ArrayList<>();
        while (in.at("dimension")) {
            dimensions.add(new Dimension(in.attribute(), in.leaf("dimension")));
        }
        Turnaround turnaround = new Turnaround(
                span(in.leaf("setup")), span(in.leaf("teardown")), span(in.leaf("grace")), span(in.leaf("skew")));
        in.leave();
        return new ResourceType(name, dimensions, turnaround);
    }

    private static Duration span(String text) {
        return Duration.parse(text);
    }

    private static Principal principal(Elements in, String name) throws PaperException {
        return new Principal(in.leaf(name));
    }

    private static long whole(Elements in, String name) throws PaperException {
        return Long.parseLong(in.leaf(name));
    }

    private static Term term(Elements in) throws PaperException {
        return new Term(instant(in, "start"), instant(in, "end"));
    }

    private static Instant instant(Elements in, String name) throws PaperException {
        String text = in.leaf(name);
        return PlainInstant.of(text).orElseGet(() -> Instant.parse(text));
    }

    private static Amounts amounts(Elements in, String name) throws PaperException {
        String text = in.leaf(name);
        if (text.isEmpty()) {
            return Amounts.EMPTY;
        }
        String[] words = text.split(" ", Bins.MOST + 1);
        long[] entries = new long[words.length];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = Long.parseLong(words[i]);
        }
        return Amounts.of(entries);
    }

    private static PropertyList properties(Elements in) throws PaperException {
        Map<String, PropertyValue> entries = new TreeMap<>();
        for (Optional<String> kind = in.name(); kind.isPresent() && !kind.get().equals("unit"); kind = in.name()) {
            String name = in.attribute();
            String text = in.leaf(kind.get());
            entries.put(name, switch (kind.get()) {
                case "text" -> new PropertyValue.Text(text);
                case "whole" -> new PropertyValue.Whole(Long.parseLong(text));
                case "flag" -> new PropertyValue.Flag(Boolean.parseBoolean(text));
                case "moment" -> new PropertyValue.Moment(Instant.parse(text));
                case "span" -> new PropertyValue.Span(span(text));
                default -> throw in.no("a property is a text, whole, flag, moment or span");
            });
        }
        return PropertyList.of(entries);
    }
}
