package orca.handler.libvirt.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.core.handler.Attached;
import orca.core.resource.PropertyList;

/** What a machine has besides what it was made of, and may lose again while it lives: something that is leased by itself. */
sealed interface Extra {
    /** The most of them: those of other leases, and what services gave the machine itself. */
    int MOST = Attached.MOST + 1;
    /** How the input's entries begin; then a number from 0 on, a dot, and what is said. */
    String BEGIN = "attach.";

    /** By what it is known in the machine's description; libvirt keeps such names when they begin so. */
    String alias();

    /** In words, for those who read what was done. */
    String words();

    /**
     * A volume.
     *
     * @param file in which it is, as bytes
     * @param serial what its guest knows it by, at most 20 characters
     */
    record Disk(String file, String serial) implements Extra {
        @Override
        public String alias() {
            return "ua-orca-" + serial;
        }

        @Override
        public String words() {
            return "volume " + serial;
        }
    }

    /** A device on a network, which is a bridge of Open vSwitch. */
    record Nic(String bridge) implements Extra {
        @Override
        public String alias() {
            return "ua-orca-" + bridge;
        }

        @Override
        public String words() {
            return "network " + bridge;
        }
    }

    /** Those that {@code input} names. */
    static List<Extra> of(PropertyList input) {
        List<Extra> all = new ArrayList<>();
        for (int n = 0; n < MOST; n++) {
            Optional<String> file = input.text(BEGIN + n + ".file");
            Optional<String> serial = input.text(BEGIN + n + ".serial");
            if (file.isPresent() && serial.isPresent()) {
                all.add(new Disk(file.get(), serial.get()));
            }
            input.text(BEGIN + n + ".bridge").ifPresent(bridge -> all.add(new Nic(bridge)));
        }
        return all;
    }
}
