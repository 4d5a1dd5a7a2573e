package orca.simulator.federation;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.core.actor.Outgoing;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.protocol.Message;
import orca.core.resource.PropertyList;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.wire.paper.ChainCheck;
import orca.wire.paper.SealedPaper;
import orca.wire.paper.Sealing;
import orca.wire.protocol.MessageForm;
import orca.wire.text.Tree;
import orca.wire.trust.Identity;
import orca.wire.trust.Seals;

/**
 * Overhears every letter, and has three keys of its own: one that all know as a guest's, one that all know as a broker's, and
 * one that nobody knows. Out of what it overheard it makes what it has no right to: it changes bytes and papers, steals seals,
 * seals what others issued, redeems what others hold, speaks in the place of brokers and sites. It wants nothing that it has a
 * right to, a ticket for itself say, so nothing of it may change anything (invariant 4).
 */
final class Forger {
    private static final int MOST_OVERHEARD = 300;
    private static final Pattern TOKEN = Pattern.compile("(wsu:Id=\"Token\">)([^<]*)(<)");
    private static final Pattern ISSUER = Pattern.compile("(<issuer>)([^<]*)(</issuer>)");
    private static final Pattern HOLDER = Pattern.compile("(<holder>)([^<]*)(</holder>)");

    private final Federation federation;
    private final Post post;
    private final Dice dice;
    private final List<Identity> keys;
    private final Identity guest;
    /** The one of its keys that nobody knows. */
    private final Identity unknown;
    private final MessageForm reading;
    private final Deque<Post.Letter> overheard = new ArrayDeque<>();
    /** Those of them with papers. */
    private final Deque<Post.Letter> rich = new ArrayDeque<>();
    private long sent;
    private boolean busy = true;

    /** @param keys a guest's, a broker's, and one that nobody knows */
    Forger(Federation federation, Post post, List<Identity> keys, Dice dice) {
        this.federation = federation;
        this.post = post;
        this.dice = dice;
        this.keys = List.copyOf(keys);
        this.guest = keys.get(0);
        this.unknown = keys.get(keys.size() - 1);
        this.reading = new MessageForm(sealing(unknown), new ChainCheck(new Seals()));
    }

    private static Sealing sealing(Identity own) {
        return new Sealing(p -> Optional.of(own).filter(i -> i.principal().equals(p)));
    }

    void start() {
        post.tap(letter -> {
            keep(overheard, letter);
            if (!Twist.papers(letter.body()).isEmpty()) {
                keep(rich, letter);
            }
        });
        federation.timeline().after(Duration.ofSeconds(10), this::act);
    }

    private static void keep(Deque<Post.Letter> letters, Post.Letter letter) {
        letters.add(letter);
        if (letters.size() > MOST_OVERHEARD) {
            letters.poll();
        }
    }

    void stop() {
        busy = false;
    }

    /** How many letters it made. */
    long sent() {
        return sent;
    }

    private void act() {
        if (!busy) {
            return;
        }
        if (!overheard.isEmpty()) {
            List<Post.Letter> all = List.copyOf(overheard);
            Post.Letter letter = dice.pick(rich.isEmpty() || dice.chance(300) ? all : List.copyOf(rich));
            forge(letter, dice.pick(all), dice.pick(keys));
        }
        federation.timeline().after(dice.span(Duration.ofMillis(200), Duration.ofSeconds(5)), this::act);
    }

    private void forge(Post.Letter letter, Post.Letter other, Identity me) {
        switch (dice.index(10)) {
            case 0 -> send(letter.from(), letter.to(), spoiled(letter.envelope()));
            case 1 -> send(letter.from(), dice.chance(500) ? letter.to() : somebody(), letter.envelope());
            case 2 -> say(me, letter.to(), Twist.papers(letter.body(), paper ->
                    new SealedPaper(changed(paper.text(), me), paper.seal())));
            case 3 -> {
                // A broker may well offer what it issued itself; a guest may not.
                Identity who = holds(letter.body(), MessageForm.Kind.DELEGATION_OFFER) ? guest : me;
                say(who, letter.to(), Twist.papers(letter.body(), paper -> {
                    String text = dice.chance(500) ? paper.text() : changed(paper.text(), who);
                    return new SealedPaper(text, who.seal(text.getBytes(StandardCharsets.UTF_8)));
                }));
            }
            case 4 -> chain(letter).ifPresent(chain -> redeem(me, chain));
            case 5 -> say(me, letter.to(), dice.chance(500) ? letter.body() : Twist.somewhere(letter.body(), dice));
            case 6 -> say(me, somebody(), letter.body());
            case 7 -> say(me, letter.to(), swapped(letter.body(), other.body()));
            case 8 -> {
                Post.Letter mine = post.write(me, letter.to(), letter.body());
                send(me.principal(), letter.to(), withToken(mine.envelope(), letter.envelope()));
            }
            default -> chain(letter).ifPresent(chain -> redeem(me, counterfeit(me, chain)));
        }
    }

    private Principal somebody() {
        return dice.pick(federation.nodes().toList()).self();
    }

    /** Letters that somebody else wrote, or that are not even letters any more. */
    private void send(Principal from, Principal to, byte[] envelope) {
        sent++;
        federation.send(new Post.Letter(from, to, new Tree.Branch(0, Map.of()), envelope));
    }

    /** Says something under a good signature of its own; it gives back tickets that it never had, and asks for none. */
    private void say(Identity me, Principal to, Tree body) {
        Tree said = holds(body, MessageForm.Kind.TICKET_DEMAND) && me != unknown
                ? Twist.set(body, "open", new Tree.Flag(0, false)) : body;
        sent++;
        federation.send(post.write(me, to, (Tree.Branch) said));
    }

    private static boolean holds(Tree body, MessageForm.Kind kind) {
        return body instanceof Tree.Branch all && all.fields().containsKey(kind.word());
    }

    private byte[] spoiled(byte[] envelope) {
        byte[] bytes = envelope.clone();
        for (int i = 1 + dice.index(3); i > 0; i--) {
            bytes[dice.index(bytes.length)] ^= (byte) (1 << dice.index(7));
        }
        return bytes;
    }

    /** Other words in a paper: its holder or its issuer is the forger, or something is more than it was. */
    private String changed(String paper, Identity me) {
        return switch (dice.index(4)) {
            case 0 -> HOLDER.matcher(paper).replaceFirst("$1" + me.principal() + "$3");
            case 1 -> ISSUER.matcher(paper).replaceFirst("$1" + me.principal() + "$3");
            case 2 -> paper.replaceFirst("<units>[0-9]+<", "<units>" + dice.between(1, 50) + "<");
            default -> Twist.changed(paper, dice);
        };
    }

    /** The papers of the one, of which some are of the other instead. */
    private Tree swapped(Tree one, Tree other) {
        List<SealedPaper> others = Twist.papers(other);
        return others.isEmpty() ? one : Twist.papers(one, paper -> dice.chance(500) ? paper : dice.pick(others));
    }

    /** A letter of one's own that shows another's certificate. */
    private static byte[] withToken(byte[] mine, byte[] theirs) {
        Matcher token = TOKEN.matcher(new String(theirs, StandardCharsets.ISO_8859_1));
        String text = new String(mine, StandardCharsets.ISO_8859_1);
        return (token.find() ? TOKEN.matcher(text).replaceFirst("$1" + Matcher.quoteReplacement(token.group(2)) + "$3") : text)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The ticket in a letter, as it may be shown to a site. */
    private Optional<TicketChain> chain(Post.Letter letter) {
        List<TicketChain> found = new ArrayList<>();
        for (Message message : reading.readAll(letter.body()).messages()) {
            switch (message) {
                case Message.TicketView m -> m.chain().ifPresent(found::add);
                case Message.LeaseDemand m -> m.chain().ifPresent(found::add);
                case Message.TicketStanding m -> m.holds().ifPresent(found::add);
                case Message.TicketDemand m -> { }
                case Message.LeaseView m -> { }
                case Message.DelegationOffer m -> { }
                case Message.DelegationView m -> { }
                case Message.StandingView m -> { }
            }
        }
        return found.stream().findFirst();
    }

    /** The same ticket and right, but that the forger gave both, to itself. */
    private static TicketChain counterfeit(Identity me, TicketChain chain) {
        Principal self = me.principal();
        Delegation r = chain.root();
        Delegation root = new Delegation(r.id(), r.revision(), self, self, r.type(), r.capacity(), r.largest(), r.term(),
                r.oversubscription(), r.properties());
        Ticket t = chain.ticket();
        return new TicketChain(DelegationChain.of(root), new Ticket(t.reservation(), t.revision(), self, self, root.id(),
                t.type(), t.units(), t.minUnits(), t.sliver(), t.assurance(), t.term(), t.properties()));
    }

    /** Shows a ticket to the site, under the reservation's own name or another; wants it, or wants it closed. */
    private void redeem(Identity me, TicketChain chain) {
        Principal site = federation.sites().stream().map(Node::self).filter(s -> s.equals(chain.root().issuer())).findFirst()
                .orElseGet(() -> dice.pick(federation.sites()).self());
        ReservationId id = dice.chance(700) ? chain.ticket().reservation() : new ReservationId("forged-" + sent);
        Message.LeaseDemand demand = new Message.LeaseDemand(id, new Stamp(1, dice.between(1, 1000)), dice.chance(700),
                Optional.of(chain), PropertyList.NONE, List.of(), Stamp.NONE);
        Outgoing outgoing = new Outgoing(site, demand);
        MessageForm.Bundle bundle = new MessageForm(sealing(me), new ChainCheck(new Seals())).writeAll(List.of(demand));
        if (bundle.kept().isEmpty()) {
            sent++;
            federation.send(post.write(me, outgoing.to(), bundle.body()));
        }
    }
}
