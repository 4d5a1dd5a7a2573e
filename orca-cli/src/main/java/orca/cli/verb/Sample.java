package orca.cli.verb;

import java.util.concurrent.Callable;
import orca.cli.connect.Exit;
import orca.cli.screen.Terminal;
import orca.core.resource.Names;
import orca.wire.management.ManagementClient;
import orca.wire.management.SampleCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Tells a slice's controller what was measured. */
@Command(name = "sample", description = "Tell a slice's controller what a sensor measured.", sortOptions = false, footer = {
    "", "For example: orca sample web load 72.5"})
final class Sample implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "SLICE", description = "The slice that a controller rules.")
    private String slice;

    @Parameters(index = "1", paramLabel = "SENSOR", description = "The sensor, as the configuration declares it.")
    private String sensor;

    @Parameters(index = "2", paramLabel = "VALUE", description = "A number.")
    private String value;

    @Mixin
    private final Asking asking;

    Sample(Terminal terminal) {
        asking = new Asking(terminal);
    }

    @Override
    public Integer call() {
        SampleCommand command = new SampleCommand(
                asking.actor(), Words.name("SLICE", slice), Words.name("SENSOR", sensor), number(value));
        ManagementClient client = asking.client();
        Changing.say(asking, asking.patiently(() -> client.sample(command)), "taken");
        return Exit.OK.code();
    }

    private static double number(String text) {
        if (text.matches("[+-]?[0-9]{1,18}([.][0-9]{1,18})?([eE][+-]?[0-9]{1,3})?")
                && Double.isFinite(Double.parseDouble(text))) {
            return Double.parseDouble(text);
        }
        throw new TypeConversionException("VALUE: must be a number such as 72.5, got " + Names.quoted(text));
    }
}
