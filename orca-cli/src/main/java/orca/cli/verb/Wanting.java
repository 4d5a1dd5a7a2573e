package orca.cli.verb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import orca.cli.connect.Exit;
import orca.cli.connect.Failure;
import orca.wire.management.ManagementClient;
import orca.wire.management.Problem;
import orca.wire.management.RequestCommand;
import orca.wire.text.When;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What {@code request} and {@code plan} take: one wish in options, or several in a file. */
final class Wanting {
    @Mixin
    private final WishOptions wish = new WishOptions();

    @Option(names = {"-f", "--file"}, paramLabel = "FILE",
            description = "A YAML file with several wishes, as docs/cli.md says; instead of the options above.")
    private Path file;

    @Option(names = "--wish", paramLabel = "DOCUMENT",
            description = "A wish as a document in one word, as in a FILE; may be repeated, instead of the options above.")
    private List<String> wishes = new ArrayList<>();

    @Option(names = "--slice", paramLabel = "NAME", description = "The group that they belong to. Default: default.")
    private String slice;

    @Option(names = "--group", description = "All or nothing: none is redeemed before all are ticketed.")
    private boolean group;

    @Option(names = "--hold-until", paramLabel = "TIME",
            description = "For --group: when to give up waiting for the last ticket.")
    private When holdUntil;

    /** What {@code call} answers; where it says that a field is wrong, the option is named that was typed for it. */
    <T> T inOptions(Supplier<T> call) {
        try {
            return call.get();
        } catch (ManagementClient.Refused e) {
            if (file == null && wishes.isEmpty() && e.problem().kind() == Problem.Kind.USAGE) {
                throw new Failure(Exit.USAGE, WishOptions.inOptions(e.problem().message()));
            }
            throw e;
        }
    }

    RequestCommand command(Asking asking, Optional<String> requestId, boolean dryRun) {
        if (holdUntil != null && !group && file == null) {
            throw new TypeConversionException("--hold-until: needs --group");
        }
        if (!wishes.isEmpty()) {
            return several(asking, requestId, dryRun);
        }
        if (file == null) {
            return new RequestCommand(requestId, dryRun, asking.actor(), slice == null ? "default" : slice,
                    List.of(wish.wish()), group, Optional.ofNullable(holdUntil));
        }
        if (wish.isGiven()) {
            throw new TypeConversionException("--file: the wishes stand in the file; options for one wish do not go with it");
        }
        RequestCommand read = WishFile.read(file, asking.terminal().folder());
        return new RequestCommand(
                requestId.or(read::requestId), dryRun || read.dryRun(), asking.actor().or(read::actor),
                slice == null ? read.slice() : slice, read.wishes(), group || read.together(),
                Optional.ofNullable(holdUntil).or(read::holdUntil));
    }

    private RequestCommand several(Asking asking, Optional<String> requestId, boolean dryRun) {
        if (wish.isGiven() || file != null) {
            throw new TypeConversionException("--wish: says it all; options for one wish, and --file, do not go with it");
        }
        List<RequestCommand.Wish> all = new ArrayList<>();
        for (String document : wishes) {
            all.add(WishFile.wish("--wish[" + all.size() + "]", document));
        }
        return new RequestCommand(requestId, dryRun, asking.actor(), slice == null ? "default" : slice, all, group,
                Optional.ofNullable(holdUntil));
    }
}
