package orca.runtime.loop;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import orca.core.actor.Duties;
import orca.core.actor.Outgoing;
import orca.core.actor.Question;
import orca.core.lease.UnitId;

/** Keeps what a loop wants done, with the number of groups that were durable when it wanted it. */
final class RecordingHands implements Hands {
    /** One effect, in words. */
    record Done(String what, int durable) {}

    final BlockingQueue<Done> done = new LinkedBlockingQueue<>();
    private final MemoryJournal.Disk disk;

    RecordingHands(MemoryJournal.Disk disk) {
        this.disk = disk;
    }

    /** The next effect; fails when there is none for a minute. */
    Done next() throws InterruptedException {
        Done next = done.poll(60, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no effect came");
        }
        return next;
    }

    private void add(String what) {
        done.add(new Done(what, disk.size()));
    }

    @Override
    public void send(List<Outgoing> messages) {
        messages.forEach(m ->
                add("send " + ((orca.core.protocol.Message.DelegationView) m.message()).id().value() + " to " + m.to()));
    }

    @Override
    public void start(Duties.Run run) {
        add("start " + run.name().unit() + " " + run.name().attempt());
    }

    @Override
    public void stop(Duties.CallName call) {
        add("stop " + call.unit());
    }

    @Override
    public void watch(Duties.Watch watch) {
        add("watch " + watch.unit());
    }

    @Override
    public void unwatch(UnitId unit) {
        add("unwatch " + unit);
    }

    @Override
    public void ask(Question question) {
        add("ask");
    }
}
