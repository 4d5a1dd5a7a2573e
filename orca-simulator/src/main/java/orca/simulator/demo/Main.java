package orca.simulator.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import orca.cli.connect.Exit;
import orca.cli.screen.Cell;
import orca.cli.screen.Terminal;
import orca.cli.screen.Tone;
import orca.runtime.config.ConfigException;
import orca.runtime.config.ConfigFile;
import orca.runtime.container.Container;
import orca.runtime.hosting.HostingException;
import orca.wire.management.LastContainer;
import orca.wire.management.ManagementClient;

/**
 * {@code orca demo}: makes a folder, writes a configuration into it, runs a container on it, lets the {@link Play} happen,
 * and removes everything again. Exits with 0 only when each step came about.
 */
public final class Main {
    private Main() {}

    /** @param args {@code demo [--on WHAT] [--processes] [--keep] [--port N] [--folder FOLDER]}; the first may be left out */
    public static void main(String[] args) {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        // Ctrl-C: the process must not be gone before what it made is.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            end.countDown();
            await(ended);
        }, "orca-demo-end"));
        int code;
        try {
            code = run(Terminal.own(), List.of(args), end);
        } finally {
            // Also when it fails in a way that nobody foresaw: else the process would wait for itself.
            System.out.flush();
            ended.countDown();
        }
        if (end.getCount() > 0) {
            System.exit(code);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs the demo; with {@code --keep} until {@code end} is counted down. Returns the exit code. */
    static int run(Terminal terminal, List<String> args, CountDownLatch end) {
        List<String> words = new ArrayList<>(args);
        if (!words.isEmpty() && words.getFirst().equals("demo")) {
            words.removeFirst();
        }
        if (words.contains("--help") || words.contains("-h")) {
            terminal.out().print(Options.USAGE);
            return Exit.OK.code();
        }
        try {
            perform(terminal, Options.of(words), end);
            return Exit.OK.code();
        } catch (IllegalArgumentException e) {
            terminal.note("orca: " + e.getMessage());
            terminal.note("  see 'orca demo --help'");
            return Exit.USAGE.code();
        } catch (Sentence | HostingException | ConfigException e) {
            terminal.note(Tone.BAD.paint("orca: " + Cell.plain(e.getMessage()), terminal.colours()));
            return Exit.TROUBLE.code();
        } catch (ManagementClient.Refused | ManagementClient.Unreachable e) {
            terminal.note(Tone.BAD.paint("orca: the demo's container said: " + e.getMessage(), terminal.colours()));
            return Exit.TROUBLE.code();
        }
    }

    private static void perform(Terminal terminal, Options options, CountDownLatch end) {
        Instant begun = terminal.now();
        try (Premises premises = Premises.take(terminal.environment(), options.folder())) {
            premises.leftover().ifPresent(folder -> Broom.sweep(terminal, folder));
            try {
                if (options.processes()) {
                    apart(terminal, options, premises.state(), begun, end);
                } else {
                    together(terminal, options, premises.state(), begun, end);
                }
            } finally {
                Broom.units(premises.state());
            }
        }
    }

    private static void together(Terminal terminal, Options options, Path state, Instant begun, CountDownLatch end) {
        terminal.say("Starting a site, a broker and a guest in " + state + " ...");
        terminal.say("Machines are made by the handler '" + options.on().word() + "'; --on chooses another.");
        options.on().prepare(state);
        ConfigFile file = ConfigFile.parse(state.resolve("demo.yaml"), config(state, options));
        try (Container container = new Container(file, false, "demo")) {
            Cast cast = Cast.together(ManagementClient.of(container.folder()));
            play(terminal, options, cast, state, container.folder(), begun, end,
                    () -> Next.tell(terminal, cast.site(), container.url().toString(), options.on()));
        }
    }

    private static void apart(Terminal terminal, Options options, Path state, Instant begun, CountDownLatch end) {
        terminal.say("Starting a site, a broker and a guest in " + state + ", each in a process and with a key of its own ...");
        try (Apart apart = Apart.start(terminal, state)) {
            play(terminal, options, apart.cast(), state, apart.data("guest"), begun, end, () -> Next.tell(terminal, apart));
        }
    }

    private static void play(Terminal terminal, Options options, Cast cast, Path state, Path folder, Instant begun,
            CountDownLatch end, Runnable next) {
        Optional<LastContainer> last = LastContainer.of(terminal.environment());
        try {
            last.ifPresent(l -> l.remember(folder));
            new Play(terminal, cast, options.keep(), options.on(), state, () -> end.getCount() > 0).run();
            terminal.say("");
            terminal.say(Play.goodbye(Duration.between(begun, terminal.now())));
            if (options.keep()) {
                next.run();
                await(end);
            }
        } finally {
            last.ifPresent(l -> l.forget(folder));
        }
    }

    private static String config(Path state, Options options) {
        try (InputStream in = Main.class.getResourceAsStream("demo.yaml")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return options.on().into(text).replace("FOLDER", state.toString())
                    .replace("PORT", Integer.toString(options.port()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
