package orca.cli.verb;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import orca.cli.connect.Exit;
import orca.cli.connect.Failure;
import orca.cli.connect.KeyFile;
import orca.cli.screen.Terminal;
import orca.wire.trust.AddressBook;
import orca.wire.trust.Endpoint;
import orca.wire.trust.Fingerprint;
import orca.wire.trust.Identity;
import orca.wire.trust.Introduction;
import orca.wire.trust.Role;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Makes what an actor needs to run on its own: a key, an introduction, an address book and a configuration. */
@Command(name = "init", description = "Make the key, the introduction and the configuration of a new actor.", sortOptions = false,
        footer = {"", "For example: orca init west --role authority --name west",
            "Then send west.pub to your peers, and learn theirs with 'orca trust add'."})
final class Init implements Callable<Integer> {
    /** The longest name that an actor can have. */
    private static final int MAX_NAME = 32;

    @Parameters(index = "0", paramLabel = "FOLDER", arity = "0..1", description = "Where to. Default: here.")
    private String folder = ".";

    @Option(names = "--role", required = true, paramLabel = "ROLE", description = "authority, broker or service-manager.")
    private String role;

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "What the actor is called.")
    private String name;

    @Option(names = "--endpoint", paramLabel = "URL",
            description = "Where it can be called: a URL for SOAP, xmlrpc=URL or management=URL; may be repeated.")
    private List<String> endpoints = new ArrayList<>();

    @Mixin
    private final Writing writing;

    Init(Terminal terminal) {
        writing = new Writing(terminal);
    }

    /** What was made, for programs; files as seen from where the command was typed. */
    public record Made(String name, Role role, String principal, String key, String introduction, String config, String trust) {}

    @Override
    public Integer call() {
        Words.name("--name", name);
        Role is = Words.role(role);
        if (is == Role.OPERATOR || name.length() > MAX_NAME) {
            throw new TypeConversionException(is == Role.OPERATOR
                    ? "--role: an operator is no actor; it needs a key only, made with 'orca key new'"
                    : "--name: an actor's name has at most " + MAX_NAME + " characters, got " + name.length());
        }
        List<Endpoint> where = Words.endpoints(endpoints);
        Path to = writing.path(folder);
        Path key = to.resolve(KeyFile.FOLDER).resolve(name + ".key");
        Path introduction = to.resolve(name + ".pub");
        Path config = to.resolve(name + ".yaml");
        for (Path file : List.of(key, introduction, config)) {
            if (Files.exists(file)) {
                throw new Failure(Exit.CONFLICT, "there is a file " + file + " already; nothing was made",
                        "give another --name, or another folder");
            }
        }
        String text = template(is).replace("NAME", name);
        Identity identity = Identity.generate();
        Writing.tried(() -> {
            Files.createDirectories(to);
            KeyFile.write(identity, key);
            Files.writeString(introduction, Introduction.of(identity, name, is, where).toFile(), StandardOpenOption.CREATE_NEW);
            Files.writeString(config, text, StandardOpenOption.CREATE_NEW);
            return AddressBook.change(to, book -> book);
        });
        Made made = new Made(name, is, identity.principal().value(), shown(key), shown(introduction), shown(config),
                shown(to.resolve(AddressBook.NAME)));
        if (!writing.wrote(made, Made::name)) {
            say(made, new Fingerprint(identity.principal()));
        }
        return Exit.OK.code();
    }

    private String shown(Path file) {
        Path here = writing.terminal().folder().toAbsolutePath().normalize();
        Path whole = file.toAbsolutePath().normalize();
        return whole.startsWith(here) ? here.relativize(whole).toString() : whole.toString();
    }

    private void say(Made made, Fingerprint print) {
        Terminal terminal = writing.terminal();
        terminal.say(made.name() + " is a new " + made.role().word());
        terminal.say("  " + made.key() + "  its key: keep it to this machine, and a copy where nobody else looks");
        terminal.say("  " + made.introduction() + "  its introduction: send it to your peers, who 'orca trust add' it");
        terminal.say("  " + made.config() + "  its configuration: read it, change it, then " + terminal.command() + " up "
                + made.config());
        terminal.say("  " + made.trust() + "  whom it knows");
        terminal.say("its fingerprint, to read to your peers by telephone:");
        print.groups().lines().forEach(line -> terminal.say("  " + line));
    }

    private static String template(Role role) {
        try (InputStream in = Init.class.getResourceAsStream(role.word() + ".yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the template of " + role + " cannot be read", e);
        }
    }
}
