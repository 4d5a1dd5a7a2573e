package orca.simulator.siege;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Carries blows out at their times, undoes each after its while, and starts again whoever has died, as a supervisor would. */
final class Assault {
    private final Grounds grounds;
    private final Residents residents;
    private final Duration restart;
    /** What is still to be undone, and when. */
    private final Map<Blow, Long> open = new LinkedHashMap<>();
    private final Map<String, Long> dead = new LinkedHashMap<>();

    Assault(Grounds grounds, Residents residents, Duration restart) {
        this.grounds = grounds;
        this.residents = residents;
        this.restart = restart;
    }

    /** @return what was done, to whom */
    List<Blow> carryOut(List<Blow> blows, BooleanSupplier over) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        List<Blow> done = new ArrayList<>();
        Roster roster = residents.roster();
        List<Blow> planned = new ArrayList<>(blows);
        while (!over.getAsBoolean() || !open.isEmpty()) {
            long now = System.nanoTime();
            while (!planned.isEmpty() && now - begun >= planned.getFirst().after().toNanos()) {
                Blow blow = planned.removeFirst().now(target -> roster.resolve(target, residents::saysItLeads));
                strike(blow);
                done.add(blow);
                open.put(blow, now + blow.length().toNanos());
            }
            List<Blow> due = open.entrySet().stream().filter(e -> e.getValue() <= now).map(Map.Entry::getKey).toList();
            for (Blow blow : due) {
                open.remove(blow);
                mend(blow);
            }
            supervise(now);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        return done;
    }

    private void strike(Blow blow) throws IOException, InterruptedException {
        switch (blow.kind()) {
            case KILL -> residents.kill(blow.whom());
            case KILL_AT -> {
                residents.kill(blow.whom());
                residents.startUntil(blow.whom(), blow.word(), blow.number());
            }
            case FREEZE -> residents.freeze(blow.whom());
            case CUT -> cut(blow);
            case FILL -> grounds.fill(blow.whom());
            case CLOCK -> grounds.clock(blow.whom(), blow.number());
            case END -> residents.end(blow.whom());
            case HARM -> harm(blow);
        }
    }

    private void harm(Blow blow) throws InterruptedException {
        if (blow.beheads()) {
            residents.database().behead();
        } else {
            residents.database().maim();
        }
    }

    private void cut(Blow blow) throws IOException {
        grounds.cut(blow.whom(), blow.other());
        if (blow.bothWays()) {
            grounds.cut(blow.other(), blow.whom());
        }
    }

    private void mend(Blow blow) throws IOException {
        switch (blow.kind()) {
            case KILL, KILL_AT, END, HARM -> { }
            case FREEZE -> residents.thaw(blow.whom());
            case CUT -> {
                grounds.heal();
                for (Blow other : open.keySet()) {
                    if (other.kind() == Blow.Kind.CUT) {
                        cut(other);
                    }
                }
            }
            case FILL -> grounds.free(blow.whom());
            case CLOCK -> grounds.clock(blow.whom(), 0);
        }
    }

    private void supervise(long now) throws IOException {
        for (String name : residents.roster().all()) {
            if (!residents.lives(name)) {
                long since = dead.computeIfAbsent(name, n -> now);
                if (now - since >= restart.toNanos()) {
                    dead.remove(name);
                    residents.start(name);
                }
            }
        }
    }

    /** Leaves nothing of it. */
    void undo() throws IOException, InterruptedException {
        grounds.heal();
        for (String name : residents.roster().all()) {
            grounds.free(name);
            grounds.clock(name, 0);
            residents.thaw(name);
            if (residents.traced(name)) {
                // Its call may never have come; it is not to come in the calm.
                residents.kill(name);
            }
            if (!residents.lives(name)) {
                residents.start(name);
            }
        }
    }
}
