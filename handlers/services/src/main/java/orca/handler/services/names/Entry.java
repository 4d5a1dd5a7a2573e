package orca.handler.services.names;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.core.lease.UnitId;
import orca.handler.services.Mark;
import org.xbill.DNS.Address;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;

/**
 * What the zone says a unit has, in a record of the unit's own.
 *
 * @param name which is the unit's
 * @param address to which it leads
 * @param from the unit that the name or the address's name was handed over by
 */
record Entry(Name name, InetAddress address, Optional<UnitId> from) {
    private static final Pattern WORDS =
            Pattern.compile("orca owner=\\S+ unit=\\S+ name=(\\S+) address=([0-9a-fA-F.:]+)(?: from=(\\S+))?");

    private static final int LONGEST = 255;

    /** Whether the other one has the same name at the same address. */
    boolean leadsAs(Entry other) {
        return name.equals(other.name) && address.equals(other.address);
    }

    /** As the record says it. */
    TXTRecord record(Name at, Mark mark, long ttl) {
        return text(at, mark.words() + " name=" + name + " address=" + address.getHostAddress()
                + from.map(unit -> " from=" + unit).orElse(""), ttl);
    }

    /** A record's strings have {@value #LONGEST} bytes at most; longer words are several, which {@link #words} puts together. */
    static TXTRecord text(Name at, String words, long ttl) {
        List<String> strings = new ArrayList<>();
        for (int from = 0; from == 0 || from < words.length(); from += LONGEST) {
            strings.add(words.substring(from, Math.min(words.length(), from + LONGEST)));
        }
        return new TXTRecord(at, DClass.IN, ttl, strings);
    }

    /** What of {@code records} says it of the unit of {@code mark}. */
    static Optional<Entry> in(List<Record> records, Mark mark) {
        return records.stream().map(Entry::words).filter(mark::isIn).findFirst().flatMap(Entry::read);
    }

    /** The text of a record of texts, else nothing. */
    static String words(Record record) {
        return record instanceof TXTRecord text ? String.join("", text.getStrings()) : "";
    }

    private static Optional<Entry> read(String words) {
        Matcher entry = WORDS.matcher(words);
        if (!entry.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Entry(Name.fromString(entry.group(1), Name.root), Address.getByAddress(entry.group(2)),
                    Optional.ofNullable(entry.group(3)).map(UnitId::new)));
        } catch (TextParseException | UnknownHostException | IllegalArgumentException edited) {
            return Optional.empty();
        }
    }
}
