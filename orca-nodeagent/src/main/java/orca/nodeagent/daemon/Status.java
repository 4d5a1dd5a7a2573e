package orca.nodeagent.daemon;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import orca.core.contract.Principal;
import orca.core.lease.UnitId;
import orca.nodeagent.agent.NodeAgent;
import orca.nodeagent.driver.FoundUnit;
import orca.nodeagent.driver.Room;
import orca.nodeagent.keeper.Keeper;
import orca.nodeagent.keeper.Will;
import orca.nodeagent.packages.Depot;
import orca.nodeagent.talk.StatusView;
import orca.nodeagent.text.PropertyLines;

/** Looks at the host, and says how what is there matches what is held. */
final class Status {
    /** How long a driver may take to say what it has. */
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(20);
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final long MIB = 1024 * 1024;

    private final String host;
    private final Principal own;
    private final Path folder;
    private final NodeAgent agent;
    private final Keeper keeper;
    private final Known known;
    private final Depot depot;
    private final Instant since;
    /** Soft: what each driver said of the host when it was asked last, for when it cannot say. */

    Status(String host, Principal own, Path folder, NodeAgent agent, Keeper keeper, Known known, Depot depot) {
        this.host = host;
        this.own = own;
        this.folder = folder;
        this.agent = agent;
        this.keeper = keeper;
        this.known = known;
        this.depot = depot;
        this.since = keeper.now();
    }

    /** @param seen whose units to show; those that nobody holds are shown to everybody */
    StatusView view(Predicate<Principal> seen) throws IOException, InterruptedException {
        List<String> alarms = new ArrayList<>(keeper.alarms(seen));
        known.trouble().ifPresent(alarms::add);
        alarms.addAll(depot.alarms());
        List<StatusView.UnitRow> rows = new ArrayList<>();
        Map<UnitId, Will> unseen = new TreeMap<>();
        keeper.held().forEach(will -> unseen.put(will.unit(), will));
        Room room = Room.UNSAID;
        boolean told = true;
        for (String driver : agent.drivers()) {
            Optional<List<FoundUnit>> found = look(driver, "what it has", () -> agent.units(driver), alarms);
            Optional<Room> there = found.isEmpty() ? Optional.empty()
                    : look(driver, "how much there is", () -> agent.room(driver), alarms);
            told &= there.isPresent();
            room = room.or(there.orElse(Room.UNSAID));
            if (found.isEmpty()) {
                unseen.values().removeIf(will -> will.driver().equals(driver)); // nobody can say
            }
            for (FoundUnit unit : found.orElse(List.of())) {
                Will will = unseen.get(unit.unit());
                boolean mine = will != null && will.driver().equals(driver);
                if (mine) {
                    unseen.remove(unit.unit());
                }
                if (!mine || seen.test(will.authority())) {
                    rows.add(row(unit, mine ? Optional.of(will) : Optional.empty()));
                }
            }
        }
        for (Will will : unseen.values()) {
            if (seen.test(will.authority())) {
                rows.add(new StatusView.UnitRow(will.unit().value(), will.driver(), StatusView.Match.MISSING,
                        Optional.of(known.name(will.authority())), Optional.of(will.term().end()), ""));
            }
        }
        List<StatusView.EndedRow> ended = keeper.ended().stream().filter(one -> seen.test(one.authority()))
                .map(one -> new StatusView.EndedRow(one.when(), one.unit().value(), one.what())).toList();
        List<StatusView.EpochRow> epochs = keeper.epochs().entrySet().stream().filter(one -> seen.test(one.getKey()))
                .map(one -> new StatusView.EpochRow(known.name(one.getKey()), one.getValue())).toList();
        return new StatusView(host, own.value(), keeper.now(), since,
                told ? capacity(room) : StatusView.Capacity.UNTOLD, drivers(), known.authorities(), rows, ended,
                alarms, epochs, AgentDaemon.version());
    }

    /** What is installed, and what came with the agent. */
    List<StatusView.DriverRow> drivers() {
        Map<String, StatusView.DriverRow> rows = new TreeMap<>();
        agent.drivers().forEach(name -> rows.put(name, new StatusView.DriverRow(name, "", "", "the agent")));
        depot.all().forEach(one -> rows.put(one.name(), new StatusView.DriverRow(
                one.name(), one.version(), one.before().orElse(""), one.signer())));
        return List.copyOf(rows.values());
    }

    private StatusView.UnitRow row(FoundUnit unit, Optional<Will> will) {
        StatusView.Match match = will.isEmpty() ? StatusView.Match.UNKNOWN
                : will.get().ending() ? StatusView.Match.ENDING
                : unit.whole() ? StatusView.Match.HELD : StatusView.Match.PARTIAL;
        return new StatusView.UnitRow(unit.unit().value(), unit.driver(), match, will.map(one -> known.name(one.authority())),
                will.map(one -> one.term().end()), PropertyLines.write(unit.properties()));
    }

    private static <T> Optional<T> look(String driver, String what, Callable<T> question, List<String> alarms)
            throws InterruptedException {
        FutureTask<T> look = new FutureTask<>(question);
        Thread thread = Thread.ofPlatform().daemon().name("look " + driver).start(look);
        try {
            return Optional.of(look.get(LONGEST_LOOK.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            thread.interrupt();
            alarms.add("driver " + driver + ": does not say " + what + " within " + LONGEST_LOOK.toSeconds() + " s");
        } catch (ExecutionException e) {
            alarms.add("driver " + driver + ": cannot say " + what + ": " + e.getCause());
        }
        return Optional.empty();
    }

    private StatusView.Capacity capacity(Room room) throws IOException {
        FileStore disk = Files.getFileStore(folder);
        long memory = 0;
        if (Files.isReadable(MEMORY)) {
            for (String line : Files.readAllLines(MEMORY)) {
                if (line.startsWith("MemTotal:")) {
                    memory = Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
                }
            }
        }
        Room all = room.or(new Room(Runtime.getRuntime().availableProcessors(), memory, disk.getTotalSpace() / MIB,
                disk.getUsableSpace() / MIB));
        return new StatusView.Capacity(all.cpus(), all.memoryMiB(), all.diskMiB(), all.diskFreeMiB());
    }
}
