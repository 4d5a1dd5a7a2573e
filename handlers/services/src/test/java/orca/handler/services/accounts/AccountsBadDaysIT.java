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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
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

/** A directory that is away, slow, or says no, and people who edit it: nothing is forgotten, nobody else's is touched. */
@Tag("hosts")
@Timeout(180)
class AccountsBadDaysIT {
    private static final String KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFv9fSqBcdefghijklmnopqrstuvwxyz0123456789AB ann@home";
    private static final PropertyList ANN = PropertyList.of("account", "ann").with("ssh-key", KEY);
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

    private void byHand(Modification... changes) throws Exception {
        try (LDAPConnection admin = slapd.admin()) {
            admin.modify(DN, changes);
        }
    }

    @Test
    void aUnitHasItsAccount() throws Exception {
        PropertyList made = done(call(Action.SETUP, "west-u1", ANN));
        assertThat(made.text("accounts.name")).contains("ann");
        assertThat(made.text("accounts.home")).contains("/home/ann");
        assertThat(made.text("site.accounts.dn")).contains(DN);
        assertThat(made.whole("accounts.uid").orElseThrow()).isBetween(20_000L, 59_999L);
        assertThat(slapd.everything()).hasSize(1).first().asString().contains(DN, "cn=ann", "gidNumber=100",
                "loginShell=/bin/bash",
                "homeDirectory=/home/ann", "sshPublicKey=" + KEY, "description=orca owner=orca unit=west-u1", "gecos=west-u1",
                "shadowExpire=20455", "uidNumber=" + made.whole("accounts.uid").orElseThrow());
        // Another key is followed, another name is not.
        RecordingContext words = new RecordingContext();
        assertThat(done(run(slapd.handler(), Action.MODIFY, "west-u1", PropertyList.of("account", "eve"), words)))
                .isEqualTo(made);
        assertThat(words.lines()).containsExactly("accounts: ann stays the unit's account for its life");
        assertThat(slapd.everything().toString()).doesNotContain("sshPublicKey=");
        // Whoever asks for no name gets one of the unit's.
        assertThat(done(call(Action.SETUP, "west-u2.7", PropertyList.NONE)).text("accounts.name")).contains("west-u2-7");
        assertThat(done(call(Action.SETUP, "7th", PropertyList.NONE)).text("accounts.name")
                .orElseThrow()).matches("u[0-9a-f]{16}");
        assertThat(done(call(Action.SETUP, "west-u3.8", PropertyList.of("account", "ann-{}"))).text("accounts.name"))
                .contains("ann-u3-8");
        for (String unit : List.of("west-u1", "west-u2.7", "7th", "west-u3.8")) {
            done(call(Action.TEARDOWN, unit, PropertyList.NONE));
        }
        assertThat(slapd.everything()).isEmpty();
    }

    @Test
    void itSpeaksTlsAndKnowsWhoAnswers() throws Exception {
        AccountsHandler secure = Slapd.handler(slapd.settingsByTls());
        done(run(secure, Action.SETUP, "west-u1", ANN));
        AccountsHandler stranger = Slapd.handler(slapd.settingsByTls().without(List.of("ca-file")));
        assertThat(trouble(run(stranger, Action.PROBE, "west-u1", ANN), true))
                .contains("shows a certificate that neither ca-file nor Java vouches for");
        done(run(secure, Action.TEARDOWN, "west-u1", ANN));
        assertThat(slapd.everything()).isEmpty();
    }

    @Test
    void aDirectoryThatIsAwayOrSlowIsWaitedFor() throws Exception {
        slapd.daemon().stop();
        assertThat(trouble(call(Action.SETUP, "west-u1", ANN), true)).startsWith("no directory listens at 127.0.0.1:");
        slapd.start();
        AccountsHandler hurried = Slapd.handler(slapd.settings().with("timeout", "400ms"));
        slapd.daemon().pause();
        assertThat(trouble(run(hurried, Action.SETUP, "west-u1", ANN), true)).contains("did not answer within 400 ms");
        slapd.daemon().resume();
        done(call(Action.SETUP, "west-u1", ANN));
        slapd.daemon().pause();
        assertThat(trouble(run(hurried, Action.TEARDOWN, "west-u1", ANN), true)).contains("did not answer within 400 ms");
        slapd.daemon().resume();
        done(call(Action.TEARDOWN, "west-u1", ANN));
        slapd.daemon().stop();
        assertThat(trouble(call(Action.TEARDOWN, "west-u1", ANN), true)).startsWith("no directory listens at 127.0.0.1:");
        slapd.start();
        assertThat(slapd.everything()).isEmpty();
    }

    @Test
    void whatItDoesNotPermitIsSaid() throws Exception {
        slapd.refuse(true);
        assertThat(trouble(call(Action.SETUP, "west-u1", ANN), true))
                .contains("its access rules must let cn=orca,dc=lab,dc=test");
        slapd.refuse(false);
        done(call(Action.SETUP, "west-u1", ANN));
        slapd.refuse(true);
        assertThat(trouble(call(Action.TEARDOWN, "west-u1", ANN), true)).contains("to removing " + DN + "; its access rules");
        slapd.refuse(false);
        slapd.password("geheim");
        assertThat(trouble(call(Action.TEARDOWN, "west-u1", ANN), true)).contains("with the password of the password-file")
                .doesNotContain("geheim");
        slapd.password(Slapd.PASSWORD);
        AccountsHandler elsewhere = Slapd.handler(slapd.settings().with("people", "ou=nobody,dc=lab,dc=test"));
        assertThat(trouble(run(elsewhere, Action.SETUP, "west-u2", ANN), true))
                .contains("is there an entry ou=nobody,dc=lab,dc=test?");
        done(call(Action.TEARDOWN, "west-u1", ANN));
        assertThat(slapd.everything()).isEmpty();
    }

    @Test
    void whatIsSomebodyElsesIsNotTouched() throws Exception {
        PropertyList alice = PropertyList.of("account", "alice");
        assertThat(trouble(call(Action.SETUP, "west-u1", alice), false))
                .isEqualTo("account: the account alice is taken; ask for another, and where there are several units for NAME-{}");
        done(call(Action.TEARDOWN, "west-u1", alice));
        done(call(Action.SETUP, "west-u1", ANN));
        assertThat(trouble(call(Action.SETUP, "west-u2", ANN), false)).contains("the account ann is taken");
        done(call(Action.TEARDOWN, "west-u2", ANN));
        AccountsHandler east = Slapd.handler(slapd.settings().with("owner", "east"));
        done(run(east, Action.TEARDOWN, "west-u1", ANN));
        assertThat(slapd.everything()).hasSize(1);
        try (LDAPConnection admin = slapd.admin()) {
            assertThat(admin.getEntry("uid=alice," + Slapd.PEOPLE)).isNotNull();
        }
    }

    @Test
    void aNameThatSomebodyHasFurtherDownOrBesideIsTakenToo() throws Exception {
        try (LDAPConnection admin = slapd.admin()) {
            admin.add("dn: ou=guests," + Slapd.PEOPLE, "objectClass: organizationalUnit", "ou: guests");
            admin.add("dn: uid=ann,ou=guests," + Slapd.PEOPLE, "objectClass: account", "uid: ann");
            admin.add("dn: ou=staff,dc=lab,dc=test", "objectClass: organizationalUnit", "ou: staff");
            admin.add("dn: uid=boss,ou=staff,dc=lab,dc=test", "objectClass: account", "uid: boss");
        }
        assertThat(trouble(call(Action.SETUP, "west-u1", ANN), false)).contains("the account ann is taken");
        PropertyList boss = PropertyList.of("account", "boss");
        AccountsHandler wary = Slapd.handler(slapd.settings().with("names-below", "dc=lab,dc=test"));
        assertThat(trouble(run(wary, Action.SETUP, "west-u1", boss), false)).contains("the account boss is taken");
        assertThat(slapd.everything().toString()).doesNotContain("west-u1");
        try (LDAPConnection admin = slapd.admin()) {
            admin.delete("uid=ann,ou=guests," + Slapd.PEOPLE);
        }
        done(run(wary, Action.SETUP, "west-u1", ANN));
        assertThat(done(run(wary, Action.SETUP, "west-u1", ANN)).text("accounts.name")).as("its own").contains("ann");
        done(run(wary, Action.TEARDOWN, "west-u1", ANN));
    }

    @Test
    void whatWasEditedIsSeenAndPutRight() throws Exception {
        PropertyList made = done(call(Action.SETUP, "west-u1", ANN));
        byHand(new Modification(ModificationType.REPLACE, "loginShell", "/bin/false"),
                new Modification(ModificationType.DELETE, "gecos"));
        RecordingContext words = new RecordingContext();
        assertThat(present(run(slapd.handler(), Action.PROBE, "west-u1", ANN, words))).isFalse();
        assertThat(words.lines()).containsExactly("of the account " + DN + " somebody has changed gecos, loginShell");
        assertThat(done(call(Action.MODIFY, "west-u1", ANN))).isEqualTo(made);
        assertThat(present(call(Action.PROBE, "west-u1", ANN))).isTrue();
        // Moved and renamed: it is found by its mark.
        try (LDAPConnection admin = slapd.admin()) {
            admin.add("dn: ou=old," + Slapd.PEOPLE, "objectClass: organizationalUnit", "ou: old");
            admin.modifyDN(DN, "uid=anna", true, "ou=old," + Slapd.PEOPLE);
        }
        done(call(Action.TEARDOWN, "west-u1", ANN.overlaid(made)));
        assertThat(slapd.everything()).hasSize(1).first().asString().startsWith("ou=old,");
    }

    @Test
    void aMarkThatWasTakenOffIsToldAndNothingIsRemoved() throws Exception {
        PropertyList made = done(call(Action.SETUP, "west-u1", ANN));
        byHand(new Modification(ModificationType.REPLACE, "description", "kept for ann"));
        assertThat(present(call(Action.PROBE, "west-u1", ANN))).isFalse();
        assertThat(trouble(call(Action.TEARDOWN, "west-u1", ANN.overlaid(made)), false)).startsWith("the account " + DN
                + " was the unit's and bears its mark no more; if it still is, remove it or give it the description"
                + " 'orca owner=orca unit=west-u1' again and say orca unit retry");
        assertThat(slapd.everything()).hasSize(1);
        byHand(new Modification(ModificationType.ADD, "description", "orca owner=orca unit=west-u1"));
        done(call(Action.TEARDOWN, "west-u1", ANN.overlaid(made)));
        assertThat(slapd.everything()).isEmpty();
        // Another unit has the name by now, and that is its own.
        done(call(Action.SETUP, "west-u2", ANN));
        done(call(Action.TEARDOWN, "west-u1", ANN.overlaid(made)));
        assertThat(slapd.everything()).hasSize(1);
    }

    @Test
    void manyAtOnceHaveNumbersOfTheirOwnAndAFullRangeIsSaid() throws Exception {
        AccountsHandler narrow = Slapd.handler(slapd.settings().with("uids", "29999-30006"));
        List<FutureTask<Outcome>> setups = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String unit = "west-u" + i;
            setups.add(new FutureTask<>(() -> run(narrow, Action.SETUP, unit, PropertyList.NONE)));
            Thread.ofPlatform().start(setups.getLast());
        }
        List<Long> numbers = new ArrayList<>();
        for (FutureTask<Outcome> setup : setups) {
            numbers.add(done(setup.get()).whole("accounts.uid").orElseThrow());
        }
        assertThat(numbers).doesNotHaveDuplicates().doesNotContain(30_000L).allMatch(n -> n >= 29_999 && n <= 30_006);
        AccountsHandler full = Slapd.handler(slapd.settings().with("uids", "30000-30000"));
        assertThat(trouble(run(full, Action.SETUP, "west-u9", PropertyList.NONE), true)).startsWith("uids: of 50 numbers");
    }

    @Test
    void namesAndKeysThatMakeNoSenseAreRefused() throws Exception {
        for (String asked : List.of("root", "Ann", "a b", "ann,ou=x", "7ann", "*", "systemd-timesync", "x".repeat(33), "")) {
            assertThat(trouble(call(Action.SETUP, "west-u1", PropertyList.of("account", asked)), false)).startsWith("account: ");
        }
        for (String key : List.of("", "nonsense", KEY + "\n" + KEY, "command=\"x\" " + KEY, "ssh-rsa short")) {
            assertThat(trouble(call(Action.SETUP, "west-u1", ANN.with("ssh-key", key)), false)).startsWith("ssh-key: ");
        }
        assertThat(slapd.everything()).isEmpty();
    }
}
