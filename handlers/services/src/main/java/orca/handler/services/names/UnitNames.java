package orca.handler.services.names;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import orca.core.handler.CallContext;
import orca.core.handler.UnitCall;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.handler.services.Mark;
import orca.handler.services.ServiceException;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Address;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
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
 */
final class UnitNames {
    private static final int TRIES = 3;

    private final NamesSettings settings;
    private final NameServer server;

    UnitNames(NamesSettings settings, NameServer server) {
        this.settings = settings;
        this.server = server;
    }

    private Mark mark(UnitCall call) {
        return new Mark(settings.owner(), call.unit());
    }

    private Optional<Entry> entry(Mark mark) throws ServiceException, InterruptedException {
        return Entry.in(server.records(Labels.unit(mark, settings.zone()), Type.TXT), mark);
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
        if (before.isPresent() && !before.get().address().equals(address)) {
            unname(before.get());
        }
        Entry entry = new Entry(name, address);
        forward(mark, entry, before);
        reverse(entry);
        return entry;
    }

    private void forward(Mark mark, Entry entry, Optional<Entry> before) throws ServiceException, InterruptedException {
        Name at = Labels.unit(mark, settings.zone());
        for (int i = 0; i < TRIES; i++) {
            List<Record> texts = server.records(entry.name(), Type.TXT);
            boolean ours = isOurs(texts, mark);
            if (ours && before.equals(Optional.of(entry)) && addresses(entry.name()).equals(List.of(entry.address()))) {
                return;
            }
            Update update = new Update(settings.zone());
            if (ours) {
                as(update, texts);
                update.delete(entry.name(), Type.A);
                update.delete(entry.name(), Type.AAAA);
            } else {
                update.absent(entry.name());
                update.add(Entry.text(entry.name(), mark.words(), settings.ttl()));
            }
            update.add(record(entry));
            update.replace(entry.record(at, mark, settings.ttl()));
            if (server.change(settings.zone(), update)) {
                return;
            }
            // Or it was this very update, of which only the answer got lost.
            if (!ours && !isOurs(server.records(entry.name(), Type.TXT), mark)) {
                throw taken(entry.name(), before.isPresent());
            }
        }
        throw ServiceException.passing("the name " + shown(entry.name()) + " is being changed by somebody else");
    }

    private static ServiceException taken(Name name, boolean was) {
        return ServiceException.lasting(was
                ? "the name " + shown(name) + " was the unit's, and bears somebody else's records now; remove what is there"
                : Labels.HOSTNAME + ": the name " + shown(name)
                + " is taken; ask for another, or where there are several units for none");
    }

    private void reverse(Entry entry) throws ServiceException, InterruptedException {
        Optional<Name> zone = zone(entry.address());
        if (zone.isEmpty()) {
            return;
        }
        Name at = ReverseMap.fromAddress(entry.address());
        for (int i = 0; i < TRIES; i++) {
            List<Name> names = pointers(at);
            if (names.contains(entry.name())) {
                return;
            }
            if (!names.isEmpty()) {
                throw ServiceException.passing("the address " + entry.address().getHostAddress() + " is named "
                        + shown(names.getFirst()) + " in " + shown(zone.get()) + "; it is somebody else's, or was left there");
            }
            Update update = new Update(zone.get());
            update.absent(at, Type.PTR);
            update.add(new PTRRecord(at, DClass.IN, settings.ttl(), entry.name()));
            if (server.change(zone.get(), update)) {
                return;
            }
        }
        throw ServiceException.passing("the name of " + entry.address().getHostAddress() + " is being changed by somebody else");
    }

    /** Leaves nothing of the unit in the zones, and nothing of anybody else's away. */
    void take(UnitCall call, CallContext context) throws ServiceException, InterruptedException {
        Mark mark = mark(call);
        Optional<Entry> entry = entry(mark);
        if (entry.isEmpty()) {
            // An update that was given up may still be on its way; the server does them in their order.
            Update last = new Update(settings.zone());
            last.delete(Labels.fence(mark, settings.zone()), Type.TXT);
            server.change(settings.zone(), last);
            entry = entry(mark);
        }
        Optional<Name> name = entry.map(Entry::name).or(() -> recorded(call.properties()));
        if (name.isEmpty()) {
            return;
        }
        boolean ours = isOurs(server.records(name.get(), Type.TXT), mark);
        List<Entry> named = new ArrayList<>(entry.stream().toList());
        if (ours) {
            addresses(name.get()).forEach(address -> named.add(new Entry(name.get(), address)));
        }
        try {
            for (Entry each : named.stream().distinct().toList()) {
                unname(each);
            }
        } catch (ServiceException left) {
            remove(mark, name.get(), entry, false);
            throw ServiceException.passing("the name " + shown(name.get())
                    + " leads nowhere any more and is kept from others, but "
                    + entry.map(e -> e.address().getHostAddress()).orElse("its address") + " still bears it: "
                    + left.getMessage(), left);
        }
        remove(mark, name.get(), entry, true);
        List<Record> others = server.records(name.get(), Type.ANY).stream()
                .filter(record -> record.getType() == Type.A || record.getType() == Type.AAAA || record.getType() == Type.TXT
                        || record.getType() == Type.MX || record.getType() == Type.CNAME).toList();
        if (!others.isEmpty()) {
            context.say("names: at " + shown(name.get()) + " somebody else has put " + Type.string(others.getFirst().getType())
                    + " " + others.getFirst().rdataToString() + ", which is left there");
        }
    }

    /** @param all whether the name itself and the unit's record go too; else the name leads nowhere and stays the unit's */
    private void remove(Mark mark, Name name, Optional<Entry> entry, boolean all) throws ServiceException, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            List<Record> texts = server.records(name, Type.TXT);
            Update update = new Update(settings.zone());
            if (isOurs(texts, mark)) {
                as(update, texts);
                update.delete(name, Type.A);
                update.delete(name, Type.AAAA);
                if (all) {
                    update.delete(Entry.text(name, mark.words(), 0));
                }
            } else if (texts.isEmpty() && entry.isPresent()) {
                // Somebody removed the mark; what we put there ourselves goes all the same.
                update.absent(name, Type.TXT);
                update.delete(record(entry.get()));
            }
            if (all) {
                update.delete(Labels.unit(mark, settings.zone()), Type.TXT);
            }
            if (server.change(settings.zone(), update)) {
                return;
            }
        }
        throw ServiceException.passing("the name " + shown(name) + " is being changed by somebody else");
    }

    /** The address of {@code entry} bears its name no more. */
    private void unname(Entry entry) throws ServiceException, InterruptedException {
        Optional<Name> zone = zone(entry.address());
        Name at = ReverseMap.fromAddress(entry.address());
        if (zone.isPresent() && pointers(at).contains(entry.name())) {
            Update update = new Update(zone.get());
            update.delete(new PTRRecord(at, DClass.IN, 0, entry.name()));
            server.change(zone.get(), update);
        }
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
        if (zone(address).isPresent() && !pointers(ReverseMap.fromAddress(address)).contains(name)) {
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
        if (!settings.reverse().isEmpty() && zone(address).isEmpty()) {
            throw ServiceException.lasting(settings.address() + ": " + address.getHostAddress()
                    + " lies in none of the zones of the setting reverse");
        }
        return address;
    }

    private Optional<Name> zone(InetAddress address) {
        Name at = ReverseMap.fromAddress(address);
        return settings.reverse().stream().filter(at::subdomain).max((a, b) -> Integer.compare(a.labels(), b.labels()));
    }

    private static boolean isOurs(List<Record> texts, Mark mark) {
        return texts.stream().map(Entry::words).anyMatch(mark.words()::equals);
    }

    /** {@code update} is done only if {@code texts} are all the texts there are. */
    private static void as(Update update, List<Record> texts) {
        texts.forEach(text -> update.present(
                Record.newRecord(text.getName(), text.getType(), DClass.IN, 0, text.rdataToWireCanonical())));
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

    private List<Name> pointers(Name at) throws ServiceException, InterruptedException {
        return server.records(at, Type.PTR).stream().map(record -> ((PTRRecord) record).getTarget()).toList();
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
