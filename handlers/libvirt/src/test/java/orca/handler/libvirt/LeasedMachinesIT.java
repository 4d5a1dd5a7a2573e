package orca.handler.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import orca.wire.management.Filter;
import orca.wire.management.ReservationView;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From the request to the login and to the end of the term, with all three actors. */
@Tag("hosts")
@Timeout(900)
class LeasedMachinesIT {
    @TempDir
    Path folder;

    @Test
    void fourMachinesAreLeasedOneIsResizedAndOneExpires() throws Exception {
        Lab lab = Lab.open();
        LibvirtNode node = LibvirtNode.in(lab, folder.resolve("node")).with("memory.most", 160).with("cpu.most", 2);
        try (Site site = new Site(folder, node.settings())) {
            for (String id : List.of("m1", "m2", "m3")) {
                site.request(id, lab.publicKey(), 96, Duration.ofHours(1));
            }
            for (String id : List.of("m1", "m2", "m3")) {
                site.active(id);
            }
            // The short one comes alone: nothing but its own start has to be within its term.
            site.request("m4", lab.publicKey(), 96, Duration.ofSeconds(180));
            site.active("m4");
            assertThat(lab.first().machines("")).filteredOn(line -> line.endsWith("running")).hasSize(4);
            for (String id : List.of("m4", "m1", "m2", "m3")) {
                ReservationView view = site.active(id);
                assertThat(lab.awaitSsh(Site.address(view), "hostname")).isEqualTo(view.units().getFirst().id());
            }

            site.resize("m1", 2000, 136);
            ReservationView larger = site.until("m1", Duration.ofSeconds(60), view -> view.state().equals("active")
                    && view.units().getFirst().state().equals("ready")
                    && view.units().getFirst().sliver().get("memory").equals(136L));
            String unit = larger.units().getFirst().id();
            assertThat(site.client().logs(unit).toString()).contains("memory: 136 MiB, live", "cpu: 2 processors, live");
            assertThat(lab.awaitSsh(Site.address(larger), "while [ $(nproc) != 2 ]; do sleep 1; done; nproc")).isEqualTo("2");

            standsStillSleepsAndStops(lab, site, "m2");
            movesToTheOtherDaemonAndBack(lab, site, "m3");

            ReservationView gone = site.until("m4", Duration.ofSeconds(300), view -> view.state().equals("closed"));
            assertThat(Instant.now()).isAfter(Site.end(gone).minusSeconds(10));
            site.until("m1", Duration.ofSeconds(60), any -> site.client().units(Filter.LIVE).items().size() == 3);
            assertThat(lab.first().machines("")).as("machines after one expired").hasSize(3);

            for (String id : List.of("m1", "m2", "m3")) {
                site.close(id);
            }
            for (String id : List.of("m1", "m2", "m3")) {
                site.until(id, Duration.ofSeconds(60), view -> view.state().equals("closed"));
            }
        }
        assertThat(lab.first().machines("")).isEmpty();
        assertThat(node.clean()).isEmpty();
    }

    /** The site's operator moves it while it runs, and the site's books follow. */
    private static void movesToTheOtherDaemonAndBack(Lab lab, Site site, String id) throws Exception {
        ReservationView view = site.active(id);
        String address = Site.address(view);
        String machine = "-" + view.units().getFirst().id();
        lab.awaitSsh(address, "echo warm > /run/file");
        site.second(true);

        site.move(id, "b");
        assertThat(lab.first().machines(machine)).isEmpty();
        assertThat(lab.second().machines(machine)).hasSize(1).allMatch(line -> line.endsWith("running"));
        assertThat(lab.awaitSsh(address, "cat /run/file")).isEqualTo("warm");
        assertThat(site.booked("b")).isEqualTo(1);

        site.move(id, "home");
        assertThat(lab.second().machines(machine)).isEmpty();
        assertThat(lab.awaitSsh(address, "cat /run/file")).isEqualTo("warm");
        assertThat(site.booked("b")).isZero();
        site.second(false);
    }

    /** The holder asks by properties of its reservation; each state is looked at by the daemon's own client. */
    private static void standsStillSleepsAndStops(Lab lab, Site site, String id) throws Exception {
        ReservationView view = site.active(id);
        String address = Site.address(view);
        String machine = "-" + view.units().getFirst().id();
        lab.awaitSsh(address, "echo warm > /run/file; echo kept > /disk/file; sync");

        site.power(id, "paused");
        assertThat(lab.first().machines(machine).getFirst()).endsWith("paused");
        site.power(id, "running");
        assertThat(lab.awaitSsh(address, "cat /run/file")).isEqualTo("warm");

        site.power(id, "saved");
        assertThat(lab.first().machines(machine).getFirst()).endsWith("shut off");
        site.power(id, "running");
        assertThat(lab.awaitSsh(address, "cat /run/file /disk/file")).isEqualTo("warm\nkept");

        site.power(id, "off");
        assertThat(lab.first().machines(machine).getFirst()).endsWith("shut off");
        site.power(id, "running");
        assertThat(lab.awaitSsh(address, "cat /disk/file; ls /run/file 2>&1 | grep -c No")).isEqualTo("kept\n1");
    }
}
