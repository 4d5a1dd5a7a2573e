package orca.handler.services.networks;

import static orca.handler.services.Calls.done;
import static orca.handler.services.Calls.present;
import static orca.handler.services.Calls.run;
import static orca.handler.services.Calls.trouble;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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

/** A switch that is away, slow or refuses, a pool that is empty, and people who edit it. */
@Tag("hosts")
@Timeout(180)
class NetworksBadDaysIT {
    @TempDir
    Path folder;

    private OpenSwitch open;

    @BeforeEach
    void start() throws Exception {
        open = OpenSwitch.in(folder.resolve("ovs"));
    }

    @AfterEach
    void end() throws Exception {
        if (open != null) {
            open.end();
        }
    }

    private Outcome call(Action action, String unit) throws Exception {
        return run(open.handler(), action, unit, PropertyList.NONE);
    }

    private static long vlan(PropertyList made) {
        return made.whole("networks.vlan").orElseThrow();
    }

    private static String bridge(PropertyList made) {
        return made.text("networks.bridge").orElseThrow();
    }

    @Test
    void aUnitHasABridgeOfItsOwnOnTheTrunk() throws Exception {
        PropertyList made = done(call(Action.SETUP, "west-u1"));
        assertThat(vlan(made)).isBetween(100L, 199L);
        assertThat(made).isEqualTo(PropertyList.of("networks.bridge", bridge(made)).with("networks.vlan", vlan(made))
                .with("networks.kind", "vlan").with("site.network.bridge", bridge(made)));
        String outer = "orca-v" + vlan(made);
        assertThat(open.vsctl("list-ports", bridge(made))).isEqualTo(bridge(made) + "u");
        assertThat(open.vsctl("port-to-br", outer)).isEqualTo("trunk");
        assertThat(open.vsctl("get", "Port", outer, "tag", "vlan_mode")).isEqualTo(vlan(made) + "\naccess");
        assertThat(open.everything()).hasSize(4);
        // A machine that is on it still is cut off, and said.
        open.vsctl("add-port", bridge(made), "tap0", "--", "set", "Interface", "tap0", "type=internal");
        RecordingContext words = new RecordingContext();
        done(run(open.handler(), Action.TEARDOWN, "west-u1", made, words));
        assertThat(words.lines()).containsExactly("networks: tap0 was still on " + bridge(made) + " and is cut off");
        assertThat(open.everything()).isEmpty();
        assertThat(bridge(done(call(Action.SETUP, "west-u2")))).as("no two units have bridges of one name")
                .isNotEqualTo(bridge(made));
    }

    @Test
    void tunnelsLeadToEachPeer() throws Exception {
        NetworksHandler tunnels = OpenSwitch.handler(open.tunnels("192.0.2.1, 192.0.2.2"));
        PropertyList made = done(run(tunnels, Action.SETUP, "west-u1", PropertyList.NONE));
        long vni = made.whole("networks.vni").orElseThrow();
        assertThat(vni).isBetween(70_000L, 70_099L);
        String port = "o%06xc00002".formatted(vni);
        assertThat(open.vsctl("list-ports", bridge(made)).lines()).containsExactly(port + "01", port + "02");
        assertThat(open.vsctl("get", "Interface", port + "02", "options"))
                .isEqualTo("{key=\"" + vni + "\", remote_ip=\"192.0.2.2\"}");
        assertThat(open.vsctl("get", "Port", port + "02", "protected")).isEqualTo("true");
        // Another peer is added to the settings: the next change of the lease has it.
        NetworksHandler more = OpenSwitch.handler(open.tunnels("192.0.2.1,192.0.2.9,192.0.2.2"));
        RecordingContext words = new RecordingContext();
        assertThat(present(run(more, Action.PROBE, "west-u1", made, words))).as("nobody's network goes for it").isTrue();
        assertThat(words.lines()).containsExactly("there is no port " + port + "09 of the unit on " + bridge(made));
        assertThat(done(run(more, Action.MODIFY, "west-u1", made))).isEqualTo(made);
        assertThat(open.vsctl("list-ports", bridge(made)).lines()).containsExactly(port + "01", port + "02", port + "09");
        words = new RecordingContext();
        assertThat(present(run(tunnels, Action.PROBE, "west-u1", made, words))).isTrue();
        assertThat(words.lines()).as("one too many").containsExactly("the unit is to have no port " + port + "09 any more");
        assertThat(done(run(tunnels, Action.MODIFY, "west-u1", made))).isEqualTo(made);
        assertThat(open.vsctl("list-ports", bridge(made)).lines()).containsExactly(port + "01", port + "02");
        done(run(tunnels, Action.TEARDOWN, "west-u1", made));
        assertThat(open.everything()).isEmpty();
    }

    @Test
    void aSwitchThatIsAwayOrSlowIsWaitedFor() throws Exception {
        NetworksHandler hurried = OpenSwitch.handler(open.settings().with("timeout", "1500ms"));
        open.stopDatabase();
        assertThat(trouble(call(Action.SETUP, "west-u1"), true)).startsWith("no ovsdb-server listens at ");
        open.startDatabase();
        open.database().pause();
        assertThat(trouble(run(hurried, Action.SETUP, "west-u1", PropertyList.NONE), true))
                .startsWith("ovsdb-server at ").endsWith("did not answer within 1500 ms");
        open.database().resume();
        assertThat(open.everything()).isEmpty();

        open.daemon().pause();
        assertThat(trouble(run(hurried, Action.SETUP, "west-u1", PropertyList.NONE), true))
                .startsWith("ovs-vswitchd at ").endsWith("did not answer within 1500 ms");
        assertThat(trouble(run(hurried, Action.SETUP, "west-u1", PropertyList.NONE), true)).as("it is there, and not in force")
                .startsWith("ovs-vswitchd at ");
        open.daemon().resume();
        PropertyList made = done(call(Action.SETUP, "west-u1"));
        assertThat(open.everything()).hasSize(4);

        open.stopDatabase();
        assertThat(trouble(call(Action.PROBE, "west-u1"), true)).startsWith("no ovsdb-server listens at ");
        open.startDatabase();
        open.daemon().pause();
        open.vsctl("--no-wait", "add-br", "elsewhere", "--", "set", "Bridge", "elsewhere", "datapath_type=netdev");
        open.vsctl("--no-wait", "set", "Open_vSwitch", ".", "next_cfg="
                + (Long.parseLong(open.vsctl("get", "Open_vSwitch", ".", "next_cfg")) + 1));
        assertThat(trouble(run(hurried, Action.PROBE, "west-u1", made), true)).as("the switch does not go by what it was told")
                .startsWith("ovs-vswitchd at ").endsWith("did not answer within 1500 ms");
        open.vsctl("--no-wait", "del-br", "elsewhere");
        assertThat(trouble(run(hurried, Action.TEARDOWN, "west-u1", made), true)).startsWith("ovs-vswitchd at ");
        assertThat(open.everything()).isEmpty();
        assertThat(trouble(run(hurried, Action.TEARDOWN, "west-u1", made), true)).as("the switch may go by it still")
                .startsWith("ovs-vswitchd at ");
        open.daemon().resume();
        done(call(Action.TEARDOWN, "west-u1"));
    }

    @Test
    void aSwitchThatIsRestartedKnowsItsNetworks() throws Exception {
        PropertyList made = done(call(Action.SETUP, "west-u1"));
        open.stopDaemon();
        open.stopDatabase();
        open.startDatabase();
        open.startDaemon();
        assertThat(present(call(Action.PROBE, "west-u1"))).isTrue();
        assertThat(done(call(Action.SETUP, "west-u1"))).isEqualTo(made);
        open.stopDaemon();
        open.startDaemon();
        done(call(Action.TEARDOWN, "west-u1"));
        assertThat(open.everything()).isEmpty();
    }

    @Test
    void aPoolThatIsEmptyIsSaid() throws Exception {
        // 105 is somebody's who leases nothing.
        NetworksHandler narrow = OpenSwitch.handler(open.settings().with("tags", "104-106"));
        PropertyList first = done(run(narrow, Action.SETUP, "west-u1", PropertyList.NONE));
        PropertyList second = done(run(narrow, Action.SETUP, "west-u2", PropertyList.NONE));
        assertThat(List.of(vlan(first), vlan(second))).containsExactlyInAnyOrder(104L, 106L);
        assertThat(trouble(run(narrow, Action.SETUP, "west-u3", PropertyList.NONE), true))
                .isEqualTo("tags: all 3 from 104 to 106 are taken");
        done(run(narrow, Action.TEARDOWN, "west-u1", PropertyList.NONE));
        assertThat(vlan(done(run(narrow, Action.SETUP, "west-u3", PropertyList.NONE)))).isEqualTo(vlan(first));
    }

    @Test
    void anIdentifierThatSomebodyElseUsesIsLeftOut() throws Exception {
        open.vsctl("add-br", "elsewhere", "--", "set", "Bridge", "elsewhere", "datapath_type=netdev");
        int ports = 0;
        for (String key : List.of("key=70000", "in_key=0x11171", "key=flow")) {
            String port = "theirs" + ports++;
            open.vsctl("add-port", "elsewhere", port, "tag=70", "--", "set", "Interface", port, "type=vxlan", "options:" + key,
                    "options:remote_ip=192.0.2.2");
        }
        PropertyList settings = open.tunnels("192.0.2.1,192.0.2.2").with("tags", "70000-70002");
        NetworksHandler tunnels = OpenSwitch.handler(settings);
        PropertyList made = done(run(tunnels, Action.SETUP, "west-u1", PropertyList.NONE));
        assertThat(made.whole("networks.vni")).hasValue(70_002L);
        assertThat(trouble(run(tunnels, Action.SETUP, "west-u2", PropertyList.NONE), true))
                .isEqualTo("tags: all 3 from 70000 to 70002 are taken");
        done(run(tunnels, Action.TEARDOWN, "west-u1", made));
        open.vsctl("del-br", "elsewhere");
        assertThat(open.everything()).isEmpty();
    }

    @Test
    void whatWasRemovedOrEditedIsSeenAndPutRight() throws Exception {
        PropertyList made = done(call(Action.SETUP, "west-u1"));
        String outer = "orca-v" + vlan(made);
        List<String> whole = open.everything();
        open.vsctl("del-port", outer, "--", "set", "Interface", bridge(made) + "u", "options:peer=nobody");
        RecordingContext words = new RecordingContext();
        NetworksHandler site = open.handler();
        assertThat(present(run(site, Action.PROBE, "west-u1", made, words))).as("machines are on it").isTrue();
        assertThat(present(run(site, Action.PROBE, "west-u1", made, words))).isTrue();
        assertThat(words.lines()).as("said once").containsExactly("there is no port " + outer + " of the unit on trunk",
                "the port " + bridge(made) + "u is not as it was made");
        // Its tag stays its own meanwhile.
        NetworksHandler narrow = OpenSwitch.handler(open.settings().with("tags", vlan(made) + "-" + vlan(made)));
        assertThat(trouble(run(narrow, Action.SETUP, "west-u2", PropertyList.NONE), true)).startsWith("tags: all 1 from ");
        assertThat(done(call(Action.MODIFY, "west-u1"))).isEqualTo(made);
        assertThat(open.everything()).isEqualTo(whole);
        words = new RecordingContext();
        assertThat(present(run(site, Action.PROBE, "west-u1", made, words))).isTrue();
        assertThat(present(run(site, Action.PROBE, "west-u1", made, words))).isTrue();
        assertThat(words.lines()).as("another process put it right").containsExactly("it is as it ought to be again");

        open.vsctl("set", "Port", outer, "tag=7");
        words = new RecordingContext();
        assertThat(present(run(open.handler(), Action.PROBE, "west-u1", made, words))).isTrue();
        assertThat(words.lines()).containsExactly("the port " + outer + " is not as it was made");
        assertThat(done(call(Action.MODIFY, "west-u1"))).isEqualTo(made);
        assertThat(open.vsctl("get", "Port", outer, "tag")).isEqualTo(Long.toString(vlan(made)));

        open.vsctl("del-br", bridge(made));
        assertThat(present(call(Action.PROBE, "west-u1"))).as("a bridge that is gone is a network that is gone").isFalse();
        assertThat(done(call(Action.MODIFY, "west-u1"))).as("with the tag that it had").isEqualTo(made);
        open.vsctl("del-br", bridge(made));
        done(call(Action.TEARDOWN, "west-u1"));
        assertThat(open.everything()).isEmpty();
    }

    @Test
    void whatIsSomebodyElsesIsNotTouched() throws Exception {
        PropertyList made = done(call(Action.SETUP, "west-u1"));
        open.vsctl("clear", "Bridge", bridge(made), "external_ids");
        assertThat(trouble(call(Action.SETUP, "west-u1"), false))
                .isEqualTo("there is a bridge " + bridge(made) + " that does not say that it is the unit's");
        assertThat(trouble(call(Action.PROBE, "west-u1"), false)).startsWith("there is a bridge " + bridge(made));
        done(call(Action.TEARDOWN, "west-u1"));
        assertThat(open.vsctl("list-br").lines()).contains(bridge(made), "trunk");
        assertThat(open.vsctl("list-ports", "trunk")).as("its tag at least is nobody's any more").isEqualTo("printer");

        NetworksHandler other = OpenSwitch.handler(open.settings().with("owner", "east"));
        assertThat(bridge(done(run(other, Action.SETUP, "west-u1", PropertyList.NONE)))).isNotEqualTo(bridge(made));
        done(call(Action.TEARDOWN, "west-u1"));
        assertThat(open.everything()).filteredOn(line -> line.contains("owner=east")).hasSize(3);
    }

    @Test
    void aTrunkThatIsNotThereIsSaid() throws Exception {
        NetworksHandler lost = OpenSwitch.handler(open.settings().with("uplink", "br-ex"));
        assertThat(trouble(run(lost, Action.SETUP, "west-u1", PropertyList.NONE), true)).startsWith(
                "uplink: there is no bridge br-ex; say: ovs-vsctl add-br br-ex");
        assertThat(open.everything()).isEmpty();
        PropertyList made = done(call(Action.SETUP, "west-u1"));
        open.vsctl("del-br", "trunk");
        assertThat(present(call(Action.PROBE, "west-u1"))).as("a trunk that is edited ends no lease").isTrue();
        assertThat(trouble(call(Action.MODIFY, "west-u1"), true)).startsWith("uplink: there is no bridge trunk");
        done(run(open.handler(), Action.TEARDOWN, "west-u1", made));
        assertThat(open.everything()).isEmpty();
    }

    @Test
    void aBridgeAloneNeedsNoPool() throws Exception {
        NetworksHandler plain = OpenSwitch.handler(open.settings().without(List.of("uplink", "tags")).with("kind", "bridge"));
        PropertyList made = done(run(plain, Action.SETUP, "west-u1", PropertyList.NONE));
        assertThat(made.text("networks.kind")).isEqualTo(Optional.of("bridge"));
        assertThat(open.vsctl("list-ports", bridge(made))).isEmpty();
        assertThat(present(run(plain, Action.PROBE, "west-u1", PropertyList.NONE))).isTrue();
        done(run(plain, Action.TEARDOWN, "west-u1", PropertyList.NONE));
        assertThat(open.everything()).isEmpty();
    }
}
