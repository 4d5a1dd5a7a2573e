package orca.cli.verb;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.concurrent.Callable;
import orca.cli.connect.Exit;
import orca.cli.connect.Failure;
import orca.cli.connect.KeyFile;
import orca.cli.connect.Programs;
import orca.cli.connect.SshAddress;
import orca.cli.connect.SshHost;
import orca.cli.output.Format;
import orca.cli.output.Invited;
import orca.cli.output.Look;
import orca.cli.screen.Terminal;
import orca.wire.management.Filter;
import orca.wire.management.HostRow;
import orca.wire.management.InvitationRow;
import orca.wire.management.ManagementClient;
import orca.wire.text.Notation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a host to a site over SSH: what {@code invite} and {@code agent join} do, with the programs. */
@Command(name = "add", sortOptions = false,
        description = "Bring a host to a site over SSH: copy the programs there, have it join, and wait until it is listed.",
                footer = {
    "", "For example: orca host add ssh://root@node-7 --type vm --name node-7 --host-key SHA256:...",
    "It goes by this machine's own ssh, with its keys and its configuration. A host whose key ssh does not know is shown to who",
    "sits at a screen; scripts say --host-key. It may be said again when it was cut short."})
final class HostAdd implements Callable<Integer> {
    private static final long PAUSE_MILLIS = 500;
    private static final long MIB = 1 << 20;

    @Parameters(index = "0", paramLabel = "ssh://USER@HOST[:PORT]", description = "The host; the user must be root there.")
    private String host;

    @Mixin
    private final Enrolment.Offering offering = new Enrolment.Offering();

    @Option(names = "--host-key", paramLabel = "SHA256:...", description = "The fingerprint of the host's key for SSH.")
    private String hostKey;

    @Option(names = "--identity", paramLabel = "FILE", description = "The key for SSH to show. Default: as ssh is configured.")
    private Path identity;

    @Option(names = "--programs", paramLabel = "FOLDER", description = "Where they are to be on the host. Default: /opt/orca.")
    private String programs = "/opt/orca";

    @Option(names = "--folder", paramLabel = "FOLDER", description = "Where the agent's files are to be. Default: /etc/orca.")
    private String folder = "/etc/orca";

    @Option(names = "--listen", paramLabel = "HOST:PORT", description = "Where its agent is to listen. Default: at port 7500.")
    private String listen;

    @Option(names = "--address", paramLabel = "URL", description = "How the site reaches that, where it is otherwise.")
    private String address;

    @Option(names = "--no-service", description = "Start nothing; wait until somebody has started the agent.")
    private boolean noService;

    @Option(names = "--wait", paramLabel = "LENGTH", description = "How long to wait until it is listed. Default: 2m.")
    private Duration wait = Duration.ofMinutes(2);

    @Mixin
    private final Asking asking;

    HostAdd(Terminal terminal) {
        asking = new Asking(terminal);
    }

    @Override
    public Integer call() {
        Terminal terminal = asking.terminal();
        SshAddress at = Words.value("HOST", () -> SshAddress.parse(host));
        absolute("--programs", programs);
        absolute("--folder", folder);
        Programs own = programs(terminal);
        ManagementClient client = asking.client();
        try (SshHost machine = new SshHost(at, Optional.ofNullable(hostKey), Optional.ofNullable(identity), terminal.live())) {
            if (!machine.run("id -u").out().equals("0") && !noService) {
                throw new Failure(Exit.USAGE, "HOST: who installs a service must be root there: " + at, "or say --no-service");
            }
            bring(machine, own, terminal);
            Invited invited = offering.invite(asking, client, false);
            join(machine, invited, terminal);
            HostRow row = listed(client, invited);
            if (asking.format() == Format.NAME) {
                terminal.say(row.name());
            } else if (!asking.wrote(row)) {
                terminal.say(row.name() + " is a host of " + row.actor() + " now, of type " + row.type() + ", with " + row.units()
                        + (row.units() == 1 ? " unit" : " units") + " and " + Look.amounts(row.capacity()));
            }
        }
        return Exit.OK.code();
    }

    private static void absolute(String option, String path) {
        if (!path.matches("(/[A-Za-z0-9._-]+)+") || path.contains("..")) {
            throw new Failure(Exit.USAGE, option + ": must be an absolute path of plain characters, got '" + path + "'");
        }
    }

    private static Programs programs(Terminal terminal) {
        String root = Optional.ofNullable(terminal.environment().get("ORCA_ROOT")).orElseThrow(() -> new Failure(Exit.TROUBLE,
                "which programs to copy is not known, for this was not started by the launcher 'orca'"));
        return KeyFile.tried(() -> Programs.in(Path.of(root)));
    }

    /** Into a folder that nobody has, whose name it says; nothing is left of it when it fails. */
    private static final String COPY = """
            set -e
            if [ -e %1$s ] && [ ! -e %1$s/.programs ]; then
                echo "%1$s is there and is something else; say another folder with --programs" >&2
                exit 1
            fi
            mkdir -p "$(dirname %1$s)"
            fresh=$(mktemp -d %1$s.XXXXXXXX)
            trap 'rm -rf "$fresh"' EXIT
            chmod 755 "$fresh"
            tar -C "$fresh" -xf -
            trap - EXIT
            echo "$fresh"
            """;
    /** After all of it was sent: a set that was cut short never gets its mark. */
    private static final String SWAP = """
            set -e
            echo %2$s > %3$s/.programs
            if [ -e %1$s ]; then mv -T %1$s %3$s/.before; fi
            mv -T %3$s %1$s
            rm -rf %1$s/.before
            """;

    /** Copies the programs, unless those are there. A running agent keeps what it has open until it is started anew. */
    private void bring(SshHost machine, Programs own, Terminal terminal) {
        String digest = KeyFile.tried(own::digest);
        if (machine.run("cat " + programs + "/.programs").out().equals(digest)) {
            terminal.note("the programs are there already");
        } else {
            terminal.note("copying the programs, " + KeyFile.tried(own::size) / MIB + " MiB ...");
            SshHost.Ran copied = machine.run(COPY.formatted(programs), own::to, line -> { });
            good(copied, "the programs cannot be copied");
            if (!copied.out().matches(Pattern.quote(programs) + "\\.[A-Za-z0-9]+")) {
                throw new Failure(Exit.TROUBLE, "the programs cannot be copied: the host says '" + copied.out() + "'");
            }
            good(machine.run(SWAP.formatted(programs, digest, copied.out())), "the programs cannot be put in their place");
        }
        SshHost.Ran tried = machine.run("ORCA_NO_BUILD=1 " + programs + "/orca agent --help > /dev/null");
        good(tried, "the programs are there and do not run");
    }

    private static void good(SshHost.Ran ran, String otherwise) {
        if (ran.code() != 0) {
            throw new Failure(Exit.TROUBLE, otherwise + ": " + last(ran));
        }
    }

    private static String last(SshHost.Ran ran) {
        List<String> lines = Arrays.stream((ran.err().isBlank() ? ran.out() : ran.err()).split("\n"))
                .map(line -> line.replaceFirst("^orca: (agent: )?", "")).toList();
        return String.join(" ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
    }

    /** The line goes by the standard input: whoever lists the host's processes does not see it. */
    private void join(SshHost machine, Invited invited, Terminal terminal) {
        StringBuilder command = new StringBuilder("ORCA_NO_BUILD=1 ").append(programs).append("/orca agent join - --folder ")
                .append(folder).append(noService ? " --no-service --wait 0s" : " --wait " + Notation.show(wait));
        Optional.ofNullable(listen).ifPresent(said -> command.append(" --listen ").append(quoted("--listen", said)));
        Optional.ofNullable(address).ifPresent(said -> command.append(" --address ").append(quoted("--address", said)));
        SshHost.Ran ran = machine.run(command.toString(),
                out -> out.write((invited.line() + "\n").getBytes(StandardCharsets.UTF_8)), terminal::note);
        if (ran.code() != 0) {
            Exit exit = Arrays.stream(Exit.values()).filter(one -> one.code() == ran.code()).findFirst().orElse(Exit.TROUBLE);
            throw new Failure(exit, host + ": " + last(ran));
        }
    }

    private static String quoted(String option, String word) {
        if (!word.matches("[A-Za-z0-9:/._\\[\\]-]+")) {
            throw new Failure(Exit.USAGE, option + ": must have plain characters only, got '" + word + "'");
        }
        return "'" + word + "'";
    }

    /** The host, once the site has it. */
    private HostRow listed(ManagementClient client, Invited invited) {
        long until = System.nanoTime() + wait.toNanos();
        String said = "";
        while (true) {
            InvitationRow row = InvitationRow.of(client, new Filter(asking.actor(), Optional.of(invited.id()), Optional
                    .empty(), false))
                    .items().stream().findFirst().orElseThrow(() -> new Failure(Exit.REFUSED, "the invitation was taken back"));
            if (row.state().equals("enrolled")) {
                return client.hosts(new Filter(asking.actor(), row.host(), Optional.empty(), true)).items().stream().findFirst()
                        .orElseThrow(() -> new Failure(Exit.REFUSED, "the host was removed already"));
            }
            if (!row.trouble().equals(said)) {
                said = row.trouble();
                asking.terminal().note("waiting: " + said);
            }
            if (System.nanoTime() > until) {
                throw new Failure(Exit.TIMED_OUT, "the site has not taken it within " + Notation.show(wait)
                        + ", and goes on trying"
                        + (said.isEmpty() ? "" : ": " + said), "'orca host invitations' says how it goes on");
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Exit.TROUBLE, "interrupted");
        }
    }
}
