package orca.simulator.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.xml.sax.SAXException;
import picocli.CommandLine;

@Isolated("System.out is one for all")
class ReplayCommandTest {
    @TempDir
    private Path folder;

    private record Ran(int code, String out, String err) {}

    private static Ran run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream usualOut = System.out;
        PrintStream usualErr = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int code = new CommandLine(new ReplayCommand()).execute(words);
            return new Ran(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(usualOut);
            System.setErr(usualErr);
        }
    }

    @Test
    void policiesStandSideBySide() {
        Ran ran = run("synthetic:jobs=100,units=8", "--compare", "fcfs,easy,winks", "--set", "winks.usual=2");

        assertThat(ran.code).as(ran.err).isZero();
        assertThat(ran.out.lines().toList()).hasSize(6);
        assertThat(ran.out).contains("POLICY").contains("SLOWDOWN").contains("\nfcfs ").contains("\neasy ").contains("\nwinks ");
    }

    @Test
    void allActorsAndTheBrokerAloneComeToTheSame() {
        Ran all = run("synthetic:jobs=40,units=8", "--actors", "all");
        Ran broker = run("synthetic:jobs=40,units=8", "--actors", "broker");

        assertThat(all.code).as(all.err).isZero();
        assertThat(waits(all)).isNotEmpty().isEqualTo(waits(broker));
    }

    /** The line of the only policy, without how long this machine took. */
    private static String waits(Ran ran) {
        String line = ran.out.lines().filter(l -> l.startsWith("easy")).findFirst().orElse("");
        return line.replaceAll("(\\s+\\S+){2}$", "");
    }

    @Test
    void deadlinesAndRevenueStandBesideTheRestWhereThereAreAny() {
        Ran table = run("synthetic:jobs=40,units=8,bids=5", "--compare", "easy,auction", "--deadlines", "1.5", "--hosts", "2");
        Ran json = run("synthetic:jobs=40,units=8,bids=5", "--deadlines", "1.5", "-o", "json");

        assertThat(table.code).as(table.err).isZero();
        assertThat(table.out).contains("DEADLINES MET").contains("VALUE").contains("REVENUE").contains("%")
                .doesNotContain("MOVES").doesNotContain("NEVER RAN");
        assertThat(run("synthetic:jobs=40,units=8").out).doesNotContain("DEADLINES MET").doesNotContain("REVENUE");
        assertThat(json.out).contains("\"deadlines\":40,\"met\":").contains("\"revenue\":").contains("\"migrations\":0");
        assertThat(run("synthetic:", "--deadlines", "0.5").err).contains("deadlines: must be 1 or more times");
        assertThat(run("synthetic:", "--hosts", "65").err).contains("hosts: must be at most as many as there are units (64)");
        assertThat(run("synthetic:", "--assignment", "none").err).contains("--assignment: there are [");
        assertThat(run("synthetic:slack=-1").err).contains("synthetic.slack: must be from 0 to 1000");
    }

    @Test
    void podsRunOnNodes() throws Exception {
        Path nodes = Files.writeString(folder.resolve("nodes.csv"), "sn,cpu_milli,memory_mib,gpu\nn1,4000,9,0\nn2,4000,9,0\n");
        Path pods = Files.writeString(folder.resolve("pods.csv"), "name,cpu_milli,memory_mib,num_gpu,gpu_milli,qos,creation_time,"
                + "deletion_time,scheduled_time\na,2000,1,0,0,LS,0,90,0\nb,2000,1,0,0,LS,1,90,1\nc,4000,1,0,0,BE,2,90,2\n");
        Path picture = folder.resolve("pods.svg");

        Ran ran = run(pods.toString(), "--nodes", nodes.toString(), "--assignment", "worst-fit,best-fit", "--picture",
                picture.toString(), "--set", "best-fit.scale=largest");
        Ran json = run(pods.toString(), "--nodes", nodes.toString(), "-o", "json", "--hosts", "1");

        assertThat(ran.code).as(ran.err).isZero();
        assertThat(ran.out).contains("3 jobs, 2 nodes").contains("HOSTS BY").contains("NO HOST").contains("MEMORY")
                .containsPattern("easy +worst-fit .* 1 +1 +\\d+\n").containsPattern("easy +best-fit .* 0 +0 +\\d+\n");
        for (String policy : new String[] {"worst-fit", "best-fit"}) {
            Path drawn = folder.resolve("pods-easy-" + policy + ".svg");
            assertThat(Files.readString(drawn)).contains(">cpu</text>").contains(">waiting</text>")
                    .doesNotContain(">units</text>");
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(drawn.toFile());
        }
        assertThat(json.out).contains("\"hosts\":1").contains("\"shares\":[{\"dimension\":\"cpu\",\"mean\":");
        assertThat(run(pods.toString()).err).contains("--nodes: must be the file of the nodes on which the pods of pods.csv run");
        assertThat(run("synthetic:", "--capacity", "0").err).contains("--capacity: must be from 1");
        assertThat(run(pods.toString(), "--nodes", nodes.toString(), "--capacity", "4").err)
                .contains("--capacity: how much there is");
        assertThat(run(nodes.toString(), "--nodes", nodes.toString())).satisfies(wrong -> {
            assertThat(wrong.code).isEqualTo(2);
            assertThat(wrong.err).contains("nodes.csv, line 1: the heading must have the columns name,");
        });
    }

    @Test
    void scriptsGetJson() {
        Ran ran = run("synthetic:jobs=100,units=8", "-o", "json");

        assertThat(ran.code).as(ran.err).isZero();
        assertThat(ran.out).startsWith("{").contains("\"policy\":\"easy\"").contains("\"meanSlowdown\":");
    }

    @Test
    void aPictureIsDrawnForEachPolicy() throws IOException, ParserConfigurationException, SAXException {
        Ran ran = run("synthetic:jobs=50,units=8", "--compare", "fcfs,easy", "--picture", folder.resolve("day.svg").toString());

        assertThat(ran.code).as(ran.err).isZero();
        for (String policy : new String[] {"fcfs", "easy"}) {
            String svg = Files.readString(folder.resolve("day-" + policy + ".svg"));
            assertThat(svg).contains("under " + policy).contains("<title>job 1 of user");
            DocumentBuilderFactory.newInstance().newDocumentBuilder()
                    .parse(folder.resolve("day-" + policy + ".svg").toFile());
        }
    }

    @Test
    void whatCannotBeReplayedIsSaidInAWordAndCodeTwo() throws IOException {
        Path bad = Files.writeString(folder.resolve("bad.swf"), "; MaxProcs: 4\nnothing\n");

        assertThat(run(bad.toString())).satisfies(ran -> {
            assertThat(ran.code).isEqualTo(2);
            assertThat(ran.err).contains("bad.swf, line 2: a job must have 18 fields, got 1");
        });
        assertThat(run(Files.writeString(folder.resolve("no.swf.gz"), "no").toString())).satisfies(ran -> {
            assertThat(ran.code).isEqualTo(2);
            assertThat(ran.err.lines().toList()).singleElement().asString().contains("no.swf.gz, line 1: the file is not packed");
        });
        assertThat(run(folder.toString()).err).contains("there is no file " + folder);
        assertThat(run("synthetic:", "--first", "0").err).contains("--first: must be from 1 to 10000000, got 0");
        assertThat(run("synthetic:", "--deadlines", "1e300").err).contains("deadlines: must be 1 or more")
                .contains("at most 1000000");
        assertThat(run("synthetic:", "--picture", folder.resolve("none").resolve("a.svg").toString()).err)
                .contains("--picture: there is no folder");
        assertThat(run("nowhere.swf").err).contains("there is no file nowhere.swf that can be read");
        assertThat(run("synthetic:", "--policy", "none").err).contains("--policy: there are [").contains("not 'none'");
        assertThat(run("synthetic:", "--set", "winks.usual=2").err).contains("--set: must begin with the name of a policy");
        assertThat(run("synthetic:jobs=5,units=8", "--policy", "auction", "--set", "auction.round=90s", "--set",
                "auction.recharge=1h30m").code).as("lengths of time, as in a configuration").isZero();
        assertThat(run("synthetic:", "--policy", "auction", "--set", "auction.round=soon").err)
                .contains("auction.round: must be");
        assertThat(run("synthetic:", "--policy", "winks", "--set", "winks.usual=0").err).contains("winks.usual: must be");
        assertThat(run("synthetic:", "--actors", "none").err).contains("--actors: must be all or broker, got 'none'");
        assertThat(run("synthetic:", "-o", "xml").err).contains("--output: must be table or json, got 'xml'");
    }
}
