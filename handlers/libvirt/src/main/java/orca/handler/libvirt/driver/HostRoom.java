package orca.handler.libvirt.driver;

import java.io.IOException;
import orca.nodeagent.driver.Room;
import org.libvirt.Domain;
import org.libvirt.NodeInfo;

/**
 * How much a host has for machines, where the system that this runs in does not know: a dom0 of Xen sees its own processors and
 * its own memory alone, and the disks of machines may be in a thin pool.
 */
record HostRoom(Line line, NodeSettings settings) {
    private static final long KIB_PER_MIB = 1024;

    Room look() throws IOException, InterruptedException {
        Room all = Room.UNSAID;
        if (settings.uri().startsWith("xen")) {
            all = line.ask(connect -> {
                NodeInfo node = connect.nodeInfo();
                Domain zero = connect.domainLookupByID(0);
                try {
                    return new Room(node.cpus, (node.memory - zero.getInfo().memory) / KIB_PER_MIB, 0, 0);
                } finally {
                    zero.free();
                }
            });
        }
        return settings.volumes().isPresent() ? all.or(ThinPool.room(settings.volumes().get())) : all;
    }
}
