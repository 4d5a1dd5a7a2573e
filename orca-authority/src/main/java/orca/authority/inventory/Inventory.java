package orca.authority.inventory;

import java.util.Optional;
import java.util.regex.Pattern;
import orca.authority.state.AuthoritySettings;
import orca.authority.state.Draft;
import orca.authority.state.Host;
import orca.authority.state.HostImage;
import orca.authority.state.TypeFile;
import orca.authority.state.TypeImage;
import orca.core.contract.Cause;
import orca.core.contract.Refusal;
import orca.core.handler.Attached;
import orca.core.protocol.Command;
import orca.core.protocol.HostAgent;
import orca.core.protocol.Reply;
import orca.core.resource.Amounts;
import orca.core.resource.Names;
import orca.core.resource.Pieces;
import orca.core.resource.Promised;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;

/** Types and hosts, as the operator sets them. The same word again changes nothing. */
public final class Inventory {
    private static final Pattern NEAR = Pattern.compile("[^:,;]+:[^:,;]+(,[^:,;]+:[^:,;]+)*");

    private final AuthoritySettings settings;

    public Inventory(AuthoritySettings settings) {
        this.settings = settings;
    }

    /** Makes a type known, or gives a known one another turnaround or handler. */
    public Reply define(Draft draft, Command.DefineType command) {
        Optional<TypeFile> known = draft.site().type(command.type().name());
        if (known.isEmpty() && draft.site().types().size() >= settings.limits().types()) {
            return Reply.declined(Refusal.Kind.NOT_NOW, "no more than " + settings.limits().types() + " types");
        }
        if (known.isPresent() && !known.get().type().dimensions().equals(command.type().dimensions())) {
            return Reply.declined(Refusal.Kind.CONFLICT, "type.dimensions: those of " + command.type().name()
                    + " never change, they are " + known.get().type().dimensions());
        }
        TypeImage next = new TypeImage(command.type(), command.handler(), command.mobility(), command.promised(),
                new Cause(draft.now(), "DEFINE", ""));
        Optional<Refusal> flaw = unpromisable(draft, command, known);
        if (flaw.isPresent()) {
            return new Reply.Declined(flaw.get());
        }
        boolean same = known.isPresent() && known.get().type().equals(next.type())
                && known.get().image().handler().equals(next.handler())
                && known.get().image().mobility().equals(next.mobility())
                && known.get().image().promised() == next.promised();
        if (!same) {
            draft.put(next);
        }
        return Reply.accepted(command.type().name().value());
    }

    /** Why the type cannot be delegated as {@code command} says. */
    private static Optional<Refusal> unpromisable(Draft draft, Command.DefineType command, Optional<TypeFile> known) {
        TypeName name = command.type().name();
        Promised before = known.map(t -> t.image().promised()).orElse(command.promised());
        boolean inUse = draft.site().delegations().stream()
                .anyMatch(d -> d.booked() && d.current().type().name().equals(name))
                || draft.site().units().stream().anyMatch(u -> u.type().equals(name));
        if (before != command.promised() && inUse) {
            return Optional.of(Refusal.of(Refusal.Kind.CONFLICT, "type.promised: that of " + name
                    + " never changes while it is delegated or has units"));
        }
        if (command.promised() == Promised.BY_SUM) {
            return Optional.empty();
        }
        if (command.mobility().isPresent()) {
            return Optional.of(Refusal.of(Refusal.Kind.NEVER, "type.promised: units of " + name
                    + " are promised by host, so they stay on their hosts; let nobody move them (moved-by: nobody)"));
        }
        return draft.site().hosts().stream().map(Host::image)
                .filter(h -> h.type().equals(name) && Pieces.of(h.properties()).isPresent())
                .map(h -> inPieces(h.name(), name)).findFirst();
    }

    private static Refusal inPieces(String host, TypeName type) {
        return Refusal.of(Refusal.Kind.NEVER, "host." + Pieces.ASKED + ": units of " + type
                + " are promised by host, and that " + host + " has a dimension in pieces cannot be promised");
    }

    /** Adds a host or changes one. What lives on it stays, even if it is closed or became too small. */
    public Reply setHost(Draft draft, Command.SetHost command) {
        return setHost(draft, command, draft.site().findHost(command.host()).flatMap(host -> host.image().agent()));
    }

    /** The same for a host whose units are made by {@code agent}. */
    public Reply setHost(Draft draft, Command.SetHost command, Optional<HostAgent> agent) {
        Optional<Refusal> flaw = flaw(draft, command);
        if (flaw.isPresent()) {
            return new Reply.Declined(flaw.get());
        }
        Optional<HostImage> before = draft.site().findHost(command.host()).map(Host::image);
        PropertyList properties = laidOut(draft, command);
        boolean same = before.isPresent() && before.get().type().equals(command.type())
                && before.get().capacity().equals(command.capacity()) && before.get().properties().equals(properties)
                && before.get().open() == command.open() && before.get().agent().equals(agent);
        if (!same) {
            boolean shrunk = before.isPresent() && before.get().type().equals(command.type())
                    && (before.get().tight() || !before.get().capacity().fitsIn(command.capacity()));
            draft.put(new HostImage(command.host(), command.type(), command.capacity(), properties, command.open(),
                    shrunk, draft.freedRoom(),
                    before.flatMap(HostImage::drained), new Cause(draft.now(), "SET_HOST", ""), agent));
        }
        return Reply.accepted(command.host());
    }

    /** Has a host's units live elsewhere, or no more. Outlasts what the configuration says of the host. */
    public Reply drain(Draft draft, Command.Drain command) {
        Optional<HostImage> host = draft.site().findHost(command.host()).map(Host::image);
        if (host.isEmpty()) {
            return Reply.declined(Refusal.Kind.UNKNOWN, "there is no host " + command.host());
        }
        Optional<String> why = command.drained() ? Optional.of(command.reason()) : Optional.empty();
        if (!host.get().drained().equals(why)) {
            draft.put(host.get().drained(why, draft.freedRoom(), new Cause(draft.now(), "DRAIN", command.reason())));
        }
        return Reply.accepted(command.host());
    }

    private Optional<Refusal> flaw(Draft draft, Command.SetHost command) {
        Optional<TypeFile> type = draft.site().type(command.type());
        Optional<Host> before = draft.site().findHost(command.host());
        if (type.isEmpty()) {
            return Optional.of(Refusal.of(Refusal.Kind.UNKNOWN, "host.type: there is no type " + command.type()));
        }
        if (command.capacity().size() != type.get().type().dimensions().size() + 1) {
            return Optional.of(Refusal.of(Refusal.Kind.NEVER, "host.capacity: must be units, then the dimensions of "
                    + command.type() + ", got " + command.capacity()));
        }
        for (long entry : command.capacity().toArray()) {
            if (entry > AuthoritySettings.LARGEST) {
                return Optional.of(Refusal.of(Refusal.Kind.NEVER,
                        "host.capacity: entries must be at most " + AuthoritySettings.LARGEST + ", got " + entry));
            }
        }
        if (before.isPresent() && !before.get().image().type().equals(command.type()) && before.get().units() > 0) {
            return Optional.of(Refusal.of(Refusal.Kind.CONFLICT,
                    "host.type: " + command.host() + " has units of " + before.get().image().type()));
        }
        if (before.isPresent() && !before.get().image().type().equals(command.type()) && promised(draft, command.host())) {
            return Optional.of(Refusal.of(Refusal.Kind.CONFLICT, "host.type: some of " + command.host()
                    + " is delegated as " + before.get().image().type()));
        }
        Optional<Refusal> pieces = piecesFlaw(draft, command, before);
        if (pieces.isPresent()) {
            return pieces;
        }
        Optional<String> near = command.properties().text(Attached.NEAR).filter(text -> !NEAR.matcher(text).matches());
        if (near.isPresent()) {
            return Optional.of(Refusal.of(Refusal.Kind.NEVER, "host." + Attached.NEAR
                    + ": must be PROPERTY:VALUE or host:NAME, several with commas between, got " + Names.quoted(near.get())));
        }
        if (before.isEmpty() && draft.site().hosts().size() >= settings.limits().hosts()) {
            return Optional.of(
                    Refusal.of(Refusal.Kind.NOT_NOW, "no more than " + settings.limits().hosts() + " hosts"));
        }
        for (int i = 0; i < command.capacity().size(); i++) {
            if (type.get().inventory().get(i) + command.capacity().get(i) > Amounts.MOST) {
                return Optional.of(Refusal.of(Refusal.Kind.NEVER, "host.capacity: the hosts of " + command.type()
                        + " together must stay below " + Amounts.MOST));
            }
        }
        return Optional.empty();
    }

    /** Whether brokers were promised some of that very host. */
    public static boolean promised(Draft draft, String host) {
        return draft.site().delegations().stream().anyMatch(d -> d.booked() && d.hosts().contains(host));
    }

    private static PropertyList laidOut(Draft draft, Command.SetHost command) {
        return Pieces.laidOut(draft.site().type(command.type()).orElseThrow().type(), command.properties(), command.capacity());
    }

    private static Optional<Refusal> piecesFlaw(Draft draft, Command.SetHost command, Optional<Host> before) {
        PropertyList properties;
        try {
            properties = laidOut(draft, command);
        } catch (IllegalArgumentException e) {
            return Optional.of(Refusal.of(Refusal.Kind.NEVER, e.getMessage()));
        }
        if (Pieces.of(properties).isPresent() && draft.site().type(command.type()).orElseThrow().image().byHost()) {
            return Optional.of(inPieces(command.host(), command.type()));
        }
        return before.filter(h -> h.units() > 0 && !Pieces.of(h.image().properties()).equals(Pieces.of(properties)))
                .map(h -> Refusal.of(Refusal.Kind.CONFLICT, "host." + Pieces.ASKED + ": the pieces of " + command.host()
                        + " never change while units live on it"));
    }
}
