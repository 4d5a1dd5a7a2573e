package orca.simulator.federation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import orca.core.notice.NoticeKind;
import orca.core.notice.NoticeWish;
import orca.core.notice.Receiver;
import orca.core.protocol.Command;
import orca.servicemanager.record.LetterImage;
import orca.servicemanager.record.LetterImage.LetterId;

/**
 * People who want to be told what becomes of leases, and change their minds about it; and couriers that bring them the letters,
 * as the runtime's do: a courier dies with its guest, and may have brought a letter just before. Servers do not answer now and
 * then, and some refuse a letter for good.
 */
final class Couriers {
    private static final List<String> SLICES = List.of("s0", "s1", "s2", Scenery.KEPT);
    private static final List<Receiver> RECEIVERS = List.of(Receiver.parse("mail:ann@example.org"),
            Receiver.parse("mail:bob@example.org"), Receiver.parse("hook:https://hooks.example.org/orca"));
    private static final Duration LOOK = Duration.ofMillis(700);
    private static final Duration CALM_LOOK = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Federation federation;
    private final Dice dice;
    private final Desk desk;
    private final Map<Node, Bag> bags = new LinkedHashMap<>();
    private boolean busy = true;

    /** What a courier carries in one life of its guest. */
    private record Bag(long life, Set<LetterId> letters) {}

    Couriers(Federation federation, Dice dice, Desk desk) {
        this.federation = federation;
        this.dice = dice;
        this.desk = desk;
    }

    void start() {
        for (Node guest : federation.guests()) {
            SLICES.forEach(slice -> desk.insist(guest, new Command.SetNotices(slice, Optional.of(wish()))));
            look(guest);
        }
        federation.timeline().after(Duration.ofSeconds(30), this::thinkAgain);
    }

    /** Nobody changes his mind any more, and every letter arrives. */
    void stop() {
        busy = false;
    }

    /** All kinds of news, to one or more. */
    private NoticeWish wish() {
        List<Receiver> to = new ArrayList<>(RECEIVERS);
        for (int i = dice.index(RECEIVERS.size()); i > 0; i--) {
            to.remove(dice.index(to.size()));
        }
        List<Duration> before = new ArrayList<>();
        for (int i = dice.index(3); i > 0; i--) {
            before.add(Duration.ofSeconds(dice.between(60, 120)));
        }
        return new NoticeWish(to, before, List.of(NoticeKind.values()), Duration.ofSeconds(dice.between(0, 40)));
    }

    private void thinkAgain() {
        if (!busy) {
            return;
        }
        Node guest = dice.pick(federation.guests());
        String slice = dice.pick(SLICES);
        desk.insist(guest, dice.chance(200) ? new Command.TestNotices(slice)
                : new Command.SetNotices(slice, dice.chance(150) ? Optional.empty() : Optional.of(wish())));
        federation.timeline().after(dice.span(Duration.ofSeconds(2), Duration.ofSeconds(90)), this::thinkAgain);
    }

    private void look(Node guest) {
        if (guest.isUp()) {
            for (LetterImage letter : Actors.guest(guest).openLetters()) {
                if (!letter.notBefore().isAfter(guest.clock()) && bag(guest).letters().add(letter.subject())) {
                    carry(guest, letter);
                }
            }
        }
        federation.timeline().after(busy ? LOOK : CALM_LOOK, () -> look(guest));
    }

    private Bag bag(Node guest) {
        return bags.compute(guest, (node, bag) ->
                bag != null && bag.life() == node.crashes() ? bag : new Bag(node.crashes(), new LinkedHashSet<>()));
    }

    private void carry(Node guest, LetterImage letter) {
        long life = guest.crashes();
        federation.posting(guest, letter);
        federation.timeline().after(dice.span(Duration.ofMillis(10), Duration.ofSeconds(8)), () -> {
            boolean alive = guest.crashes() == life;
            boolean arrives = (!busy || dice.chance(700)) && (alive || dice.chance(500));
            if (arrives) {
                federation.delivered(guest, letter);
            }
            if (alive) {
                boolean lasting = !arrives && dice.chance(50);
                report(guest, life, letter, new Command.Posted(letter.subject().value(), arrives ? Optional.empty()
                        : Optional.of(lasting ? Storm.FOR_GOOD : "no answer"), lasting));
            }
        });
    }

    /** Again and again until it is on record, or its process is gone. */
    private void report(Node guest, long life, LetterImage letter, Command.Posted posted) {
        boolean[] heard = {false};
        guest.order(posted, reply -> {
            heard[0] = true;
            bag(guest).letters().remove(letter.subject());
        });
        federation.timeline().after(PATIENCE, () -> {
            if (!heard[0] && guest.crashes() == life) {
                report(guest, life, letter, posted);
            }
        });
    }
}
