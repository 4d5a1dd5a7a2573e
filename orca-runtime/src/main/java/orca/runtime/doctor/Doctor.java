package orca.runtime.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.runtime.config.ConfigException;
import orca.runtime.config.ConfigFile;
import orca.wire.management.HealthView;
import orca.wire.trust.Identity;

/** Looks at one deployment, in the order in which one thing stands on another. */
public final class Doctor {
    private final Machine machine;

    /** One that looks at this machine. */
    public Doctor() {
        this(Machine.real());
    }

    /** One that looks at another machine than this. */
    public Doctor(Machine machine) {
        this.machine = machine;
    }

    /** What was found. @param where a configuration file, or the folder of a container */
    public List<Finding> look(Path where) throws InterruptedException {
        List<Finding> found = new ArrayList<>();
        found.add(HereChecks.java(machine));
        if (Files.isDirectory(where)) {
            running(where, RunningChecks.health(where), "start it with 'orca up FILE'; with its file in the place of the folder,"
                    + " more is looked at", found);
            return found;
        }
        ConfigFile file;
        try {
            file = ConfigFile.read(where);
            found.add(Finding.ok("file", where + " is understood"));
        } catch (ConfigException e) {
            e.flaws().forEach(flaw -> found.add(Finding.wrong("file", where + ": " + flaw, "mend it; docs/configuration.md says"
                    + " what it may say")));
            return found;
        }
        HereChecks here = new HereChecks(file, machine);
        Map<String, Identity> keys = new LinkedHashMap<>();
        found.addAll(here.folder());
        found.addAll(here.keys(keys));
        if (file.config().wire().isPresent()) {
            found.add(here.book());
        }
        Optional<HealthView> health = RunningChecks.health(file.folder());
        if (health.isEmpty()) {
            found.addAll(here.ports());
        }
        found.addAll(JournalChecks.look(file, health.isPresent()));
        running(file.folder(), health, "start it with 'orca up " + where + "'", found);
        found.addAll(NoticeChecks.look(file));
        PeerChecks peers = new PeerChecks(machine);
        List<PeerChecks.Look> looks = peers.looks(file, keys);
        looks.addAll(new AgentChecks(peers, health).looks(file));
        found.addAll(PeerChecks.together(looks));
        return found;
    }

    private static void running(Path folder, Optional<HealthView> health, String start, List<Finding> found) {
        if (health.isPresent()) {
            found.addAll(RunningChecks.look(folder, health.get()));
        } else {
            found.add(Finding.warning("container", "none answers on " + folder, start));
        }
    }
}
