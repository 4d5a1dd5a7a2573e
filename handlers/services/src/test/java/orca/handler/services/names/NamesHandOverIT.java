package orca.handler.services.names;

import static orca.handler.services.Calls.done;
import static orca.handler.services.Calls.present;
import static orca.handler.services.Calls.run;
import static orca.handler.services.Calls.trouble;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import orca.core.handler.Action;
import orca.core.handler.HandOver;
import orca.core.handler.Outcome;
import orca.core.resource.PropertyList;
import orca.testkit.RecordingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A unit that comes in another's place while that is there still: the name goes over, stays or goes back, and to nobody else. */
@Tag("hosts")
@Timeout(180)
class NamesHandOverIT {
    private static final PropertyList OLD = PropertyList.of("site.address", "10.9.0.1").with("hostname", "web");
    private static final PropertyList NEXT = PropertyList.of("site.address", "10.9.0.2").with("hostname", "web");
    private static final PropertyList NEXT_SETUP = NEXT.with(HandOver.FROM, "west-u1");
    private static final PropertyList NEXT_GOES = NEXT.with(HandOver.BACK, "west-u1");

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

    private List<String> plain() throws Exception {
        return named.everything().stream().filter(line -> !line.contains("_orca")).toList();
    }

    private static final List<String> OF_OLD = List.of("1.0.9.10.in-addr.arpa. PTR web.lab.test.", "web.lab.test. A 10.9.0.1",
            "web.lab.test. TXT \"orca owner=orca unit=west-u1\"");
    private static final List<String> OF_NEXT = List.of("2.0.9.10.in-addr.arpa. PTR web.lab.test.", "web.lab.test. A 10.9.0.2",
            "web.lab.test. TXT \"orca owner=orca unit=west-u2\"");

    @Test
    void theNameGoesToWhoComesInItsPlaceAndStaysThereWhenTheOldOneGoes() throws Exception {
        done(call(Action.SETUP, "west-u1", OLD));
        assertThat(done(call(Action.SETUP, "west-u2", NEXT_SETUP)).text("names.name")).contains("web.lab.test");
        List<String> both = named.everything();
        assertThat(both).hasSize(6).contains("web.lab.test. A 10.9.0.2", "web.lab.test. TXT \"orca owner=orca unit=west-u2\"",
                "1.0.9.10.in-addr.arpa. PTR web.lab.test.", "2.0.9.10.in-addr.arpa. PTR web.lab.test.");
        assertThat(both).filteredOn(line -> line.contains("unit=west-u2 name=")).singleElement().asString()
                .contains("address=10.9.0.2 from=west-u1");
        done(call(Action.SETUP, "west-u2", NEXT_SETUP));
        assertThat(named.everything()).as("twice is once").isEqualTo(both);
        assertThat(present(call(Action.PROBE, "west-u2", NEXT))).isTrue();

        RecordingContext words = new RecordingContext();
        done(run(named.handler(), Action.TEARDOWN, "west-u1", OLD, words));
        assertThat(words.lines()).containsExactly("names: web.lab.test is unit west-u2's now");
        assertThat(plain()).isEqualTo(OF_NEXT);
        done(call(Action.TEARDOWN, "west-u1", OLD.with("site.names.name", "web.lab.test")));
        assertThat(plain()).isEqualTo(OF_NEXT);
        done(call(Action.MODIFY, "west-u2", NEXT));
        assertThat(named.everything()).hasSize(4).noneMatch(line -> line.contains("from="));
        done(call(Action.TEARDOWN, "west-u2", NEXT));
        assertThat(named.everything()).isEmpty();
    }

    @Test
    void oneThatGoesFirstGivesTheNameBackToWhoLivesOn() throws Exception {
        done(call(Action.SETUP, "west-u1", OLD));
        List<String> before = named.everything();
        done(call(Action.SETUP, "west-u2", NEXT_SETUP));
        List<String> both = named.everything();
        RecordingContext away = new RecordingContext();
        assertThat(done(run(named.handler(), Action.MODIFY, "west-u1", OLD, away)).text("names.name")).contains("web.lab.test");
        assertThat(away.lines())
                .containsExactly("names: web.lab.test is with unit west-u2, which was to come in this one's place");
        done(call(Action.MODIFY, "west-u1", OLD.with("site.address", "10.9.0.7")));
        assertThat(named.everything()).as("another address waits until the name is back").isEqualTo(both);
        RecordingContext words = new RecordingContext();
        done(run(named.handler(), Action.TEARDOWN, "west-u2", NEXT_GOES, words));
        assertThat(words.lines()).containsExactly("names: web.lab.test is unit west-u1's again");
        assertThat(named.everything()).isEqualTo(before);
        done(call(Action.TEARDOWN, "west-u2", NEXT_GOES.with("site.names.name", "web.lab.test")));
        assertThat(named.everything()).isEqualTo(before);
        assertThat(present(call(Action.PROBE, "west-u1", OLD))).isTrue();
        done(call(Action.MODIFY, "west-u1", OLD));
        done(call(Action.TEARDOWN, "west-u1", OLD));
        assertThat(named.everything()).isEmpty();
    }

    @Test
    void whoDoesNotLiveOnGetsNothingBack() throws Exception {
        done(call(Action.SETUP, "west-u1", OLD));
        done(call(Action.SETUP, "west-u2", NEXT_SETUP));
        done(call(Action.TEARDOWN, "west-u2", NEXT));
        assertThat(named.everything()).as("its own record and its address's name").hasSize(2)
                .contains("1.0.9.10.in-addr.arpa. PTR web.lab.test.");
        done(call(Action.TEARDOWN, "west-u1", OLD));
        assertThat(named.everything()).isEmpty();
        // It is gone already, though the site says otherwise: an operator released it.
        done(call(Action.SETUP, "west-u1", OLD));
        done(call(Action.SETUP, "west-u2", NEXT_SETUP));
        done(call(Action.TEARDOWN, "west-u1", OLD));
        done(call(Action.TEARDOWN, "west-u2", NEXT_GOES));
        assertThat(named.everything()).isEmpty();
    }

    @Test
    void nobodyElseIsTakenFrom() throws Exception {
        done(call(Action.SETUP, "west-u1", OLD));
        List<String> before = named.everything();
        assertThat(trouble(call(Action.SETUP, "west-u2", NEXT), false)).contains("is taken");
        assertThat(trouble(call(Action.SETUP, "west-u2", NEXT.with(HandOver.FROM, "west-u3 west-u11")), false))
                .contains("is taken");
        // Another site in the same zone has units of the same names.
        NamesHandler east = Named.handler(named.settings().with("owner", "east"));
        assertThat(trouble(run(east, Action.SETUP, "west-u2", NEXT_SETUP), false)).contains("is taken");
        assertThat(trouble(call(Action.SETUP, "west-u2", NEXT_SETUP.with("hostname", "www")), false)).contains("is taken");
        assertThat(named.everything()).isEqualTo(before);
        // A name that nobody has is anybody's, and the old one keeps its own.
        done(call(Action.SETUP, "west-u2", NEXT_SETUP.with("hostname", "mail")));
        assertThat(plain()).containsAll(OF_OLD);
        done(call(Action.TEARDOWN, "west-u2", NEXT_GOES));
        assertThat(named.everything()).isEqualTo(before);
    }

    @Test
    void ofTwoThatComeOneGetsTheName() throws Exception {
        done(call(Action.SETUP, "west-u1", OLD));
        List<FutureTask<Outcome>> setups = new ArrayList<>();
        for (String unit : List.of("west-u2", "west-u3")) {
            PropertyList properties = NEXT_SETUP.with("site.address", "10.9.0." + unit.substring(6));
            setups.add(new FutureTask<>(() -> call(Action.SETUP, unit, properties)));
            Thread.ofPlatform().start(setups.getLast());
        }
        int given = 0;
        for (FutureTask<Outcome> setup : setups) {
            given += setup.get() instanceof Outcome.Done ? 1 : 0;
        }
        assertThat(given).isEqualTo(1);
        for (String unit : List.of("west-u1", "west-u2", "west-u3")) {
            done(call(Action.TEARDOWN, unit, PropertyList.NONE));
        }
        assertThat(named.everything()).isEmpty();
    }

    @Test
    void whoComesInThePlaceOfOneThatCameInAnothersPlace() throws Exception {
        PropertyList third = OLD.with("site.address", "10.9.0.3");
        done(call(Action.SETUP, "west-u1", OLD));
        done(call(Action.SETUP, "west-u2", NEXT_SETUP));
        done(call(Action.SETUP, "west-u3", third.with(HandOver.FROM, "west-u2")));
        done(call(Action.TEARDOWN, "west-u3", third.with(HandOver.BACK, "west-u2")));
        assertThat(plain()).containsAll(OF_NEXT);
        done(call(Action.SETUP, "west-u3", third.with(HandOver.FROM, "west-u2")));
        done(call(Action.TEARDOWN, "west-u1", OLD));
        done(call(Action.TEARDOWN, "west-u2", NEXT));
        assertThat(named.everything()).hasSize(4).contains("web.lab.test. A 10.9.0.3");
        done(call(Action.TEARDOWN, "west-u3", third));
        assertThat(named.everything()).isEmpty();
    }

    @Test
    void bothMayGoAtOnce() throws Exception {
        for (int i = 0; i < 12; i++) {
            done(call(Action.SETUP, "west-u1", OLD));
            // The address may be one that is leased by itself, and both have it.
            PropertyList at = i % 2 == 0 ? PropertyList.NONE : PropertyList.of("site.address", "10.9.0.1");
            done(call(Action.SETUP, "west-u2", NEXT_SETUP.overlaid(at)));
            FutureTask<Outcome> first = new FutureTask<>(() -> call(Action.TEARDOWN, "west-u1", OLD));
            Thread.ofPlatform().start(first);
            done(call(Action.TEARDOWN, "west-u2", NEXT_GOES.overlaid(at)));
            done(first.get());
            assertThat(named.everything()).as("round %d", i).isEmpty();
        }
    }

    @Test
    void anAddressThatBothHaveIsNamedThroughout() throws Exception {
        PropertyList same = PropertyList.of("site.address", "10.9.0.1");
        done(call(Action.SETUP, "west-u1", OLD));
        List<String> before = named.everything();
        done(call(Action.SETUP, "west-u2", NEXT_SETUP.overlaid(same)));
        done(call(Action.TEARDOWN, "west-u2", NEXT_GOES.overlaid(same)));
        assertThat(named.everything()).isEqualTo(before);
        done(call(Action.SETUP, "west-u2", NEXT_SETUP.overlaid(same)));
        done(call(Action.TEARDOWN, "west-u1", OLD));
        assertThat(plain()).containsExactly("1.0.9.10.in-addr.arpa. PTR web.lab.test.", "web.lab.test. A 10.9.0.1",
                "web.lab.test. TXT \"orca owner=orca unit=west-u2\"");
        done(call(Action.TEARDOWN, "west-u2", NEXT.overlaid(same)));
        assertThat(named.everything()).isEmpty();
        // Where nobody asked for a name each has its own, and the address gets the new one's.
        done(call(Action.SETUP, "west-u1", same));
        done(call(Action.SETUP, "west-u2", same.with(HandOver.FROM, "west-u1")));
        assertThat(plain()).contains("1.0.9.10.in-addr.arpa. PTR west-u2.lab.test.", "west-u1.lab.test. A 10.9.0.1");
        done(call(Action.TEARDOWN, "west-u1", same));
        assertThat(plain()).containsExactly("1.0.9.10.in-addr.arpa. PTR west-u2.lab.test.", "west-u2.lab.test. A 10.9.0.1",
                "west-u2.lab.test. TXT \"orca owner=orca unit=west-u2\"");
        done(call(Action.TEARDOWN, "west-u2", same));
        assertThat(named.everything()).isEmpty();
    }

    @Test
    void whatWasInterruptedIsFinishedOrGoesBack() throws Exception {
        PropertyList hurried = named.settings().with("timeout", "400ms");
        done(call(Action.SETUP, "west-u1", OLD));
        List<String> before = named.everything();
        for (int i = 0; i < 6; i++) {
            FutureTask<Outcome> setup =
                    new FutureTask<>(() -> run(Named.handler(hurried), Action.SETUP, "west-u2", NEXT_SETUP));
            Thread thread = Thread.ofVirtual().start(setup);
            // At whatever moment: before, when the name has gone over, when the address is named too.
            int records = 4 + i % 3;
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (!setup.isDone() && named.everything().size() < records && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            named.daemon().pause();
            thread.join();
            named.daemon().resume();
            if (i < 3) {
                done(call(Action.SETUP, "west-u2", NEXT_SETUP));
                assertThat(plain()).as("moment %d", i).containsAll(OF_NEXT);
            }
            interruptedTeardown(hurried, i);
            done(call(Action.TEARDOWN, "west-u2", NEXT_GOES));
            assertThat(named.everything()).as("moment %d", i).isEqualTo(before);
        }
    }

    private void interruptedTeardown(PropertyList hurried, int moment) throws Exception {
        if (moment % 2 == 0) {
            return;
        }
        FutureTask<Outcome> teardown =
                new FutureTask<>(() -> run(Named.handler(hurried), Action.TEARDOWN, "west-u2", NEXT_GOES));
        Thread thread = Thread.ofVirtual().start(teardown);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!teardown.isDone() && named.everything().size() > 5 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        named.daemon().pause();
        thread.join();
        named.daemon().resume();
    }

    @Test
    void whereTheReverseZoneRefusesTheNameStaysWithItUntilTheTeardownIsDone() throws Exception {
        done(call(Action.SETUP, "west-u1", OLD));
        List<String> before = named.everything();
        done(call(Action.SETUP, "west-u2", NEXT_SETUP));
        named.refuse("9.10.in-addr.arpa");
        assertThat(trouble(call(Action.TEARDOWN, "west-u2", NEXT_GOES), true)).startsWith("the name web.lab.test leads nowhere");
        assertThat(trouble(call(Action.TEARDOWN, "west-u1", OLD), true)).startsWith("the name web.lab.test is unit west-u2's now,"
                + " but 10.9.0.1 still bears it: ");
        named.refuse();
        done(call(Action.TEARDOWN, "west-u2", NEXT_GOES));
        assertThat(named.everything()).isEqualTo(before);
    }
}
