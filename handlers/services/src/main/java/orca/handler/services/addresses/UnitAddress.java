package orca.handler.services.addresses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import orca.core.handler.CallContext;
import orca.core.handler.UnitCall;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.handler.services.Mark;
import orca.handler.services.ServiceException;

/**
 * What a unit has of Kea: a reservation that bears its {@link Mark}, first in the file and then, when Kea has read its files
 * again, in what Kea goes by. The file is the truth: whatever Kea does late or at its next start is what the file says then.
 *
 * <p>A reservation that Kea does not take is out of the file again before anybody else comes, for with it Kea would not start.
 */
final class UnitAddress {
    private static final Pattern HARDWARE = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");

    private final AddressesSettings settings;
    private final Kea kea;
    private final UnitCall call;
    private final Mark mark;

    UnitAddress(AddressesSettings settings, UnitCall call) {
        this.settings = settings;
        this.kea = new Kea(settings);
        this.call = call;
        this.mark = new Mark(settings.owner(), call.unit());
    }

    /** Sees to it that the unit's hardware address has an address; which. */
    String give() throws ServiceException, InterruptedException {
        Optional<String> own = own();
        try (ReservationFile file = ReservationFile.open(settings.file())) {
            List<Reservation> live = kea.reservations();
            Optional<Reservation> before = file.reservations().stream().filter(each -> each.isOf(mark)).findFirst();
            List<Reservation> others = new ArrayList<>(file.reservations());
            others.addAll(live);
            others.removeIf(each -> each.isOf(mark));
            String address = before.isPresent() ? before.get().address() : free(others);
            String hardware = own.orElseGet(() -> AddressesSettings.hardware(address));
            Optional<Reservation> clash = others.stream().filter(each -> each.hardware().equals(hardware)).findFirst();
            if (clash.isPresent()) {
                throw ServiceException.lasting("the hardware address " + hardware + " has a reservation already, "
                        + (clash.get().mark().isEmpty() ? "which is not of a unit" : "of " + clash.get().mark())
                        + (clash.get().address().isEmpty() ? "" : ": " + clash.get().address()));
            }
            Reservation wanted = new Reservation(hardware, address, mark.words());
            if (!before.equals(Optional.of(wanted)) || !live.contains(wanted)) {
                put(file, wanted);
            }
            return wanted.address();
        }
    }

    private void put(ReservationFile file, Reservation wanted) throws ServiceException, InterruptedException {
        ArrayNode earlier = file.nodes();
        file.write(mark.words(), List.of(wanted));
        String refused = kea.reload();
        if (!refused.isEmpty()) {
            file.write(earlier);
            String again = kea.reload();
            throw ServiceException.passing("Kea does not take its configuration "
                    + (again.isEmpty() ? "with the reservation of " + wanted.address() : "any more") + ": " + refused);
        }
        if (!kea.reservations().contains(wanted)) {
            file.write(earlier);
            throw ServiceException.passing("Kea has read its files again and does not know of " + wanted.address()
                    + "; say in its subnet: \"reservations\": <?include \"" + settings.file() + "\"?>");
        }
    }

    /** What the unit has been given, or none where it is still to be made and gets one by its address. */
    private Optional<String> own() throws ServiceException {
        return toBeMade() ? Optional.empty() : Optional.of(hardware());
    }

    private boolean toBeMade() {
        return settings.prefix() > 0 && call.properties().text(settings.hardware()).isEmpty();
    }

    private String hardware() throws ServiceException {
        String words = call.properties().text(settings.hardware()).map(text -> text.toLowerCase(Locale.ROOT)).orElseThrow(() ->
                ServiceException.lasting("the unit has no " + settings.hardware() + "; give its host one in the inventory"));
        if (!HARDWARE.matcher(words).matches()) {
            throw ServiceException.lasting(settings.hardware() + ": must be a hardware address such as 52:54:00:12:34:56, got "
                    + Names.quoted(words));
        }
        return words;
    }

    /** Begins somewhere in the pool, so that an address that was given back is not at once another's. */
    private String free(List<Reservation> others) throws ServiceException {
        Set<String> taken = new HashSet<>();
        others.forEach(each -> taken.add(each.address()));
        long size = settings.last() - settings.first() + 1;
        long begin = Math.floorMod(mark.words().hashCode(), size);
        for (long i = 0; i < size; i++) {
            String address = AddressesSettings.address(settings.first() + (begin + i) % size);
            if (!taken.contains(address)) {
                return address;
            }
        }
        throw ServiceException.passing("pool: all " + size + " addresses from " + AddressesSettings.address(settings.first())
                + " to " + AddressesSettings.address(settings.last()) + " are taken");
    }

    /** Leaves nothing of the unit in the file nor in Kea. */
    void take(CallContext context) throws ServiceException, InterruptedException {
        try (ReservationFile file = ReservationFile.open(settings.file())) {
            List<Reservation> live = kea.reservations();
            Set<String> addresses = new TreeSet<>();
            file.reservations().stream().filter(each -> each.isOf(mark)).forEach(each -> addresses.add(each.address()));
            boolean written = !addresses.isEmpty();
            live.stream().filter(each -> each.isOf(mark)).forEach(each -> addresses.add(each.address()));
            recorded(file).ifPresent(addresses::add);
            if (written) {
                file.write(mark.words(), List.of());
            }
            if (live.stream().anyMatch(each -> each.isOf(mark))) {
                String refused = kea.reload();
                if (!refused.isEmpty()) {
                    throw ServiceException.passing("the address is out of " + settings.file()
                            + ", but Kea has it as long as it does not take its configuration: " + refused);
                }
                if (kea.reservations().stream().anyMatch(each -> each.isOf(mark))) {
                    throw ServiceException.passing("Kea has a reservation with the mark of the unit that is not from "
                            + settings.file() + "; remove it from its configuration");
                }
            }
            for (String address : addresses) {
                if (!kea.forgetLease(address)) {
                    context.say("addresses: Kea cannot forget who was given " + address + " before that time is over;"
                            + " load its libdhcp_lease_cmds");
                }
            }
        }
    }

    /** The address that an earlier call gave, by a property that only the site can have set, if it is nobody else's by now. */
    private Optional<String> recorded(ReservationFile file) {
        return call.properties().text(AddressesHandler.RECORDED).filter(address -> AddressesSettings.number(address) >= 0)
                .filter(address -> file.reservations().stream().noneMatch(each -> each.address().equals(address)));
    }

    /** What is not as it is to be, in words; nothing: all is. */
    List<String> amiss() throws ServiceException, InterruptedException {
        try (ReservationFile file = ReservationFile.open(settings.file())) {
            Optional<Reservation> here = file.reservations().stream().filter(each -> each.isOf(mark)).findFirst();
            if (here.isEmpty()) {
                return List.of(settings.file() + " has no reservation of the unit");
            }
            List<String> amiss = new ArrayList<>();
            if (!kea.reservations().contains(here.get())) {
                amiss.add("Kea does not go by the reservation of " + here.get().address());
            }
            String hardware = own().orElseGet(() -> AddressesSettings.hardware(here.get().address()));
            if (!here.get().hardware().equals(hardware)) {
                amiss.add("the reservation of " + here.get().address() + " is for " + here.get().hardware() + ", not for "
                        + hardware);
            }
            return amiss;
        }
    }

    /** What the unit and the site's other handlers hear of {@code address}. */
    PropertyList told(String address) {
        PropertyList told = PropertyList.of("addresses.address", address).with(AddressesHandler.TOLD, address)
                .with(AddressesHandler.RECORDED, address);
        return !toBeMade() ? told : told
                .with(AddressesHandler.MACHINE, address + "/" + settings.prefix())
                .with(AddressesHandler.MACHINE_HARDWARE, AddressesSettings.hardware(address));
    }
}
