package orca.simulator.federation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.actor.Outgoing;
import orca.core.contract.Principal;

/**
 * Carries messages between peers, badly: it loses, doubles and delays them, and some come once more long after. Where there is a
 * {@link Post} it carries letters, and what arrives is what can be proved of them.
 */
final class Network {
    /** The longest after which a message may come once more; shorter than anybody's memory of what is over. */
    static final Duration LONGEST_ECHO = Duration.ofSeconds(40);
    private static final int MOST_ECHOES = 400;

    private final Timeline timeline;
    private final Dice dice;
    private final Optional<Post> post;
    private final Map<Principal, Peer> peers = new LinkedHashMap<>();
    private final Map<Pair, Instant> cuts = new LinkedHashMap<>();
    private final Deque<Sent> echoes = new ArrayDeque<>();
    private Faults faults;

    Network(Timeline timeline, Dice dice, Faults faults, Optional<Post> post) {
        this.timeline = timeline;
        this.dice = dice;
        this.faults = faults;
        this.post = post;
    }

    private record Pair(Principal from, Principal to) {}

    /** @param arrive what happens when it comes through */
    private record Sent(Instant at, Pair way, Runnable arrive) {}

    void connect(Peer peer) {
        peers.put(peer.self(), peer);
    }

    void become(Faults other) {
        faults = other;
    }

    void heal() {
        cuts.clear();
        echoes.clear();
    }

    /** Somebody starts, maybe again. */
    void begins(Principal self) {
        post.ifPresent(p -> p.begins(self));
    }

    /** Cuts some pairs for a while, and delivers something old once more; to be called once a second. */
    void disturb() {
        for (Principal from : peers.keySet()) {
            for (Principal to : peers.keySet()) {
                if (!from.equals(to) && dice.chance(faults.cut())) {
                    cuts.put(new Pair(from, to), timeline.now().plus(dice.span(Duration.ofSeconds(1), Duration.ofMinutes(2))));
                }
            }
        }
        cuts.values().removeIf(until -> !until.isAfter(timeline.now()));
        while (!echoes.isEmpty() && echoes.peek().at().plus(LONGEST_ECHO).isBefore(timeline.now())) {
            echoes.poll();
        }
        if (!echoes.isEmpty() && dice.chance(faults.doubled())) {
            List<Sent> all = new ArrayList<>(echoes);
            carry(dice.pick(all));
        }
    }

    void send(Principal from, Outgoing outgoing) {
        if (!peers.containsKey(outgoing.to())) {
            return;
        }
        Peer to = peers.get(outgoing.to());
        if (post.isEmpty()) {
            send(new Pair(from, outgoing.to()), () -> to.receive(from, outgoing.message()));
        } else {
            post.get().write(from, outgoing).ifPresent(this::send);
        }
    }

    /** Sends some bytes, whoever made them. */
    void send(Post.Letter letter) {
        Peer to = peers.get(letter.to());
        send(new Pair(letter.from(), letter.to()), () -> {
            if (to.isUp()) {
                post.orElseThrow().open(letter.to(), letter.envelope()).forEach(one -> to.receive(one.from(), one.message()));
            }
        });
    }

    private void send(Pair way, Runnable arrive) {
        Sent sent = new Sent(timeline.now(), way, arrive);
        if (faults.doubled() > 0) {
            echoes.add(sent);
            if (echoes.size() > MOST_ECHOES) {
                echoes.poll();
            }
        }
        int copies = dice.chance(faults.lost()) ? 0 : dice.chance(faults.doubled()) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            carry(sent);
        }
    }

    private void carry(Sent sent) {
        Duration delay = dice.span(Duration.ofMillis(1), faults.slowest());
        timeline.after(delay, () -> {
            if (!cuts.containsKey(sent.way())) {
                sent.arrive().run();
            }
        });
    }
}
