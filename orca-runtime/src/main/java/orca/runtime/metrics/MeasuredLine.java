package orca.runtime.metrics;

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
    @Override
    public Tree.Branch call(Operation operation, Tree.Branch body) throws CallRefused, IOException, InterruptedException {
        long began = System.nanoTime();
        String outcome = "unanswered";
        try {
            Tree.Branch answer = line.call(operation, body);
            outcome = "ok";
            return answer;
        } catch (CallRefused e) {
            outcome = Notation.word(e.kind());
            throw e;
        } finally {
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
