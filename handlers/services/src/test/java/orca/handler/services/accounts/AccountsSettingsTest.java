package orca.handler.services.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.DN;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import orca.core.handler.Action;
import orca.core.handler.Handler;
import orca.core.resource.PropertyList;
import orca.handler.services.Calls;
import org.junit.jupiter.api.Test;

class AccountsSettingsTest {
    private static final PropertyList LEAST = PropertyList.of("people", "ou=people,dc=x").with("bind-dn", "cn=orca,dc=x")
            .with("password-file", "/etc/orca/ldap");

    @Test
    void itIsFoundByItsName() {
        assertThat(ServiceLoader.load(Handler.class)).extracting(Handler::name).contains("accounts");
    }

    @Test
    void settingsHaveDefaults() throws Exception {
        assertThat(AccountsSettings.of(LEAST)).isEqualTo(new AccountsSettings(
                InetSocketAddress.createUnresolved("127.0.0.1", 389), false, Optional.empty(), new DN("cn=orca,dc=x"),
                Path.of("/etc/orca/ldap"), new DN("ou=people,dc=x"), new DN("ou=people,dc=x"), 20_000, 59_999, 100, "/home/{}",
                "/bin/bash", Optional.empty(), "orca", Duration.ofSeconds(5)));
    }

    @Test
    void everySettingIsRead() throws Exception {
        PropertyList all = LEAST.with("server", "ldaps://ldap.example.org").with("ca-file", "/etc/ca.pem")
                .with("uids", "5000 - 6000").with("gid", 500).with("home", "/net/home/{}").with("shell", "/bin/sh")
                .with("keys", "sshPublicKey").with("owner", "west").with("timeout", "2s")
                .with("names-below", "dc=x");
        assertThat(AccountsSettings.of(all)).isEqualTo(new AccountsSettings(
                InetSocketAddress.createUnresolved("ldap.example.org", 636), true, Optional.of(Path.of("/etc/ca.pem")),
                new DN("cn=orca,dc=x"), Path.of("/etc/orca/ldap"), new DN("ou=people,dc=x"), new DN("dc=x"), 5000, 6000, 500,
                "/net/home/{}", "/bin/sh", Optional.of("sshPublicKey"), "west", Duration.ofSeconds(2)));
    }

    @Test
    void aSettingThatMakesNoSenseIsRefusedByName() {
        refused(PropertyList.NONE, "bind-dn: must be said");
        refused(LEAST.without(List.of("people")), "people: must be said");
        refused(LEAST.with("colour", "red"), "handler accounts: has no setting 'colour'");
        refused(LEAST.with("server", "127.0.0.1"), "server: must be ldap://HOST:PORT or ldaps://HOST:PORT, got '127.0.0.1'");
        refused(LEAST.with("server", "ldap://ldap.example.org"), "server: must be ldaps://, for the password goes there");
        refused(LEAST.with("people", "people"), "people: must be a distinguished name, got 'people'");
        refused(LEAST.with("names-below", "ou=staff,dc=x"), "names-below: must have people (ou=people,dc=x) below it");
        refused(LEAST.with("uids", "0-10"), "uids: must be as in 20000-59999, from 1000 on, got '0-10'");
        refused(LEAST.with("uids", "6000-5000"), "uids: must be as in");
        refused(LEAST.with("gid", 0), "gid: must be a whole number from 1 to");
        refused(LEAST.with("home", "/home"), "home: must be an absolute path with {} for the name");
        refused(LEAST.with("shell", "bash"), "shell: must be an absolute path");
        refused(LEAST.with("keys", "a b"), "keys: must be an attribute such as sshPublicKey, or none");
    }

    private static void refused(PropertyList settings, String words) {
        assertThatThrownBy(() -> new AccountsHandler().configure(settings)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(words);
    }

    @Test
    void withoutSettingsItSaysWhatItNeeds() throws Exception {
        assertThat(Calls.trouble(Calls.run(new AccountsHandler(), Action.SETUP, "u1", PropertyList.NONE), false))
                .isEqualTo("handlers.accounts: must say at least people, bind-dn and password-file");
    }
}
