package orca.handler.sandbox.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import orca.handler.sandbox.driver.CgroupMounts.Controller;

/**
 * Which bounds hold for a unit, and how: by control group where there is one, else by the kernel's limits on each process.
 *
 * @param dataKib the most data of each process, where no group bounds the memory of all
 * @param tasks the most processes of the unit's user, where no group counts them
 * @param words what holds, for the unit's holder
 */
record Limits(OptionalLong dataKib, OptionalLong tasks, String words) {
    static Limits of(UnitPlan plan, Cgroups cgroups) {
        List<String> words = new ArrayList<>();
        OptionalLong cpu = plan.spec().cpu();
        Optional<Integer> cpuBy = cgroups.holds(Controller.CPU);
        words.add(cpu.isPresent() && cpuBy.isPresent()
                ? "cpu " + cpu.getAsLong() + " milli-cores by cgroup v" + cpuBy.get()
                : "cpu not limited");
        OptionalLong memory = plan.spec().memory();
        OptionalLong data = OptionalLong.empty();
        Optional<Integer> memoryBy = cgroups.holds(Controller.MEMORY);
        if (memory.isEmpty()) {
            words.add("memory not limited");
        } else if (memoryBy.isPresent()) {
            words.add("memory " + memory.getAsLong() + " MiB by cgroup v" + memoryBy.get());
        } else {
            data = OptionalLong.of(memory.getAsLong() * 1024);
            words.add("memory " + memory.getAsLong() + " MiB for the data of each process, not for their sum");
        }
        OptionalLong tasks = OptionalLong.empty();
        Optional<Integer> tasksBy = cgroups.holds(Controller.PIDS);
        if (tasksBy.isPresent()) {
            words.add(plan.processes() + " processes by cgroup v" + tasksBy.get());
        } else if (plan.form() == Form.USER) {
            tasks = OptionalLong.of(plan.processes());
            words.add(plan.processes() + " processes by the unit's user namespace");
        } else {
            words.add("processes not limited");
        }
        return new Limits(data, tasks, String.join("; ", words));
    }
}
