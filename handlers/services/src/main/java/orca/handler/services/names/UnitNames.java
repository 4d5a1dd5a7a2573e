package orca.handler.services.names;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import orca.core.handler.CallContext;
import orca.core.handler.HandOver;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.handler.services.Mark;
import orca.handler.services.ServiceException;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Address;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * What a unit has in the zones. Beside its address its name bears a {@link Mark}, by which anybody sees whose it is; and a
 * record of the unit's own below {@link Labels#UNITS} says which name and address it has, by which a later process finds them.
 * All three come and go in one update, which the server does wholly or not at all, and only if the name was nobody's.
 *
 * <p>The address is named in a zone of its own, so in an update of its own: after the name has come, before it goes. So
 * whatever is half done, the unit's record says what there may be.
 *
 * <p><b>Hand-over.</b> A unit that comes in another's place takes the name from it, in one update on the condition that the name
 * bears the other's mark and the other's own record is there. That record stays until its unit goes, and so says what the name
 * goes back to where the new unit goes first: in one update again, on the condition that the record is there. So whichever of
 * the two is done first, the other's is not, and is looked at anew. While the name is with the new one, nothing of the old one's
 * is changed, and a change of its lease is no trouble for that.
 */
final class UnitNames {
    private static final int TRIES = 3;

    private final NamesSettings settings;
    private final NameServer server;
    private final AddressNames reverse;

    UnitNames(NamesSettings settings, NameServer server) {
        this.settings = settings;
        this.server = server;
        this.reverse = new AddressNames(settings, server);
    }

    private Mark mark(UnitCall call) {
        return new Mark(settings.owner(), call.unit());
    }

    private Optional<Entry> entry(Mark mark) throws ServiceException, InterruptedException {
        return Entry.in(server.records(Labels.unit(mark, settings.zone()), Type.TXT), mark);
    }

    /** Another unit of the same site, with what it has. */
    private record Other(Mark mark, Entry entry) {}

    private Optional<Other> other(UnitId unit) throws ServiceException, InterruptedException {
        Mark mark = new Mark(settings.owner(), unit);
        return entry(mark).map(entry -> new Other(mark, entry));
    }

    /** Sees to it that the unit has its name, and the name its address; what the name is. */
    Entry give(UnitCall call, CallContext context) throws ServiceException, InterruptedException {
        Mark mark = mark(call);
        InetAddress address = address(call.properties());
        Optional<Entry> before = entry(mark);
        Name name = before.isPresent() ? before.get().name() : Labels.wanted(call, settings.zone());
        if (before.isPresent() && call.properties().text(Labels.HOSTNAME).isPresent()
                && !Labels.wanted(call, settings.zone()).equals(name)) {
            context.say("names: " + shown(name) + " stays the unit's name for its life");
        }
        Optional<Other> heir = before.isPresent() ? successor(name, mark) : Optional.empty();
        if (heir.isPresent()) {
            context.say("names: " + shown(name) + " is with unit " + heir.get().mark().unit()
                    + ", which was to come in this one's place");
            return before.get();
        }
        if (before.isPresent() && !before.get().address().equals(address)) {
            reverse.unname(before.get());
        }
        Optional<Other> former = before.isEmpty() ? former(call, name, address)
                : before.get().from().isEmpty() ? Optional.empty() : other(before.get().from().get());
        Entry entry = new Entry(name, address, former.map(other -> other.mark().unit()));
        forward(mark, entry, before, former);
        reverse.name(entry, former.map(Other::entry));
        return entry;
    }

    /** Which of the units that may hand over to this one has its name; else, which has its address. */
    private Optional<Other> former(UnitCall call, Name name, InetAddress address) throws ServiceException, InterruptedException {
        List<UnitId> all = HandOver.of(call.properties(), HandOver.FROM);
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Optional<Other> named = holder(name, all);
        if (named.isPresent() || reverse.zone(address).isEmpty()) {
            return named;
        }
        for (Name pointed : reverse.names(address)) {
            Optional<Other> there = holder(pointed, all).filter(other -> other.entry().address().equals(address));
            if (there.isPresent()) {
                return there;
            }
        }
        return Optional.empty();
    }

    /** Who of {@code units} has {@code name}, as the name says and its own record too. */
    private Optional<Other> holder(Name name, List<UnitId> units) throws ServiceException, InterruptedException {
        List<Record> texts = server.records(name, Type.TXT);
        for (UnitId unit : units) {
            if (isOurs(texts, new Mark(settings.owner(), unit))) {
                return other(unit).filter(other -> other.entry().name().equals(name));
            }
        }
        return Optional.empty();
    }

    private void forward(Mark mark, Entry entry, Optional<Entry> before, Optional<Other> former)
            throws ServiceException, InterruptedException {
        Name at = Labels.unit(mark, settings.zone());
        for (int i = 0; i < TRIES; i++) {
            List<Record> texts = server.records(entry.name(), Type.TXT);
            boolean ours = isOurs(texts, mark);
            Optional<Other> hands = former.filter(other -> !ours && other.entry().name().equals(entry.name())
                    && isOurs(texts, other.mark()));
            if (ours && before.equals(Optional.of(entry)) && addresses(entry.name()).equals(List.of(entry.address()))) {
                return;
            }
            Update update = new Update(settings.zone());
            if (ours || hands.isPresent()) {
                as(update, texts);
                update.delete(entry.name(), Type.A);
                update.delete(entry.name(), Type.AAAA);
            } else {
                update.absent(entry.name());
            }
            if (hands.isPresent()) {
                as(update, hands.get());
                update.delete(Entry.text(entry.name(), hands.get().mark().words(), 0));
            }
            if (!ours) {
                update.add(Entry.text(entry.name(), mark.words(), settings.ttl()));
            }
            update.add(record(entry));
            update.replace(entry.record(at, mark, settings.ttl()));
            if (server.change(settings.zone(), update)) {
                return;
            }
            // Or it was this very update, of which only the answer got lost.
            if (!ours && hands.isEmpty() && !isOurs(server.records(entry.name(), Type.TXT), mark)) {
                if (before.isPresent() && successor(entry.name(), mark).isPresent()) {
                    break; // just now; what it says is said when this is tried again
                }
                throw taken(entry.name(), before.isPresent());
            }
        }
        throw ServiceException.passing("the name " + shown(entry.name()) + " is being changed by somebody else");
    }

    /** The unit that was to come in this one's place, if {@code name} is with that one. */
    private Optional<Other> successor(Name name, Mark mark) throws ServiceException, InterruptedException {
        return heir(server.records(name, Type.TXT), name, mark)
                .filter(other -> other.entry().from().equals(Optional.of(mark.unit())));
    }

    private static ServiceException taken(Name name, boolean was) {
        return ServiceException.lasting(was
                ? "the name " + shown(name) + " was the unit's, and bears somebody else's records now; remove what is there"
                : Labels.HOSTNAME + ": the name " + shown(name)
                + " is taken; ask for another, or where there are several units for none");
    }

    /** Leaves nothing of the unit in the zones, and nothing of anybody else's away. */
    void take(UnitCall call, CallContext context) throws ServiceException, InterruptedException {
        Mark mark = mark(call);
        Optional<Name> name = Optional.empty();
        for (int i = 0; i < TRIES; i++) {
            Optional<Entry> entry = entry(mark);
            if (entry.isEmpty()) {
                // An update that was given up may still be on its way; the server does them in their order.
                Update last = new Update(settings.zone());
                last.delete(Labels.fence(mark, settings.zone()), Type.TXT);
                server.change(settings.zone(), last);
                entry = entry(mark);
            }
            name = entry.map(Entry::name).or(() -> recorded(call.properties()));
            if (name.isEmpty() || went(mark, name.get(), entry, HandOver.of(call.properties(), HandOver.BACK), context)) {
                return;
            }
        }
        throw ServiceException.passing("the name " + shown(name.orElseThrow()) + " is being changed by somebody else");
    }

    /**
     * Does all there is to do, if what was found is so still. Of two units of which one has handed over to the other, both may go
     * at once: which of them the name is with decides who leaves its address named.
     *
     * @param back to whom the name may go back
     * @return whether it was still so
     */
    private boolean went(Mark mark, Name name, Optional<Entry> entry, List<UnitId> back, CallContext context)
            throws ServiceException, InterruptedException {
        List<Record> texts = server.records(name, Type.TXT);
        boolean ours = isOurs(texts, mark);
        Optional<UnitId> from = entry.flatMap(Entry::from).filter(unit -> ours && back.contains(unit));
        Optional<Other> former = from.isEmpty() ? Optional.empty()
                : other(from.get()).filter(other -> other.entry().name().equals(name));
        Optional<Other> next = ours ? former : heir(texts, name, mark);
        List<Entry> named = new ArrayList<>(entry.stream().toList());
        if (ours) {
            addresses(name).forEach(address -> named.add(new Entry(name, address, Optional.empty())));
        }
        try {
            for (Entry each : named) {
                if (next.filter(other -> other.entry().leadsAs(each)).isEmpty()) {
                    reverse.unname(each);
                }
            }
        } catch (ServiceException left) {
            if (!remove(mark, name, entry, texts, former, false)) {
                return false;
            }
            String is = ours ? "leads nowhere any more and is kept from others"
                    : next.map(other -> "is unit " + other.mark().unit() + "'s now").orElse("is not the unit's any more");
            throw ServiceException.passing("the name " + shown(name) + " " + is + ", but "
                    + entry.map(e -> e.address().getHostAddress()).orElse("its address") + " still bears it: "
                    + left.getMessage(), left);
        }
        if (!remove(mark, name, entry, texts, former, true)) {
            return false;
        }
        if (next.isPresent()) {
            context.say("names: " + shown(name) + " is unit " + next.get().mark().unit() + "'s"
                    + (ours ? " again" : " now"));
        } else {
            sayWhatIsLeft(name, context);
        }
        return true;
    }

    private void sayWhatIsLeft(Name name, CallContext context) throws ServiceException, InterruptedException {
        List<Record> others = server.records(name, Type.ANY).stream()
                .filter(record -> record.getType() == Type.A || record.getType() == Type.AAAA || record.getType() == Type.TXT
                        || record.getType() == Type.MX || record.getType() == Type.CNAME).toList();
        if (!others.isEmpty()) {
            context.say("names: at " + shown(name) + " somebody else has put " + Type.string(others.getFirst().getType())
                    + " " + others.getFirst().rdataToString() + ", which is left there");
        }
    }

    /** Which other unit of the site has {@code name}, to which {@code texts} belong. */
    private Optional<Other> heir(List<Record> texts, Name name, Mark mark) throws ServiceException, InterruptedException {
        for (Record text : texts) {
            Optional<Mark> theirs = Mark.read(Entry.words(text)).filter(other -> other.owner().equals(mark.owner())
                    && !other.unit().equals(mark.unit()));
            if (theirs.isPresent()) {
                return other(theirs.get().unit()).filter(other -> other.entry().name().equals(name));
            }
        }
        return Optional.empty();
    }

    /**
     * One update, done if the name bears {@code texts} still.
     *
     * @param former to whom the name goes back, if that has its own record still
     * @param all whether the name itself and the unit's record go too; else the name leads nowhere and stays the unit's
     */
    private boolean remove(Mark mark, Name name, Optional<Entry> entry, List<Record> texts, Optional<Other> former, boolean all)
            throws ServiceException, InterruptedException {
        Update update = new Update(settings.zone());
        as(update, texts);
        if (isOurs(texts, mark)) {
            update.delete(name, Type.A);
            update.delete(name, Type.AAAA);
            if (all) {
                update.delete(Entry.text(name, mark.words(), 0));
            }
            if (all && former.isPresent()) {
                as(update, former.get());
                update.add(Entry.text(name, former.get().mark().words(), settings.ttl()));
                update.add(record(former.get().entry()));
            }
        } else if (texts.isEmpty() && entry.isPresent()) {
            // Somebody removed the mark; what we put there ourselves goes all the same.
            update.absent(name, Type.TXT);
            update.delete(record(entry.get()));
        }
        if (all) {
            update.delete(Labels.unit(mark, settings.zone()), Type.TXT);
        }
        return server.change(settings.zone(), update);
    }

    /** What is not as it is to be, in words; nothing: all is. */
    List<String> amiss(UnitCall call) throws ServiceException, InterruptedException {
        Mark mark = mark(call);
        Optional<Entry> entry = entry(mark);
        if (entry.isEmpty()) {
            return List.of("the zone " + shown(settings.zone()) + " has nothing of the unit");
        }
        Name name = entry.get().name();
        InetAddress address = entry.get().address();
        List<String> amiss = new ArrayList<>();
        if (!isOurs(server.records(name, Type.TXT), mark)) {
            amiss.add("the name " + shown(name) + " does not bear the unit's mark");
        }
        List<InetAddress> found = addresses(name);
        if (!found.equals(List.of(address))) {
            amiss.add("the name " + shown(name) + " leads to " + (found.isEmpty() ? "nothing"
                    : found.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "))) + ", not to "
                    + address.getHostAddress());
        }
        if (reverse.zone(address).isPresent() && !reverse.names(address).contains(name)) {
            amiss.add("the address " + address.getHostAddress() + " is not named " + shown(name));
        }
        return amiss;
    }

    private InetAddress address(PropertyList properties) throws ServiceException {
        String words = properties.text(settings.address()).orElseThrow(() -> ServiceException.lasting("address: the unit has no "
                + settings.address() + "; the handler or service that gives addresses must come before names"));
        InetAddress address;
        try {
            address = Address.getByAddress(words.replaceFirst("/[0-9]{1,3}$", ""));
        } catch (UnknownHostException none) {
            throw ServiceException.lasting(settings.address() + ": must be an address, got " + Names.quoted(words));
        }
        if (!settings.reverse().isEmpty() && reverse.zone(address).isEmpty()) {
            throw ServiceException.lasting(settings.address() + ": " + address.getHostAddress()
                    + " lies in none of the zones of the setting reverse");
        }
        return address;
    }

    private static boolean isOurs(List<Record> texts, Mark mark) {
        return texts.stream().map(Entry::words).anyMatch(mark.words()::equals);
    }

    /** {@code update} is done only if {@code texts} are all the texts there are. */
    private static void as(Update update, List<Record> texts) {
        texts.forEach(text -> update.present(
                Record.newRecord(text.getName(), text.getType(), DClass.IN, 0, text.rdataToWireCanonical())));
    }

    /** {@code update} is done only if {@code other} has its own record still, as it was. */
    private void as(Update update, Other other) throws ServiceException {
        as(update, List.of(other.entry().record(Labels.unit(other.mark(), settings.zone()), other.mark(), 0)));
    }

    private Record record(Entry entry) {
        boolean four = entry.address().getAddress().length == 4;
        return four ? new ARecord(entry.name(), DClass.IN, settings.ttl(), entry.address())
                : new AAAARecord(entry.name(), DClass.IN, settings.ttl(), entry.address());
    }

    private List<InetAddress> addresses(Name name) throws ServiceException, InterruptedException {
        List<InetAddress> all = new ArrayList<>();
        for (Record record : server.records(name, Type.A)) {
            all.add(((ARecord) record).getAddress());
        }
        for (Record record : server.records(name, Type.AAAA)) {
            all.add(((AAAARecord) record).getAddress());
        }
        return all;
    }

    /** The name that an earlier call made, by a property that only the site can have set. */
    private Optional<Name> recorded(PropertyList properties) {
        return properties.text(NamesHandler.RECORDED).flatMap(words -> {
            try {
                return Optional.of(Name.fromString(words, Name.root)).filter(name -> name.subdomain(settings.zone()));
            } catch (TextParseException edited) {
                return Optional.empty();
            }
        });
    }

    /** As people write it. */
    static String shown(Name name) {
        return name.toString(true);
    }
}
