package orca.handler.libvirt.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import orca.core.handler.CallContext;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Gives machines what is leased by itself, and takes it from them: in the description, so that it holds from the next start, and
 * in the machine that lives. Which there are says the description, by their aliases; nothing is remembered.
 */
final class Attachments {
    private static final String ALIAS = "ua-orca-";
    /** What libvirt calls a size in bytes, instead of KiB. */
    private static final int BYTES = 1;

    private final Hosts hosts;
    private final Label label;

    Attachments(Hosts hosts, Label label) {
        this.hosts = hosts;
        this.label = label;
    }

    /** Puts all of {@code extras} into a description that has none. */
    void into(Document domain, String unit, List<Extra> extras) {
        Element devices = Xml.make(domain.getDocumentElement(), "devices");
        Set<String> targets = targets(domain);
        extras.forEach(extra -> devices.appendChild(element(domain, unit, extra, targets)));
    }

    /** Brings a machine to have {@code extras} and no others, as far as it goes now. */
    void to(Machine machine, List<Extra> extras, CallContext context) throws IOException, InterruptedException {
        Document described = hosts.described(machine.host(), machine.unit())
                .orElseThrow(() -> new IOException("unit " + machine.unit() + " has no description on " + machine.host()));
        Optional<Document> live = machine.state().alive() ? Optional.of(living(machine)) : Optional.empty();
        Set<String> targets = targets(described);
        live.ifPresent(now -> targets.addAll(targets(now)));
        if (live.isPresent()) {
            unplug(machine, live.get(), extras, context);
            for (Extra extra : extras) {
                if (find(live.get(), extra.alias()).isEmpty()) {
                    // The same in both, so that it does not change its name within the guest at the next start.
                    Element device = find(described, extra.alias())
                            .orElseGet(() -> element(described, machine.unit(), extra, targets));
                    plug(machine, device, extra, context);
                    describe(described, device);
                }
            }
            grow(machine, extras, context);
        }
        settle(machine, described, extras, targets, context);
    }

    private static void describe(Document described, Element device) {
        Element devices = Xml.make(described.getDocumentElement(), "devices");
        if (device.getParentNode() != devices) {
            devices.appendChild(device);
        }
    }

    /** What the description says from now on. */
    private void settle(Machine machine, Document described, List<Extra> extras, Set<String> targets, CallContext context)
            throws IOException, InterruptedException {
        String before = Xml.write(hosts.described(machine.host(), machine.unit()).orElse(described));
        for (Element device : attached(described)) {
            if (extras.stream().noneMatch(extra -> extra.alias().equals(alias(device)))) {
                device.getParentNode().removeChild(device);
            }
        }
        for (Extra extra : extras) {
            if (find(described, extra.alias()).isEmpty()) {
                describe(described, element(described, machine.unit(), extra, targets));
            }
        }
        if (!Xml.write(described).equals(before)) {
            hosts.define(machine.host(), described);
            if (machine.state() == Machine.State.SAVED) {
                context.say("attach: it holds from the next start from the disk; what was saved keeps what it had");
            }
        }
    }

    private Document living(Machine machine) throws IOException, InterruptedException {
        Document[] living = new Document[1];
        hosts.act(machine.host(), machine.unit(), domain -> living[0] = Xml.read(domain.getXMLDesc(0)));
        if (living[0] == null) {
            throw new IOException("unit " + machine.unit() + " is not on " + machine.host() + " any more");
        }
        return living[0];
    }

    private void plug(Machine machine, Element device, Extra extra, CallContext context)
            throws IOException, InterruptedException {
        String text = Xml.write(device);
        hosts.act(machine.host(), machine.unit(), domain -> domain.attachDeviceFlags(text, Domain.DeviceModifyFlags.LIVE));
        context.say(extra.words() + ": attached, live");
    }

    /** A guest may be slow to let go, or not at all: then it goes with the machine. */
    private void unplug(Machine machine, Document live, List<Extra> extras, CallContext context)
            throws IOException, InterruptedException {
        for (Element device : attached(live)) {
            if (extras.stream().anyMatch(extra -> extra.alias().equals(alias(device)))) {
                continue;
            }
            String words = alias(device).substring(ALIAS.length());
            String text = Xml.write(device);
            try {
                hosts.act(machine.host(), machine.unit(),
                        domain -> domain.detachDeviceFlags(text, Domain.DeviceModifyFlags.LIVE));
                context.say(words + ": detached, live");
            } catch (HypervisorException refused) {
                if (refused.away()) {
                    throw refused;
                }
                context.say(words + ": detached from the next start; not now: " + refused.getMessage());
            }
        }
    }

    /** A volume that was made larger is as large to its guest. */
    private void grow(Machine machine, List<Extra> extras, CallContext context) throws IOException, InterruptedException {
        if (extras.isEmpty()) {
            return;
        }
        Document live = living(machine);
        for (Extra extra : extras) {
            Optional<String> target = find(live, extra.alias()).flatMap(device -> Xml.at(device, "target"))
                    .map(at -> at.getAttribute("dev"));
            if (extra instanceof Extra.Disk disk && target.isPresent()) {
                Path file = Path.of(disk.file());
                hosts.act(machine.host(), machine.unit(), domain -> grow(domain, target.get(), disk, Files.size(file), context));
            }
        }
    }

    private static void grow(Domain domain, String target, Extra.Disk disk, long size, CallContext context)
            throws LibvirtException {
        if (domain.blockInfo(target).getCapacity() < size) {
            domain.blockResize(target, size, BYTES);
            context.say(disk.words() + ": " + (size >> 20) + " MiB, live");
        }
    }

    private Element element(Document domain, String unit, Extra extra, Set<String> targets) {
        Element device = switch (extra) {
            case Extra.Disk disk -> disk(domain, disk, targets);
            case Extra.Nic nic -> nic(domain, unit, nic);
        };
        Xml.make(device, "alias").setAttribute("name", extra.alias());
        return device;
    }

    private static Element disk(Document domain, Extra.Disk disk, Set<String> targets) {
        Element device = domain.createElement("disk");
        device.setAttribute("type", "file");
        device.setAttribute("device", "disk");
        Element driver = Xml.make(device, "driver");
        driver.setAttribute("name", "qemu");
        driver.setAttribute("type", "raw");
        driver.setAttribute("cache", "none");
        Xml.make(device, "source").setAttribute("file", disk.file());
        Element target = Xml.make(device, "target");
        // a and b are the machine's own disk and its seed.
        String name = "vdc";
        for (char letter = 'c'; targets.contains(name) && letter <= 'z'; letter++) {
            name = "vd" + letter;
        }
        targets.add(name);
        target.setAttribute("dev", name);
        target.setAttribute("bus", "virtio");
        Xml.make(device, "serial").setTextContent(disk.serial());
        return device;
    }

    private Element nic(Document domain, String unit, Extra.Nic nic) {
        Element device = domain.createElement("interface");
        device.setAttribute("type", "bridge");
        Xml.make(device, "mac").setAttribute("address", label.mac(unit + " " + nic.bridge()));
        Xml.make(device, "source").setAttribute("bridge", nic.bridge());
        Xml.make(device, "virtualport").setAttribute("type", "openvswitch");
        Xml.make(device, "model").setAttribute("type", "virtio");
        return device;
    }

    private static Set<String> targets(Document domain) {
        Set<String> targets = new HashSet<>();
        for (Element disk : Xml.children(Xml.make(domain.getDocumentElement(), "devices"), "disk")) {
            Xml.at(disk, "target").ifPresent(target -> targets.add(target.getAttribute("dev")));
        }
        return targets;
    }

    private static List<Element> attached(Document domain) {
        Element devices = Xml.make(domain.getDocumentElement(), "devices");
        List<Element> all = new ArrayList<>(Xml.children(devices, "disk"));
        all.addAll(Xml.children(devices, "interface"));
        all.removeIf(device -> !alias(device).startsWith(ALIAS));
        return all;
    }

    private static Optional<Element> find(Document domain, String alias) {
        return attached(domain).stream().filter(device -> alias(device).equals(alias)).findFirst();
    }

    /** The machine's own network device, which was not attached. */
    static Optional<Element> ownNetwork(Element domain) {
        return Xml.children(Xml.make(domain, "devices"), "interface").stream()
                .filter(device -> !alias(device).startsWith(ALIAS)).findFirst();
    }

    private static String alias(Element device) {
        return Xml.at(device, "alias").map(alias -> alias.getAttribute("name")).orElse("");
    }
}
