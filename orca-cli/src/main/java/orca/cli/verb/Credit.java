package orca.cli.verb;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import orca.cli.connect.Exit;
import orca.cli.connect.Failure;
import orca.cli.screen.Terminal;
import orca.core.contract.Principal;
import orca.core.paper.Paper;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationId;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import orca.wire.paper.ChainCheck;
import orca.wire.paper.SealedChain;
import orca.wire.paper.SealedPaper;
import orca.wire.trust.Fingerprint;
import orca.wire.trust.Identity;
import orca.wire.trust.Introduction;
import orca.wire.trust.Seals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Credits as papers: a bank's, and parts of them that are passed on. */
@Command(name = "credit", description = "Give credits that markets take, as papers. No container is asked.",
        synopsisSubcommandLabel = "issue|pass")
final class Credit extends Parent {
    /** How many claims may be out at a time. */
    private static final long MOST_CLAIMS = 10_000;

    private final Terminal terminal;

    Credit(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    List<Object> verbs() {
        return List.of(new Issue(terminal), new Pass(terminal));
    }

    /** What both take. */
    static final class Giving {
        @Option(names = "--key", required = true, paramLabel = "FILE|NAME",
                description = "The key of whoever gives; NAME is for keys/NAME.key.")
        private String key;

        @Option(names = "--to", required = true, paramLabel = "FILE|HASH",
                description = "Who gets them: an introduction, or a principal, 64 digits.")
        private String to;

        @Option(names = "--credits", required = true, paramLabel = "N", description = "How many, from 1 to 10^12.")
        private long credits;

        @Option(names = "--for", paramLabel = "LENGTH", description = "For how long, from now on. Default: 90d, or as long as "
                + "those that they are of.")
        private Duration length;

        @Option(names = "--name", paramLabel = "NAME",
                description = "What they are called; another budget needs another name. Default: credits-DIGITS.")
        private String name;

        @Mixin
        private Writing writing;

        Giving(Terminal terminal) {
            writing = new Writing(terminal);
        }

        /** The file with what is given of {@code of}, all that it stands on first. */
        String give(ResourceType type, List<SealedPaper> of, Optional<Delegation> parent) {
            if (credits < 1 || credits > 1_000_000_000_000L) {
                throw new Failure(Exit.USAGE, "--credits: must be from 1 to 1000000000000, got " + credits);
            }
            Identity giver = writing.identity(key);
            if (parent.filter(p -> !p.holder().equals(giver.principal())).isPresent()) {
                throw new Failure(Exit.USAGE, "--key: these credits are " + parent.get().holder() + "'s, and the key is "
                        + giver.principal() + "'s");
            }
            Principal holder = holder();
            Instant now = Term.grain(writing.terminal().now());
            Duration usual = parent.map(p -> Duration.between(now, p.term().end())).orElse(Duration.ofDays(90));
            Delegation given = Words.value("", () -> new Delegation(new DelegationId(Words.name("--name", name == null
                    ? "credits-" + holder.value().substring(0, 12) : name)), 1, giver.principal(), holder, type,
                    Amounts.of(MOST_CLAIMS, credits), Amounts.of(credits), Term.of(now, length == null ? usual : length), 100,
                    PropertyList.NONE));
            parent.flatMap(p -> orca.core.ticket.TicketChain.widening(p, given)).ifPresent(how -> {
                throw new Failure(Exit.REFUSED, "what is passed on " + how);
            });
            String text = Paper.of(given, of.isEmpty() ? Optional.empty() : Optional.of(of.getLast().digest()));
            List<SealedPaper> papers = new ArrayList<>(of);
            papers.add(new SealedPaper(text, giver.seal(text.getBytes(StandardCharsets.UTF_8))));
            return new SealedChain(papers).toFile();
        }

        private Principal holder() {
            if (to.matches("[0-9a-f]{64}")) {
                return Words.value("--to", () -> Fingerprint.parse(to).principal());
            }
            return Writing.tried(() -> Introduction.read(writing.read(to))).speaker().principal();
        }

        int say(String file) {
            writing.terminal().out().print(file);
            writing.terminal().out().flush();
            return Exit.OK.code();
        }
    }

    /** A bank's own. */
    @Command(name = "issue", sortOptions = false, description = "Give somebody credits, as a bank.",
            footer = {"", "For example: orca credit issue --key bank --to guest.pub --credits 1000 > guest.credits",
                "Its purse names the file; a market takes what it pays by the setting 'bank', the principal of the bank's key."})
    static final class Issue implements Callable<Integer> {
        @Mixin
        private final Giving giving;

        Issue(Terminal terminal) {
            giving = new Giving(terminal);
        }

        @Override
        public Integer call() {
            ResourceType type = new ResourceType(new TypeName("credit"), List.of(new Dimension("credits", "credits")),
                    Turnaround.NONE);
            return giving.say(giving.give(type, List.of(), Optional.empty()));
        }
    }

    /** A part of one's own. */
    @Command(name = "pass", sortOptions = false, description = "Pass on a part of the credits that somebody has.",
            footer = {"", "For example: orca credit pass guest.credits --key guest --to bob.pub --credits 30 > bob.credits",
                "The giver's purse must not spend them itself: 'most' in its purse says how many are left to it."})
    static final class Pass implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "FILE", description = "The credits that they are of.")
        private String file;

        @Mixin
        private final Giving giving;

        Pass(Terminal terminal) {
            giving = new Giving(terminal);
        }

        @Override
        public Integer call() {
            SealedChain own = Writing.tried(() -> SealedChain.fromFile(giving.writing.read(file)));
            ChainCheck.Report report = new ChainCheck(new Seals()).check(own);
            if (report.broken().isPresent() || report.chain().isPresent() || report.rights().isEmpty()) {
                throw new Failure(Exit.REFUSED, file + ": must hold credits; see 'orca ticket show'");
            }
            Delegation last = report.rights().get().last();
            return giving.say(giving.give(last.type(), own.papers(), Optional.of(last)));
        }
    }
}
