package orca.servicemanager;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.contract.Refusal;
import orca.core.contract.ReservationId;
import orca.core.protocol.Command;
import orca.core.protocol.Reply;
import orca.core.reservation.ReservationState;
import orca.core.reservation.ReservationTrigger;
import orca.core.resource.PropertyList;
import orca.core.table.Verdict;
import orca.servicemanager.demand.Change;
import orca.servicemanager.demand.Fingerprint;
import orca.servicemanager.demand.Requests;
import orca.servicemanager.record.BrokerSide;
import orca.servicemanager.record.GroupId;
import orca.servicemanager.record.GroupImage;
import orca.servicemanager.record.GroupState;
import orca.servicemanager.record.GuestCounters;
import orca.servicemanager.record.Purpose;
import orca.servicemanager.record.RequestMark;
import orca.servicemanager.record.ReservationImage;
import orca.servicemanager.record.SiteSide;
import orca.servicemanager.record.SliceImage;
import orca.servicemanager.record.SliceName;

/**
 * Carries out commands, an operator's or a controller's. A declined command has changed nothing in the draft, so that one bad
 * move of a controller costs only itself.
 */
final class Orders {
    private final GuestSettings settings;
    private final Course course;
    /** Part of every name, so that none comes again that a life chose which this one does not remember. */
    private final String life;

    Orders(GuestSettings settings, Course course, long epoch) {
        this.settings = settings;
        this.course = course;
        this.life = epoch > 1 ? epoch + "." : "";
    }

    Reply order(Draft draft, Command command, Instant now) {
        return switch (command) {
            case Command.Guest guest -> order(draft, guest, now);
            case Command.Market market -> notOurs(command);
            case Command.Site site -> notOurs(command);
            case Command.Settle settle -> notOurs(command);
            case Command.Telling telling -> notOurs(command);
            case Command.SetPolicy set -> notOurs(command); // no controller chooses another, and an operator's is not for here
        };
    }

    private static Reply notOurs(Command command) {
        return Reply.declined(Refusal.Kind.NEVER, command.getClass().getSimpleName() + " is no command for a service manager");
    }

    Reply order(Draft draft, Command.Guest command, Instant now) {
        Optional<String> requestId = switch (command) {
            case Command.Request request -> request.requestId();
            case Command.Change change -> change.requestId();
            case Command.Close close -> Optional.empty();
        };
        Optional<RequestMark> mark = requestId.map(id -> new RequestMark(id, Fingerprint.of(command)));
        Optional<Reply> before = mark.flatMap(m -> repeated(draft, m));
        return before.orElseGet(() -> switch (command) {
            case Command.Request request -> request(draft, request, mark, now);
            case Command.Change change -> change(draft, change, mark, now);
            case Command.Close close -> close(draft, close, now);
        });
    }

    private static Optional<Reply> repeated(Draft draft, RequestMark mark) {
        return draft.accepted(mark.id()).map(known -> known.content() == mark.content()
                ? new Reply.Accepted(known.ids().stream().map(ReservationId::value).toList(), "")
                : Reply.declined(Refusal.Kind.CONFLICT, "requestId: " + mark.id() + " was another command"));
    }

    // ---- request

    private Reply request(Draft draft, Command.Request request, Optional<RequestMark> mark, Instant now) {
        Optional<Refusal> flaw = Requests.flaw(request, draft::reservation, now, settings.times().margin());
        if (flaw.isPresent()) {
            return new Reply.Declined(flaw.get());
        }
        if (draft.live() + request.wishes().size() > settings.limits().reservations()) {
            return Reply.declined(Refusal.Kind.NOT_NOW, "there are " + draft.live() + " reservations, and at most "
                    + settings.limits().reservations() + " are kept at a time");
        }
        SliceName slice = new SliceName(request.slice());
        if (draft.slice(slice).isEmpty()) {
            draft.put(SliceImage.made(slice, now));
        }
        List<ReservationId> ids = names(draft, request.wishes());
        Optional<GroupId> group = request.together() ? Optional.of(group(draft, request, ids, now)) : Optional.empty();
        long number = draft.counters().reservations() - ids.size();
        for (int i = 0; i < ids.size(); i++) {
            ReservationImage image = nascent(ids.get(i), ++number, slice, group, request.wishes().get(i), now);
            draft.put(mark.map(image::requested).orElse(image));
        }
        ids.forEach(id -> course.settle(draft, id, now));
        return new Reply.Accepted(ids.stream().map(ReservationId::value).toList(), "");
    }

    /** Names all wishes; the counter goes on by one for each, whether its name comes from there or not. */
    private List<ReservationId> names(Draft draft, List<Command.Wish> wishes) {
        Set<ReservationId> taken = new LinkedHashSet<>();
        wishes.forEach(wish -> wish.id().ifPresent(taken::add));
        List<ReservationId> ids = new ArrayList<>(wishes.size());
        GuestCounters counters = draft.counters();
        long number = counters.reservations();
        for (Command.Wish wish : wishes) {
            number++;
            ReservationId id = wish.id().orElse(name(number));
            while (wish.id().isEmpty() && (taken.contains(id) || draft.reservation(id).isPresent())) {
                number++;
                id = name(number);
            }
            taken.add(id);
            ids.add(id);
        }
        draft.put(new GuestCounters(number, counters.groups()));
        return ids;
    }

    private ReservationId name(long number) {
        return new ReservationId(settings.name() + "-" + life + number);
    }

    private GroupId group(Draft draft, Command.Request request, List<ReservationId> ids, Instant now) {
        GuestCounters counters = draft.counters();
        GroupId group = new GroupId(settings.name() + "-g" + life + (counters.groups() + 1));
        Instant until = request.holdUntil().orElse(now.plus(settings.times().hold()));
        draft.put(new GuestCounters(counters.reservations(), counters.groups() + 1));
        draft.put(new GroupImage(group, ids, until, GroupState.OPEN, new Cause(now, "REQUEST", "")));
        return group;
    }

    private ReservationImage nascent(
            ReservationId id, long number, SliceName slice, Optional<GroupId> group, Command.Wish wish, Instant now) {
        Purpose purpose = new Purpose(slice, wish.broker(), group, wish.redeemAfter(), wish.joinAfter(), wish.renewUntil(),
                wish.demand().term().length());
        return new ReservationImage(new ContractKey(settings.self(), id), number, purpose, ReservationState.NASCENT,
                new Cause(now, "REQUEST", ""), false, Optional.empty(), wish.demand(), Optional.empty(),
                BrokerSide.silent(wish.demand()), SiteSide.NONE, Optional.empty(), ReservationImage.Renewing.FRESH,
                List.of(), PropertyList.NONE, List.of(), List.of());
    }

    // ---- change and close

    private Reply change(Draft draft, Command.Change command, Optional<RequestMark> mark, Instant now) {
        Optional<ReservationImage> known = draft.reservation(command.id());
        if (known.isEmpty()) {
            return unknown(command.id());
        }
        ReservationImage image = known.get();
        if (course.verdict(image, ReservationTrigger.EXTEND) instanceof Verdict.Refused<ReservationState>(String reason)) {
            return Reply.declined(image.goingOrGone() ? Refusal.Kind.LATE : Refusal.Kind.NOT_NOW, reason);
        }
        return switch (Change.of(image, command, now, settings.times().margin())) {
            case Change.No(Refusal refusal) -> new Reply.Declined(refusal);
            case Change.Nothing() -> new Reply.Accepted(List.of(command.id().value()), "nothing to change");
            case Change.To(var demand, var victims) -> {
                String why = demand.units() + " units until " + demand.term().end();
                ReservationImage moved = course.extending(draft, image, demand, victims, now, why);
                if (moved == image) {
                    yield Reply.declined(Refusal.Kind.NOT_NOW, "not while it is " + image.state());
                }
                draft.put(mark.map(moved::requested).orElse(moved));
                course.settle(draft, command.id(), now);
                yield new Reply.Accepted(List.of(command.id().value()), "");
            }
        };
    }

    private Reply close(Draft draft, Command.Close command, Instant now) {
        Optional<ReservationImage> known = draft.reservation(command.id());
        if (known.isEmpty()) {
            return unknown(command.id());
        }
        ReservationImage image = known.get();
        return switch (course.verdict(image, ReservationTrigger.CLOSE)) {
            case Verdict.Refused<ReservationState>(String reason) -> Reply.declined(Refusal.Kind.CONFLICT, reason);
            case Verdict.Ignored<ReservationState>() ->
                    new Reply.Accepted(List.of(command.id().value()), "it is " + image.state() + " already");
            case Verdict.Moved<ReservationState>(ReservationState to) -> {
                draft.put(image.to(to, new Cause(now, ReservationTrigger.CLOSE.name(), "the guest wants no more of it")));
                course.settle(draft, command.id(), now);
                yield new Reply.Accepted(List.of(command.id().value()), "");
            }
        };
    }

    private static Reply unknown(ReservationId id) {
        return Reply.declined(Refusal.Kind.UNKNOWN, "there is no reservation " + id);
    }
}
