package orca.handler.services.networks;

import static orca.handler.services.Calls.done;
import static orca.handler.services.Calls.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import orca.core.handler.Action;
import orca.core.resource.PropertyList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who hears whom: real frames through what the handler made, on one switch and between several. */
@Tag("hosts")
@Timeout(300)
class NetworksTrafficIT {
    @TempDir
    Path folder;

    private final List<OpenSwitch> switches = new ArrayList<>();
    private final List<Endpoint> endpoints = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        for (Endpoint each : endpoints) {
            each.end();
        }
        for (OpenSwitch each : switches) {
            each.end();
        }
    }

    private OpenSwitch open() throws Exception {
        OpenSwitch open = OpenSwitch.in(folder.resolve("ovs" + switches.size()));
        switches.add(open);
        return open;
    }

    /** One that has the address 192.0.2.N, for whose tunnels a wire leads to the switch before. */
    private OpenSwitch host() throws Exception {
        OpenSwitch open = open();
        open.underlay("192.0.2." + switches.size());
        if (switches.size() > 1) {
            open.wire(switches.get(switches.size() - 2), "under");
        }
        return open;
    }

    private Endpoint on(OpenSwitch open, PropertyList network, String address) throws Exception {
        return on(open, network.text("networks.bridge").orElseThrow(), address);
    }

    private Endpoint on(OpenSwitch open, String bridge, String address) throws Exception {
        Endpoint endpoint = Endpoint.on(open, bridge, address);
        endpoints.add(endpoint);
        return endpoint;
    }

    private static PropertyList made(PropertyList settings, String unit) throws Exception {
        return done(run(OpenSwitch.handler(settings), Action.SETUP, unit, PropertyList.NONE));
    }

    private static void gone(PropertyList settings, String unit) throws Exception {
        done(run(OpenSwitch.handler(settings), Action.TEARDOWN, unit, PropertyList.NONE));
    }

    /** The same network at the other end: with the tag that it has here. */
    private static PropertyList likewise(PropertyList settings, PropertyList network, String name) {
        long tag = network.whole(name).orElseThrow();
        return settings.with("tags", tag + "-" + tag);
    }

    /** Two on one network hear each other, and one of another network hears neither, whatever the addresses are. */
    @Test
    void networksAreApart() throws Exception {
        OpenSwitch open = open();
        PropertyList one = made(open.settings(), "west-u1");
        PropertyList two = made(open.settings(), "west-u2");
        Endpoint a = on(open, one, "10.5.0.1");
        Endpoint b = on(open, one, "10.5.0.2");
        Endpoint c = on(open, two, "10.5.0.3");
        // Somebody on the trunk, with the first network's tag.
        Endpoint d = on(open, "trunk", "10.5.0.4");
        open.vsctl("set", "Port", d.port(), "tag=" + one.whole("networks.vlan").orElseThrow());
        a.reaches(b, "10.5.0.2");
        a.reaches(d, "10.5.0.4");
        c.misses("10.5.0.1");
    }

    @Test
    void theTrunkCarriesEachNetworkForItself() throws Exception {
        OpenSwitch west = open();
        OpenSwitch east = open();
        east.wire(west, "trunk");
        PropertyList one = made(west.settings(), "west-u1");
        PropertyList two = made(west.settings(), "west-u2");
        PropertyList oneThere = made(likewise(east.settings(), one, "networks.vlan"), "east-u7");
        PropertyList twoThere = made(likewise(east.settings(), two, "networks.vlan"), "east-u8");
        Endpoint a1 = on(west, one, "10.5.0.1");
        Endpoint b1 = on(east, oneThere, "10.5.0.2");
        Endpoint a2 = on(west, two, "10.5.0.1");
        a1.reaches(b1, "10.5.0.2");
        a2.misses("10.5.0.2");
        Endpoint b2 = on(east, twoThere, "10.5.0.2");
        a2.reaches(b2, "10.5.0.2");
        a1.reaches(b1, "10.5.0.2");
        // Frames on which somebody wrote another network's tag go about in their own bridge, and do not come into that network.
        Endpoint intruder = on(west, one, "10.6.0.1");
        Endpoint beside = on(west, one, "10.6.0.2");
        for (Endpoint each : List.of(intruder, beside)) {
            west.vsctl("set", "Port", each.port(), "tag=" + two.whole("networks.vlan").orElseThrow());
        }
        Endpoint there = on(east, twoThere, "10.6.0.3");
        intruder.reaches(beside, "10.6.0.2");
        intruder.misses("10.6.0.3");
        on(west, two, "10.6.0.4").reaches(there, "10.6.0.3");
        gone(east.settings(), "east-u7");
        a1.misses("10.5.0.2");
        a2.reaches(b2, "10.5.0.2");
    }

    @Test
    void tunnelsCarryEachNetworkForItself() throws Exception {
        OpenSwitch west = host();
        OpenSwitch east = host();
        PropertyList here = west.tunnels("192.0.2.2");
        PropertyList there = east.tunnels("192.0.2.1");
        PropertyList one = made(here, "west-u1");
        PropertyList two = made(here, "west-u2");
        Endpoint a1 = on(west, one, "10.5.0.1");
        Endpoint a2 = on(west, two, "10.5.0.1");
        Endpoint b1 = on(east, made(likewise(there, one, "networks.vni"), "east-u7"), "10.5.0.2");
        PropertyList twoThere = made(likewise(there, two, "networks.vni"), "east-u8");
        a1.reaches(b1, "10.5.0.2");
        a2.misses("10.5.0.2");
        Endpoint b2 = on(east, twoThere, "10.5.0.2");
        a2.reaches(b2, "10.5.0.2");
        a1.reaches(b1, "10.5.0.2");
        // What is too large with a tunnel's headers is lost, unless the machines know how much goes through.
        int most = Math.toIntExact(one.whole("networks.mtu").orElseThrow());
        a1.reaches("10.5.0.2", most - 28);
        a1.misses("10.5.0.2", most + 1 - 28);
        a1.mtu(most);
        b1.mtu(most);
        a1.reaches("10.5.0.2", most + 1 - 28);

        gone(there, "east-u7");
        a1.misses("10.5.0.2");
        a2.reaches(b2, "10.5.0.2");
        gone(here, "west-u1");
        PropertyList next = made(likewise(here, one, "networks.vni"), "west-u3");
        Endpoint a3 = on(west, next, "10.5.0.3");
        Endpoint b3 = on(east, made(likewise(there, one, "networks.vni"), "east-u9"), "10.5.0.2");
        a3.reaches(b3, "10.5.0.2");
        a1.misses("10.5.0.2");
        for (String each : List.of("east-u8", "east-u9")) {
            gone(there, each);
        }
        for (String each : List.of("west-u2", "west-u3")) {
            gone(here, each);
        }
        assertThat(west.everything()).isEmpty();
        assertThat(east.everything()).isEmpty();
        a2.misses("10.5.0.2");
        a3.misses("10.5.0.2");
    }

    /** Each has a tunnel to every other, and yet a broadcast comes to everybody once. */
    @Test
    void threeHostsAreOneNetwork() throws Exception {
        OpenSwitch west = host();
        OpenSwitch middle = host();
        OpenSwitch east = host();
        PropertyList one = made(west.tunnels("192.0.2.2"), "west-u1");
        Endpoint a = on(west, one, "10.5.0.1");
        Endpoint b = on(middle, made(likewise(middle.tunnels("192.0.2.1"), one, "networks.vni"), "middle-u1"), "10.5.0.2");
        Endpoint c = on(east, made(likewise(east.tunnels("192.0.2.1,192.0.2.2"), one, "networks.vni"), "east-u1"), "10.5.0.3");
        a.reaches(b, "10.5.0.2");
        // The third knows the others, which do not know it.
        c.misses("10.5.0.1");
        c.misses("10.5.0.2");
        assertThat(made(west.tunnels("192.0.2.2,192.0.2.3"), "west-u1")).isEqualTo(one);
        made(middle.tunnels("192.0.2.1,192.0.2.3"), "middle-u1");
        c.reaches(a, "10.5.0.1");
        c.reaches(b, "10.5.0.2");
        long before = c.frames();
        a.misses("10.5.0.99");
        a.reaches(b, "10.5.0.2");
        a.reaches(c, "10.5.0.3");
        b.reaches(c, "10.5.0.3");
        assertThat(c.frames() - before).as("some questions, some answers, and none of them twice").isBetween(2L, 200L);
    }
}
