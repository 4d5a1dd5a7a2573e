package orca.authority.maintenance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import orca.authority.assignment.Leases;
import orca.authority.assignment.Units;
import orca.authority.inventory.Inventory;
import orca.authority.state.Draft;
import orca.authority.state.MaintenanceImage;
import orca.authority.state.MaintenanceImage.Stage;
import orca.authority.state.Site;
import orca.authority.state.SiteSubject;
import orca.authority.state.UnitImage;
import orca.core.actor.Duties;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.contract.Refusal;
import orca.core.lease.UnitState;
import orca.core.protocol.Command;
import orca.core.protocol.Reply;
import orca.core.protocol.Servicing;

/**
 * Maintenance from the day it is planned until it is over. Its time is taken out of the calendars of its hosts at once, so
 * that nothing new is placed into it and nothing lasts into it. Holders whose units are concerned are told then. From
 * {@link MaintenanceImage#leaveFrom} on units leave: those that can be moved as the site's policy moves them, the others as if
 * they had been found dead, with another one in their place first. What is there still when it begins is taken away.
 */
public final class Maintaining {
    /** The most that are planned or go on at a time. */
    public static final int MOST = 1_000;
    /** How often it is looked again, before it begins, whether those can leave now that could not. */
    static final Duration PATIENCE = Duration.ofMinutes(10);
    /** The same while it goes on. */
    static final Duration HASTE = Duration.ofMinutes(1);

    private final Inventory inventory;
    private final Units units;
    private final Leases leases;

    public Maintaining(Inventory inventory, Units units, Leases leases) {
        this.inventory = inventory;
        this.units = units;
        this.leases = leases;
    }

    /** Plans one, or plans it anew. The same again changes nothing. */
    public Reply plan(Draft draft, Servicing.Maintain command) {
        Optional<MaintenanceImage> before = find(draft.site(), command.id());
        Optional<Refusal> flaw = flaw(draft, command, before);
        if (flaw.isPresent()) {
            return new Reply.Declined(flaw.get());
        }
        MaintenanceImage next = new MaintenanceImage(command.id(), command.hosts(), command.window(), command.leaveFrom(),
                command.keep(), command.reason(), Stage.PLANNED, Optional.of(command.leaveFrom()), draft.freedRoom(),
                new Cause(draft.now(), "PLAN", command.reason()));
        if (before.filter(known -> same(known, next)).isPresent()) {
            return Reply.accepted(command.id());
        }
        before.ifPresent(known -> told(draft, known, next, known.words() + " is planned anew"));
        concerned(draft.site(), next).forEach((key, units) -> tell(draft, key, said(next, units)));
        go(draft, next);
        return Reply.accepted(command.id());
    }

    private static boolean same(MaintenanceImage known, MaintenanceImage next) {
        return known.hosts().equals(next.hosts()) && known.window().equals(next.window())
                && known.leaveFrom().equals(next.leaveFrom()) && known.keep() == next.keep()
                && known.reason().equals(next.reason());
    }

    private static Optional<Refusal> flaw(Draft draft, Servicing.Maintain command, Optional<MaintenanceImage> before) {
        Optional<String> strange = command.hosts().stream().filter(name -> draft.site().findHost(name).isEmpty()).findFirst();
        if (strange.isPresent()) {
            return Optional.of(Refusal.of(Refusal.Kind.UNKNOWN, "hosts: there is no host " + strange.get()));
        }
        if (command.window().endedAt(draft.now())) {
            return Optional.of(Refusal.of(Refusal.Kind.LATE, "window: its end, " + command.window().end() + ", is over"));
        }
        return before.isPresent() || draft.site().maintenances().size() < MOST ? Optional.empty()
                : Optional.of(Refusal.of(Refusal.Kind.NOT_NOW, "no more than " + MOST + " maintenances"));
    }

    /** Calls it off, or says that it is done. */
    public Reply end(Draft draft, Servicing.EndMaintenance command) {
        Optional<MaintenanceImage> known = find(draft.site(), command.id());
        if (known.isEmpty()) {
            return Reply.declined(Refusal.Kind.UNKNOWN, "there is no maintenance " + command.id());
        }
        over(draft, known.get(), new Cause(draft.now(), "END", command.reason()));
        concerned(draft.site(), known.get()).keySet().forEach(key -> tell(draft, key, known.get().words() + " is called off"
                + (command.reason().isEmpty() ? "" : ": " + command.reason())));
        return Reply.accepted(command.id());
    }

    /**
     * A host is off. It is drained; what was put aside there is gone, and what served is dead, and replaced as its holder chose.
     * What its handler is at just now goes on to be tried, is put aside when that fails, and is gone when this is said again.
     */
    public Reply off(Draft draft, Servicing.HostOff command) {
        String why = command.reason().isEmpty() ? "its host is off" : "its host is off: " + command.reason();
        Reply drained = inventory.drain(draft, new Command.Drain(command.host(), true, why));
        if (drained instanceof Reply.Declined) {
            return drained;
        }
        long left = 0;
        for (UnitImage unit : draft.site().units()) {
            boolean there = unit.places().stream().allMatch(command.host()::equals);
            if (there && unit.state() == UnitState.QUARANTINED) {
                units.freeByHand(draft, draft.unit(unit.id()), why);
                leases.settle(draft, unit.lease());
            } else if (there && unit.state() == UnitState.READY) {
                leases.repairs().died(draft, unit.id(), unit.version(), why);
                left += draft.unit(unit.id()).equals(unit) ? 1 : 0;
            } else if (unit.isBookedOn(command.host())) {
                left++;
            }
        }
        return left == 0 ? Reply.accepted(command.host()) : new Reply.Accepted(List.of(command.host()),
                left + (left == 1 ? " unit is" : " units are") + " being changed: when that has failed, say it again");
    }

    /** It is time to go on with it. */
    public void rang(Draft draft, SiteSubject subject, long mark) {
        find(draft.site(), subject.name())
                .filter(image -> image.lookAt().filter(at -> at.toEpochMilli() == mark).isPresent())
                .ifPresent(image -> go(draft, image));
    }

    private void go(Draft draft, MaintenanceImage image) {
        Stage stage = image.due(draft.now());
        if (stage == Stage.OVER) {
            over(draft, image, new Cause(draft.now(), "OVER", ""));
            return;
        }
        List<UnitImage> there = there(draft.site(), image).toList();
        Optional<Instant> next = Stream.of(image.leaveFrom(), image.window().start(), image.window().end())
                .filter(at -> at.isAfter(draft.now())).findFirst();
        boolean again = stage != Stage.PLANNED && !there.isEmpty() && !(stage == Stage.UNDER && image.keep());
        Instant soon = draft.now().plus(stage == Stage.UNDER ? HASTE : PATIENCE);
        Optional<Instant> look = next.map(at -> again && at.isAfter(soon) ? soon : at);
        // Whoever has to leave from now on is for the policy to know: to it, that is room.
        long room = stage == image.stage() ? image.room() : draft.freedRoom();
        draft.put(image.in(stage, look, room, new Cause(draft.now(), stage.name(), image.reason())));
        if (!again) {
            return;
        }
        boolean last = stage == Stage.UNDER;
        for (UnitImage unit : there) {
            if (last || draft.site().type(unit.type()).orElseThrow().image().mobility().isEmpty()) {
                leases.repairs().leave(draft, draft.unit(unit.id()), image, last);
            }
        }
    }

    private static void over(Draft draft, MaintenanceImage image, Cause cause) {
        draft.put(image.in(Stage.OVER, Optional.empty(), draft.freedRoom(), cause));
    }

    private static Optional<MaintenanceImage> find(Site site, String id) {
        return site.maintenances().stream().filter(image -> image.id().equals(id)).findFirst();
    }

    private static Stream<UnitImage> there(Site site, MaintenanceImage image) {
        return site.units().stream().filter(unit -> (unit.serves() || unit.state() == UnitState.REPLACING) && image.meets(unit));
    }

    private static Map<ContractKey, List<UnitImage>> concerned(Site site, MaintenanceImage image) {
        Map<ContractKey, List<UnitImage>> all = new LinkedHashMap<>();
        there(site, image).forEach(unit -> all.computeIfAbsent(unit.lease(), key -> new ArrayList<>()).add(unit));
        return all;
    }

    /** Those whom {@code next} does not concern hear that {@code before} is not to be. */
    private static void told(Draft draft, MaintenanceImage before, MaintenanceImage next, String words) {
        Map<ContractKey, List<UnitImage>> still = concerned(draft.site(), next);
        concerned(draft.site(), before).keySet().stream().filter(key -> !still.containsKey(key))
                .forEach(key -> tell(draft, key, words));
    }

    private static String said(MaintenanceImage image, List<UnitImage> units) {
        UnitImage first = units.get(0);
        return image.words() + ": unit " + first.id() + (units.size() == 1 ? "" : " and " + (units.size() - 1) + " more")
                + " on " + first.host() + (image.keep() ? " is moved from " + image.leaveFrom() + " on, if that can be"
                        : " is moved or replaced from " + image.leaveFrom() + " on, or taken away at " + image.window().start());
    }

    private static void tell(Draft draft, ContractKey key, String words) {
        draft.put(draft.lease(key).noticing(draft.now(), words));
        draft.urge(key);
        draft.tell(key);
    }

    /** When it goes on. */
    public static Duties duties(Site site, SiteSubject subject) {
        return new Duties(List.of(), Optional.empty(), Optional.empty(), find(site, subject.name())
                .flatMap(MaintenanceImage::lookAt).map(at -> new Duties.Alarm(at, at.toEpochMilli())));
    }
}
