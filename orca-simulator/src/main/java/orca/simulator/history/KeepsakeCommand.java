package orca.simulator.history;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import orca.simulator.federation.Cast;
import orca.simulator.federation.Storm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code orca sim keepsake}: what whoever makes a release leaves to later versions. */
@Command(name = "keepsake", mixinStandardHelpOptions = true, description = "Keep records of every kind that journals of this"
        + " version can have; docs/journals.md says what for.")
public final class KeepsakeCommand implements Callable<Integer> {
    @Parameters(index = "0", description = "the folder; it is made if it is not there")
    private Path folder;

    @Option(names = "--seeds", description = "how many storms are looked through; ${DEFAULT-VALUE}", defaultValue = "24")
    private int seeds;

    @Override
    public Integer call() throws IOException {
        Keepsake keepsake = new Keepsake();
        for (int seed = 0; seed < seeds; seed++) {
            new Storm(seed, Cast.real(), keepsake).run();
            System.err.printf("%d of %d storms: %s%n", seed + 1, seeds, keepsake.sizes());
        }
        keepsake.write(folder);
        return 0;
    }
}
