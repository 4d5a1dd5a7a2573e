package orca.cli.verb;

import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import orca.cli.connect.Exit;
import orca.cli.connect.Failure;
import orca.cli.output.Format;
import orca.cli.output.Listing;
import orca.cli.output.PeerText;
import orca.cli.screen.Terminal;
import orca.core.resource.Names;
import orca.wire.text.RecordForm;
import orca.wire.trust.AddressBook;
import orca.wire.trust.Endpoint;
import orca.wire.trust.Fingerprint;
import orca.wire.trust.Introduction;
import orca.wire.trust.KnownKey;
import orca.wire.trust.Limits;
import orca.wire.trust.Lineage;
import orca.wire.trust.Peer;
import orca.wire.trust.Role;
import orca.wire.trust.Succession;
import orca.wire.trust.TrustException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Whom a container knows. */
@Command(name = "trust", description = "Say whom a container knows, by their keys.",
        synopsisSubcommandLabel = "add|list|show|remove|succeed")
final class Trust extends Parent {
    private final Terminal terminal;

    Trust(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    List<Object> verbs() {
        return List.of(new Add(terminal), new Known(terminal), new Show(terminal), new Remove(terminal), new Succeed(terminal));
    }

    /** Where the address book is. */
    static final class Folder {
        @Option(names = "--trust", paramLabel = "FOLDER", description = "The folder with trust.yaml. Default: here.")
        private String folder = ".";

        AddressBook change(Writing writing, AddressBook.Change change) {
            writing.book(folder); // says what is wrong with the file before anything else
            try {
                return AddressBook.change(writing.path(folder), change);
            } catch (TrustException e) {
                throw new Failure(Exit.CONFLICT, e.getMessage());
            } catch (IOException e) {
                throw new Failure(Exit.TROUBLE, e.getMessage());
            }
        }

        AddressBook read(Writing writing) {
            return writing.book(folder);
        }

        static Peer peer(AddressBook book, String name) {
            return book.find(name).orElseThrow(() -> new Failure(Exit.REFUSED, "nobody is called " + Names.quoted(name) + " here",
                    "see who is known with 'orca trust list'"));
        }
    }

    /** Somebody more. */
    @Command(name = "add", description = "Trust a key from now on.", sortOptions = false, footer = {
        "", "For example: orca trust add market.pub --fingerprint 'c8f4 0a13 ...' --types vm --most-units 8",
        "An introduction proves that its author has the key, not who the author is: compare the fingerprint by telephone."})
    static final class Add implements Callable<Integer> {
        @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "An introduction, or a public key in PEM.")
        private String file;

        @Option(names = "--fingerprint", paramLabel = "HEX",
                description = "The hash of the key, 64 digits with any spaces and colons; beside FILE it must be the same.")
        private String fingerprint;

        @Option(names = "--name", paramLabel = "NAME", description = "What to call it here. Default: what it calls itself.")
        private String name;

        @Option(names = "--role", paramLabel = "ROLE", description = "authority, broker, service-manager or operator.")
        private String role;

        @Option(names = "--endpoint", paramLabel = "URL",
                description = "Where it can be called: a URL for SOAP, xmlrpc=URL or management=URL; may be repeated.")
        private List<String> endpoints = new ArrayList<>();

        @Option(names = "--types", paramLabel = "TYPE,...", description = "The types that it may ask for. Default: any.")
        private String types;

        @Option(names = "--most-units", paramLabel = "N", description = "The most units that it may ask for at once.")
        private Long mostUnits;

        @Option(names = "--longest", paramLabel = "LENGTH", description = "The longest term that it may ask for.")
        private Duration longest;

        @Option(names = "--note", paramLabel = "TEXT", description = "How you know it.")
        private String note = "";

        @Mixin
        private final Folder folder = new Folder();
        @Mixin
        private final Writing writing;

        Add(Terminal terminal) {
            writing = new Writing(terminal);
        }

        @Override
        public Integer call() {
            if (file == null && fingerprint == null) {
                throw new TypeConversionException("give a FILE, a --fingerprint, or both");
            }
            Optional<Fingerprint> said = Optional.ofNullable(fingerprint)
                    .map(text -> Words.value("--fingerprint", () -> Fingerprint.parse(text)));
            Optional<String> text = Optional.ofNullable(file).map(writing::read);
            Optional<Introduction> introduction = text.filter(Introduction::isOne)
                    .map(t -> Writing.tried(() -> Introduction.read(t)));
            Optional<Fingerprint> read = text.map(t -> Writing.tried(() -> Introduction.key(t)))
                    .map(KnownKey::principal).map(Fingerprint::new);
            if (said.isPresent() && read.isPresent() && !said.equals(read)) {
                throw new Failure(Exit.REFUSED, "--fingerprint: is not that of the key in " + file + ", which is\n"
                        + read.get().groups(), "do not trust the file; ask its owner for it by another way");
            }
            Fingerprint key = read.or(() -> said).orElseThrow();
            Peer peer = peer(introduction.map(one -> new Fingerprint(one.speaker().principal())).orElse(key), introduction);
            folder.change(writing, book -> book.with(peer));
            if (!writing.wrote(peer, Peer::name)) {
                Terminal terminal = writing.terminal();
                terminal.say(peer.name() + " is trusted as " + peer.role().word() + ", by the key");
                peer.key().groups().lines().forEach(line -> terminal.say("  " + line));
                if (said.isEmpty()) {
                    terminal.say("compare this with its owner by telephone; if it differs, "
                            + terminal.command() + " trust remove " + peer.name());
                }
            }
            return Exit.OK.code();
        }

        private Peer peer(Fingerprint first, Optional<Introduction> introduction) {
            String called = Optional.ofNullable(name).or(() -> introduction.map(Introduction::name))
                    .orElseThrow(() -> new TypeConversionException("--name: must be given where there is no introduction"));
            Role is = Optional.ofNullable(role).map(Words::role).or(() -> introduction.map(Introduction::role))
                    .orElseThrow(() -> new TypeConversionException("--role: must be given where there is no introduction"));
            List<Endpoint> where = endpoints.isEmpty() ? introduction.map(Introduction::endpoints).orElse(List.of())
                    : Words.endpoints(endpoints);
            List<String> named = types == null ? List.of() : Arrays.asList(types.split(",", -1));
            return Words.value("", () -> new Peer(called, is, first, where,
                    new Limits(named, Optional.ofNullable(mostUnits), Optional.ofNullable(longest)), note,
                    Optional.of(writing.terminal().now().truncatedTo(ChronoUnit.SECONDS)),
                    introduction.map(one -> one.speaker().lineage()).orElse(Lineage.NONE)));
        }
    }

    /** Everybody. */
    @Command(name = "list", description = "List whom a container knows.", sortOptions = false)
    static final class Known implements Callable<Integer> {
        @Mixin
        private final Folder folder = new Folder();
        @Mixin
        private final Writing writing;

        Known(Terminal terminal) {
            writing = new Writing(terminal);
        }

        @Override
        public Integer call() {
            List<Peer> peers = folder.read(writing).peers();
            Terminal terminal = writing.terminal();
            if (writing.format() == Format.NAME) {
                peers.forEach(peer -> terminal.say(peer.name()));
            } else if (writing.format().isWhole()) {
                terminal.out().print(Listing.document(RecordForm.write(peers), writing.format()));
                terminal.out().flush();
            } else if (peers.isEmpty()) {
                terminal.note("nobody is known here; 'orca trust add' changes that");
            } else {
                terminal.show(PeerText.table(peers, writing.look()), writing.look().wide());
            }
            return Exit.OK.code();
        }
    }

    /** One of them. */
    @Command(name = "show", description = "Show all that is written down about one.", sortOptions = false)
    static final class Show implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "What it is called here.")
        private String name;

        @Mixin
        private final Folder folder = new Folder();
        @Mixin
        private final Writing writing;

        Show(Terminal terminal) {
            writing = new Writing(terminal);
        }

        @Override
        public Integer call() {
            Peer peer = Folder.peer(folder.read(writing), name);
            if (!writing.wrote(peer, Peer::name)) {
                PeerText.lines(peer, writing.look()).forEach(writing.terminal()::say);
            }
            return Exit.OK.code();
        }
    }

    /** One fewer. */
    @Command(name = "remove", description = "Trust a key no longer.", sortOptions = false)
    static final class Remove implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "What it is called here.")
        private String name;

        @Mixin
        private final Folder folder = new Folder();
        @Mixin
        private final Writing writing;

        Remove(Terminal terminal) {
            writing = new Writing(terminal);
        }

        @Override
        public Integer call() {
            Peer peer = Folder.peer(folder.read(writing), name);
            folder.change(writing, book -> book.without(name));
            if (!writing.wrote(peer, Peer::name)) {
                writing.terminal().say(name + " is trusted no longer");
            }
            return Exit.OK.code();
        }
    }

    /** Another key. */
    @Command(name = "succeed", description = "Take a new key in the place of the old one, which signed it.", sortOptions = false)
    static final class Succeed implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "FILE", description = "What 'orca key succeed' wrote at the key's owner.")
        private String file;

        @Mixin
        private final Folder folder = new Folder();
        @Mixin
        private final Writing writing;

        Succeed(Terminal terminal) {
            writing = new Writing(terminal);
        }

        @Override
        public Integer call() {
            Lineage lineage = Writing.tried(() -> Lineage.read(writing.read(file)));
            AddressBook before = folder.read(writing);
            if (lineage.steps().stream().allMatch(step -> before.owner(step.old()).isEmpty())) {
                throw new Failure(Exit.REFUSED, "nobody here has the key " + lineage.steps().getLast().old(),
                        "see who is known with 'orca trust list -o wide'");
            }
            Succession last = lineage.steps().getLast();
            Peer peer = folder.change(writing, book -> book.succeeded(lineage)).owner(last.fresh()).orElseThrow();
            if (!writing.wrote(peer, Peer::name)) {
                writing.terminal().say(peer.name() + " has a new key since "
                        + writing.terminal().moments().at(last.at()) + ", which its old one signed");
                peer.key().groups().lines().forEach(line -> writing.terminal().say("  " + line));
            }
            return Exit.OK.code();
        }
    }
}
