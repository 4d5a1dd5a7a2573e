package orca.handler.sliver.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** A sliver's processes: started, resized and looked at through runc, which writes control groups of both versions. */
final class Container {
    private static final long PERIOD = 100_000;
    private static final int PATIENCE_SECONDS = 30;

    private final Node node;

    Container(Node node) {
        this.node = node;
    }

    private List<String> runc(String... words) {
        List<String> command = new ArrayList<>(List.of("runc", "--root", node.runc().toString()));
        command.addAll(List.of(words));
        return command;
    }

    /** Starts process 1, with the root and the network that are there already. */
    void start(String unit, Plan plan) throws IOException, InterruptedException {
        Path folder = node.folder(unit);
        Path log = folder.resolve("runc.log");
        Files.writeString(folder.resolve("config.json"), new OciConfig(node, unit, plan).text());
        // Process 1 inherits these: a pipe would never end, and a file never stop growing.
        Process process = new ProcessBuilder(runc("--log", log.toString(), "run", "--detach", "--pid-file",
                folder.resolve("pid").toString(), "--bundle", folder.toString(), node.label(unit)))
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(Path.of("/dev/null").toFile())
                .redirectError(Path.of("/dev/null").toFile())
                .start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("runc run: " + Node.text(log).strip());
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /** Process 1 as the host counts, if it lives: a number that was given anew is not taken for it. */
    OptionalLong alive(String unit) {
        String words = Node.text(node.folder(unit).resolve("pid")).strip();
        if (!words.matches("[0-9]{1,9}")) {
            return OptionalLong.empty();
        }
        boolean ours = Node.text(Path.of("/proc", words, "cgroup")).lines().anyMatch(line -> line.endsWith(node.group(unit)));
        boolean dead = Node.text(Path.of("/proc", words, "stat")).contains(") Z ");
        return ours && !dead ? OptionalLong.of(Long.parseLong(words)) : OptionalLong.empty();
    }

    /** Gives the living sliver other limits. @throws IOException when it uses more than it may then; nothing has changed */
    void resize(String unit, SliverSpec before, SliverSpec spec) throws IOException, InterruptedException {
        // The processor is never refused, so memory goes first.
        if (!spec.memory().equals(before.memory())) {
            Tool.End end = Tool.tried("", memoryUpdate(unit, memory(spec)));
            if (!end.well()) {
                Tool.tried("", memoryUpdate(unit, memory(before)));
                throw new IOException("memory: the sliver uses more than the new limit: " + end.words());
            }
        }
        if (!spec.cpu().equals(before.cpu())) {
            Tool.run(runc("update", "--cpu-period", Long.toString(PERIOD), "--cpu-quota", Long.toString(quota(spec)),
                    node.label(unit)).toArray(String[]::new));
        }
    }

    private List<String> memoryUpdate(String unit, long bytes) {
        List<String> command = runc("update", "--memory", Long.toString(bytes));
        if (swapCounts()) {
            command.addAll(List.of("--memory-swap", Long.toString(bytes)));
        }
        command.add(node.label(unit));
        return command;
    }

    static long memory(SliverSpec spec) {
        return spec.memory().isPresent() ? spec.memory().getAsLong() << 20 : -1;
    }

    static long period() {
        return PERIOD;
    }

    static long quota(SliverSpec spec) {
        return spec.cpu().isPresent() ? spec.cpu().getAsLong() * (PERIOD / 1000) : -1;
    }

    /** Whether this kernel can bound memory and swap together: version 2 of control groups, or version 1 built for it. */
    static boolean swapCounts() {
        return Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"))
                || Files.exists(Path.of("/sys/fs/cgroup/memory/memory.memsw.limit_in_bytes"));
    }

    /** What runs {@code command} in the sliver, as its account. */
    List<String> entering(String unit, Plan plan, List<String> command) {
        List<String> words = runc("exec", "--user", plan.user() + ":" + plan.user(), "--cwd",
                "/home/" + plan.spec().account(), "--env", "HOME=/home/" + plan.spec().account(), "--env",
                "USER=" + plan.spec().account(), node.label(unit));
        words.addAll(command);
        return words;
    }

    /** Removes what runc knows of it, killing it first. */
    void delete(String unit) throws IOException, InterruptedException {
        if (Files.exists(node.runc().resolve(node.label(unit)))) {
            Tool.tried("", runc("delete", "--force", node.label(unit)));
        }
    }
}
