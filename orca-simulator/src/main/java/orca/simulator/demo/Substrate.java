package orca.simulator.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import orca.handler.sliver.SliverHandler;

/** What the demo's machines are made of. */
enum Substrate {
    /** Process trees, apart as far as the machine permits; for any user. */
    NATIVE("native", "native: {folder: FOLDER/units}"),
    /** Containers by runc, with an address and a server for SSH; for root. */
    SLIVER("sliver", "sliver: {folder: FOLDER/slivers, reference: FOLDER/reference, network: 10.223.0.0/22}"),
    /** Virtual machines by the host's libvirt, started from a small guest that is made here. */
    LIBVIRT("libvirt", "libvirt: " + SmallGuest.SETTINGS);

    private static final int PATIENCE_SECONDS = 60;

    private final String word;
    private final String settings;

    Substrate(String word, String settings) {
        this.word = word;
        this.settings = settings;
    }

    /** @throws IllegalArgumentException when there is none of that name */
    static Substrate of(String word) {
        for (Substrate substrate : values()) {
            if (substrate.word.equals(word)) {
                return substrate;
            }
        }
        throw new IllegalArgumentException("--on: must be native, sliver or libvirt, got '" + word + "'");
    }

    String word() {
        return word;
    }

    /** The strongest that this machine has without further ado: machines where libvirt is at work, else process trees. */
    static Substrate strongest() {
        return SmallGuest.missing().isEmpty() ? LIBVIRT : NATIVE;
    }

    /** The demo's configuration for this. */
    String into(String configuration) {
        return configuration.replace(NATIVE.settings, settings.replace("URI", SmallGuest.uri()))
                .replace("vm: native ", "vm: " + word + " ");
    }

    /** Makes what has to be there first. @throws Sentence when it cannot be made */
    void prepare(Path state) {
        switch (this) {
            case NATIVE -> { }
            case SLIVER -> reference(state);
            case LIBVIRT -> SmallGuest.make(state);
        }
    }

    private static void reference(Path state) {
        Process process = null;
        try (InputStream script = SliverHandler.class.getResourceAsStream("reference.sh")) {
            process = new ProcessBuilder("sh", "-s", state.resolve("reference").toString(), "small")
                    .redirectErrorStream(true).start();
            script.transferTo(process.getOutputStream());
            process.getOutputStream().close();
            String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new Sentence("There is no tree for slivers: " + words.strip() + ".");
            }
        } catch (IOException e) {
            throw new Sentence("There is no tree for slivers: " + e.getMessage() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Sentence("The tree for slivers was not made, for the demo was told to stop.", e);
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }
}
