package orca.handler.services.accounts;

import static orca.handler.services.Calls.done;
import static orca.handler.services.Calls.present;
import static orca.handler.services.Calls.run;
import static orca.handler.services.Calls.trouble;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import orca.core.handler.Action;
import orca.core.handler.CallContext;
import orca.core.handler.HandOver;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;
import orca.core.time.Term;
import orca.handler.services.Calls;
import orca.testkit.RecordingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A unit that comes in another's place while that is still there: the account goes over with its number, or goes back. */
@Tag("hosts")
@Timeout(180)
class AccountsHandOverIT {
    private static final PropertyList ANN = PropertyList.of("account", "ann");
    private static final PropertyList SETUP = ANN.with(HandOver.FROM, "west-u1");
    private static final PropertyList GOES = ANN.with(HandOver.BACK, "west-u1");
    private static final String KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 ann";
    private static final String DN = "uid=ann," + Slapd.PEOPLE;

    @TempDir
    Path folder;

    private Slapd slapd;

    @BeforeEach
    void start() throws Exception {
        slapd = Slapd.in(folder.resolve("slapd"));
    }

    @AfterEach
    void end() throws Exception {
        slapd.end();
    }

    private Outcome call(Action action, String unit, PropertyList properties) throws Exception {
        return run(slapd.handler(), action, unit, properties);
    }

    private String only() throws Exception {
        assertThat(slapd.everything()).hasSize(1);
        return slapd.everything().getFirst();
    }

    @Test
    void theAccountGoesToWhoComesInItsPlaceAndStaysThereWhenTheOldOneGoes() throws Exception {
        PropertyList made = done(call(Action.SETUP, "west-u1", ANN));
        assertThat(done(call(Action.SETUP, "west-u2", SETUP))).as("name, number and home are the same").isEqualTo(made);
        String both = only();
        assertThat(both).contains("gecos=west-u2").containsAnyOf(
                "description=orca owner=orca unit=west-u2|orca owner=orca from=west-u1",
                "description=orca owner=orca from=west-u1|orca owner=orca unit=west-u2");
        assertThat(done(call(Action.SETUP, "west-u2", SETUP))).isEqualTo(made);
        assertThat(only()).as("twice is once").isEqualTo(both);
        assertThat(present(call(Action.PROBE, "west-u2", ANN))).isTrue();

        done(call(Action.TEARDOWN, "west-u1", ANN.overlaid(made)));
        done(call(Action.TEARDOWN, "west-u1", ANN.overlaid(made)));
        assertThat(only()).contains("description=orca owner=orca unit=west-u2,");
        assertThat(done(call(Action.MODIFY, "west-u2", ANN))).isEqualTo(made);
        done(call(Action.TEARDOWN, "west-u2", GOES.overlaid(made)));
        assertThat(slapd.everything()).isEmpty();
    }

    @Test
    void oneThatGoesFirstGivesTheAccountBackToWhoLivesOn() throws Exception {
        PropertyList made = done(call(Action.SETUP, "west-u1", ANN));
        String before = only();
        done(call(Action.SETUP, "west-u2", SETUP));
        String theirs = only();
        RecordingContext away = new RecordingContext();
        assertThat(done(run(slapd.handler(), Action.MODIFY, "west-u1", ANN, away))).isEqualTo(made);
        assertThat(away.lines()).containsExactly("accounts: ann is with unit west-u2, which was to come in this one's place");
        assertThat(only()).isEqualTo(theirs);
        RecordingContext words = new RecordingContext();
        done(run(slapd.handler(), Action.TEARDOWN, "west-u2", GOES.overlaid(made), words));
        assertThat(words.lines()).containsExactly("accounts: ann is unit west-u1's again");
        assertThat(only()).isEqualTo(before);
        done(call(Action.TEARDOWN, "west-u2", GOES.overlaid(made)));
        assertThat(only()).isEqualTo(before);
        assertThat(present(call(Action.PROBE, "west-u1", ANN))).isTrue();
        assertThat(done(call(Action.MODIFY, "west-u1", ANN))).isEqualTo(made);
        done(call(Action.TEARDOWN, "west-u1", ANN));
        assertThat(slapd.everything()).isEmpty();
    }

    @Test
    void aLeaseIsRenewedWhileTheAccountIsWithTheOtherOne() throws Exception {
        done(call(Action.SETUP, "west-u1", ANN));
        done(call(Action.SETUP, "west-u2", SETUP));
        assertThat(only()).contains("shadowExpire=20455").doesNotContain("sshPublicKey=");
        UnitCall usual = Calls.call(Action.MODIFY, "west-u1", 1, ANN.with("ssh-key", KEY));
        UnitCall renewed = new UnitCall(usual.unit(), usual.action(), usual.attempt(), usual.type(), usual.host(), usual.sliver(),
                new Term(usual.term().start(), usual.term().end().plus(Duration.ofDays(7))), usual.properties());
        done(slapd.handler().handle(renewed, new RecordingContext()));
        assertThat(only()).contains("shadowExpire=20462", "sshPublicKey=" + KEY, "gecos=west-u2",
                "orca owner=orca unit=west-u2");
        done(call(Action.TEARDOWN, "west-u2", GOES));
        assertThat(only()).contains("shadowExpire=20462", "sshPublicKey=" + KEY, "gecos=west-u1",
                "description=orca owner=orca unit=west-u1,").doesNotContain("west-u2");
    }

    /** One during whose call, at the moment of that number, something else happens. */
    private static CallContext at(int moment, Callable<Outcome> other) {
        AtomicInteger moments = new AtomicInteger();
        return new CallContext() {
            @Override
            public void say(String line) {}

            @Override
            public boolean cancelled() {
                if (moments.getAndIncrement() == moment) {
                    FutureTask<Outcome> call = new FutureTask<>(other);
                    call.run();
                    done(call.resultNow());
                }
                return false;
            }
        };
    }

    @Test
    void oneThatHandedOverEarlierMayGoAtAnyMomentOfAnotherHandOver() throws Exception {
        PropertyList third = ANN.with(HandOver.FROM, "west-u2");
        for (int i = 0; i < 8; i++) {
            PropertyList made = done(call(Action.SETUP, "west-u1", ANN));
            done(call(Action.SETUP, "west-u2", SETUP));
            CallContext busy = at(i, () -> call(Action.TEARDOWN, "west-u1", ANN.overlaid(made)));
            assertThat(done(slapd.handler().handle(Calls.call(Action.SETUP, "west-u3", 1, third), busy)))
                    .as("moment %d", i).isEqualTo(made);
            assertThat(only()).contains("unit=west-u3").doesNotContain("west-u1");
            for (String unit : List.of("west-u1", "west-u2", "west-u3")) {
                done(call(Action.TEARDOWN, unit, ANN.overlaid(made)));
            }
            assertThat(slapd.everything()).isEmpty();
        }
    }

    @Test
    void theOtherOneMayGiveItBackAtAnyMomentOfAChange() throws Exception {
        PropertyList made = done(call(Action.SETUP, "west-u1", ANN));
        PropertyList changed = ANN.with("ssh-key", KEY);
        for (int i = 0; i < 8; i++) {
            done(call(Action.MODIFY, "west-u1", ANN));
            done(call(Action.SETUP, "west-u2", SETUP));
            CallContext busy = at(i, () -> call(Action.TEARDOWN, "west-u2", GOES.overlaid(made)));
            if (slapd.handler().handle(Calls.call(Action.MODIFY, "west-u1", 1, changed), busy) instanceof Outcome.Trouble met) {
                assertThat(met.retry()).as("moment %d: %s", i, met.reason()).isTrue();
            }
            assertThat(done(call(Action.MODIFY, "west-u1", changed))).isEqualTo(made);
            done(call(Action.TEARDOWN, "west-u2", GOES.overlaid(made)));
            assertThat(only()).contains("unit=west-u1", "gecos=west-u1", KEY).doesNotContain("west-u2");
        }
    }

    @Test
    void whoDoesNotLiveOnGetsNothingBack() throws Exception {
        done(call(Action.SETUP, "west-u1", ANN));
        done(call(Action.SETUP, "west-u2", SETUP));
        done(call(Action.TEARDOWN, "west-u2", ANN));
        assertThat(slapd.everything()).isEmpty();
        done(call(Action.TEARDOWN, "west-u1", ANN));
        assertThat(slapd.everything()).isEmpty();
    }

    @Test
    void nobodyElseIsTakenFrom() throws Exception {
        done(call(Action.SETUP, "west-u1", ANN));
        String before = only();
        assertThat(trouble(call(Action.SETUP, "west-u2", ANN), false)).contains("the account ann is taken");
        assertThat(trouble(call(Action.SETUP, "west-u2", ANN.with(HandOver.FROM, "west-u3 west-u11")), false))
                .contains("is taken");
        AccountsHandler east = Slapd.handler(slapd.settings().with("owner", "east"));
        assertThat(trouble(run(east, Action.SETUP, "west-u2", SETUP), false)).contains("is taken");
        assertThat(trouble(call(Action.SETUP, "west-u2", SETUP.with("account", "alice")), false)).contains("is taken");
        assertThat(only()).isEqualTo(before);
        // Another name is another account, and the old one keeps its own.
        done(call(Action.SETUP, "west-u2", SETUP.with("account", "ann-{}")));
        assertThat(slapd.everything()).hasSize(2).contains(before);
        done(call(Action.TEARDOWN, "west-u2", GOES));
        assertThat(only()).isEqualTo(before);
        // Somebody took the mark off: it is nobody's to hand over.
        try (LDAPConnection admin = slapd.admin()) {
            admin.modify(DN, new Modification(ModificationType.REPLACE, "description", "kept for ann"));
        }
        assertThat(trouble(call(Action.SETUP, "west-u2", SETUP), false)).contains("is taken");
    }

    @Test
    void ofTwoThatComeOneGetsTheAccount() throws Exception {
        done(call(Action.SETUP, "west-u1", ANN));
        List<FutureTask<Outcome>> setups = new ArrayList<>();
        for (String unit : List.of("west-u2", "west-u3")) {
            setups.add(new FutureTask<>(() -> call(Action.SETUP, unit, SETUP)));
            Thread.ofPlatform().start(setups.getLast());
        }
        int given = 0;
        for (FutureTask<Outcome> setup : setups) {
            given += setup.get() instanceof Outcome.Done ? 1 : 0;
        }
        assertThat(given).isEqualTo(1);
        for (String unit : List.of("west-u1", "west-u2", "west-u3")) {
            done(call(Action.TEARDOWN, unit, ANN));
        }
        assertThat(slapd.everything()).isEmpty();
    }

    @Test
    void whoComesInThePlaceOfOneThatCameInAnothersPlace() throws Exception {
        PropertyList made = done(call(Action.SETUP, "west-u1", ANN));
        done(call(Action.SETUP, "west-u2", SETUP));
        assertThat(done(call(Action.SETUP, "west-u3", ANN.with(HandOver.FROM, "west-u2")))).isEqualTo(made);
        assertThat(only()).contains("from=west-u2").doesNotContain("west-u1");
        done(call(Action.TEARDOWN, "west-u3", ANN.with(HandOver.BACK, "west-u2")));
        assertThat(only()).contains("description=orca owner=orca unit=west-u2,");
        done(call(Action.SETUP, "west-u3", ANN.with(HandOver.FROM, "west-u2")));
        for (String unit : List.of("west-u1", "west-u2")) {
            done(call(Action.TEARDOWN, unit, ANN.overlaid(made)));
            assertThat(only()).contains("unit=west-u3");
        }
        done(call(Action.TEARDOWN, "west-u3", ANN));
        assertThat(slapd.everything()).isEmpty();
    }

    @Test
    void bothMayGoAtOnce() throws Exception {
        for (int i = 0; i < 12; i++) {
            PropertyList made = done(call(Action.SETUP, "west-u1", ANN));
            done(call(Action.SETUP, "west-u2", SETUP));
            FutureTask<Outcome> first = new FutureTask<>(() -> call(Action.TEARDOWN, "west-u1", ANN.overlaid(made)));
            Thread.ofPlatform().start(first);
            done(call(Action.TEARDOWN, "west-u2", GOES.overlaid(made)));
            done(first.get());
            assertThat(slapd.everything()).as("round %d", i).isEmpty();
        }
    }

    @Test
    void aDirectoryThatStopsInBetweenIsWaitedFor() throws Exception {
        AccountsHandler hurried = Slapd.handler(slapd.settings().with("timeout", "400ms"));
        PropertyList made = done(call(Action.SETUP, "west-u1", ANN));
        String before = only();
        slapd.daemon().pause();
        assertThat(trouble(run(hurried, Action.SETUP, "west-u2", SETUP), true)).contains("did not answer within 400 ms");
        slapd.daemon().resume();
        assertThat(done(call(Action.SETUP, "west-u2", SETUP))).isEqualTo(made);
        slapd.daemon().stop();
        assertThat(trouble(call(Action.TEARDOWN, "west-u2", GOES), true)).startsWith("no directory listens");
        slapd.start();
        slapd.refuse(true);
        assertThat(trouble(call(Action.TEARDOWN, "west-u2", GOES), true)).contains("its access rules");
        slapd.refuse(false);
        done(call(Action.TEARDOWN, "west-u2", GOES));
        assertThat(only()).isEqualTo(before);
    }
}
