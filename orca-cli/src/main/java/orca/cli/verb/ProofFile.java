package orca.cli.verb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import orca.cli.connect.Exit;
import orca.cli.connect.Failure;
import orca.cli.output.ChainReading;
import orca.cli.output.ProofView;
import orca.cli.screen.Terminal;
import orca.wire.paper.Audit;
import orca.wire.paper.ChainCheck;
import orca.wire.paper.OversellingProof;
import orca.wire.paper.ProofCheck;
import orca.wire.paper.SealedChain;
import orca.wire.paper.SealedPaper;
import orca.wire.trust.AddressBook;
import orca.wire.trust.Seals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Proofs of overselling in files. */
@Command(name = "proof", description = "Proofs that a broker promised too much. Only export asks a container.",
        synopsisSubcommandLabel = "show|verify|export")
final class ProofFile extends Parent {
    private final Terminal terminal;

    ProofFile(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    List<Object> verbs() {
        return List.of(new Show(terminal), new Verify(terminal), new Export(terminal), new Find(terminal));
    }

    /** What both take. */
    static final class Reading {
        @Parameters(index = "0", paramLabel = "FILE", description = "The proof.")
        private String file;

        @Option(names = "--trust", paramLabel = "FOLDER", description = "The folder with trust.yaml, for the names in it.")
        private String trust;

        @Option(names = "--answer", paramLabel = "FILE", arity = "1..*",
                description = "What the accused answers: papers by which holders gave something back.")
        private List<String> answers = List.of();

        @Mixin
        private Writing writing;

        Reading(Terminal terminal) {
            writing = new Writing(terminal);
        }

        ProofView say(boolean all) {
            OversellingProof proof = Writing.tried(() -> OversellingProof.fromFile(writing.read(file)));
            AddressBook book = Optional.ofNullable(trust).map(writing::book).orElse(AddressBook.EMPTY);
            List<SealedPaper> given = new ArrayList<>();
            answers.forEach(one -> given.addAll(Writing.tried(() -> SealedChain.fromFile(writing.read(one))).papers()));
            ProofView view = ProofView.of(proof, new ProofCheck(new Seals()).check(proof, given), new ChainReading(book));
            if (!writing.wrote(view, ProofView::delegation)) {
                view.lines(writing.look(), all).forEach(writing.terminal()::say);
            }
            return view;
        }
    }

    /** With its tickets. */
    @Command(name = "show", description = "Show what a proof says, ticket by ticket.", sortOptions = false)
    static final class Show implements Callable<Integer> {
        @Mixin
        private final Reading reading;

        Show(Terminal terminal) {
            reading = new Reading(terminal);
        }

        @Override
        public Integer call() {
            reading.say(true);
            return Exit.OK.code();
        }
    }

    /** Whether it is one. */
    @Command(name = "verify", description = "Say whether a proof proves what it says.", sortOptions = false,
            footer = {"", "Exits with 0 when it does, with 3 when it proves nothing, or nothing after what the accused answers.",
                "For example: orca proof verify pool.proof --answer web.relinquishment"})
    static final class Verify implements Callable<Integer> {
        @Mixin
        private final Reading reading;

        Verify(Terminal terminal) {
            reading = new Reading(terminal);
        }

        @Override
        public Integer call() {
            return (reading.say(false).proves() ? Exit.OK : Exit.REFUSED).code();
        }
    }

    /** Looks for one in tickets that several people have. */
    @Command(name = "find", description = "Find in tickets, whoever was given them, a proof that somebody promised too much.",
            sortOptions = false, footer = {"", "Writes the first proof, and exits with 3 when there is none. Papers that fail are"
                    + " passed over.", "For example: orca proof find east/*.ticket west/*.ticket > double.proof"})
    static final class Find implements Callable<Integer> {
        @Parameters(arity = "1..*", paramLabel = "FILE", description = "A ticket.")
        private List<String> files;

        @Mixin
        private final Writing writing;

        Find(Terminal terminal) {
            writing = new Writing(terminal);
        }

        @Override
        public Integer call() {
            List<SealedChain> chains = new ArrayList<>();
            files.forEach(file -> chains.add(Writing.tried(() -> SealedChain.fromFile(writing.read(file)))));
            List<OversellingProof> found = new Audit(new ChainCheck(new Seals()), new ProofCheck(new Seals())).oversold(chains);
            if (found.isEmpty()) {
                throw new Failure(Exit.REFUSED, "nobody promised too much in these " + chains.size() + " tickets");
            }
            OversellingProof first = found.getFirst();
            if (!writing.wrote(first.delegation().value(), id -> id)) {
                writing.terminal().out().print(first.toFile());
                writing.terminal().out().flush();
            }
            return Exit.OK.code();
        }
    }

    /** Asks for it. */
    @Command(name = "export", sortOptions = false,
            description = "Write an authority's proof that a delegation was oversold as a file that anybody can check.")
    static final class Export implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "DELEGATION", description = "The delegation.")
        private String id;

        @Mixin
        private final Asking asking;

        Export(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            Words.name("DELEGATION", id);
            return Exporting.export(asking, client -> client.proof(id, asking.actor()));
        }
    }
}
