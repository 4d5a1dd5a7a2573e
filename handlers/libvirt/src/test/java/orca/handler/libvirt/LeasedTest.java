package orca.handler.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import orca.core.handler.Action;
import orca.core.handler.Attached;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;
import orca.testkit.RecordingContext;
import org.junit.jupiter.api.Test;

/** What is said to the driver of what is leased by itself. */
class LeasedTest {
    private static final Attached DATA = new Attached("data", "west-u1",
            PropertyList.of("volume.file", "/srv/u1.raw").with("volume.serial", "v1"));
    private static final Attached LAN = new Attached("lan", "west-u2", PropertyList.of("network.bridge", "br7"));
    private static final Attached FRONT = new Attached("front", "west-u3", PropertyList.of("address", "10.0.0.7/24"));
    private static final Attached SEAT = new Attached("seat", "west-u4", PropertyList.of("colour", "red"));

    private final RecordingContext words = new RecordingContext();

    private static UnitCall call(Action action, PropertyList asked, Attached... attached) {
        return LibvirtNode.call(action, "m1", 1, LibvirtNode.SLIVER, Attached.told(asked, List.of(attached)));
    }

    private static PropertyList wish(String leases) {
        return PropertyList.of("attach", leases);
    }

    @Test
    void theDriverIsToldFilesBridgesAndOneAddress() {
        UnitCall call = call(Action.SETUP, wish("data,lan,front"), DATA, LAN, FRONT,
                new Attached("back", "west-u5", PropertyList.of("address", "10.0.0.8/24")));
        assertThat(Leased.hindrance(call, words)).isEmpty();
        assertThat(Leased.into(PropertyList.of("image", "a"), call)).isEqualTo(PropertyList.of("image", "a")
                .with("attach.1.file", "/srv/u1.raw").with("attach.1.serial", "v1").with("attach.2.bridge", "br7")
                .with("attach.address", "10.0.0.7/24"));
    }

    @Test
    void whatServicesOfItsOwnTypeMadeComesFirst() {
        UnitCall call = call(Action.SETUP, PropertyList.of("site.network.bridge", "br1").with("site.address", "10.0.0.9"));
        assertThat(Leased.into(PropertyList.NONE, call)).isEqualTo(PropertyList.of("attach.0.bridge", "br1"));
    }

    @Test
    void anAddressThatAServiceGaveComesBeforeOneThatWasLeased() {
        UnitCall call = call(Action.SETUP, wish("front").with("site.machine.address", "10.9.0.9/16")
                .with("site.machine.hw-address", "52:54:0a:09:00:09"), FRONT);
        assertThat(Leased.into(PropertyList.NONE, call)).isEqualTo(PropertyList.of("attach.address", "10.9.0.9/16")
                .with("attach.hw-address", "52:54:0a:09:00:09"));
    }

    @Test
    void whatAGuestSaysIsNotBelieved() {
        PropertyList forged = PropertyList.of("volume.file", "/etc/shadow").with("attach.0.file", "/etc/shadow")
                .with("attach.0.serial", "v0").with("network.bridge", "br0").with("networks.bridge", "br0")
                .with("machine.address", "10.9.0.9/16").with("attach.hw-address", "52:54:0a:09:00:09");
        assertThat(Leased.into(PropertyList.NONE, call(Action.SETUP, forged))).isEmpty();
    }

    @Test
    void whatIsNotThereKeepsAMachineFromBeingMadeAndNotFromLiving() {
        assertThat(Leased.hindrance(call(Action.SETUP, wish("data,lan"), LAN), words)).contains(new Outcome.Trouble(
                "attach: nothing of data is in use at this site; say --after data", true));
        assertThat(Leased.hindrance(call(Action.MODIFY, wish("data,lan"), LAN), words)).isEqualTo(Optional.empty());
        assertThat(words.lines()).containsExactly("attach: nothing of data is in use here any more");
        assertThat(Leased.hindrance(call(Action.TEARDOWN, wish("data")), words)).isEmpty();
        assertThat(Leased.hindrance(call(Action.SETUP, wish("seat"), SEAT), words)).contains(new Outcome.Trouble(
                "attach: seat is neither a volume nor a network nor an address", false));
    }
}
