package orca.simulator.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.cli.screen.Terminal;
import orca.simulator.apart.Settlement;
import orca.testkit.FreePort;
import orca.wire.management.ManagementClient;
import orca.wire.trust.Role;

/**
 * Each actor in a process of its own, with a key of its own: they know each other by the hashes of their keys and speak signed
 * SOAP over sockets. The guest listens nowhere, and neither knows the site nor is known to it.
 */
final class Apart implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final List<String> ACTORS = List.of("market", "west", "guest");

    private final Path state;
    private final Settlement settlement;

    private Apart(Path state) {
        this.state = state;
        this.settlement = new Settlement(state);
    }

    /** Starts them, and waits until each answers its operator. */
    static Apart start(Terminal terminal, Path state) {
        Apart apart = new Apart(state);
        boolean up = false;
        try {
            apart.settle(terminal);
            for (String name : ACTORS) {
                apart.settlement.launch(name);
            }
            for (String name : ACTORS) {
                apart.settlement.await(name, PATIENCE);
                terminal.say(String.format("   %-7s runs as process %d", name, apart.settlement.process(name).pid()));
            }
            up = true;
            return apart;
        } catch (IOException e) {
            throw new Sentence("The actors cannot be started in " + state + ": " + e.getMessage() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Sentence("The demo was ended while its actors started.", e);
        } finally {
            if (!up) {
                apart.close();
            }
        }
    }

    /** Keys, address books and configurations: what 'orca init' and 'orca trust add' do for people. */
    private void settle(Terminal terminal) throws IOException {
        String westPort = Integer.toString(FreePort.take());
        String marketPort = Integer.toString(FreePort.take());
        for (String name : ACTORS) {
            String text = config(name).replace("STATE", state.toString()).replace("WEST", westPort).replace("MARKET", marketPort);
            terminal.say(String.format("   %-7s %s", name, settlement.found(name, text)));
        }
        Optional<String> west = Optional.of("http://127.0.0.1:" + westPort + "/soap/west");
        Optional<String> market = Optional.of("http://127.0.0.1:" + marketPort + "/soap/market");
        settlement.pin("west", "market", Role.BROKER, market);
        settlement.pin("market", "west", Role.AUTHORITY, west);
        settlement.pin("market", "guest", Role.SERVICE_MANAGER, Optional.empty());
        settlement.pin("guest", "market", Role.BROKER, market);
    }

    private static String config(String name) {
        try (InputStream in = Apart.class.getResourceAsStream("apart-" + name + ".yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where an actor's configuration and address book are. */
    Path home(String name) {
        return settlement.home(name);
    }

    /** Where an actor's operator finds it. */
    Path data(String name) {
        return settlement.data(name);
    }

    Cast cast() {
        return new Cast(ManagementClient.of(data("west")), ManagementClient.of(data("market")),
                ManagementClient.of(data("guest")));
    }

    @Override
    public void close() {
        settlement.close();
    }
}
