package orca.simulator.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import orca.cli.connect.Failure;
import orca.cli.screen.Moments;
import orca.cli.screen.Terminal;
import orca.wire.management.ChangeCommand;
import orca.wire.management.CloseCommand;
import orca.wire.management.ExecCommand;
import orca.wire.management.Filter;
import orca.wire.management.Problem;
import orca.wire.management.RequestCommand;
import orca.wire.management.ReservationView;
import orca.wire.text.RecordForm;

/**
 * What happens in the demo, step by step. Each step says what it does, does it as anybody would, through the management API,
 * and looks whether it came about; where it did not, the play ends with a {@link Sentence}.
 */
final class Play {
    /** The longest that anything may take; much longer than it takes, so that a busy machine is not blamed. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration READING = Duration.ofMillis(1500);
    private static final List<String> MACHINES = List.of("alpha", "beta", "gamma");
    private static final String SHORT = "20s";
    /** Before its first machine a host is tried, which may take some seconds. */
    private static final String SHORT_FOR_MACHINES = "60s";
    private static final Map<String, String> FORMS = Map.of(
            "root", "namespaces, overlayfs and a user of its own",
            "user", "namespaces behind a user namespace, as this is not run by root",
            "group", "no more than a process group, as this machine permits no namespaces");

    private final Terminal terminal;
    private final Cast cast;
    private final Stage stage;
    private final boolean keep;
    private final Substrate on;
    private final Path state;

    Play(Terminal terminal, Cast cast, boolean keep, Substrate on, Path state, BooleanSupplier wanted) {
        this.terminal = terminal;
        this.cast = cast;
        this.stage = new Stage(terminal, cast.guest(), wanted);
        this.keep = keep;
        this.on = on;
        this.state = state;
    }

    /** All of it. */
    void run() {
        delegations();
        ReservationView alpha = slivers();
        command(alpha);
        otherTypes();
        extension(alpha);
        refusal();
        if (!keep) {
            expiry();
            closing();
        }
        stage.look();
    }

    private void delegations() {
        stage.step("A site, a broker and a guest",
                "'west' has two hosts, five licences and twenty VLAN tags. It delegates all of it to the broker 'market':"
                        + " from now on the broker may promise them, and the site keeps the last word."
                        + " 'guest' will ask for some.");
        Instant deadline = terminal.now().plus(PATIENCE);
        while (held() < 3) {
            require(terminal.now().isBefore(deadline), "the broker holds three delegations");
            cast.market().changes(cast.market().health().changes(), Duration.ofMillis(500));
        }
        stage.typed("get delegations");
        cast.market().delegations(Filter.LIVE).items().stream().filter(d -> d.side().equals("held"))
                .forEach(d -> stage.heard(d.issuer() + " lets " + d.holder() + " promise " + d.units() + " x " + d.type()));
        stage.pause(READING);
    }

    private long held() {
        return cast.market().delegations(Filter.LIVE).items().stream()
                .filter(d -> d.side().equals("held") && d.state().equals("held")).count();
    }

    private ReservationView slivers() {
        String brief = on == Substrate.LIBVIRT ? SHORT_FOR_MACHINES : SHORT;
        stage.step("Three slivers",
                "The guest asks for three shares of a host. The broker answers with tickets, the guest redeems them at the site,"
                        + " the site picks hosts, and its handler makes real processes with limits of their own."
                        + " gamma is for " + brief + ".");
        for (String id : MACHINES) {
            if (id.equals("gamma")) {
                List.of("alpha", "beta").forEach(this::active); // what they wait for is not gamma's time
            }
            String length = id.equals("gamma") ? brief : "10m";
            boolean machines = on == Substrate.LIBVIRT;
            stage.typed("request --id " + id + " --type vm --size cpu=800,memory=128 --for " + length
                    + (machines ? " --property ssh-key=..." : " --command 'sleep 1d'"));
            String wish = machines ? "ssh-key\": \"" + SmallGuest.publicKey(state) : "command\": \"sleep 1d";
            request(id, "vm", 1, "\"sliver\": {\"cpu\": 800, \"memory\": 128}, \"properties\": {\"" + wish + "\"}, ", length);
        }
        List<ReservationView> active = MACHINES.stream().map(this::active).toList();
        long hosts = active.stream().flatMap(r -> r.units().stream()).map(ReservationView.MemberView::host).distinct().count();
        require(hosts == 2, "both hosts are used");
        stage.checked("three leases are active, with a unit each, on two hosts");
        ReservationView first = active.getFirst();
        if (on == Substrate.LIBVIRT) {
            stage.heard("apart by: virtual machines, accelerated by: " + property(first, "libvirt.acceleration")
                    + (property(first, "libvirt.acceleration").equals("qemu") ? ", which emulates" : ""));
            stage.heard("their disks were cloned by: " + property(first, "libvirt.clone"));
        } else if (property(first, "account").equals("unknown")) {
            stage.heard("apart by: " + FORMS.getOrDefault(property(first, "native.form"), "unknown"));
            stage.heard("limits: " + property(first, "native.limits"));
        } else {
            stage.heard("apart by: containers over one tree, each with an address and an account of its own");
            stage.heard("log in, with a key in the property 'key': ssh " + property(first, "account") + "@"
                    + property(first, "address"));
        }
        stage.pause(READING);
        return active.getFirst();
    }

    private ReservationView active(String id) {
        ReservationView active = stage.until(PATIENCE, id, id + " is in use", r -> r.state().equals("active"));
        require(active.units().stream().allMatch(u -> u.state().equals("ready")) && !active.units().isEmpty(),
                "the units of " + id + " are ready");
        return active;
    }

    private void command(ReservationView alpha) {
        if (on == Substrate.LIBVIRT) {
            login(alpha);
            return;
        }
        ReservationView.MemberView unit = alpha.units().getFirst();
        stage.step("A command inside one of them", "Who are you, and what else runs where you are?");
        String script = "hostname; id -un 2>/dev/null || id -u; pwd; ls -d /proc/[0-9]* | wc -l";
        stage.typed("exec " + unit.id() + " -- sh -c '" + script + "'");
        List<String> lines = new ArrayList<>();
        int code = cast.site().exec(new ExecCommand(Optional.empty(), unit.id(), List.of("sh", "-c", script), PATIENCE), line -> {
            lines.add(line);
            stage.heard(line);
        });
        require(code == 0 && lines.size() >= 4, "the command ends well and says four lines");
        boolean apart = !property(alpha, "native.form").equals("group");
        long seen = Long.parseLong(lines.getLast().strip());
        if (apart) {
            long all = ProcessHandle.allProcesses().count();
            require(lines.getFirst().equals(unit.id()), "the unit has a host name of its own");
            require(seen < 20 && seen < all, "the unit sees its own processes only");
            stage.checked("it has a host name of its own, and sees " + seen + " processes where this machine has " + all);
        } else {
            require(seen > 0, "the unit sees processes");
            stage.checked("it runs; this machine permits no stronger form, so it sees the host's name and processes");
        }
        stage.pause(READING);
    }

    private void login(ReservationView alpha) {
        ReservationView.MemberView unit = alpha.units().getFirst();
        stage.step("A login into one of them", "Who are you, and which kernel is yours? It may still be starting.");
        String place = property(alpha, "libvirt.ssh");
        stage.heard("ssh -p " + place.substring(place.indexOf(':') + 1) + " root@" + place.substring(0, place.indexOf(':')));
        List<String> lines = new ArrayList<>();
        SmallGuest.inside(state, place, "hostname; uname -r; cut -d' ' -f1 /proc/uptime", line -> {
            lines.add(line);
            stage.heard(line);
        });
        require(lines.size() == 3 && lines.getFirst().equals(unit.id()), "the machine has its unit's name");
        stage.checked("it lets its owner in, runs Linux " + lines.get(1) + " and has been up for " + lines.get(2) + " s");
        stage.pause(READING);
    }

    private void otherTypes() {
        stage.step("Things that are no machines",
                "The core counts and times whatever it is told of: three of the five licences, and two VLAN tags, which come"
                        + " from a pool whose every unit carries its own number.");
        stage.typed("request --id editors --type licence --units 3 --for 10m");
        request("editors", "licence", 3, "", "10m");
        stage.typed("request --id networks --type vlan --units 2 --for 10m");
        request("networks", "vlan", 2, "", "10m");
        ReservationView editors = active("editors");
        ReservationView networks = active("networks");
        TreeSet<String> tags = new TreeSet<>();
        networks.units().forEach(u -> u.properties().text("tag").ifPresent(tags::add));
        require(editors.units().size() == 3, "there are three licences");
        require(tags.size() == 2 && tags.stream().allMatch(t -> t.matches("1(0[1-9]|1[0-9]|20)")),
                "there are two tags of the pool");
        stage.checked("3 licences, and the VLAN tags " + String.join(" and ", tags));
        stage.pause(READING);
    }

    private void extension(ReservationView before) {
        Duration more = keep ? Duration.ofHours(1) : Duration.ofMinutes(1);
        String written = keep ? "+1h" : "+1m";
        stage.step("More time",
                "alpha's lease is extended. The broker issues a newer ticket, the site binds it, the process goes on.");
        stage.typed("extend alpha " + written);
        cast.guest().change(new ChangeCommand(Optional.empty(), false, Optional.empty(), "alpha", Optional.empty(),
                Optional.of(more),
                Optional.empty(), Map.of(), List.of()));
        Instant old = before.term().orElseThrow().end();
        ReservationView after = stage.until(PATIENCE, "alpha", "alpha ends later and is in use",
                r -> r.state().equals("active") && r.term().filter(t -> t.end().equals(old.plus(more))).isPresent());
        require(after.units().getFirst().id().equals(before.units().getFirst().id()), "alpha keeps its unit");
        stage.checked("the end moved from " + terminal.moments().at(old) + " to "
                + terminal.moments().at(after.term().orElseThrow().end()) + ", and the unit is the same");
        stage.pause(READING);
    }

    private void refusal() {
        stage.step("A no, with what could be had instead",
                "Eight large machines are more than what is left. Nothing is clipped in silence: the broker says why, and when.");
        stage.typed("request --id toomuch --type vm --units 8 --size cpu=500,memory=256 --for 1m --wait");
        request("toomuch", "vm", 8, "\"sliver\": {\"cpu\": 500, \"memory\": 256}, ", "1m");
        ReservationView refused = stage.until(PATIENCE, "toomuch", "the broker refuses", r -> r.refusal().isPresent());
        Problem problem = refused.refusal().orElseThrow();
        stage.heard("refused: " + problem.message());
        require(problem.kind() == Problem.Kind.INSUFFICIENT, "it is refused because there is not enough");
        require(problem.alternative().filter(a -> a.units() > 0 && a.units() < 8).isPresent(), "fewer are offered");
        require(problem.alternative().flatMap(a -> a.earliestStart()).filter(s -> s.isAfter(terminal.now())).isPresent(),
                "a later start is offered");
        problem.alternative().ifPresent(a -> Failure.alternatives(a, terminal.moments()).forEach(stage::heard));
        stage.checked("the refusal names its reason and two alternatives");
        stage.pause(READING);
    }

    private void expiry() {
        stage.step("Time is up",
                "Nobody extends gamma. When its term is over the guest leaves, and the site takes the unit back.");
        ReservationView gone = stage.until(PATIENCE.multipliedBy(2), "gamma", "gamma's lease ends by itself",
                r -> r.state().equals("closed"));
        Instant end = gone.term().orElseThrow().end();
        stage.until(PATIENCE, "gamma's unit is gone", rows -> units("gamma") == 0 ? Optional.of(true) : Optional.empty());
        // The guest leaves a margin before the end; the closing is not later than the teardown that the type allows for.
        require(!terminal.now().isBefore(end.minus(Duration.ofSeconds(5))), "gamma ended with its term and not before");
        stage.checked("gamma is closed and its processes are gone; its term ended at " + terminal.moments().at(end));
        stage.pause(READING);
    }

    private void closing() {
        List<String> rest = List.of("alpha", "beta", "editors", "networks");
        stage.step("The rest is given back", "Closing a lease tears its units down; what is free can be promised again.");
        stage.typed("close " + String.join(" ", rest) + " --wait");
        rest.forEach(id -> cast.guest().close(new CloseCommand(Optional.empty(), false, Optional.empty(), id)));
        rest.forEach(id -> stage.until(PATIENCE, id, id + " is closed", r -> r.state().equals("closed")));
        require(cast.site().units(Filter.LIVE).items().isEmpty(), "the site has no unit left");
        stage.checked("every lease is closed and the site has no unit left");
    }

    private long units(String lease) {
        return cast.site().units(Filter.LIVE).items().stream().filter(u -> u.lease().equals(lease)).count();
    }

    private void request(String id, String type, long units, String more, String length) {
        cast.guest().request(RecordForm.readJson(RequestCommand.class, "{\"slice\": \"demo\", \"wishes\": [{\"id\": \"" + id
                + "\", \"type\": \"" + type + "\", \"units\": " + units + ", " + more + "\"length\": \"" + length + "\"}]}"));
    }

    private static String property(ReservationView reservation, String name) {
        return reservation.units().getFirst().properties().text(name).orElse("unknown");
    }

    private static void require(boolean fact, String sentence) {
        if (!fact) {
            throw new Sentence("This should be so and is not: " + sentence + ".");
        }
    }

    /** What to say at the end. */
    static String goodbye(Duration took) {
        return "All of it came about as said, in " + Moments.length(took) + ".";
    }
}
