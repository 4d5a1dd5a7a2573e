package orca.handler.libvirt.driver;

import java.io.IOException;
import java.time.Duration;
import orca.core.handler.CallContext;
import org.libvirt.Domain;

/** Brings a machine from whatever it does to what it is to do. */
final class Power {
    /** Memory has to go to the disk and come back. */
    private static final Duration SAVING = Duration.ofMinutes(5);
    private static final long LOOK_MILLIS = 50;

    private final Hosts hosts;
    private final Containers containers;
    private final Duration shutdown;

    /** @param shutdown how long a machine may take to end by itself */
    Power(Hosts hosts, Containers containers, Duration shutdown) {
        this.hosts = hosts;
        this.containers = containers;
        this.shutdown = shutdown;
    }

    /** Whether a machine that is in {@code real} needs nothing to be as {@code wanted}. */
    static boolean holds(Machine.State real, Machine.State wanted) {
        return real == wanted;
    }

    /** An {@link IllegalArgumentException} says what cannot be. */
    void bring(Machine machine, Machine.State wanted, CallContext context) throws IOException, InterruptedException {
        if (holds(machine.state(), wanted)) {
            return;
        }
        String host = machine.host();
        String unit = machine.unit();
        switch (wanted) {
            case RUNNING -> {
                if (machine.state() == Machine.State.PAUSED) {
                    hosts.act(host, unit, Power::resume);
                } else {
                    hosts.start(host, unit, false);
                }
            }
            case PAUSED -> {
                if (machine.state() == Machine.State.RUNNING) {
                    hosts.act(host, unit, Power::suspend);
                } else {
                    hosts.start(host, unit, true);
                }
            }
            case SAVED -> {
                if (machine.state() == Machine.State.OFF) {
                    throw new IllegalArgumentException("power: a machine that is off has nothing to be saved");
                }
                hosts.act(host, unit, SAVING, domain -> {
                    if (domain.isActive() == 1) {
                        domain.managedSave();
                    }
                });
            }
            case OFF -> end(machine, context);
        }
        context.say("power: " + machine.state().word() + " before, " + wanted.word() + " now");
    }

    private static void resume(Domain domain) throws org.libvirt.LibvirtException {
        if (domain.getInfo().state == org.libvirt.DomainInfo.DomainState.VIR_DOMAIN_PAUSED) {
            domain.resume();
        }
    }

    private static void suspend(Domain domain) throws org.libvirt.LibvirtException {
        if (domain.getInfo().state == org.libvirt.DomainInfo.DomainState.VIR_DOMAIN_RUNNING) {
            domain.suspend();
        }
    }

    private void end(Machine machine, CallContext context) throws IOException, InterruptedException {
        String host = machine.host();
        String unit = machine.unit();
        if (machine.state() == Machine.State.SAVED) {
            hosts.act(host, unit, domain -> {
                if (domain.hasManagedSaveImage() == 1) {
                    domain.managedSaveRemove();
                }
            });
            return;
        }
        boolean told = machine.state() == Machine.State.RUNNING && ask(machine);
        if (told) {
            long deadline = System.nanoTime() + shutdown.toNanos();
            while (alive(host, unit) && System.nanoTime() - deadline < 0) {
                Thread.sleep(LOOK_MILLIS);
            }
        }
        if (alive(host, unit)) {
            context.say(told ? "power: it did not end by itself within " + shutdown.toSeconds() + " s and is cut off"
                    : "power: nobody in it can be told to end; it is cut off");
            hosts.act(host, unit, Hosts::kill);
        }
    }

    /**
     * Presses its power button, or what a container has instead: libvirt would write into a container's files as root. Whether
     * there was somebody to be told.
     */
    private boolean ask(Machine machine) throws IOException, InterruptedException {
        if (containers.here() || Containers.is(machine)) {
            return containers.end(hosts, machine);
        }
        hosts.act(machine.host(), machine.unit(), domain -> {
            if (domain.isActive() == 1) {
                domain.shutdown();
            }
        });
        return true;
    }

    private boolean alive(String host, String unit) throws IOException, InterruptedException {
        boolean[] alive = new boolean[1];
        hosts.act(host, unit, domain -> alive[0] = domain.isActive() == 1);
        return alive[0];
    }
}
