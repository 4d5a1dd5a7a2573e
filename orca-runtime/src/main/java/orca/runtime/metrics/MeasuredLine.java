package orca.runtime.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import orca.wire.call.CallRefused;
import orca.wire.call.Line;
import orca.wire.call.Operation;
import orca.wire.metrics.Figures;
import orca.wire.text.Notation;
import orca.wire.text.Tree;

/** The same line, with its calls counted by how they ended. */
record MeasuredLine(Line line, MeterRegistry registry, Tags way) implements Line {
    /** All numbers begin with 0: a rate cannot be told of one that begins with the first trouble. */
    MeasuredLine {
        for (Ended end : Ended.values()) {
            counter(registry, way, end);
        }
    }

    /** How a call ended. */
    private enum Ended {
        OK, REFUSED, UNANSWERED;

        String word() {
            return Notation.word(this);
        }
    }

    private static Counter counter(MeterRegistry registry, Tags way, Ended end) {
        return Counter.builder("orca.peer.calls").description("Calls to peers by how they ended")
                .tags(way.and("outcome", end.word())).register(registry);
    }

    @Override
    public Tree.Branch call(Operation operation, Tree.Branch body) throws CallRefused, IOException, InterruptedException {
        long began = System.nanoTime();
        String outcome = Ended.UNANSWERED.word();
        Ended ended = Ended.UNANSWERED;
        try {
            Tree.Branch answer = line.call(operation, body);
            ended = Ended.OK;
            outcome = ended.word();
            return answer;
        } catch (CallRefused e) {
            ended = Ended.REFUSED;
            outcome = Notation.word(e.kind());
            throw e;
        } finally {
            counter(registry, way, ended).increment();
            Timer.builder("orca.peer.call").description("Calls to peers, and how long they took")
                    .tags(way.and("operation", operation.word(), "outcome", outcome))
                    .serviceLevelObjectives(Figures.bars()).register(registry)
                    .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void close() {
        line.close();
    }
}
