package orca.servicemanager;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import orca.core.contract.Refusal;
import orca.core.contract.ReservationId;
import orca.core.policy.GuestPlan;
import orca.core.policy.GuestView;
import orca.core.policy.PolicyState;
import orca.core.policy.PolicyView;
import orca.core.policy.Proposal;
import orca.core.policy.Swap;
import orca.core.protocol.Command;
import orca.core.protocol.Reply;
import orca.servicemanager.controller.Controllers;
import orca.servicemanager.controller.Holdings;
import orca.servicemanager.record.ChoiceImage;
import orca.servicemanager.record.ControllerImage;
import orca.servicemanager.record.ReservationImage;
import orca.servicemanager.record.SliceImage;
import orca.servicemanager.record.SliceName;

/**
 * Asks the controllers of slices and carries out what they answer, as if the guest's operator had said it.
 *
 * <p>Soft: what each slice looked like when its controller was asked last. Losing that costs one question more for each slice.
 */
final class Counsel {
    private final Controllers controllers;
    private final GuestState state;
    private final Orders orders;
    private final Map<SliceName, Long> asked = new TreeMap<>();
    private Optional<SliceName> last = Optional.empty();
    private boolean superseded;

    Counsel(Controllers controllers, GuestState state, Orders orders) {
        this.controllers = controllers;
        this.state = state;
        this.orders = orders;
    }

    /** The view that some controller has to be shown; slices take turns, so that a restless one does not starve others. */
    Optional<PolicyView> question(Instant now) {
        if (controllers.bySlice().isEmpty()) {
            return Optional.empty();
        }
        Optional<SliceName> next = inTurn().stream().filter(slice -> isOpen(slice, now)).findFirst();
        next.ifPresent(slice -> {
            asked.put(slice, state.changes(slice));
            superseded = false;
        });
        last = next.or(() -> last);
        return next.map(slice -> view(slice, now));
    }

    private List<SliceName> inTurn() {
        NavigableMap<SliceName, String> all = new TreeMap<>(controllers.bySlice());
        if (last.isEmpty()) {
            return new ArrayList<>(all.keySet());
        }
        List<SliceName> turn = new ArrayList<>(all.tailMap(last.get(), false).keySet());
        turn.addAll(all.headMap(last.get(), true).keySet());
        return turn;
    }

    private boolean isOpen(SliceName slice, Instant now) {
        Optional<Instant> retry = state.slice(slice).flatMap(SliceImage::retryAt);
        if (retry.isPresent()) {
            return !now.isBefore(retry.get());
        }
        Long before = asked.get(slice);
        return before == null || before != state.changes(slice) || alarm(slice).filter(at -> !at.isAfter(now)).isPresent();
    }

    private GuestView view(SliceName slice, Instant now) {
        List<GuestView.Holding> holdings = state.inSlice(slice).stream()
                .flatMap(id -> state.reservation(id).stream())
                .filter(image -> !image.state().isEnd())
                .map(Holdings::of)
                .toList();
        List<GuestView.Sample> samples = controllers.sensors().entrySet().stream()
                .filter(sensor -> sensor.getValue().equals(slice))
                .flatMap(sensor -> state.sample(sensor.getKey()).stream())
                .toList();
        return new GuestView(now, slice.value(), holdings, samples, Optional.ofNullable(state.memories().get(slice)));
    }

    /** When the slice's controller has to be asked though nothing changed. */
    Optional<Instant> alarm(SliceName slice) {
        if (!controllers.bySlice().containsKey(slice)) {
            return Optional.empty();
        }
        Optional<SliceImage> image = state.slice(slice);
        Optional<Duration> every = controllers.every();
        return image.flatMap(SliceImage::retryAt)
                .or(() -> every.flatMap(span -> image.flatMap(SliceImage::answeredAt).map(at -> at.plus(span))));
    }

    /** An operator wants a slice to be ruled by another controller, or by the same with other settings. */
    Reply follow(Draft draft, Command.SetPolicy command, String operator, Instant now) {
        Optional<SliceName> ruled = command.slice().map(SliceName::new).filter(controllers.bySlice()::containsKey);
        if (ruled.isEmpty()) {
            return Reply.declined(Refusal.Kind.UNKNOWN, "slice: must be one that the configuration has a controller for, of "
                    + controllers.bySlice().keySet() + ", got " + command.slice().orElse("none"));
        }
        SliceName slice = ruled.get();
        Optional<PolicyState> memory = Optional.ofNullable(state.memories().get(slice));
        Swap swap = Swap.of(command, operator, now, Optional.ofNullable(state.chosen().get(slice.value())), memory);
        if (swap.changes()) {
            draft.put(new ChoiceImage(slice, swap.chosen(), swap.cause()));
            draft.slice(slice).filter(image -> image.retryAt().isPresent()).ifPresent(image -> draft.put(image.anew()));
        }
        if (swap.changes() && swap.forgets()) {
            draft.forget(new ControllerImage.Memory(slice));
        }
        return swap.reply(command);
    }

    /** Another controller rules {@code slice}: what the one before was asked last is void, whatever it answers. */
    void supersede(SliceName slice) {
        superseded |= last.filter(slice::equals).isPresent();
    }

    /** Takes an answer, or that there is none. */
    void proposed(Draft draft, Proposal proposal, Instant now) {
        if (superseded) {
            return;
        }
        if (proposal instanceof GuestPlan plan) {
            controllers.bySlice().keySet().stream().filter(s -> s.value().equals(plan.slice())).findFirst()
                    .ifPresent(slice -> carryOut(draft, slice, plan, now));
        } else if (proposal instanceof Proposal.Failed failed) {
            last.ifPresent(slice -> {
                SliceImage image = slice(draft, slice, now);
                Instant next = now.plus(controllers.retry().after(image.failures() + 1));
                draft.put(image.failed(next).noticed(now, "controller " + failed.policy() + " failed: " + failed.reason()));
            });
        }
    }

    private void carryOut(Draft draft, SliceName slice, GuestPlan plan, Instant now) {
        List<String> declined = new ArrayList<>();
        for (Command.Guest move : plan.moves()) {
            Reply reply = mayMove(draft, slice, move) ? orders.order(draft, move, now)
                    : Reply.declined(Refusal.Kind.DENIED, "it is not of slice " + slice);
            if (reply instanceof Reply.Declined(Refusal refusal)) {
                declined.add(move.getClass().getSimpleName() + about(move) + " was declined: " + refusal.reason());
            }
        }
        SliceImage image = slice(draft, slice, now).answered(now);
        for (String why : declined) {
            image = image.noticed(now, "controller: " + why);
        }
        draft.put(image);
        plan.state().ifPresent(remembered -> draft.put(new ControllerImage(slice, remembered)));
    }

    private static SliceImage slice(Draft draft, SliceName slice, Instant now) {
        return draft.slice(slice).orElseGet(() -> SliceImage.made(slice, now));
    }

    private static boolean mayMove(Draft draft, SliceName slice, Command.Guest move) {
        return switch (move) {
            case Command.Request request -> request.slice().equals(slice.value());
            case Command.Change change -> owns(draft, slice, change.id());
            case Command.Close close -> owns(draft, slice, close.id());
        };
    }

    private static boolean owns(Draft draft, SliceName slice, ReservationId id) {
        return draft.reservation(id).map(ReservationImage::purpose).filter(p -> p.slice().equals(slice)).isPresent();
    }

    private static String about(Command.Guest move) {
        return switch (move) {
            case Command.Request request -> "";
            case Command.Change change -> " of " + change.id();
            case Command.Close close -> " of " + close.id();
        };
    }
}
