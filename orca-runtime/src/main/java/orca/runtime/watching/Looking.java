package orca.runtime.watching;

import java.io.IOException;
import orca.wire.call.CallRefused;

/** Asks an agent how its host is. Blocks, on a thread of the caller's. */
public interface Looking extends AutoCloseable {
    /**
     * Its answer.
     *
     * @throws CallRefused when it refuses
     * @throws IOException when there is none in time
     * @throws IllegalArgumentException when it is none that can be read
     */
    AgentReport look(AgentAddress at) throws CallRefused, IOException, InterruptedException;

    @Override
    void close();
}
