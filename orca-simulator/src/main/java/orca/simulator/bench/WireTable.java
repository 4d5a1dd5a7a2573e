package orca.simulator.bench;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import orca.core.contract.Seal;
import orca.wire.trust.Identity;
import orca.wire.trust.Seals;

/**
 * All that is measured about the wire, in one run and side by side: what one core signs and verifies, what CXF with WSS4J calls
 * per second, lives by SOAP, lives by XML-RPC. One table with ratios, as {@code docs/performance.md} shows it.
 */
final class WireTable {
    private static final List<Integer> ECHOES = List.of(1, 32);
    private static final String ECHO = "orca.simulator.yardstick.Echo";
    private static final byte[] TEXT = "a contract of usual length ".repeat(40).getBytes(StandardCharsets.UTF_8);

    private final Duration warmUp;
    private final Duration measured;
    private final List<String> rows = new ArrayList<>();

    WireTable(Duration warmUp, Duration measured) {
        this.warmUp = warmUp;
        this.measured = measured;
    }

    /** Measures lives by one binding. */
    interface Lives {
        WireBench.Result at(boolean rpc, int inFlight) throws IOException, InterruptedException;
    }

    void run(List<Integer> flights, Lives lives) throws IOException, InterruptedException {
        Stopwatch watch = new Stopwatch();
        Identity key = Identity.generate();
        Seals seals = new Seals();
        Seal seal = key.seal(TEXT);
        double signatures = watch.perSecond(() -> key.seal(TEXT).signature().length());
        double verifications = watch.perSecond(() -> seals.flaw(key.principal(), TEXT, seal).isPresent() ? 1 : 0);
        row("signatures of one core, P-256", "1", signatures, "", "", "");
        row("verifications of one core, P-256", "1", verifications, "", "", "");
        Map<Integer, Double> echoes = echoes();
        double best = echoes.values().stream().mapToDouble(rate -> rate).max().orElseThrow();
        echoes.forEach((atOnce, rate) -> row("signed echo calls, CXF and WSS4J", Integer.toString(atOnce), rate,
                ratio(rate, best), "", ""));
        for (boolean rpc : new boolean[] {false, true}) {
            for (int inFlight : flights) {
                WireBench.Result result = lives.at(rpc, inFlight);
                double allowed = best / result.messagesPerLife();
                row("lives by " + (rpc ? "XML-RPC" : "SOAP"), Integer.toString(inFlight), result.perSecond(),
                        ratio(result.perSecond(), best), Stopwatch.shown(result.messagesPerLife()),
                        ratio(result.perSecond(), allowed));
            }
        }
        System.out.println("| what | at once | per second | of the best echo | guest's messages per life"
                + " | times what one echo call per message would allow |");
        System.out.println("|---|---:|---:|---:|---:|---:|");
        rows.forEach(System.out::println);
        System.err.println("(checked " + watch.sink() + ")");
    }

    private void row(String what, String atOnce, double rate, String ratio, String messages, String times) {
        rows.add("| " + what + " | " + atOnce + " | " + Stopwatch.shown(rate) + " | " + ratio + " | " + messages + " | " + times
                + " |");
        System.err.println(what + ", " + atOnce + " at once: " + Stopwatch.shown(rate) + " per second");
    }

    private static String ratio(double one, double other) {
        return String.format(java.util.Locale.ROOT, "%.2f", one / other);
    }

    /** Calls per second by the number at once, in a process of its own that alone has CXF on its class path. */
    private Map<Integer, Double> echoes() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:disable", "-Xlog:all=error:stderr", "-Djdk.httpclient.keepalive.timeout=600", "-cp",
                System.getProperty("java.class.path") + File.pathSeparator + yardstick() + File.separator + "*", ECHO,
                Long.toString(warmUp.toSeconds()), Long.toString(measured.toSeconds())));
        ECHOES.forEach(atOnce -> command.add(Integer.toString(atOnce)));
        Path said = Files.createTempFile("orca-echo", ".log");
        try {
            Process process = new ProcessBuilder(command).redirectError(said.toFile()).start();
            List<String> lines;
            try {
                lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
            } finally {
                process.destroy();
            }
            Map<Integer, Double> rates = new LinkedHashMap<>();
            for (String line : lines) {
                String[] words = line.split(" ");
                rates.put(Integer.valueOf(words[0]), Double.valueOf(words[1]));
            }
            if (process.waitFor() != 0 || rates.size() != ECHOES.size()) {
                throw new IOException("the echo ended with " + process.exitValue() + ": " + Files.readString(said));
            }
            return rates;
        } finally {
            Files.delete(said);
        }
    }

    /** The folder with CXF's jars, which the build puts beside this program's own. */
    private static Path yardstick() throws IOException {
        try {
            Path own = Path.of(WireTable.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            Path folder = own.resolveSibling("yardstick");
            if (!Files.isDirectory(folder)) {
                throw new IOException("there is no " + folder + " with CXF; 'mvn -DskipTests package' makes it");
            }
            return folder;
        } catch (URISyntaxException e) {
            throw new IOException("where this program is cannot be told", e);
        }
    }
}
