package orca.simulator.trial;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import orca.handler.ant.AntHandler;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code orca handler}. */
@Command(name = "handler", mixinStandardHelpOptions = true, subcommands = HandlerCommand.Test.class,
        description = "For authors of handlers.")
public final class HandlerCommand {
    /** {@code orca handler test}. */
    @Command(name = "test", mixinStandardHelpOptions = true, description = {
        "Hold the contract of handlers against a script, and say what held and what did not.",
        "The script makes real units here, called contract-..., and removes them again.",
        "Exits with 0 when all held, 1 when something did not, 2 when there is nothing to test."})
    static final class Test implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "FOLDER", description = "a folder with handler.xml, or a file")
        private Path script;

        @Option(names = "--set", paramLabel = "NAME=VALUE", description = "a setting, as the configuration would have it")
        private List<String> settings = new ArrayList<>();

        @Option(names = "--property", paramLabel = "NAME=VALUE", description = "a property of the host or the request")
        private List<String> properties = new ArrayList<>();

        @Option(names = "--sliver", split = ",", paramLabel = "N", description = "the size of a unit; 500,256 without it")
        private List<Long> sliver = List.of(500L, 256L);

        @Option(names = "--host", description = "what the host is called; h1 without it")
        private String host = "h1";

        @Option(names = "--type", description = "what the type is called; vm without it")
        private String type = "vm";

        @Option(names = "--only", paramLabel = "WORD", description = "only the checks in whose sentence this occurs")
        private String only = "";

        @Override
        public Integer call() {
            try {
                PropertyList configured = list("--set", settings).with("script", script.toString());
                new AntHandler().configure(configured);
                Term hour = Term.of(Term.grain(Instant.now()), Duration.ofHours(1));
                ScriptContract.begin(new ScriptContract.Trial(configured, new TypeName(type), host,
                        Amounts.of(sliver.stream().mapToLong(Long::longValue).toArray()), hour, list("--property", properties)));
            } catch (IllegalArgumentException e) {
                System.err.println("orca: handler test: " + e.getMessage());
                return 2;
            }
            return new Report(System.out).run(script, only);
        }

        private static PropertyList list(String option, List<String> words) {
            Map<String, PropertyValue> list = new TreeMap<>();
            for (String word : words) {
                int equals = word.indexOf('=');
                if (equals < 1) {
                    throw new IllegalArgumentException(option + ": must be NAME=VALUE, got '" + word + "'");
                }
                list.put(word.substring(0, equals), AntHandler.value(word.substring(equals + 1)));
            }
            return PropertyList.of(list);
        }
    }
}
