package orca.handler.services.names;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import orca.handler.services.ServiceException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/** What addresses are called, in the reverse zones: one name each, and an update that goes by what was found. */
final class AddressNames {
    private static final int TRIES = 3;

    private final NamesSettings settings;
    private final NameServer server;

    AddressNames(NamesSettings settings, NameServer server) {
        this.settings = settings;
        this.server = server;
    }

    /** In which zone {@code address} is named, if in any. */
    Optional<Name> zone(InetAddress address) {
        Name at = ReverseMap.fromAddress(address);
        return settings.reverse().stream().filter(at::subdomain).max((a, b) -> Integer.compare(a.labels(), b.labels()));
    }

    /** What {@code address} is called. */
    List<Name> names(InetAddress address) throws ServiceException, InterruptedException {
        return pointers(ReverseMap.fromAddress(address));
    }

    private List<Name> pointers(Name at) throws ServiceException, InterruptedException {
        return server.records(at, Type.PTR).stream().map(record -> ((PTRRecord) record).getTarget()).toList();
    }

    /**
     * Sees to it that the address of {@code entry} bears its name.
     *
     * @param former what a unit has that hands over; where that is the same address, its name gives way
     */
    void name(Entry entry, Optional<Entry> former) throws ServiceException, InterruptedException {
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
            Optional<Name> handed = former.filter(other -> other.address().equals(entry.address()))
                    .map(Entry::name).filter(name -> names.equals(List.of(name)));
            if (!names.isEmpty() && handed.isEmpty()) {
                throw ServiceException.passing("the address " + entry.address().getHostAddress() + " is named "
                        + UnitNames.shown(names.getFirst()) + " in " + UnitNames.shown(zone.get())
                        + "; it is somebody else's, or was left there");
            }
            Update update = new Update(zone.get());
            if (handed.isPresent()) {
                PTRRecord theirs = new PTRRecord(at, DClass.IN, 0, handed.get());
                update.present(theirs);
                update.delete(theirs);
            } else {
                update.absent(at, Type.PTR);
            }
            update.add(new PTRRecord(at, DClass.IN, settings.ttl(), entry.name()));
            if (server.change(zone.get(), update)) {
                return;
            }
        }
        throw ServiceException.passing("the name of " + entry.address().getHostAddress() + " is being changed by somebody else");
    }

    /** The address of {@code entry} bears its name no more. */
    void unname(Entry entry) throws ServiceException, InterruptedException {
        Optional<Name> zone = zone(entry.address());
        Name at = ReverseMap.fromAddress(entry.address());
        if (zone.isPresent() && pointers(at).contains(entry.name())) {
            Update update = new Update(zone.get());
            update.delete(new PTRRecord(at, DClass.IN, 0, entry.name()));
            server.change(zone.get(), update);
        }
    }
}
