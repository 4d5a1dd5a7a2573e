package orca.cli.verb;

import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import orca.cli.connect.Exit;
import orca.cli.connect.KeyFile;
import orca.cli.screen.Terminal;
import orca.wire.trust.Endpoint;
import orca.wire.trust.Fingerprint;
import orca.wire.trust.Identity;
import orca.wire.trust.Introduction;
import orca.wire.trust.Lineage;
import orca.wire.trust.Pem;
import orca.wire.trust.Role;
import orca.wire.trust.Speaker;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One's own keys. */
@Command(name = "key", description = "Make keys, show them, and say things with them.",
        synopsisSubcommandLabel = "new|show|introduce|succeed|certificate")
final class Key extends Parent {
    private final Terminal terminal;

    Key(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    List<Object> verbs() {
        return List.of(new New(terminal), new Show(terminal), new Introduce(terminal), new Succeed(terminal),
                new Certificate(terminal));
    }

    /**
     * A key as it is shown.
     *
     * @param principal whom it speaks for: the hash of its owner's first key
     * @param key its own hash
     * @param introduction what it says about itself, where that stands in the file
     */
    public record Shown(String principal, String key, String kind, Optional<Said> introduction) {
        public record Said(String name, Role role, List<Endpoint> endpoints) {}

        static Shown of(Speaker speaker, Optional<Introduction> introduction) {
            return new Shown(speaker.principal().value(), speaker.key().principal().value(), speaker.key().name(),
                    introduction.map(i -> new Said(i.name(), i.role(), i.endpoints())));
        }
    }

    private static int say(Writing writing, Shown shown) {
        if (!writing.wrote(shown, Shown::principal)) {
            Terminal terminal = writing.terminal();
            shown.introduction().ifPresent(said -> {
                terminal.say("calls itself  " + said.name() + ", " + said.role().word());
                said.endpoints().forEach(endpoint -> terminal.say("is called at  " + endpoint));
            });
            terminal.say("kind          " + shown.kind());
            terminal.say("principal     " + shown.principal());
            if (!shown.key().equals(shown.principal())) {
                terminal.say("key           " + shown.key());
            }
            Fingerprint.parse(shown.key()).groups().lines().forEach(line -> terminal.say("  " + line));
        }
        return Exit.OK.code();
    }

    /** Makes one. */
    @Command(name = "new", description = "Make a key (P-256) that only its owner can read.", sortOptions = false)
    static final class New implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "FILE", description = "Where to; no file is overwritten.")
        private String file;

        @Mixin
        private final Writing writing;

        New(Terminal terminal) {
            writing = new Writing(terminal);
        }

        @Override
        public Integer call() {
            Identity identity = Identity.generate();
            Writing.tried(() -> {
                KeyFile.write(identity, writing.path(file));
                return identity;
            });
            return say(writing, Shown.of(identity.speaker(), Optional.empty()));
        }
    }

    /** Shows one. */
    @Command(name = "show", description = "Show whose a key is; never the key itself.", sortOptions = false)
    static final class Show implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "FILE|NAME",
                description = "A key, an introduction, a public key in PEM; or NAME for keys/NAME.key.")
        private String file;

        @Mixin
        private final Writing writing;

        Show(Terminal terminal) {
            writing = new Writing(terminal);
        }

        @Override
        public Integer call() {
            if (!Files.exists(writing.path(file))) {
                return say(writing, Shown.of(writing.identity(file).speaker(), Optional.empty()));
            }
            String text = writing.read(file);
            Optional<Introduction> introduction = Optional.of(text).filter(Introduction::isOne)
                    .map(t -> Writing.tried(() -> Introduction.read(t)));
            if (text.contains("PRIVATE KEY")) {
                return say(writing, Shown.of(writing.identity(file).speaker(), Optional.empty()));
            }
            return say(writing, Shown.of(introduction.map(Introduction::speaker)
                    .orElseGet(() -> Speaker.of(Writing.tried(() -> Introduction.key(text)))), introduction));
        }
    }

    /** Introduces its owner. */
    @Command(name = "introduce", description = "Write an introduction, signed with the key.", sortOptions = false,
            footer = {"", "For example: orca key introduce ada --name ada --role operator > ada.pub"})
    static final class Introduce implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "FILE|NAME", description = "The key; NAME is for keys/NAME.key.")
        private String file;

        @Option(names = "--name", required = true, paramLabel = "NAME", description = "What its owner calls itself.")
        private String name;

        @Option(names = "--role", required = true, paramLabel = "ROLE",
                description = "authority, broker, service-manager or operator.")
        private String role;

        @Option(names = "--endpoint", paramLabel = "URL",
                description = "Where it can be called: a URL for SOAP, xmlrpc=URL or management=URL; may be repeated.")
        private List<String> endpoints = new ArrayList<>();

        @Mixin
        private final Writing writing;

        Introduce(Terminal terminal) {
            writing = new Writing(terminal);
        }

        @Override
        public Integer call() {
            Words.name("--name", name);
            Introduction made = Words.value("--endpoint", () -> Introduction.of(
                    writing.identity(file), name, Words.role(role), Words.endpoints(endpoints)));
            if (!writing.wrote(Shown.of(made.speaker(), Optional.of(made)),
                    Shown::principal)) {
                writing.terminal().out().print(made.toFile());
                writing.terminal().out().flush();
            }
            return Exit.OK.code();
        }
    }

    /** Gives its owner another key. */
    @Command(name = "succeed", description = "Say, with both keys, that the new one takes the place of the old one.",
            sortOptions = false, footer = {"", "For example: orca key succeed west west-2 > keys/west-2.succession",
                "Your peers take it with 'orca trust succeed west-2.succession'.",
                "Beside the new key it makes that key speak for you."})
    static final class Succeed implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "OLD", description = "The key that signs; NAME is for keys/NAME.key.")
        private String old;

        @Parameters(index = "1", paramLabel = "NEW", description = "The key that takes its place.")
        private String fresh;

        @Mixin
        private final Writing writing;

        /** What was said. */
        public record Succeeded(Lineage lineage) {}

        Succeed(Terminal terminal) {
            writing = new Writing(terminal);
        }

        @Override
        public Integer call() {
            Lineage made = Words.value("NEW", () ->
                    writing.identity(old).succeededBy(writing.identity(fresh), writing.terminal().now()).lineage());
            if (!writing.wrote(new Succeeded(made), one -> one.lineage().steps().getLast().fresh().value())) {
                writing.terminal().out().print(made.toFile());
                writing.terminal().out().flush();
            }
            return Exit.OK.code();
        }
    }

    /** The key for programs that speak TLS. */
    @Command(name = "certificate", description = "Write the key's certificate, for programs that speak TLS with the key's file.",
            sortOptions = false, footer = {"", "For example: orca key certificate ada > ada.pem",
                "Python: context.load_cert_chain('ada.pem', 'keys/ada.key')"})
    static final class Certificate implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "FILE|NAME", description = "The key; NAME is for keys/NAME.key.")
        private String file;

        @Option(names = "--host", paramLabel = "HOST",
                description = "A name or address under which it is called; may be repeated.")
        private List<String> hosts = new ArrayList<>();

        @Mixin
        private final Writing writing;

        Certificate(Terminal terminal) {
            writing = new Writing(terminal);
        }

        @Override
        public Integer call() {
            X509Certificate certificate = writing.identity(file).certificate(hosts);
            writing.terminal().out().print(Writing.tried(() -> Pem.block("CERTIFICATE", certificate.getEncoded())));
            writing.terminal().out().flush();
            return Exit.OK.code();
        }
    }
}
