package orca.handler.libvirt.driver;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import orca.core.handler.CallContext;
import org.libvirt.Domain;
import org.libvirt.SchedLongParameter;
import org.libvirt.SchedParameter;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Gives a machine another size. Its description is changed at once, so that it holds from the next start; what the living
 * machine can do it does now, and what it cannot is said.
 */
final class Resize {
    /** The kernel's accounting period for processors, in microseconds. */
    static final long PERIOD = 100_000;

    private static final int NOBODY = -1;
    private static final long BALLOON_NANOS = 20_000_000_000L;
    private static final long LOOK_MILLIS = 50;

    private final Hosts hosts;
    private final NodeSettings settings;

    Resize(Hosts hosts, NodeSettings settings) {
        this.hosts = hosts;
        this.settings = settings;
    }

    /** The processor time that each processor may use in a period, in microseconds. */
    static long quota(UnitSpec spec) {
        return quotaOfAll(spec) / spec.cpus();
    }

    /** The processor time that all of them together may use in a period, in microseconds. */
    static long quotaOfAll(UnitSpec spec) {
        return spec.cpu() * PERIOD / 1000;
    }

    private static long quota(UnitSpec spec, boolean container) {
        return container ? quotaOfAll(spec) : quota(spec);
    }

    /** MiB that a machine of that demand is born with as its most. */
    long memoryMost(UnitSpec spec) {
        return Math.max(spec.memory(), settings.memoryMost());
    }

    int cpusMost(UnitSpec spec) {
        return Math.max(spec.cpus(), settings.cpusMost());
    }

    /** Brings {@code machine} to the size in {@code spec} as far as it goes now. */
    void to(Machine machine, UnitSpec spec, Ability ability, CallContext context) throws IOException, InterruptedException {
        Optional<Document> described = hosts.described(machine.host(), machine.unit());
        if (described.isEmpty()) {
            throw new IOException("unit " + machine.unit() + " has no description on " + machine.host());
        }
        String before = Xml.write(described.get());
        write(described.get().getDocumentElement(), spec, ability);
        if (!Xml.write(described.get()).equals(before)) {
            hosts.define(machine.host(), described.get());
        }
        if (machine.state() == Machine.State.SAVED) {
            context.say("size: it holds from the next start from the disk; what was saved keeps the size it had");
        } else if (machine.state().alive()) {
            memory(machine, spec, context);
            cpus(machine, spec, ability, context);
            bandwidth(machine, described.get(), ability, context);
        }
    }

    /** Has {@code domain} say the size in {@code spec}, and leaves what it says of other things. */
    void write(Element domain, UnitSpec spec, Ability ability) {
        if (spec.memory() > 0) {
            amount(domain, "memory", memoryMost(spec));
            amount(domain, "currentMemory", spec.memory());
        }
        boolean container = Containers.is(domain);
        if (spec.memory() > 0 && container) {
            // Of a machine it is what its emulator may use besides, which is for its template to say.
            Xml.at(domain, "memtune").ifPresent(most -> amount(most, "hard_limit", spec.memory()));
        }
        if (spec.cpu() > 0 && !container) {
            Element cpus = Xml.make(domain, "vcpu");
            cpus.setTextContent(Integer.toString(cpusMost(spec)));
            cpus.setAttribute("current", Integer.toString(spec.cpus()));
        }
        // Where a template says nothing of it, the hypervisor has another way, and is told while the machine lives.
        if (spec.cpu() > 0 && ability.cpu() && Xml.at(domain, "cputune").isPresent()) {
            Xml.make(domain, "cputune", "period").setTextContent(Long.toString(PERIOD));
            Xml.make(domain, "cputune", "quota").setTextContent(Long.toString(quota(spec, container)));
        }
        Optional<Element> network = Attachments.ownNetwork(domain);
        if (network.isPresent() && ability.bandwidth() && spec.bandwidth() > 0) {
            for (String way : List.of("inbound", "outbound")) {
                Xml.make(network.get(), "bandwidth", way).setAttribute("average", Long.toString(kilobytes(spec.bandwidth())));
            }
        }
    }

    private static void amount(Element domain, String name, long mib) {
        Element element = Xml.make(domain, name);
        element.setAttribute("unit", "KiB");
        element.setTextContent(Long.toString(mib * 1024));
    }

    /** What libvirt counts a rate in: kilobytes of 1,000 a second, one at least. */
    static long kilobytes(long kilobits) {
        return Math.max(1, kilobits / 8);
    }

    private void memory(Machine machine, UnitSpec spec, CallContext context) throws IOException, InterruptedException {
        if (spec.memory() == 0 || spec.memory() == machine.memory()) {
            return;
        }
        long now = Math.min(spec.memory(), machine.memoryMost());
        if (now < spec.memory()) {
            context.say("memory: " + spec.memory() + " MiB from the next start; " + now
                    + " MiB until then, the most that it was started with");
        }
        hosts.act(machine.host(), machine.unit(), domain -> domain.setMemory(now * 1024));
        if (machine.state() != Machine.State.RUNNING) {
            context.say("memory: " + now + " MiB as soon as it runs, by its balloon");
            return;
        }
        long deadline = System.nanoTime() + BALLOON_NANOS;
        long real = hosts.memory(machine.host(), machine.unit());
        while (real != now && System.nanoTime() - deadline < 0) {
            Thread.sleep(LOOK_MILLIS);
            real = hosts.memory(machine.host(), machine.unit());
        }
        context.say("memory: " + real + " MiB, live" + (real == now ? "" : "; the guest has not followed to " + now
                + " MiB yet"));
    }

    private void cpus(Machine machine, UnitSpec spec, Ability ability, CallContext context)
            throws IOException, InterruptedException {
        if (spec.cpu() == 0) {
            return;
        }
        if (spec.cpus() != machine.cpus() && !Containers.is(machine)) {
            if (spec.cpus() > machine.cpusMost()) {
                context.say("cpu: " + spec.cpus() + " processors from the next start; it was started for at most "
                        + machine.cpusMost());
            } else {
                plug(machine, spec.cpus(), context);
            }
        }
        if (ability.cpu()) {
            share(machine, spec, context);
        } else if (spec.cpu() % 1000 != 0) {
            context.say("cpu: shares of a processor cannot be held here; it has " + spec.cpus() + " whole");
        }
    }

    /**
     * Holds the living machine to its share, in the words of the host's scheduler. Xen forgets a share with the domain, so this
     * is done again after each start, and {@link #remind} does it when a guest starts again by itself.
     */
    void share(Machine machine, UnitSpec spec, CallContext context) throws IOException, InterruptedException {
        try {
            hosts.act(machine.host(), machine.unit(), domain -> {
                if (domain.isActive() == 1 && !XenShare.has(domain)) {
                    SchedParameter quota = new SchedLongParameter(quota(spec, Containers.is(machine)));
                    quota.field = "vcpu_quota";
                    domain.setSchedulerParameters(new SchedParameter[] {quota});
                }
            });
        } catch (HypervisorException refused) {
            // Where a trial has shown that shares are held here, one that is refused is trouble.
            if (refused.away() || !settings.trial().isZero()) {
                throw refused;
            }
            unheld(spec, refused.getMessage(), context);
            return;
        }
        Optional<String> why = remind(machine, spec.cpu());
        if (why.isPresent() && !settings.trial().isZero()) {
            throw new IOException(why.get());
        }
        why.ifPresent(words -> unheld(spec, words, context));
    }

    private static void unheld(UnitSpec spec, String why, CallContext context) {
        context.say("cpu: " + spec.cpu() + " milli-cores cannot be held here; it has " + spec.cpus() + " whole: " + why);
    }

    /**
     * Tells Xen the share of a living domain, if it has another: a guest that boots again by itself comes back without.
     *
     * @param cpu milli-cores
     * @return why that cannot be
     */
    Optional<String> remind(Machine machine, long cpu) throws IOException, InterruptedException {
        try {
            told(machine, cpu);
            return Optional.empty();
        } catch (HypervisorException refused) {
            if (refused.away()) {
                throw refused;
            }
            return Optional.of(String.valueOf(refused.getMessage()));
        } catch (IOException noProgram) {
            return Optional.of(String.valueOf(noProgram.getMessage()));
        }
    }

    private void told(Machine machine, long cpu) throws IOException, InterruptedException {
        XenShare share = XenShare.of(cpu);
        int[] number = {NOBODY};
        hosts.act(machine.host(), machine.unit(), domain -> {
            if (domain.isActive() == 1 && XenShare.libvirtKnowsNot(domain)) {
                number[0] = domain.getID();
            } else if (domain.isActive() == 1 && XenShare.has(domain)) {
                share.tell(domain);
            }
        });
        if (number[0] != NOBODY && !machine.host().equals(NodeSettings.HOME)) {
            throw new IOException("Xen's scheduler credit2 can be told only by who is on its own host");
        }
        if (number[0] != NOBODY) {
            share.tell(number[0]);
        }
    }

    private void plug(Machine machine, int cpus, CallContext context) throws IOException, InterruptedException {
        try {
            hosts.act(machine.host(), machine.unit(), domain -> domain.setVcpusFlags(cpus, Domain.VcpuFlags.LIVE));
            context.say("cpu: " + cpus + " processors, live");
        } catch (HypervisorException refused) {
            if (refused.away()) {
                throw refused;
            }
            context.say("cpu: " + cpus + " processors from the next start; not now: " + refused.getMessage());
        }
    }

    private void bandwidth(Machine machine, Document described, Ability ability, CallContext context)
            throws IOException, InterruptedException {
        Optional<Element> network = Attachments.ownNetwork(described.getDocumentElement());
        if (network.isEmpty() || !ability.bandwidth() || Xml.at(network.get(), "bandwidth").isEmpty()) {
            return;
        }
        String device = Xml.write(network.get());
        hosts.act(machine.host(), machine.unit(),
                domain -> domain.updateDeviceFlags(device, Domain.DeviceModifyFlags.LIVE));
        context.say("bandwidth: changed, live");
    }

    /** What the description says that the living machine has not; empty when they agree. */
    Optional<String> pending(Machine machine) throws IOException, InterruptedException {
        Optional<Document> described = hosts.described(machine.host(), machine.unit());
        if (described.isEmpty() || machine.state() == Machine.State.OFF) {
            return Optional.empty();
        }
        Element domain = described.get().getDocumentElement();
        long memory = Long.parseLong(Xml.make(domain, "currentMemory").getTextContent().strip()) / 1024;
        int processors = Processors.now(domain);
        String more = memory > machine.memoryMost() ? "memory " + memory + " MiB" : "";
        String plugs = processors != machine.cpus() ? "cpu " + processors : "";
        String both = more + (more.isEmpty() || plugs.isEmpty() ? "" : ", ") + plugs;
        return both.isEmpty() ? Optional.empty() : Optional.of(both + " from the next start");
    }
}
