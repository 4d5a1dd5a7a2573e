package orca.handler.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import orca.core.handler.Action;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.testkit.RecordingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real machines, from the first login to the last trace, on two hosts with a daemon of libvirt each. */
@Tag("hosts")
@Timeout(600)
class LibvirtIT {
    @TempDir
    Path folder;

    private Lab lab;
    private LibvirtNode node;

    @BeforeEach
    void openLab() throws Exception {
        lab = Lab.open();
        node = LibvirtNode.in(lab, folder);
    }

    @AfterEach
    void leaveNothing() throws Exception {
        assertThat(node.clean()).as("left on the hosts").isEmpty();
    }

    @Test
    void aMachineIsMadeAndItsOwnerLogsIn() throws Exception {
        PropertyList made = node.setup("web_1", Amounts.of(1000, 96, 80, 0), PropertyList.of("ssh-key", lab.publicKey()));
        assertThat(made.text("libvirt.acceleration")).contains("qemu");
        assertThat(made.text("libvirt.host")).contains("home");
        assertThat(made.text("libvirt.ssh")).contains(LibvirtNode.address(made) + ":22");

        // 80 MiB of disk where the image has 64: the disk is as the sliver says, the file system in it is the guest's own affair.
        String inside = lab.awaitSsh(LibvirtNode.address(made),
                "hostname; nproc; grep MemTotal /proc/meminfo | tr -dc 0-9; echo; blockdev --getsize64 /dev/vda;"
                        + " grep -c vda /proc/mounts");
        List<String> lines = inside.lines().toList();
        assertThat(lines.get(0)).isEqualTo("web-1");
        assertThat(lines.get(1)).isEqualTo("1");
        assertThat(Long.parseLong(lines.get(2))).isBetween(40L * 1024, 96L * 1024);
        assertThat(lines.get(3)).isEqualTo(Long.toString(80L << 20));
        assertThat(lines.get(4)).isEqualTo("1");

        PropertyList seen = node.probe("web_1");
        assertThat(seen.get(Handler.PRESENT)).contains(new PropertyValue.Flag(true));
        assertThat(seen.text("libvirt.power")).contains("running");
        RecordingContext words = new RecordingContext();
        LibvirtNode.done(node.act(Action.TEARDOWN, "web_1", LibvirtNode.SLIVER, PropertyList.NONE, words));
        assertThat(words.text()).contains("guest: web-1 is up", "its address is " + LibvirtNode.address(made));
        assertThat(node.traces("web_1")).isEmpty();
    }

    /** A template of this name that is the usual one but for that. */
    private void template(String name, UnaryOperator<String> change) throws Exception {
        Path templates = Files.createDirectories(folder.resolve("templates"));
        String usual = Files.readString(Path.of(System.getProperty("orca.root"),
                "handlers/libvirt/src/main/resources/orca/handler/libvirt/driver/machine.xml"));
        String changed = change.apply(usual);
        assertThat(changed).isNotEqualTo(usual);
        Files.writeString(templates.resolve(name + ".xml"), changed);
        node = node.with("templates", templates.toString());
    }

    @Test
    void fromASeedAloneAMachineHasItsNameItsKeyAndItsAddress() throws Exception {
        template("seeded", usual -> usual.replaceAll(" orca\\.[a-z]+=\\$\\{[a-z0-9.]+\\}", ""));
        PropertyList made = node.setup("seeded", LibvirtNode.SLIVER,
                PropertyList.of("ssh-key", lab.publicKey()).with("template", "seeded").with("hostname", "other"));
        assertThat(lab.awaitSsh(LibvirtNode.address(made), "hostname; tr ' ' '\n' < /proc/cmdline | grep -c orca || true"))
                .isEqualTo("other\n0");
        assertThat(Files.readString(folder.resolve("units/seeded/console.log"))).contains("takes its name and key from the seed");
    }

    @Test
    void withoutASeedTheKernelsCommandLineSays() throws Exception {
        template("bare", usual -> usual.replace("o:if=\"seed\"", "o:if=\"port\""));
        PropertyList made = node.setup("bare", LibvirtNode.SLIVER,
                PropertyList.of("ssh-key", lab.publicKey()).with("template", "bare").with("hostname", "other"));
        assertThat(lab.awaitSsh(LibvirtNode.address(made), "hostname; ls /dev/vd*")).isEqualTo("other\n/dev/vda");
        assertThat(Files.readString(folder.resolve("units/bare/console.log"))).doesNotContain("from the seed");
    }

    /** Whoever remembers where the address was finds it there at once, and not when its memory has faded. */
    @Test
    void anAddressHasTheSameHardwareAddressWhoeverGetsIt() throws Exception {
        String address = LibvirtNode.address(node.setup("before"));
        String hardware = hardware("before");
        String other = LibvirtNode.address(node.setup("other"));
        assertThat(hardware("other")).isNotEqualTo(hardware);
        node.teardown("before");
        assertThat(LibvirtNode.address(node.setup("after"))).isEqualTo(address).isNotEqualTo(other);
        assertThat(hardware("after")).isEqualTo(hardware);
    }

    private String hardware(String unit) throws Exception {
        return lab.first().virsh("domiflist", machine(unit)).lines().filter(line -> line.contains("bridge")).findFirst()
                .orElseThrow().strip().replaceAll(".* ", "");
    }

    @Test
    void nobodyElsesKeyLogsIn() throws Exception {
        Path other = folder.resolve("other");
        Lab.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "other", "-f", other.toString());
        PropertyList mine = node.setup("mine");
        PropertyList theirs = node.setup("theirs", LibvirtNode.SLIVER,
                PropertyList.of("ssh-key", Files.readString(Path.of(other + ".pub")).strip()));
        assertThat(lab.awaitSsh(LibvirtNode.address(mine), "hostname")).isEqualTo("mine");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        Lab.Ran ran = lab.ssh(LibvirtNode.address(theirs), "hostname");
        while (!ran.text().contains("Permission denied")) {
            assertThat(ran.code()).isNotZero();
            assertThat(System.nanoTime() - deadline).as(ran.text()).isNegative();
            ran = lab.ssh(LibvirtNode.address(theirs), "hostname");
        }
        assertThat(node.probe("theirs").text("libvirt.power")).contains("running");
    }

    @Test
    void aShareOfAProcessorIsHeldWhereTheDaemonCanHoldIt() throws Exception {
        PropertyList made = node.setup("share", Amounts.of(250, 96, 0, 0), PropertyList.of("ssh-key", lab.publicKey()));
        assertThat(lab.first().virsh("schedinfo", machine("share"))).containsPattern("vcpu_quota +: 25000");
        node.modify("share", Amounts.of(500, 96, 0, 0), PropertyList.NONE);
        assertThat(lab.first().virsh("schedinfo", machine("share"))).containsPattern("vcpu_quota +: 50000");
        assertThat(made.text("libvirt.pending")).contains("nothing");
    }

    private String machine(String unit) throws Exception {
        return lab.first().machines("-" + unit).get(0).split(" ")[2];
    }

    @Test
    void whatTheSiteDoesNotPermitIsRefused() throws Exception {
        node.setup("still");
        LibvirtNode strict = node.with("permit", "none");
        for (PropertyList asked : List.of(PropertyList.of("power", "off"), PropertyList.of("place", "b"))) {
            Outcome.Trouble no = LibvirtNode.trouble(
                    strict.act(Action.MODIFY, "still", LibvirtNode.SLIVER, asked, new RecordingContext()));
            assertThat(no.retry()).isFalse();
            assertThat(no.reason()).contains("this site does not do that at a guest's request");
        }
        assertThat(node.probe("still").text("libvirt.power")).contains("running");
    }

    @Test
    void aMachineWhoseProcessDiedIsNotThereAndIsStartedAgainFromItsDisk() throws Exception {
        String address = LibvirtNode.address(node.setup("dies"));
        lab.awaitSsh(address, "echo kept > /disk/file; sync");
        lab.first().virsh("destroy", machine("dies"));
        assertThat(node.probe("dies").get(Handler.PRESENT)).contains(new PropertyValue.Flag(false));
        assertThat(node.found()).hasSize(1).noneMatch(found -> found.whole());
        node.setup("dies");
        assertThat(lab.awaitSsh(address, "cat /disk/file")).isEqualTo("kept");

        lab.first().virsh("destroy", machine("dies"));
        node.modify("dies", LibvirtNode.SLIVER, PropertyList.of("power", "running"));
        assertThat(node.probe("dies").get(Handler.PRESENT)).contains(new PropertyValue.Flag(true));
        assertThat(lab.awaitSsh(address, "cat /disk/file")).as("as its holder asked").isEqualTo("kept");
    }

    @Test
    void theDaemonIsRestartedUnderAMachineThatGoesOn() throws Exception {
        String address = LibvirtNode.address(node.setup("goes-on"));
        lab.awaitSsh(address, "echo warm > /run/file");
        LibvirtHandler handler = node.handler();
        LibvirtNode.done(handler.handle(LibvirtNode.call(Action.PROBE, "goes-on", 1, LibvirtNode.SLIVER, PropertyList.NONE),
                new RecordingContext()));
        lab.first().kill();
        lab.first().start();
        // The same handler, whose connection is broken now.
        PropertyList seen = LibvirtNode.done(handler.handle(
                LibvirtNode.call(Action.PROBE, "goes-on", 2, LibvirtNode.SLIVER, PropertyList.NONE), new RecordingContext()));
        assertThat(seen.text("libvirt.power")).contains("running");
        assertThat(lab.awaitSsh(address, "cat /run/file")).isEqualTo("warm");
    }
}
