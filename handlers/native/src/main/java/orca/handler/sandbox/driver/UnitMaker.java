package orca.handler.sandbox.driver;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import orca.core.handler.CallContext;

/** Makes units and reaches into them. What it makes it labels first, so that a crash at any point leaves only what is found. */
final class UnitMaker {
    private final StateFolder folder;
    private final Cgroups cgroups;
    private final ProcessTable processes;
    private final Launch launch;
    private final boolean ownNetwork;
    private final long mostProcesses;

    UnitMaker(
            StateFolder folder, Cgroups cgroups, ProcessTable processes, Launch launch, boolean ownNetwork, long mostProcesses) {
        this.folder = folder;
        this.cgroups = cgroups;
        this.processes = processes;
        this.launch = launch;
        this.ownNetwork = ownNetwork;
        this.mostProcesses = mostProcesses;
    }

    /** Makes the unit, of which there is nothing yet, and returns when it is up. */
    UnitPlan make(UnitSpec spec, Form form) throws IOException, InterruptedException {
        String unit = spec.unit();
        UnitPlan plan = new UnitPlan(spec, form, folder.takeUser(unit), ownNetwork, mostProcesses);
        folder.make(plan);
        cgroups.make(unit);
        cgroups.limitMemory(unit, spec.memory());
        cgroups.limitProcesses(unit, plan.processes());
        launch.start(plan);
        // Last, or a small sliver would wait long for its root: building one takes a tenth of a second of a whole core.
        cgroups.limitCpu(unit, spec.cpu());
        return plan;
    }

    /** The unit's first process, if it lives. */
    OptionalLong running(UnitPlan plan) throws IOException {
        return processes.init(plan.spec().unit(), plan.form().namespaced());
    }

    /** Runs a command in the unit whose first process is {@code init}; its exit code. */
    int enter(UnitPlan plan, long init, List<String> command, CallContext context) throws IOException, InterruptedException {
        return launch.enter(plan, init, command, context);
    }
}
