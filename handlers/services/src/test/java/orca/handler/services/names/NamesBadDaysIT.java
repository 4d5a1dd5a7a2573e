package orca.handler.services.names;

import static orca.handler.services.Calls.done;
import static orca.handler.services.Calls.present;
import static orca.handler.services.Calls.run;
import static orca.handler.services.Calls.trouble;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
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
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * A name server that is away, slow, or says no, and people who edit the zone: nothing is forgotten, and nobody else's is
 * touched.
 */
@Tag("hosts")
@Timeout(180)
class NamesBadDaysIT {
    private static final PropertyList FIRST = PropertyList.of("site.address", "10.9.0.1").with("hostname", "web");
    private static final PropertyList OTHER = PropertyList.of("site.address", "10.9.0.2").with("hostname", "web");
    private static final Name WEB = Name.fromConstantString("web.lab.test.");

    @TempDir
    Path folder;

    private Named named;

    @BeforeEach
    void start() throws Exception {
        named = Named.in(folder.resolve("named"));
    }

    @AfterEach
    void end() throws Exception {
        named.end();
    }

    private Outcome call(Action action, String unit, PropertyList properties) throws Exception {
        return run(named.handler(), action, unit, properties);
    }

    @Test
    void aUnitHasItsNameForwardAndReverse() throws Exception {
        assertThat(done(call(Action.SETUP, "west-u1", FIRST))).isEqualTo(
                PropertyList.of("names.name", "web.lab.test").with("site.names.name", "web.lab.test"));
        assertThat(named.everything()).hasSize(4).contains("web.lab.test. A 10.9.0.1",
                "web.lab.test. TXT \"orca owner=orca unit=west-u1\"", "1.0.9.10.in-addr.arpa. PTR web.lab.test.");
        assertThat(done(call(Action.SETUP, "west-u2.7", OTHER.without(List.of("hostname")))).text("names.name"))
                .contains("west-u2-7.lab.test");
        // The unit comes to another address, as where its machine does.
        done(call(Action.MODIFY, "west-u1", FIRST.with("site.address", "10.8.0.9/16")));
        assertThat(named.everything()).contains("web.lab.test. A 10.8.0.9", "9.0.8.10.in-addr.arpa. PTR web.lab.test.")
                .doesNotContain("1.0.9.10.in-addr.arpa. PTR web.lab.test.");
        // It does not get another name.
        RecordingContext words = new RecordingContext();
        done(run(named.handler(), Action.MODIFY, "west-u1", FIRST.with("hostname", "mail"), words));
        assertThat(words.lines()).containsExactly("names: web.lab.test stays the unit's name for its life");
        done(call(Action.TEARDOWN, "west-u1", FIRST));
        done(call(Action.TEARDOWN, "west-u2.7", OTHER));
        assertThat(named.everything()).isEmpty();
    }

    @Test
    void aServerThatIsAwayIsWaitedFor() throws Exception {
        named.daemon().stop();
        assertThat(trouble(call(Action.SETUP, "west-u1", FIRST), true)).startsWith("no name server listens at 127.0.0.1:");
        named.start();
        done(call(Action.SETUP, "west-u1", FIRST));
        named.daemon().stop();
        assertThat(trouble(call(Action.PROBE, "west-u1", FIRST), true)).startsWith("no name server listens at 127.0.0.1:");
        assertThat(trouble(call(Action.TEARDOWN, "west-u1", FIRST), true)).startsWith("no name server listens at 127.0.0.1:");
        named.start();
        assertThat(named.everything()).hasSize(4);
        done(call(Action.TEARDOWN, "west-u1", FIRST));
        assertThat(named.everything()).isEmpty();
    }

    @Test
    void whatASlowServerDoesLateIsRemovedToo() throws Exception {
        PropertyList hurried = named.settings().with("timeout", "400ms");
        named.daemon().pause();
        String late = trouble(run(Named.handler(hurried), Action.SETUP, "west-u1", FIRST), true);
        assertThat(late).contains("did not answer within 400 ms");
        named.daemon().resume();
        done(call(Action.SETUP, "west-u1", FIRST));
        named.daemon().pause();
        assertThat(trouble(run(Named.handler(hurried), Action.TEARDOWN, "west-u1", FIRST), true))
                .contains("did not answer within 400 ms");
        named.daemon().resume();
        done(call(Action.TEARDOWN, "west-u1", FIRST));
        assertThat(named.everything()).isEmpty();
    }

    @Test
    void aSetupThatWasGivenUpIsOverWhenTheTeardownLooks() throws Exception {
        PropertyList hurried = named.settings().with("timeout", "400ms");
        for (int i = 0; i < 5; i++) {
            String unit = "west-u" + i;
            RecordingContext words = new RecordingContext();
            FutureTask<Outcome> setup = new FutureTask<>(() -> run(Named.handler(hurried), Action.SETUP, unit, FIRST, words));
            Thread thread = Thread.ofVirtual().start(setup);
            // At whatever moment.
            int records = i % 4;
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (!setup.isDone() && named.everything().size() < records && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            named.daemon().pause();
            thread.join();
            named.daemon().resume();
            done(call(Action.TEARDOWN, unit, FIRST));
            assertThat(named.everything()).as("moment %d", i).isEmpty();
        }
    }

    @Test
    void aKeyThatTheServerDoesNotTakeIsNamed() throws Exception {
        named.key("YW5vdGhlcg==");
        assertThat(trouble(call(Action.SETUP, "west-u1", FIRST), true))
                .contains("its key orca. has another secret than the key-file").doesNotContain("YW5vdGhlcg");
        Path key = folder.resolve("named/orca.key");
        Files.writeString(key, Files.readString(key).replace("\"orca\"", "\"stranger\""));
        assertThat(trouble(call(Action.SETUP, "west-u1", FIRST), true)).contains("it does not know the key stranger.");
        Files.writeString(key, "secret YW5vdGhlcg==");
        assertThat(trouble(call(Action.SETUP, "west-u1", FIRST), true))
                .contains("has no key of the form that tsig-keygen writes").doesNotContain("YW5vdGhlcg");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(trouble(call(Action.SETUP, "west-u1", FIRST), true)).contains("chmod 600");
        Files.delete(key);
        assertThat(trouble(call(Action.SETUP, "west-u1", FIRST), true)).startsWith("key-file: there is no file ");
        assertThat(named.everything()).isEmpty();
    }

    @Test
    void aNameWhoseAddressCannotBeNamedIsTakenBack() throws Exception {
        named.refuse("9.10.in-addr.arpa");
        assertThat(trouble(call(Action.SETUP, "west-u1", FIRST), true))
                .contains("said REFUSED to updating 9.10.in-addr.arpa.", "update-policy");
        assertThat(named.everything()).hasSize(3);
        RecordingContext words = new RecordingContext();
        assertThat(present(run(named.handler(), Action.PROBE, "west-u1", FIRST, words))).isFalse();
        assertThat(words.lines()).containsExactly("the address 10.9.0.1 is not named web.lab.test");
        done(call(Action.TEARDOWN, "west-u1", FIRST));
        assertThat(named.everything()).isEmpty();
        named.refuse("lab.test");
        assertThat(trouble(call(Action.SETUP, "west-u1", FIRST), true)).contains("said REFUSED to updating lab.test.");
        assertThat(named.everything()).isEmpty();
    }

    @Test
    void aNameWhoseReverseStaysLeadsNowhereAndIsKeptFromOthers() throws Exception {
        done(call(Action.SETUP, "west-u1", FIRST));
        named.refuse("9.10.in-addr.arpa");
        assertThat(trouble(call(Action.TEARDOWN, "west-u1", FIRST), true))
                .startsWith("the name web.lab.test leads nowhere any more and is kept from others,"
                        + " but 10.9.0.1 still bears it: ");
        assertThat(named.everything()).hasSize(3).doesNotContain("web.lab.test. A 10.9.0.1");
        assertThat(trouble(call(Action.SETUP, "west-u2", OTHER), false)).isEqualTo(
                "hostname: the name web.lab.test is taken; ask for another, or where there are several units for none");
        named.refuse();
        done(call(Action.TEARDOWN, "west-u1", FIRST));
        assertThat(named.everything()).isEmpty();
        done(call(Action.SETUP, "west-u2", OTHER));
        assertThat(named.everything()).hasSize(4);
    }

    @Test
    void whatIsSomebodyElsesIsNotTouched() throws Exception {
        PropertyList www = FIRST.with("hostname", "www");
        assertThat(trouble(call(Action.SETUP, "west-u1", www), false)).contains("www.lab.test is taken");
        done(call(Action.TEARDOWN, "west-u1", www));
        done(call(Action.SETUP, "west-u1", FIRST));
        assertThat(trouble(call(Action.SETUP, "west-u2", OTHER), false)).contains("web.lab.test is taken");
        done(call(Action.TEARDOWN, "west-u2", OTHER));
        // Another site in the same zone has a unit of the same name.
        NamesHandler east = Named.handler(named.settings().with("owner", "east"));
        assertThat(trouble(run(east, Action.SETUP, "west-u1", OTHER), false)).contains("is taken");
        assertThat(trouble(run(east, Action.SETUP, "west-u1", OTHER.with("hostname", "mine")
                .with("site.address", "10.9.0.1")), true)).contains("the address 10.9.0.1 is named web.lab.test");
        done(run(east, Action.TEARDOWN, "west-u1", OTHER));
        assertThat(named.everything()).hasSize(4);
        named.byHand(update -> update.present(Name.fromConstantString("www.lab.test.")));
    }

    @Test
    void anAddressThatWasEditedIsSeenAndPutRight() throws Exception {
        done(call(Action.SETUP, "west-u1", FIRST));
        named.byHand(update -> {
            update.delete(WEB, Type.A);
            update.add(address("10.9.7.7"));
        });
        RecordingContext words = new RecordingContext();
        assertThat(present(run(named.handler(), Action.PROBE, "west-u1", FIRST, words))).isFalse();
        assertThat(words.lines()).containsExactly("the name web.lab.test leads to 10.9.7.7, not to 10.9.0.1");
        done(call(Action.MODIFY, "west-u1", FIRST));
        assertThat(present(call(Action.PROBE, "west-u1", FIRST))).isTrue();
        // A text of somebody else stays, and does not hide the mark.
        named.byHand(update -> update.add(new TXTRecord(WEB, DClass.IN, 60, "v=spf1 -all")));
        RecordingContext end = new RecordingContext();
        done(run(named.handler(), Action.TEARDOWN, "west-u1", FIRST, end));
        assertThat(named.everything()).containsExactly("web.lab.test. TXT \"v=spf1 -all\"");
        assertThat(end.lines()).containsExactly(
                "names: at web.lab.test somebody else has put TXT \"v=spf1 -all\", which is left there");
    }

    @Test
    void marksThatWereRemovedHideNothing() throws Exception {
        PropertyList made = done(call(Action.SETUP, "west-u1", FIRST));
        named.byHand(update -> update.delete(WEB, Type.TXT));
        assertThat(present(call(Action.PROBE, "west-u1", FIRST))).isFalse();
        assertThat(trouble(call(Action.SETUP, "west-u1", FIRST), false)).contains("bears somebody else's records now");
        done(call(Action.TEARDOWN, "west-u1", FIRST.overlaid(made)));
        assertThat(named.everything()).isEmpty();

        done(call(Action.SETUP, "west-u2", OTHER));
        String unit = named.everything().stream().filter(line -> line.contains("_orca")).findFirst().orElseThrow();
        named.byHand(update -> update.delete(Name.fromConstantString(unit.split(" ")[0])));
        done(call(Action.TEARDOWN, "west-u2", OTHER.overlaid(made)));
        assertThat(named.everything()).isEmpty();

        // Somebody took the name over: it is theirs.
        done(call(Action.SETUP, "west-u3", FIRST));
        named.byHand(update -> {
            update.delete(WEB);
            update.add(address("10.9.7.7"));
        });
        done(call(Action.TEARDOWN, "west-u3", FIRST.overlaid(made)));
        assertThat(named.everything()).containsExactly("web.lab.test. A 10.9.7.7");
    }

    @Test
    void namesAndAddressesThatMakeNoSenseAreRefused() throws Exception {
        for (String asked : List.of("a b", "-x", "x-", "a.b", "wpad", "ö", "x".repeat(64), "_orca", "")) {
            assertThat(trouble(call(Action.SETUP, "west-u1", FIRST.with("hostname", asked)), false)).startsWith("hostname: ");
        }
        assertThat(trouble(call(Action.SETUP, "west-u1", PropertyList.NONE), false))
                .startsWith("address: the unit has no site.address");
        assertThat(trouble(call(Action.SETUP, "west-u1", FIRST.with("site.address", "192.0.2.1")), false))
                .endsWith("lies in none of the zones of the setting reverse");
        assertThat(trouble(call(Action.SETUP, "west-u1", FIRST.with("site.address", "web")), false))
                .isEqualTo("site.address: must be an address, got 'web'");
        assertThat(named.everything()).isEmpty();
    }

    private static ARecord address(String words) {
        try {
            return new ARecord(WEB, DClass.IN, 60, InetAddress.getByName(words));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
