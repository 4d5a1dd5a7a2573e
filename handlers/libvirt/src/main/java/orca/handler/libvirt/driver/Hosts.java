package orca.handler.libvirt.driver;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.DomainInfo;
import org.libvirt.LibvirtException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * The machines of this node's units, on the hosts that are its own: all that it reaches, or where each host has an agent, the
 * first. Each question goes to the daemons; nothing is remembered. A unit is on one host, and on two for as long as it moves.
 */
final class Hosts {
    private static final int INACTIVE = Domain.XMLFlags.INACTIVE;

    private final Label label;
    private final Map<String, Line> lines = new LinkedHashMap<>();
    private final List<Line> own;
    private final List<Line> others;

    /**
     * @param lines the node's own host first
     * @param single whether that alone is its own, and machines on the others are somebody else's affair
     */
    Hosts(Label label, List<Line> lines, boolean single) {
        this.label = label;
        lines.forEach(line -> this.lines.put(line.name(), line));
        this.own = single ? lines.subList(0, 1) : List.copyOf(lines);
        this.others = lines.subList(own.size(), lines.size());
    }

    /** Whether {@code unit} has a machine on a host that is not this node's own; each of these must answer. */
    boolean elsewhere(String unit) throws IOException, InterruptedException {
        for (Line line : others) {
            if (at(line.name(), unit)) {
                return true;
            }
        }
        return false;
    }

    /** Whether {@code unit} has a machine on {@code host}. */
    boolean at(String host, String unit) throws IOException, InterruptedException {
        return line(host).ask(connect -> {
            Optional<Domain> domain = Line.domain(connect, label.uuid(unit));
            if (domain.isPresent()) {
                domain.get().free();
            }
            return domain.isPresent();
        });
    }

    /** Whether machines on other hosts are somebody else's affair. */
    boolean single() {
        return !others.isEmpty();
    }

    Line home() {
        return lines.values().iterator().next();
    }

    /** The host of that name; an {@link IllegalArgumentException} when there is none. */
    Line line(String name) {
        Line line = lines.get(name);
        if (line == null) {
            throw new IllegalArgumentException("place: there is no host " + orca.core.resource.Names.quoted(name) + ", only "
                    + lines.keySet());
        }
        return line;
    }

    /** What there is of {@code unit}, the living first. */
    List<Machine> find(String unit) throws IOException, InterruptedException {
        List<Machine> found = new ArrayList<>();
        for (Line line : own) {
            line.ask(connect -> {
                Optional<Domain> domain = Line.domain(connect, label.uuid(unit));
                return domain.isPresent() ? read(line, domain.get()) : Optional.<Machine>empty();
            }).ifPresent(found::add);
        }
        // Of two, the one that runs is the one that others know; the one that awaits its move stands still.
        found.sort((a, b) -> a.state().compareTo(b.state()));
        return found;
    }

    /** Every machine with this node's label. */
    List<Machine> all() throws IOException, InterruptedException {
        List<Machine> found = new ArrayList<>();
        for (Line line : own) {
            found.addAll(line.ask(connect -> {
                List<Machine> here = new ArrayList<>();
                for (Domain domain : connect.listAllDomains(0)) {
                    read(line, domain).ifPresent(here::add);
                }
                return here;
            }));
        }
        return found;
    }

    private Optional<Machine> read(Line line, Domain domain) throws LibvirtException, IOException {
        try {
            Document described = Xml.read(domain.getXMLDesc(0));
            Optional<Element> mark = label.read(described);
            if (mark.isEmpty()) {
                return Optional.empty();
            }
            DomainInfo info = domain.getInfo();
            Element root = described.getDocumentElement();
            return Optional.of(new Machine(line.name(), mark.get().getAttribute("name"), domain.getUUIDString(),
                    state(info, domain), Label.Birth.of(mark.get()), memory(info, root), info.maxMem / 1024,
                    Processors.now(root), Processors.most(root)));
        } catch (LibvirtException refused) {
            if (Line.gone(refused)) {
                return Optional.empty(); // it went while it was looked at
            }
            throw refused;
        } finally {
            domain.free();
        }
    }

    /** MiB that a machine has now. Of a container libvirt says what it uses, and in its description what it may. */
    private static long memory(DomainInfo info, Element root) {
        return Containers.is(root) ? Long.parseLong(Xml.make(root, "currentMemory").getTextContent().strip()) / 1024
                : info.memory / 1024;
    }

    /** MiB that the machine on {@code host} has now; 0 when it is not there. */
    long memory(String host, String unit) throws IOException, InterruptedException {
        long[] held = new long[1];
        act(host, unit, domain -> held[0] = memory(domain.getInfo(), Xml.read(domain.getXMLDesc(0)).getDocumentElement()));
        return held[0];
    }

    private static Machine.State state(DomainInfo info, Domain domain) throws LibvirtException {
        return switch (info.state) {
            case VIR_DOMAIN_RUNNING, VIR_DOMAIN_BLOCKED, VIR_DOMAIN_SHUTDOWN, VIR_DOMAIN_NOSTATE -> Machine.State.RUNNING;
            case VIR_DOMAIN_PAUSED, VIR_DOMAIN_PMSUSPENDED -> Machine.State.PAUSED;
            case VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_CRASHED ->
                domain.hasManagedSaveImage() == 1 ? Machine.State.SAVED : Machine.State.OFF;
        };
    }

    /** What is to be done to a machine; may be done twice. */
    interface Deed {
        void to(Domain domain) throws LibvirtException, IOException;
    }

    /** Does {@code deed} to the machine on {@code host}, if it is there. */
    void act(String host, String unit, Duration limit, Deed deed) throws IOException, InterruptedException {
        line(host).ask(limit, connect -> {
            Optional<Domain> domain = Line.domain(connect, label.uuid(unit));
            if (domain.isPresent()) {
                try {
                    deed.to(domain.get());
                } catch (LibvirtException refused) {
                    // It may have gone since it was looked up, as one does whose move was broken off.
                    if (!Line.gone(refused)) {
                        throw refused;
                    }
                } finally {
                    domain.get().free();
                }
            }
            return domain.isPresent();
        });
    }

    void act(String host, String unit, Deed deed) throws IOException, InterruptedException {
        act(host, unit, Line.LIMIT, deed);
    }

    /**
     * Waits until the daemon has done with a machine what it does by itself: one of Xen's is off while it boots again.
     */
    void await(Machine machine) throws IOException, InterruptedException {
        // A change, though of nothing, has to wait for its turn.
        act(machine.host(), machine.unit(), domain -> domain.setAutostart(domain.getAutostart()));
    }

    /** An {@link IllegalArgumentException} when {@code host} has no such filter of networks: a machine could not start there. */
    void needFilter(String host, String filter) throws IOException, InterruptedException {
        String[] known = line(host).ask(Connect::listNetworkFilters);
        if (!List.of(known).contains(filter)) {
            throw new IllegalArgumentException("filter: host " + host + " has no filter "
                    + orca.core.resource.Names.quoted(filter)
                    + " (the usual are in Debian's libvirt-daemon-config-nwfilter), only "
                    + new TreeSet<>(List.of(known)));
        }
    }

    /** Describes the machine to a daemon, anew if it is known. */
    void define(String host, Document domain) throws IOException, InterruptedException {
        String text = Xml.write(domain);
        line(host).ask(connect -> connect.domainDefineXML(text).free());
    }

    /** The description from which the machine will start next. */
    Optional<Document> described(String host, String unit) throws IOException, InterruptedException {
        return line(host).ask(connect -> {
            Optional<Domain> domain = Line.domain(connect, label.uuid(unit));
            if (domain.isEmpty()) {
                return Optional.<Document>empty();
            }
            try {
                return Optional.of(Xml.read(domain.get().getXMLDesc(INACTIVE)));
            } finally {
                domain.get().free();
            }
        });
    }

    /** Starts a machine that is off or saved; done when it lives. */
    void start(String host, String unit, boolean paused) throws IOException, InterruptedException {
        act(host, unit, Duration.ofMinutes(3), domain -> {
            if (domain.isActive() == 0) {
                domain.create(paused ? Domain.CreateFlags.PAUSED : Domain.CreateFlags.NONE);
            }
        });
    }

    /** Ends the machine at once and forgets it, with what was saved of it. */
    void remove(String host, String unit) throws IOException, InterruptedException {
        // Of containers nothing can be saved, and libvirt takes no word of it.
        int saved = NodeSettings.containers(line(host).uri()) ? 0 : Domain.UndefineFlags.MANAGED_SAVE;
        act(host, unit, domain -> {
            if (domain.isActive() == 1) {
                kill(domain);
            }
            if (domain.isPersistent() == 1) {
                domain.undefine(saved | snapshots(domain));
            }
        });
    }

    /** What to say of snapshots that somebody made by hand; a hypervisor that has none knows no word for them. */
    private static int snapshots(Domain domain) throws LibvirtException {
        try {
            return domain.snapshotNum() > 0 ? Domain.UndefineFlags.SNAPSHOTS_METADATA : 0;
        } catch (LibvirtException refused) {
            if (Line.unsupported(refused)) {
                return 0;
            }
            throw refused;
        }
    }

    /** Ends the machine at once. */
    static void kill(Domain domain) throws LibvirtException {
        try {
            domain.destroy();
        } catch (LibvirtException refused) {
            // It may have ended by itself meanwhile, which is as good.
            if (domain.isActive() == 1) {
                throw refused;
            }
        }
    }
}
