package orca.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import orca.core.notice.Receiver;
import orca.runtime.config.ConfigFile;
import orca.wire.management.CloseCommand;
import orca.wire.management.FeedCommand;
import orca.wire.management.Filter;
import orca.wire.management.ManagementClient;
import orca.wire.management.NoticeRow;
import orca.wire.management.NoticesCommand;
import orca.wire.management.VerdictCommand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Notices that leave a container: to a mail server, to a web hook, and to who reads calendars, all of them others' programs. */
@Tag("hosts")
@Timeout(300)
class NoticesIT {
    /** Debian's own, which python3-aiosmtpd and python3-icalendar belong to. */
    private static final String PYTHON = "/usr/bin/python3";
    private static final Path ROOT = Path.of(System.getProperty("orca.root", ".."));
    private static final Path SCRIPTS = ROOT.resolve("orca-simulator/src/test/python");
    private static final String PASSWORD = "a-password-that-stands-in-no-log";

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endWhatIsLeft() {
        started.forEach(Process::destroyForcibly);
    }

    /** A program that says its port first, and then a line for whatever it gets. */
    private final class Sink {
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final int port;
        private final Path err;

        Sink(String script, Path... args) throws Exception {
            List<String> words = new ArrayList<>(List.of(PYTHON, SCRIPTS.resolve(script).toString()));
            for (Path arg : args) {
                words.add(arg.toString());
            }
            this.err = folder.resolve(script + ".err");
            Process process = new ProcessBuilder(words).redirectError(err.toFile()).start();
            started.add(process);
            Thread.ofVirtual().start(() -> {
                try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
                    in.lines().forEach(lines::add);
                    lines.add("it has ended");
                } catch (IOException e) {
                    lines.add("gone: " + e.getMessage());
                }
            });
            this.port = Integer.parseInt(next());
        }

        String next() throws Exception {
            String line = lines.poll(90, TimeUnit.SECONDS);
            assertThat(line).as(() -> "something came; " + said()).isNotNull();
            return line;
        }

        private String said() {
            try {
                return Files.readString(err);
            } catch (IOException e) {
                return e.getMessage();
            }
        }
    }

    /** A mail server with a certificate of its own that wants a password. */
    private Sink mailServer() throws Exception {
        Path key = folder.resolve("mail.key");
        Path certificate = folder.resolve("mail.pem");
        assertThat(new ProcessBuilder("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-nodes", "-keyout", key.toString(), "-out", certificate.toString(), "-days", "2", "-subj", "/CN=localhost",
                "-addext", "subjectAltName=DNS:localhost").redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.out").toFile()).start().waitFor()).as("openssl").isZero();
        Files.writeString(folder.resolve("smtp.password"), PASSWORD + "\n");
        return new Sink("mail_sink.py", certificate, key, Path.of("orca"), Path.of(PASSWORD));
    }

    private Sink hook() throws Exception {
        Files.writeString(folder.resolve("hooks.secret"), "0123456789abcdef0123456789abcdef\n");
        return new Sink("hook_sink.py", ROOT.resolve("docs/notices.md"), folder.resolve("key"), folder.resolve("pid"));
    }

    private static String mail(Sink server, String more) {
        return "  mail: {host: localhost, port: " + server.port + ", from: orca@example.org, to: ['*@example.org']"
                + more + "}\n";
    }

    private static String secure(Sink server) {
        return mail(server, ", user: orca, password-file: smtp.password, ca-file: mail.pem");
    }

    private static String hooks(Sink hook) {
        return "  hooks: {secret-file: hooks.secret, to: ['http://127.0.0.1:" + hook.port + "/'], private: true}\n";
    }

    private Laboratory laboratory(String notices) {
        return new Laboratory(folder, ConfigFile.parse(folder.resolve("orca.yaml"),
                Laboratory.text("notices:\n  zone: Europe/Berlin\n" + notices))).ready();
    }

    private static NoticesCommand tell(String slice, String... to) {
        return new NoticesCommand(Optional.empty(), false, Optional.empty(), slice,
                Optional.of(Arrays.stream(to).map(Receiver::parse).toList()), Optional.empty(), Optional.empty(),
                Duration.ZERO);
    }

    private static NoticesCommand.Test test(String slice) {
        return new NoticesCommand.Test(Optional.empty(), false, Optional.empty(), slice);
    }

    private static NoticeRow.Letter until(ManagementClient client, Predicate<NoticeRow.Letter> wanted) {
        long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (true) {
            long count = client.changes(0, Duration.ofMillis(1)).changes();
            List<NoticeRow.Letter> all = NoticeRow.Letter.of(client, Filter.ALL).items();
            Optional<NoticeRow.Letter> found = all.stream().filter(wanted).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            assertThat(System.nanoTime()).as(() -> "letters: " + all).isLessThan(deadline);
            client.changes(count, Duration.ofSeconds(1));
        }
    }

    @Test
    void aRevocationIsMailedByStarttlsWithThePassword() throws Exception {
        Sink server = mailServer();
        try (Laboratory lab = laboratory(secure(server))) {
            ManagementClient client = lab.client();
            tell("default", "mail:ann@example.org").giveTo(client);
            client.request(Laboratory.machine("r1", "20h"));
            lab.until("r1", "active");
            client.revoke(new VerdictCommand(Optional.empty(), false, Optional.of("duke"), Optional.empty(), "r1",
                    "the owner needs it\r\nBcc: all@example.org"));

            assertThat(server.next()).contains("\"to\": [\"ann@example.org\"]", "[orca lab] r1 was taken back",
                    "the owner needs it Bcc: all@example.org", "\"tls\": true", "\"auto\": \"auto-generated\"", "<lab-l1.")
                    .contains("\"headers\": [").doesNotContain("\"Bcc\"");
            assertThat(until(client, letter -> letter.state().equals("sent")).id()).isEqualTo("lab-l1");
        }
    }

    @Test
    void whomTheServerDoesNotKnowIsGivenUpAndAWrongPasswordIsTriedAgain() throws Exception {
        Sink server = mailServer();
        try (Laboratory lab = laboratory(secure(server))) {
            tell("a", "mail:nobody@example.org").giveTo(lab.client());
            test("a").giveTo(lab.client());
            assertThat(until(lab.client(), letter -> letter.state().equals("given-up")).trouble()).contains("no such person");
        }
        Files.writeString(folder.resolve("smtp.password"), "another\n");
        try (Laboratory lab = laboratory(secure(server))) {
            tell("b", "mail:ann@example.org").giveTo(lab.client());
            test("b").giveTo(lab.client());
            NoticeRow.Letter letter = until(lab.client(), l -> l.state().equals("open") && l.tries() > 0);
            assertThat(letter.trouble()).contains("does not let orca in").doesNotContain("another");
        }
    }

    @Test
    void aServerWithoutTlsOrWithAnotherCertificateGetsNothing() throws Exception {
        Sink plain = new Sink("mail_sink.py");
        try (Laboratory lab = laboratory(mail(plain, ""))) {
            tell("a", "mail:ann@example.org").giveTo(lab.client());
            test("a").giveTo(lab.client());
            until(lab.client(), l -> l.state().equals("open") && l.tries() > 0);
        }
        Sink server = mailServer();
        try (Laboratory lab = laboratory(mail(server, ", user: orca, password-file: smtp.password"))) {
            tell("b", "mail:bob@example.org").giveTo(lab.client());
            test("b").giveTo(lab.client());
            until(lab.client(), l -> l.to().equals("mail:bob@example.org") && l.tries() > 0);
        }
        assertThat(plain.lines).isEmpty();
        assertThat(server.lines).isEmpty();
    }

    @Test
    void aHookChecksTheSignatureAsThePageSays() throws Exception {
        Sink hook = hook();
        String url = "http://127.0.0.1:" + hook.port + "/orca";
        try (Laboratory lab = laboratory(hooks(hook))) {
            Files.writeString(folder.resolve("key"), new NoticesCommand.HookKey(url).askOf(lab.client()).key());
            tell("default", "hook:" + url).giveTo(lab.client());
            lab.client().request(Laboratory.machine("r1", "20h"));
            lab.client().request(Laboratory.request("{\"wishes\": [{\"id\": \"r2\", \"type\": \"vm\", \"units\": 9, "
                    + "\"sliver\": {\"cpu\": 1000, \"memory\": 512}, \"length\": \"1h\"}]}"));

            assertThat(hook.next()).contains("\"genuine\": true", "\"forged\": false", "\"kind\": \"refused\"",
                    "\"reservation\": \"r2\"", "\"id\": \"lab-l1.");
            until(lab.client(), letter -> letter.state().equals("sent"));
        }
    }

    @Test
    void whatWasSentBeforeTheProcessDiedComesAgainUnderTheSameNameAndThenNoMore() throws Exception {
        Sink hook = hook();
        String url = "http://127.0.0.1:" + hook.port + "/kill";
        Path file = folder.resolve("orca.yaml");
        Files.writeString(file, Laboratory.text("notices:\n" + hooks(hook)));
        Process first = begin(file);
        ManagementClient client = ManagementClient.of(folder.resolve("data"));
        Files.writeString(folder.resolve("key"), new NoticesCommand.HookKey(url).askOf(client).key());
        Files.writeString(folder.resolve("pid"), Long.toString(first.pid()));
        tell("a", "hook:" + url).giveTo(client);
        test("a").giveTo(client);
        String before = hook.next();
        assertThat(first.waitFor(60, TimeUnit.SECONDS)).as("it was killed").isTrue();

        begin(file);
        assertThat(hook.next()).contains("\"id\": \"lab-l1.").isEqualTo(before);
        ManagementClient again = ManagementClient.of(folder.resolve("data"));
        assertThat(until(again, letter -> letter.state().equals("sent")).tries()).isZero();
        assertThat(hook.lines).isEmpty();
    }

    private Process begin(Path file) throws Exception {
        Path log = folder.resolve("log");
        Files.deleteIfExists(log);
        Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx256m", "-cp",
                System.getProperty("java.class.path"), Main.class.getName(), "up", file.toString())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        started.add(process);
        long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (!Files.readString(log).contains("http://127.0.0.1:")) {
            assertThat(process.isAlive() && System.nanoTime() < deadline).as(Files.readString(log)).isTrue();
            process.waitFor(50, TimeUnit.MILLISECONDS);
        }
        return process;
    }

    @Test
    void aCalendarIsReadByAnotherProgramAndByNobodyElse() throws Exception {
        try (Laboratory lab = laboratory("  feed: {listen: '127.0.0.1:0'}\n")) {
            lab.client().request(Laboratory.machine("r1", "20h"));
            lab.until("r1", "active");
            URI url = URI.create(new FeedCommand(Optional.empty(), "default", true).giveTo(lab.client()).url().orElseThrow());
            HttpResponse<String> answer = get(url);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("content-type")).hasValue("text/calendar; charset=utf-8");
            Files.writeString(folder.resolve("one.ics"), answer.body());
            assertThat(python("""
                    import sys, icalendar
                    calendar = icalendar.Calendar.from_ical(open(sys.argv[1], newline="").read())
                    for event in calendar.walk("VEVENT"):
                        assert not event.errors, event.errors
                        length = event.decoded("dtend") - event.decoded("dtstart")
                        print(event["uid"].split(".")[0], length, event["status"], len(event.walk("VALARM")), event["sequence"])
                    """, folder.resolve("one.ics"))).matches("r1 20:00:00 CONFIRMED 1 [0-9]+\n");

            lab.client().close(new CloseCommand(Optional.empty(), false, Optional.empty(), "r1"));
            lab.until("r1", "closed");
            assertThat(get(url).body()).contains("STATUS:CONFIRMED").doesNotContain("VALARM");
            for (String other : List.of("?key=" + "A".repeat(32), "", "?key=", "?key=" + "x".repeat(1000))) {
                assertThat(get(URI.create(url.toString().replaceAll("\\?.*", other))).statusCode()).as(other).isEqualTo(404);
            }
            assertThat(get(URI.create(url.toString().replace("default", "other"))).statusCode()).isEqualTo(404);
            new FeedCommand(Optional.empty(), "default", false).giveTo(lab.client());
            assertThat(get(url).statusCode()).isEqualTo(404);
        }
    }

    private static HttpResponse<String> get(URI url) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(60)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private String python(String script, Path... args) throws Exception {
        List<String> words = new ArrayList<>(List.of(PYTHON, "-c", script));
        for (Path arg : args) {
            words.add(arg.toString());
        }
        Process process = new ProcessBuilder(words).redirectError(folder.resolve("python.err").toFile()).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(Files.readString(folder.resolve("python.err"))).isZero();
        return said;
    }

    @Test
    void whatTheConfigurationDoesNotAllowIsRefused() throws Exception {
        Sink hook = hook();
        try (Laboratory lab = laboratory(hooks(hook))) {
            assertThatThrownBy(() -> tell("a", "hook:http://127.0.0.1:1/").giveTo(lab.client()))
                    .hasMessageContaining("may not post to http://127.0.0.1:1/");
            assertThatThrownBy(() -> tell("a", "mail:ann@example.org").giveTo(lab.client()))
                    .hasMessageContaining("has no mail server");
            assertThatThrownBy(() -> new NoticesCommand.HookKey("http://127.0.0.1:1/").askOf(lab.client()))
                    .hasMessageContaining("may not post");
            assertThatThrownBy(() -> new FeedCommand(Optional.empty(), "a", true).giveTo(lab.client()))
                    .hasMessageContaining("offers no calendars");
            assertThatThrownBy(() -> test("a").giveTo(lab.client())).hasMessageContaining("nobody is told");
        }
    }
}
