package orca.handler.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import orca.core.resource.PropertyList;
import orca.handler.services.accounts.Slapd;
import orca.handler.services.addresses.KeaDaemon;
import orca.handler.services.homes.GaneshaServer;
import orca.handler.services.names.Named;
import orca.handler.services.networks.OpenSwitch;
import orca.wire.management.Filter;
import orca.wire.management.ReservationView;
import orca.wire.management.UnitCommand;
import orca.wire.management.UnitRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is leased has what the site gives besides, and loses it at the end, also when the site died in between: looked at with the
 * daemons' own clients.
 */
@Tag("hosts")
@Timeout(600)
class LeasedServicesIT {
    private static final String LINE =
            "{handler: native, services: [addresses, accounts, native, names, networks, homes]}";

    @TempDir
    Path folder;

    private Named named;
    private Slapd slapd;
    private KeaDaemon kea;
    private OpenSwitch open;
    private GaneshaServer ganesha;
    private LeasingSite site;

    @BeforeEach
    void start() throws Exception {
        named = Named.in(folder.resolve("named"));
        slapd = Slapd.in(folder.resolve("slapd"));
        kea = KeaDaemon.in(folder.resolve("kea"));
        open = OpenSwitch.in(folder.resolve("ovs"));
        ganesha = GaneshaServer.in(folder.resolve("nfs"));
        site = new LeasingSite(folder, LINE, handlers());
    }

    @AfterEach
    void end() throws Exception {
        if (site != null) {
            site.kill();
        }
        named.end();
        slapd.end();
        kea.end();
        if (open != null) {
            open.end();
        }
        if (ganesha != null) {
            ganesha.end();
        }
    }

    private String handlers() {
        return "native: {folder: " + folder.resolve("native") + "}\n" + yaml("names", named.settings())
                + yaml("accounts", slapd.settings())
                + yaml("addresses", kea.settings()) + yaml("networks", open.settings()) + yaml("homes", ganesha.settings());
    }

    private static String yaml(String handler, PropertyList settings) {
        return handler + ": {" + settings.asMap().entrySet().stream().map(e -> e.getKey() + ": \"" + e.getValue() + "\"")
                .collect(Collectors.joining(", ")) + "}\n";
    }

    private String dig(String... question) throws Exception {
        return said(Stream.concat(Stream.of(Daemon.program("dig", "bind9-dnsutils"), "+short", "+tcp", "@127.0.0.1", "-p",
                Integer.toString(named.port())), Stream.of(question)).toList());
    }

    private String ldapsearch(String filter) throws Exception {
        return said(List.of(Daemon.program("ldapsearch", "ldap-utils"), "-x", "-LLL", "-o", "ldif-wrap=no", "-H",
                "ldap://127.0.0.1:" + slapd.port(), "-b", "dc=lab,dc=test", filter, "uid", "uidNumber", "homeDirectory"));
    }

    private static String said(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(words).isZero();
        return words;
    }

    private void nothingIsLeft() throws Exception {
        assertThat(named.everything()).isEmpty();
        assertThat(slapd.everything()).isEmpty();
        assertThat(kea.everything()).isEmpty();
        assertThat(open.everything()).isEmpty();
        assertThat(ganesha.everything()).isEmpty();
        try (Stream<Path> units = Files.list(folder.resolve("native/units"))) {
            assertThat(units).isEmpty();
        }
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.call()) {
            assertThat(System.nanoTime() - deadline).as("waited too long").isNegative();
            Thread.onSpinWait();
        }
    }

    private void gone(String id) {
        site.until(id, view -> view.state().equals("closed") && site.client().units(Filter.LIVE).items().isEmpty());
    }

    @Test
    void whatIsLeasedHasItsAddressNameAndAccountAndLosesThemAtTheEnd() throws Exception {
        site.startHere();
        site.request("pair", 2, "\"account\": \"ann-{}\"");
        ReservationView view = site.active("pair");
        assertThat(view.units()).hasSize(2).allSatisfy(unit -> {
            String name = unit.properties().text("names.name").orElseThrow();
            assertThat(name).isEqualTo(unit.id() + ".lab.test");
            String address = dig(name);
            assertThat(address).matches("10\\.9\\.0\\.[1-9][0-9]");
            assertThat(dig("-x", address)).isEqualTo(name + ".");
            assertThat(unit.properties().text("addresses.address")).contains(address);
            assertThat(ldapsearch("(uid=" + unit.properties().text("accounts.name").orElseThrow() + ")")).contains(
                    "uidNumber: " + unit.properties().whole("accounts.uid").orElseThrow(), "homeDirectory: /home/"
                    + unit.id().replace("west", "ann"));
            assertThat(open.everything()).contains("Bridge " + unit.properties().text("networks.bridge").orElseThrow()
                    + ",orca=orca owner=orca unit=" + unit.id() + " orca-tag="
                    + unit.properties().whole("networks.vlan").orElseThrow());
            assertThat(unit.properties().text("homes.mount")).contains("127.0.0.1:/homes/" + unit.id());
            assertThat(ganesha.everything()).contains("folder " + unit.id());
            assertThat(unit.properties().sitesOwn()).as("the site's own stays at the site").isEmpty();
        });
        site.close("pair");
        gone("pair");
        nothingIsLeft();
    }

    @Test
    void aSiteThatDiesInTheMiddleOfSetupAndOfTeardownFinishesBoth() throws Exception {
        site.start();
        named.daemon().pause();
        site.request("web", 1, "\"hostname\": \"web\", \"account\": \"ann\"");
        site.unit(unit -> unit.state().equals("setup") && Files.isDirectory(folder.resolve("native/units/" + unit.id()
                + "/root")));
        site.kill();
        named.daemon().resume();
        slapd.daemon().pause();
        assertThat(named.everything()).isEmpty();
        site.start();
        slapd.daemon().resume();
        site.active("web");
        assertThat(slapd.everything()).hasSize(1).first().asString().startsWith("uid=ann,");
        assertThat(dig("web.lab.test")).matches("10\\.9\\.0\\.[1-9][0-9]");
        assertThat(named.everything()).hasSize(4);

        slapd.daemon().pause();
        site.close("web");
        site.unit(unit -> unit.state().equals("teardown"));
        until(() -> named.everything().isEmpty());
        site.kill();
        slapd.daemon().resume();
        assertThat(slapd.everything()).hasSize(1);
        site.start();
        gone("web");
        nothingIsLeft();
    }

    /** What somebody finds who looks for the name and the account: an address, and a number. */
    private List<String> found() throws Exception {
        String address = dig("web.lab.test");
        assertThat(dig("-x", address)).isEqualTo("web.lab.test.");
        String account = ldapsearch("(uid=ann)");
        return List.of(address, account.substring(account.indexOf("uidNumber: ")).lines().findFirst().orElseThrow());
    }

    private List<String> live() {
        return site.client().units(Filter.LIVE).items().stream().map(UnitRow::id).toList();
    }

    /** As no handler would. */
    private static void die(ReservationView.MemberView unit) {
        ProcessHandle.of(unit.properties().whole("native.pid").orElseThrow()).orElseThrow().destroyForcibly();
    }

    /** Waits until the lease has one unit that is ready, and the site has nothing of {@code old} any more. */
    private void onlyAnother(String old) {
        site.until("web", view -> {
            assertThat(view.state()).as(view.reason()).isNotIn("failed", "closed");
            return view.units().size() == 1 && view.units().getFirst().state().equals("ready")
                    && !view.units().getFirst().id().equals(old) && !live().contains(old);
        });
    }

    @Test
    void aSiteThatDiesInTheMiddleOfAHandOverFinishesIt() throws Exception {
        site.start();
        site.request("web", 1, "\"hostname\": \"web\", \"account\": \"ann\"");
        ReservationView.MemberView old = site.active("web").units().getFirst();
        List<String> before = found();
        named.daemon().pause();
        die(old);
        String next = site.unit(unit -> !unit.id().equals(old.id()) && unit.state().equals("setup")
                && Files.isDirectory(folder.resolve("native/units/" + unit.id() + "/root"))).id();
        site.kill();
        named.daemon().resume();
        assertThat(slapd.everything()).as("the account has gone over").hasSize(1).first().asString()
                .contains("unit=" + next, "from=" + old.id());
        site.start();
        onlyAnother(old.id());
        assertThat(found().getLast()).isEqualTo(before.getLast());
        assertThat(found().getFirst()).isNotEqualTo(before.getFirst());
        assertThat(named.everything()).hasSize(4);
        site.close("web");
        gone("web");
        nothingIsLeft();
    }

    @Test
    void aUnitThatDiesHandsItsNameAndItsAccountToTheOneThatComesInItsPlace() throws Exception {
        site.startHere();
        site.request("web", 1, "\"hostname\": \"web\", \"account\": \"ann\"");
        ReservationView.MemberView old = site.active("web").units().getFirst();
        List<String> before = found();
        assertThat(old.properties().text("addresses.address")).contains(before.getFirst());
        die(old);
        onlyAnother(old.id());
        ReservationView.MemberView next = site.active("web").units().getFirst();
        List<String> after = found();
        assertThat(next.properties().text("names.name")).contains("web.lab.test");
        assertThat(next.properties().text("accounts.name")).contains("ann");
        assertThat(next.properties().text("addresses.address")).contains(after.getFirst());
        assertThat(after.getFirst()).as("it leads to another unit").isNotEqualTo(before.getFirst());
        assertThat(after.getLast()).as("the number is the same").isEqualTo(before.getLast());
        assertThat(named.everything()).as("nothing of the old one is left").hasSize(4);
        assertThat(slapd.everything()).hasSize(1).first().asString().contains("unit=" + next.id()).doesNotContain(old.id());
        site.close("web");
        gone("web");
        nothingIsLeft();
    }

    @Test
    void oneThatHasToLeaveItsHostHasItsNameBackWhenTheOtherOneCannotBeMade() throws Exception {
        site.startHere();
        site.request("web", 1, "\"hostname\": \"web\", \"account\": \"ann\"");
        ReservationView.MemberView old = site.active("web").units().getFirst();
        List<String> before = found();
        List<String> zones = named.everything();
        ganesha.stop(); // homes come after names and accounts
        site.service(old.host());
        String next = site.unit(unit -> !unit.id().equals(old.id()) && unit.state().equals("teardown")).id();
        until(() -> named.everything().equals(zones)
                && slapd.everything().stream().noneMatch(account -> account.contains(next)));
        ganesha.start();
        site.until("web", view -> view.state().equals("active") && live().equals(List.of(old.id())));
        assertThat(found()).isEqualTo(before);
        assertThat(named.everything()).isEqualTo(zones);
        assertThat(slapd.everything()).hasSize(1).first().asString().contains("unit=" + old.id()).doesNotContain(next);
        site.close("web");
        gone("web");
        nothingIsLeft();
    }

    @Test
    void aServiceThatTheFileForgotIsNotForgotten() throws Exception {
        site.startHere();
        site.request("web", 1, "\"hostname\": \"web\"");
        site.active("web");
        site.kill();
        site.configure("native", "native: {folder: " + folder.resolve("native") + "}");
        site.startHere();
        site.close("web");
        String unit = site.unit(row -> row.state().equals("quarantined") && row.reason().contains("the unit was given the service"
                + " names, which the configuration has no more; say handlers.names again, or see to it by hand")).id();
        assertThat(named.everything()).hasSize(4);
        site.kill();
        site.configure("native", handlers());
        site.startHere();
        site.client().retryTeardown(new UnitCommand(Optional.empty(), false, Optional.empty(), unit, ""));
        gone("web");
        nothingIsLeft();
    }
}
