package orca.handler.libvirt;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import orca.wire.management.ReservationView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What leasing a machine costs beside making one by hand; docs/performance.md says how it is run. It asserts no time. */
@Timeout(1200)
class MachinesBench {
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int MANY = Integer.getInteger("many", 20);

    @TempDir
    Path folder;

    private Lab lab;

    @Test
    void fromRequestToLoginBesideByHand() throws Exception {
        lab = Lab.open();
        LibvirtNode node = LibvirtNode.in(lab, folder.resolve("node"));
        List<Double> active = new ArrayList<>();
        List<Double> leased = new ArrayList<>();
        List<Double> byHand = new ArrayList<>();
        try (Site site = new Site(folder, node.settings())) {
            // The first pays for the trial and for comparing the images; it also shows what a machine is described as.
            site.request("first", lab.publicKey(), 96, Duration.ofHours(1));
            ReservationView first = site.active("first");
            awaitBanner(Site.address(first));
            String name = lab.first().machines("").getFirst().split(" ")[2];
            String xml = lab.first().virsh("dumpxml", "--inactive", name);
            end(site, "first");
            for (int round = 0; round < ROUNDS; round++) {
                String id = "r" + round;
                long begin = System.nanoTime();
                site.request(id, lab.publicKey(), 96, Duration.ofHours(1));
                ReservationView view = site.active(id);
                active.add(seconds(begin));
                awaitBanner(Site.address(view));
                leased.add(seconds(begin));
                String unit = view.units().getFirst().id();
                byHand.add(byHand(xml, first.units().getFirst().id(), unit, Site.address(view), site, id));
                System.out.printf(Locale.ROOT, "round %d: active %.2f, SSH %.2f, by hand %.2f%n", round, active.getLast(),
                        leased.getLast(), byHand.getLast());
            }
            if (ROUNDS > 0) {
                System.out.printf(Locale.ROOT, "one machine, %d rounds, seconds, each and median:%n", ROUNDS);
                row("request to active", active);
                row("request to SSH", leased);
                row("by hand to SSH", byHand);
            }
            if (MANY > 0) {
                many(site);
            }
        }
    }

    /** The same machine, cloned by qemu-img and started by virsh, from the seed that the leased one had. */
    private double byHand(String xml, String first, String unit, String address, Site site, String id) throws Exception {
        Path here = Files.createDirectories(folder.resolve("by-hand"));
        Files.copy(folder.resolve("node/units").resolve(unit).resolve("seed.iso"), here.resolve("seed.iso"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        end(site, id);
        // Its address may have been another's: the seed says who it is, the description where its files are.
        String mine = xml.replace(folder.resolve("node/units").resolve(first).toString(), here.toString())
                .replaceAll("<name>.*</name>", "<name>by-hand</name>").replaceAll("(?s)<metadata>.*</metadata>", "")
                .replaceAll("<uuid>.*</uuid>", "");
        Files.writeString(here.resolve("machine.xml"), mine);
        long begin = System.nanoTime();
        Lab.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", lab.images().resolve("disk.qcow2").toString(), "-F", "qcow2",
                here.resolve("disk.qcow2").toString());
        lab.first().virsh("define", here.resolve("machine.xml").toString());
        lab.first().virsh("start", "by-hand");
        awaitBanner(address);
        double took = seconds(begin);
        lab.first().virsh("destroy", "by-hand");
        lab.first().virsh("undefine", "by-hand");
        return took;
    }

    private void many(Site site) throws Exception {
        long begin = System.nanoTime();
        for (int i = 0; i < MANY; i++) {
            site.request("m" + i, lab.publicKey(), 96, Duration.ofHours(1));
        }
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            addresses.add(Site.address(site.active("m" + i)));
        }
        double active = seconds(begin);
        System.out.printf(Locale.ROOT, "%d machines at once: all active after %.2f s%n", MANY, active);
        int answer = 0;
        for (String address : addresses) {
            awaitBanner(address);
            answer++;
            System.out.printf(Locale.ROOT, "%d answer SSH after %.1f s%n", answer, seconds(begin));
        }
        begin = System.nanoTime();
        for (int i = 0; i < MANY; i++) {
            site.close("m" + i);
        }
        for (int i = 0; i < MANY; i++) {
            site.until("m" + i, Duration.ofSeconds(120), view -> view.state().equals("closed"));
        }
        System.out.printf(Locale.ROOT, "%d machines given back: %.2f s%n", MANY, seconds(begin));
    }

    private static void end(Site site, String id) {
        site.close(id);
        site.until(id, Duration.ofSeconds(60), view -> view.state().equals("closed"));
    }

    /** Until the SSH server says who it is; asked every 20 ms by one process, so that asking costs little. */
    private void awaitBanner(String address) throws Exception {
        lab.first().inside("timeout", "600", "busybox", "sh", "-c",
                "until busybox nc -w 5 " + address + " 22 < /dev/null 2> /dev/null | busybox grep -q SSH;"
                        + " do busybox usleep 20000; done");
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private static void row(String what, List<Double> times) {
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-18s", what));
        times.forEach(time -> row.append(String.format(Locale.ROOT, " %6.2f", time)));
        System.out.println(row + String.format(Locale.ROOT, "   %6.2f", times.stream().sorted().toList().get(times.size() / 2)));
    }
}
