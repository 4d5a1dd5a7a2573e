package orca.wire.management;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import orca.core.resource.Names;
import orca.wire.text.Notation;
import orca.wire.text.RecordForm;
import orca.wire.text.Tree;
import orca.wire.tls.PinnedTls;
import orca.wire.trust.Expected;
import orca.wire.trust.Identity;

/**
 * Calls a container's management API. Every method throws {@link Refused} with the container's {@link Problem}, or
 * {@link Unreachable} when there was no answer to understand. Works over the JDK's oldest HTTP client because that one
 * starts fastest. Safe for threads.
 */
public final class ManagementClient {
    /** How long a call that does not wait may take. */
    private static final Duration USUAL = Duration.ofSeconds(30);

    private final URI url;
    /** What opens the container: a token, or else a key. */
    private final Optional<String> token;
    private final Optional<SSLSocketFactory> keyed;

    public ManagementClient(AccessFile access) {
        this(access.url(), Optional.of(access.token()), Optional.empty());
    }

    /**
     * The client of an operator elsewhere.
     *
     * @param url begins with {@code https://}
     * @param own the operator's key
     * @param container whose key must be at the other end; certificates and names mean nothing
     */
    public ManagementClient(URI url, Identity own, Expected container) {
        this(url, Optional.empty(), Optional.of(PinnedTls.clientSockets(own, container)));
        if (!"https".equals(url.getScheme())) {
            throw new IllegalArgumentException("url: must begin with https://, got " + Names.quoted(url.toString()));
        }
    }

    private ManagementClient(URI url, Optional<String> token, Optional<SSLSocketFactory> keyed) {
        this.url = url;
        this.token = token;
        this.keyed = keyed;
    }

    /** The client for the container that runs on {@code folder}. */
    public static ManagementClient of(Path folder) {
        return new ManagementClient(AccessFile.read(folder));
    }

    /** The container said no. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Problem problem;

        public Refused(Problem problem) {
            super(problem.message());
            this.problem = problem;
        }

        public Problem problem() {
            return problem;
        }
    }

    /** Nobody answered, or something else than a container. The message is a sentence for people. */
    public static final class Unreachable extends RuntimeException {
        private static final long serialVersionUID = 1;

        public Unreachable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    public HealthView health() {
        return get("health", HealthView.class, USUAL);
    }

    public Rows<ActorRow> actors() {
        return rows("actors", Filter.LIVE, ActorRow.class);
    }

    public Rows<ReservationView> reservations(Filter filter) {
        return rows("reservations", filter, ReservationView.class);
    }

    public Rows<TicketRow> tickets(Filter filter) {
        return rows("tickets", filter, TicketRow.class);
    }

    public Rows<LeaseRow> leases(Filter filter) {
        return rows("leases", filter, LeaseRow.class);
    }

    public Rows<UnitRow> units(Filter filter) {
        return rows("units", filter, UnitRow.class);
    }

    public Rows<DelegationRow> delegations(Filter filter) {
        return rows("delegations", filter, DelegationRow.class);
    }

    public Rows<HostRow> hosts(Filter filter) {
        return rows("hosts", filter, HostRow.class);
    }

    public Rows<SliceRow> slices(Filter filter) {
        return rows("slices", filter, SliceRow.class);
    }

    public Rows<PolicyRow> policies(Filter filter) {
        return rows("policies", filter, PolicyRow.class);
    }

    /** The papers of a contract. @param actor whose; the one who knows the most when it is not said */
    public PaperView contract(String id, Optional<String> actor) {
        return contract(id, actor, Optional.empty());
    }

    /** The same where several may have a reservation of that name. @param holder whose it is: a name there, or a whole hash */
    public PaperView contract(String id, Optional<String> actor, Optional<String> holder) {
        return get("contract/" + encoded(id) + whose(actor, holder), PaperView.class, USUAL);
    }

    /** The paper by which a holder gave something back last. @param actor who has it: a broker, or an authority that saw it */
    public PaperView relinquishment(String id, Optional<String> actor) {
        return relinquishment(id, actor, Optional.empty());
    }

    /** The same where several may have given back a reservation of that name. */
    public PaperView relinquishment(String id, Optional<String> actor, Optional<String> holder) {
        return get("relinquishment/" + encoded(id) + whose(actor, holder), PaperView.class, USUAL);
    }

    private static String whose(Optional<String> actor, Optional<String> holder) {
        String words = Stream.of(actor.map(a -> "actor=" + encoded(a)), holder.map(h -> "holder=" + encoded(h)))
                .flatMap(Optional::stream).collect(Collectors.joining("&"));
        return words.isEmpty() ? "" : "?" + words;
    }

    /** The proof that a delegation was oversold. */
    public PaperView proof(String delegation, Optional<String> actor) {
        return get("proof/" + encoded(delegation) + actor.map(a -> "?actor=" + encoded(a)).orElse(""), PaperView.class, USUAL);
    }

    public Story describe(String id) {
        return get("describe/" + encoded(id), Story.class, USUAL);
    }

    public LogView logs(String unit) {
        return get("logs/" + encoded(unit), LogView.class, USUAL);
    }

    /** Returns when the change counter is above {@code since}, or after {@code longest}, with the counter. */
    public ChangesView changes(long since, Duration longest) {
        return get("changes?since=" + since + "&timeout=" + Notation.show(longest), ChangesView.class, longest.plus(USUAL));
    }

    /**
     * Returns when the reservation is in one of {@code states}, or is over, or after {@code longest}.
     *
     * @param actor its service manager; may be empty when only one has such a reservation
     * @param states as {@link ReservationView#state} says them
     */
    public WaitAnswer waitFor(String id, Optional<String> actor, List<String> states, Duration longest) {
        Map<String, String> query = new TreeMap<>();
        query.put("id", id);
        query.put("states", String.join(",", states));
        query.put("timeout", Notation.show(longest));
        actor.ifPresent(a -> query.put("actor", a));
        return get("wait" + Filter.query(query), WaitAnswer.class, longest.plus(USUAL));
    }

    public CommandAnswer request(RequestCommand command) {
        return post("request", command, CommandAnswer.class);
    }

    public PlanAnswer plan(RequestCommand command) {
        return post("plan", command, PlanAnswer.class);
    }

    public SlotsAnswer slots(SlotsCommand command) {
        return post("slots", command, SlotsAnswer.class);
    }

    public CommandAnswer sample(SampleCommand command) {
        return post("sample", command, CommandAnswer.class);
    }

    public CommandAnswer change(ChangeCommand command) {
        return post("change", command, CommandAnswer.class);
    }

    public CommandAnswer close(CloseCommand command) {
        return post("close", command, CommandAnswer.class);
    }

    public CommandAnswer approve(VerdictCommand command) {
        return post("approve", command, CommandAnswer.class);
    }

    public CommandAnswer deny(VerdictCommand command) {
        return post("deny", command, CommandAnswer.class);
    }

    public CommandAnswer revoke(VerdictCommand command) {
        return post("revoke", command, CommandAnswer.class);
    }

    public CommandAnswer delegate(DelegateCommand command) {
        return post("delegate", command, CommandAnswer.class);
    }

    public CommandAnswer reclaim(ReclaimCommand command) {
        return post("reclaim", command, CommandAnswer.class);
    }

    public CommandAnswer drain(DrainCommand command) {
        return post("drain", command, CommandAnswer.class);
    }

    public CommandAnswer policy(PolicyCommand command) {
        return post("policy", command, CommandAnswer.class);
    }

    public CommandAnswer host(HostCommand command) {
        return post("host", command, CommandAnswer.class);
    }

    public CommandAnswer freeUnit(UnitCommand command) {
        return post("free-unit", command, CommandAnswer.class);
    }

    public CommandAnswer retryTeardown(UnitCommand command) {
        return post("retry-teardown", command, CommandAnswer.class);
    }

    public CommandAnswer moveUnit(MoveCommand command) {
        return post("move-unit", command, CommandAnswer.class);
    }

    /** Runs a command in a unit, shows each line as it comes, and returns the exit code. */
    public int exec(ExecCommand command, Consumer<? super String> line) {
        HttpURLConnection call = open("POST", "exec", command.limit().plus(USUAL));
        try {
            send(call, RecordForm.json(command));
            if (call.getResponseCode() != 200) {
                throw new Refused(problem(call));
            }
            try (BufferedReader in =
                    new BufferedReader(new InputStreamReader(call.getInputStream(), StandardCharsets.UTF_8))) {
                for (String text = in.readLine(); text != null; text = in.readLine()) {
                    ExecLine said = RecordForm.readJson(ExecLine.class, text);
                    if (said.problem().isPresent()) {
                        throw new Refused(said.problem().get());
                    }
                    if (said.exit().isPresent()) {
                        return said.exit().get();
                    }
                    said.line().ifPresent(line);
                }
            }
            throw new Unreachable("The container stopped answering before the command had ended.", null);
        } catch (IOException e) {
            throw unreachable(e);
        } finally {
            call.disconnect();
        }
    }

    <T> Rows<T> rows(String path, Filter filter, Class<T> type) {
        Tree answer = call("GET", path + filter.query(), Optional.empty(), USUAL);
        if (answer instanceof Tree.Branch branch
                && branch.fields().get("changes") instanceof Tree.Number changes
                && branch.fields().get("items") instanceof Tree.Row items) {
            return new Rows<>(
                    Long.parseLong(changes.value()), items.items().stream().map(i -> RecordForm.read(type, i)).toList());
        }
        throw new Unreachable(url + " answers, but not as a container does.", null);
    }

    private <T> T get(String path, Class<T> type, Duration longest) {
        return RecordForm.read(type, call("GET", path, Optional.empty(), longest));
    }

    <T> T post(String path, Record body, Class<T> type) {
        return RecordForm.read(type, call("POST", path, Optional.of(RecordForm.json(body)), USUAL));
    }

    private Tree call(String method, String path, Optional<String> body, Duration longest) {
        HttpURLConnection call = open(method, path, longest);
        try {
            if (body.isPresent()) {
                send(call, body.get());
            }
            if (call.getResponseCode() != 200) {
                throw new Refused(problem(call));
            }
            return Tree.parse(text(call.getInputStream()));
        } catch (IOException e) {
            throw unreachable(e);
        } catch (Tree.Malformed e) {
            throw new Unreachable(url + " answers, but not as a container does.", e);
        }
    }

    HttpURLConnection open(String method, String path, Duration longest) {
        try {
            HttpURLConnection call = (HttpURLConnection) url.resolve("/v1/" + path).toURL().openConnection();
            if (call instanceof HttpsURLConnection secure && keyed.isPresent()) {
                secure.setSSLSocketFactory(keyed.get());
                secure.setHostnameVerifier((host, session) -> true); // the key was looked at, which is more
            }
            call.setInstanceFollowRedirects(false);
            call.setRequestMethod(method);
            call.setConnectTimeout((int) USUAL.toMillis());
            call.setReadTimeout((int) Math.min(Integer.MAX_VALUE, longest.toMillis()));
            token.ifPresent(text -> call.setRequestProperty("Authorization", "Bearer " + text));
            return call;
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    static void send(HttpURLConnection call, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        call.setDoOutput(true);
        call.setRequestProperty("Content-Type", "application/json");
        call.setFixedLengthStreamingMode(bytes.length);
        try (OutputStream out = call.getOutputStream()) {
            out.write(bytes);
        }
    }

    Problem problem(HttpURLConnection call) throws IOException {
        try (InputStream in = call.getErrorStream()) {
            // The JDK keeps the body of a 401 to itself when the call had one.
            if (in == null && call.getResponseCode() == Problem.Kind.UNAUTHORISED.status()) {
                return Problem.of(Problem.Kind.UNAUTHORISED, "the token for " + url + " is another one");
            }
            return RecordForm.readJson(Problem.class, in == null ? "" : text(in));
        } catch (RecordForm.Flawed e) {
            throw new Unreachable(url + " answers with status " + call.getResponseCode()
                    + ", but not as a container does.", e);
        }
    }

    private static String text(InputStream in) throws IOException {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    Unreachable unreachable(IOException e) {
        if (e instanceof SSLException) {
            return new Unreachable("The container at " + url + " and this program do not trust each other: " + reason(e), e);
        }
        return new Unreachable("No container answers at " + url + " (" + e.getMessage()
                + "); is it running? Start one with 'orca up'.", e);
    }

    /** What TLS found is behind what it says of it. */
    private static String reason(Throwable why) {
        Throwable last = why;
        while (last.getCause() != null && last.getCause() != last) {
            last = last.getCause();
        }
        return String.valueOf(last.getMessage());
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
