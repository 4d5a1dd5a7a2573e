package orca.handler.services.addresses;

import static orca.handler.services.Calls.done;
import static orca.handler.services.Calls.present;
import static orca.handler.services.Calls.run;
import static orca.handler.services.Calls.trouble;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.resource.PropertyList;
import orca.testkit.RecordingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Kea that is away, slow, or does not take its configuration, and people who edit it. */
@Tag("hosts")
@Timeout(180)
class AddressesBadDaysIT {
    private static final PropertyList ONE = PropertyList.of("site.hw-address", "52:54:00:00:00:01");
    private static final PropertyList TWO = PropertyList.of("site.hw-address", "52:54:00:00:00:02");

    @TempDir
    Path folder;

    private KeaDaemon kea;

    @BeforeEach
    void start() throws Exception {
        kea = KeaDaemon.in(folder.resolve("kea"));
    }

    @AfterEach
    void end() throws Exception {
        kea.end();
    }

    private Outcome call(Action action, String unit, PropertyList properties) throws Exception {
        return run(kea.handler(), action, unit, properties);
    }

    private static String address(PropertyList made) {
        return made.text("addresses.address").orElseThrow();
    }

    @Test
    void aUnitHasItsAddress() throws Exception {
        PropertyList made = done(call(Action.SETUP, "west-u1", ONE));
        assertThat(address(made)).matches("10\\.9\\.0\\.[1-9][0-9]");
        assertThat(made).isEqualTo(PropertyList.of("addresses.address", address(made)).with("site.address", address(made))
                .with("site.addresses.address", address(made)));
        String entry = "Reservation[hardware=52:54:00:00:00:01, address=" + address(made)
                + ", mark=orca owner=orca unit=west-u1]";
        assertThat(kea.everything()).containsExactly("file " + entry, "live " + entry);
        // It moves to a host with another hardware address.
        assertThat(done(call(Action.MODIFY, "west-u1", TWO))).isEqualTo(made);
        assertThat(kea.everything()).allMatch(line -> line.contains("hardware=52:54:00:00:00:02,")).hasSize(2);
        done(call(Action.TEARDOWN, "west-u1", TWO.overlaid(made)));
        assertThat(kea.everything()).isEmpty();
    }

    @Test
    void aMachineThatIsStillToBeMadeHasItsAddressAndItsHardwareAddressBefore() throws Exception {
        AddressesHandler machines = KeaDaemon.handler(kea.settings().with("prefix", 16));
        PropertyList made = done(run(machines, Action.SETUP, "west-u1", PropertyList.NONE));
        String address = address(made);
        String hardware = AddressesSettings.hardware(address);
        assertThat(made.text("site.machine.address")).contains(address + "/16");
        assertThat(made.text("site.machine.hw-address")).contains(hardware);
        assertThat(kea.everything()).hasSize(2).allMatch(line -> line.contains("hardware=" + hardware + ", address=" + address));
        assertThat(done(run(machines, Action.SETUP, "west-u1", PropertyList.NONE))).isEqualTo(made);
        assertThat(present(run(machines, Action.PROBE, "west-u1", PropertyList.NONE, new RecordingContext()))).isTrue();
        // A whole machine of the same site has its own hardware address, and is told nothing of one.
        PropertyList whole = done(run(machines, Action.SETUP, "west-u3", ONE));
        assertThat(whole.text("site.machine.hw-address")).isEmpty();
        assertThat(kea.everything()).anyMatch(line -> line.contains("hardware=" + ONE.text("site.hw-address").orElseThrow())
                && line.contains("unit=west-u3"));
        assertThat(present(run(machines, Action.PROBE, "west-u3", ONE, new RecordingContext()))).isTrue();
        done(run(machines, Action.TEARDOWN, "west-u3", ONE.overlaid(whole)));
        // Somebody else's device has it by chance, or on purpose.
        String second = "10.9.0.11";
        AddressesHandler narrow = KeaDaemon.handler(kea.settings().with("prefix", 16).with("pool", second + "-" + second));
        Files.writeString(kea.file(), Files.readString(kea.file()).replaceFirst("\\[", "[ {\"hw-address\": \""
                + AddressesSettings.hardware(second) + "\", \"ip-address\": \"10.9.0.200\"},"));
        assertThat(trouble(run(narrow, Action.SETUP, "west-u2", PropertyList.NONE), false)).isEqualTo("the hardware address "
                + AddressesSettings.hardware(second) + " has a reservation already, which is not of a unit: 10.9.0.200");
        done(run(machines, Action.TEARDOWN, "west-u1", PropertyList.NONE.overlaid(made)));
        assertThat(kea.everything()).noneMatch(line -> line.contains("unit=west-u1"));
    }

    @Test
    void aKeaThatIsAwayOrSlowIsWaitedFor() throws Exception {
        kea.stop();
        assertThat(trouble(call(Action.SETUP, "west-u1", ONE), true)).startsWith("no Kea listens at ");
        kea.start();
        AddressesHandler hurried = KeaDaemon.handler(kea.settings().with("timeout", "400ms"));
        kea.daemon().pause();
        assertThat(trouble(run(hurried, Action.SETUP, "west-u1", ONE), true)).contains("did not answer config-get",
                "within 400 ms");
        kea.daemon().resume();
        PropertyList made = done(call(Action.SETUP, "west-u1", ONE));
        kea.daemon().pause();
        assertThat(trouble(run(hurried, Action.TEARDOWN, "west-u1", ONE), true)).contains("within 400 ms");
        kea.daemon().resume();
        kea.stop();
        assertThat(trouble(call(Action.TEARDOWN, "west-u1", ONE), true)).startsWith("no Kea listens at ");
        kea.start();
        assertThat(kea.everything()).hasSize(2);
        done(call(Action.TEARDOWN, "west-u1", ONE.overlaid(made)));
        assertThat(kea.everything()).isEmpty();
    }

    @Test
    void whatKeaDoesNotTakeIsOutOfTheFileAgain() throws Exception {
        AddressesHandler outside = KeaDaemon.handler(kea.settings().with("pool", "10.77.0.1-10.77.0.1"));
        assertThat(trouble(run(outside, Action.SETUP, "west-u1", ONE), true)).startsWith(
                "Kea does not take its configuration with the reservation of 10.77.0.1: ")
                .contains("is not within the IPv4 subnet");
        assertThat(kea.everything()).isEmpty();
        kea.configure(", \"nonsense\": 1", true);
        assertThat(trouble(call(Action.SETUP, "west-u1", ONE), true)).startsWith(
                "Kea does not take its configuration any more: ").contains("nonsense");
        assertThat(kea.everything()).isEmpty();
        kea.configure("", false);
        assertThat(trouble(call(Action.SETUP, "west-u1", ONE), true)).contains("\"reservations\": <?include \"" + kea.file());
        assertThat(kea.everything()).isEmpty();
        kea.configure("", true);
        done(call(Action.SETUP, "west-u1", ONE));
        kea.configure(", \"nonsense\": 1", true);
        assertThat(trouble(call(Action.TEARDOWN, "west-u1", ONE), true)).startsWith("the address is out of ")
                .contains("Kea has it as long as it does not take its configuration");
        kea.configure("", true);
        done(call(Action.TEARDOWN, "west-u1", ONE));
        assertThat(kea.everything()).isEmpty();
    }

    @Test
    void aPoolThatIsEmptyIsSaid() throws Exception {
        AddressesHandler narrow = KeaDaemon.handler(kea.settings().with("pool", "10.9.0.10-10.9.0.11"));
        String first = address(done(run(narrow, Action.SETUP, "west-u1", ONE)));
        String second = address(done(run(narrow, Action.SETUP, "west-u2", TWO)));
        assertThat(List.of(first, second)).containsExactlyInAnyOrder("10.9.0.10", "10.9.0.11");
        PropertyList three = PropertyList.of("site.hw-address", "52:54:00:00:00:03");
        assertThat(trouble(run(narrow, Action.SETUP, "west-u3", three), true))
                .isEqualTo("pool: all 2 addresses from 10.9.0.10 to 10.9.0.11 are taken");
        done(run(narrow, Action.TEARDOWN, "west-u1", ONE));
        assertThat(address(done(run(narrow, Action.SETUP, "west-u3", three)))).isEqualTo(first);
    }

    @Test
    void whatIsSomebodyElsesIsNotTouched() throws Exception {
        PropertyList printer = PropertyList.of("site.hw-address", KeaDaemon.FOREIGN);
        assertThat(trouble(call(Action.SETUP, "west-u1", printer), false)).isEqualTo("the hardware address " + KeaDaemon.FOREIGN
                + " has a reservation already, which is not of a unit");
        Files.writeString(kea.file(), "[ // by hand\n {\"hw-address\": \"52:54:00:00:00:02\", \"ip-address\": \"10.9.0.50\"} ]");
        assertThat(trouble(call(Action.SETUP, "west-u2", TWO), false)).endsWith("which is not of a unit: 10.9.0.50");
        done(call(Action.SETUP, "west-u1", ONE));
        assertThat(trouble(call(Action.SETUP, "west-u2", ONE), false)).contains("already, of orca owner=orca unit=west-u1: ");
        done(call(Action.TEARDOWN, "west-u2", ONE));
        done(call(Action.TEARDOWN, "west-u1", ONE));
        assertThat(kea.everything()).hasSize(2).allMatch(line -> line.contains("address=10.9.0.50, mark=]"));
    }

    @Test
    void whatWasEditedIsSeenAndPutRight() throws Exception {
        PropertyList made = done(call(Action.SETUP, "west-u1", ONE));
        Files.writeString(kea.file(), Files.readString(kea.file()).replace("00:00:01", "00:00:09"));
        RecordingContext words = new RecordingContext();
        assertThat(present(run(kea.handler(), Action.PROBE, "west-u1", ONE, words))).isFalse();
        assertThat(words.lines()).containsExactly("Kea does not go by the reservation of " + address(made),
                "the reservation of " + address(made) + " is for 52:54:00:00:00:09, not for 52:54:00:00:00:01");
        done(call(Action.MODIFY, "west-u1", ONE));
        assertThat(present(call(Action.PROBE, "west-u1", ONE))).isTrue();
        // Out of the file, and Kea goes by it still: it is not forgotten.
        Files.writeString(kea.file(), "[]");
        assertThat(present(call(Action.PROBE, "west-u1", ONE))).isFalse();
        assertThat(kea.everything()).hasSize(1);
        done(call(Action.TEARDOWN, "west-u1", ONE.overlaid(made)));
        assertThat(kea.everything()).isEmpty();
        Files.writeString(kea.file(), "{");
        assertThat(trouble(call(Action.SETUP, "west-u1", ONE), true)).endsWith("is not a list of reservations in JSON");
        Files.delete(kea.file());
        assertThat(trouble(call(Action.SETUP, "west-u1", ONE), true)).contains("there is no file", "echo '[]' > ");
    }

    @Test
    void hardwareThatMakesNoSenseIsRefused() throws Exception {
        assertThat(trouble(call(Action.SETUP, "west-u1", PropertyList.NONE), false))
                .isEqualTo("the unit has no site.hw-address; give its host one in the inventory");
        assertThat(trouble(call(Action.SETUP, "west-u1", ONE.with("site.hw-address", "52:54")), false))
                .isEqualTo("site.hw-address: must be a hardware address such as 52:54:00:12:34:56, got '52:54'");
    }
}
