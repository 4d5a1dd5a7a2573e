package orca.cli.verb;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import orca.cli.connect.Exit;
import orca.cli.output.ChainReading;
import orca.cli.output.ChainText;
import orca.cli.output.ChainView;
import orca.cli.output.Look;
import orca.cli.screen.Moments;
import orca.cli.screen.Terminal;
import orca.wire.paper.ChainCheck;
import orca.wire.paper.SealedChain;
import orca.wire.text.When;
import orca.wire.trust.AddressBook;
import orca.wire.trust.Seals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Contracts in files. */
@Command(name = "ticket",
        description = "Contracts in files: delegations, tickets, leases, what was given back. Only export asks a container.",
        synopsisSubcommandLabel = "show|verify|export")
final class TicketFile extends Parent {
    private final Terminal terminal;

    TicketFile(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    List<Object> verbs() {
        return List.of(new Show(terminal), new Verify(terminal), new Export(terminal));
    }

    /** What both take. */
    static final class Reading {
        @Option(names = "--trust", paramLabel = "FOLDER",
                description = "The folder with trust.yaml: who is known, and by which names.")
        private String trust;

        @Option(names = "--at", paramLabel = "TIME", description = "When its term is looked at. Default: now.")
        private When at = When.NOW;

        @Mixin
        private Writing writing;

        Reading(Terminal terminal) {
            writing = new Writing(terminal);
        }

        Writing writing() {
            return writing;
        }

        Look look() {
            return new Look(new Moments(now(), writing.terminal().zone()), writing.look().wide());
        }

        private Instant now() {
            return Words.value("--at", () -> at.from(writing.terminal().now()));
        }

        ChainView read(String file) {
            SealedChain chain = Writing.tried(() -> SealedChain.fromFile(writing.read(file)));
            AddressBook book = Optional.ofNullable(trust).map(writing::book).orElse(AddressBook.EMPTY);
            ChainCheck.Report report = new ChainCheck(new Seals()).check(chain);
            return new ChainReading(book).view(chain, report, trust != null, now());
        }
    }

    private static String name(ChainView chain) {
        return chain.papers().getLast().says().map(ChainView.Says::name).orElse("");
    }

    /** The whole of it. */
    @Command(name = "show", description = "Show a contract with all that it stands on, paper by paper.", sortOptions = false)
    static final class Show implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "FILE", description = "The chain of papers.")
        private String file;

        @Mixin
        private final Reading reading;

        Show(Terminal terminal) {
            reading = new Reading(terminal);
        }

        @Override
        public Integer call() {
            ChainView chain = reading.read(file);
            if (!reading.writing().wrote(chain, TicketFile::name)) {
                ChainText text = new ChainText(reading.look());
                text.papers(chain).forEach(reading.writing().terminal()::say);
                text.answers(chain).forEach(reading.writing().terminal()::say);
            }
            return Exit.OK.code();
        }
    }

    /** What it is worth. */
    @Command(name = "verify", sortOptions = false,
            description = "Say whether a contract holds: its signatures and narrowing, its term, its revocation.",
            footer = {"", "Exits with 0 when it holds and is in force, 1 when it holds and is not in force,",
                "3 when a paper fails, or when --trust is given and the site is not known there."})
    static final class Verify implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "FILE", description = "The chain of papers.")
        private String file;

        @Mixin
        private final Reading reading;

        Verify(Terminal terminal) {
            reading = new Reading(terminal);
        }

        @Override
        public Integer call() {
            ChainView chain = reading.read(file);
            if (!reading.writing().wrote(chain, TicketFile::name)) {
                new ChainText(reading.look()).answers(chain).forEach(reading.writing().terminal()::say);
            }
            if (!chain.holds() || chain.authority().equals(Optional.of(false))) {
                return Exit.REFUSED.code();
            }
            return chain.term().equals(ChainView.IN_FORCE) || chain.term().equals(ChainView.NONE)
                    ? Exit.OK.code() : Exit.DIFFERS.code();
        }
    }

    /** Asks for it. */
    @Command(name = "export", sortOptions = false,
            description = "Write a contract of a container's actor as a file that anybody can check.",
            footer = {"", "For example: orca ticket export web > web.ticket && orca ticket verify web.ticket"})
    static final class Export implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "ID", description = "The reservation.")
        private String id;

        @Option(names = "--given-back", description = "What its holder signed last to give some or all of it back.")
        private boolean givenBack;

        @Option(names = "--holder", paramLabel = "NAME",
                description = "Whose, where several have one of that name: a name that is known there, or the whole hash.")
        private String holder;

        @Mixin
        private final Asking asking;

        Export(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            Words.name("ID", id);
            Optional<String> whose = Optional.ofNullable(holder);
            return Exporting.export(asking, client -> givenBack ? client.relinquishment(id, asking.actor(), whose)
                    : client.contract(id, asking.actor(), whose));
        }
    }
}
