package orca.nodeagent.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.nodeagent.keeper.KeeperSettings;
import orca.wire.log.LogFormat;
import orca.wire.metrics.MetricsConfig;
import orca.wire.server.Listen;
import orca.wire.text.Default;
import orca.wire.text.RecordForm;
import orca.wire.text.Tree;
import orca.wire.text.Yaml;

/**
 * One agent.
 *
 * @param host what the site's inventory calls this host
 * @param listen where its authority calls
 * @param address how others reach that, when it is otherwise than it says
 * @param folder what it must not forget, relative to the configuration file
 * @param key the file with its own key, likewise; made at the first start
 * @param trust the folder with the address book, likewise
 * @param grace how long after the end of a term it tears down by itself
 * @param skew how far the clocks of the authority and of this host may differ
 * @param metrics where its figures are offered; nowhere when that is left out
 * @param logs how it tells its log what is done with units; it does not when that is left out
 * @param drivers settings by the driver's name: each that came with the agent and shall serve, and those for installed ones
 */
public record AgentConfig(
        String host,
        Listen listen,
        Optional<String> address,
        @Default("./agent-data") String folder,
        @Default("keys/agent.key") String key,
        @Default(".") String trust,
        @Default("1m") Duration grace,
        @Default("1m") Duration skew,
        Optional<MetricsConfig> metrics,
        Optional<LogFormat> logs,
        Map<String, PropertyList> drivers) {
    private static final long MOST_BYTES = 1L << 20;

    public AgentConfig {
        Names.check("host", host);
        new KeeperSettings(grace, skew);
    }

    public KeeperSettings keeper() {
        return new KeeperSettings(grace, skew);
    }

    /** What {@code file} says. @throws IOException with all that is wrong with it, one line each */
    public static AgentConfig read(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException(file + ": there is no such file, or it may not be read");
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException(file + ": larger than " + MOST_BYTES + " bytes");
        }
        try {
            return RecordForm.read(AgentConfig.class, Yaml.parse(Files.readString(file)));
        } catch (Tree.Malformed e) {
            throw new IOException(file + ": line " + e.line() + ": not YAML: " + e.getMessage(), e);
        } catch (RecordForm.Flawed e) {
            throw new IOException(file + ": " + e.getMessage().replace("\n", "\n" + file + ": "), e);
        }
    }

    /** A path in it, seen from {@code file}. */
    static Path beside(Path file, String path) {
        return file.toAbsolutePath().getParent().resolve(path).normalize();
    }
}
