package orca.simulator.federation;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import orca.core.actor.Outgoing;
import orca.core.contract.Principal;
import orca.core.protocol.Message;
import orca.runtime.hosting.Directory;
import orca.runtime.hosting.HostedActor;
import orca.runtime.remote.Rights;
import orca.wire.call.CallRefused;
import orca.wire.call.Operation;
import orca.wire.paper.ChainCheck;
import orca.wire.paper.Sealing;
import orca.wire.protocol.MessageForm;
import orca.wire.soap.EnvelopeWriter;
import orca.wire.soap.Hearing;
import orca.wire.soap.SoapSettings;
import orca.wire.text.Tree;
import orca.wire.trust.AddressBook;
import orca.wire.trust.Fingerprint;
import orca.wire.trust.Identity;
import orca.wire.trust.Limits;
import orca.wire.trust.Lineage;
import orca.wire.trust.Role;
import orca.wire.trust.Seals;
import orca.wire.trust.TrustException;

/**
 * Carries messages as the bytes in which they would cross between containers: every contract sealed, every letter a signed
 * SOAP envelope; and what arrives is read, checked and asked for its rights by the very classes that do so at an actor's door.
 * Keys come of the seed, signatures are deterministic, and the clock is the timeline's.
 */
final class Post {
    private final Dice dice;
    private final Border border;
    private final Supplier<Instant> now;
    private final Map<Principal, Office> offices = new LinkedHashMap<>();
    private final List<orca.wire.trust.Peer> known = new ArrayList<>();
    private final List<Consumer<Letter>> taps = new ArrayList<>();
    private final Hearing first;
    private AddressBook book = AddressBook.EMPTY;
    private long letters;

    /**
     * What is on its way.
     *
     * @param body what the envelope says
     */
    record Letter(Principal from, Principal to, Tree.Branch body, byte[] envelope) {}

    /** One actor's end. */
    private static final class Office {
        private Identity identity;
        private final Optional<Rights> rights;
        private EnvelopeWriter writer;
        private final MessageForm form;
        private Hearing hearing;

        Office(Identity identity, Optional<Rights> rights, EnvelopeWriter writer, MessageForm form, Hearing hearing) {
            this.identity = identity;
            this.rights = rights;
            this.writer = writer;
            this.form = form;
            this.hearing = hearing;
        }
    }

    Post(Dice dice, Border border, Supplier<Instant> now) {
        this.dice = dice;
        this.border = border;
        this.now = now;
        this.first = new Hearing(Set.of("nowhere"), SoapSettings.USUAL, clock());
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        };
    }

    /** Random numbers of the dice's, for keys that are the same in each run. */
    static final class Seeded extends SecureRandom {
        private static final long serialVersionUID = 1;
        private final transient Dice dice;

        Seeded(Dice dice) {
            this.dice = dice;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) dice.index(256);
            }
        }
    }

    /**
     * Makes a key for somebody.
     *
     * @param role by which all know it; empty for somebody whom nobody knows
     * @param here the actor that it is, at whose door all are asked for their rights; empty for one that hears everybody
     */
    Identity found(String name, Optional<Role> role, Optional<HostedActor.Role> here) {
        Identity identity = Identity.generate(new Seeded(dice));
        Principal self = identity.principal();
        role.ifPresent(r -> {
            known.add(new orca.wire.trust.Peer(name, r, new Fingerprint(self), List.of(), Limits.NONE, "", Optional.empty()));
            book = new AddressBook(known);
        });
        Optional<Rights> rights = here.map(r -> new Rights(r, Directory.ofKeys(Map.of(name, identity), () -> book)));
        offices.put(self, new Office(identity, rights, new EnvelopeWriter(identity, SoapSettings.USUAL, clock()),
                new MessageForm(new Sealing(p -> Optional.of(self).filter(p::equals).map(p2 -> offices.get(p2).identity)),
                        new ChainCheck(new Seals(speaker -> book.wrote(speaker)))),
                first.at(Set.of(address(self)))));
        return identity;
    }

    /**
     * Somebody has another key from now on, if not too many already.
     *
     * @param told whether it is in everybody's book, so that nobody hears the old one any more
     */
    void succeed(Principal self, boolean told) {
        Office office = offices.get(self);
        if (office.identity.lineage().steps().size() == Lineage.MOST_STEPS) {
            return;
        }
        office.identity = office.identity.succeededBy(Identity.generate(new Seeded(dice)), now.get().truncatedTo(
                ChronoUnit.SECONDS));
        office.writer = new EnvelopeWriter(office.identity, SoapSettings.USUAL, clock());
        if (told && book.find(self).isPresent()) {
            try {
                book = book.succeeded(office.identity.lineage());
            } catch (TrustException e) {
                throw new IllegalStateException("nobody believes that " + self + " has another key", e);
            }
        }
    }

    private static String address(Principal self) {
        return "http://" + self + "/soap";
    }

    /** Somebody starts, maybe again, and knows nothing any more of what it heard before. */
    void begins(Principal self) {
        Office office = offices.get(self);
        office.hearing = office.hearing.again();
    }

    /** From now on {@code tap} is shown every letter that is sent. */
    void tap(Consumer<Letter> tap) {
        taps.add(tap);
    }

    /** A message as its sender writes it; empty when it cannot leave since somebody else would have to seal it. */
    Optional<Letter> write(Principal from, Outgoing outgoing) {
        Office office = offices.get(from);
        MessageForm.Bundle bundle = office.form.writeAll(List.of(outgoing.message()));
        if (!bundle.kept().isEmpty()) {
            return Optional.empty();
        }
        Letter letter = write(office.identity, outgoing.to(), bundle.body());
        taps.forEach(tap -> tap.accept(letter));
        return Optional.of(letter);
    }

    /** Any body, signed by whoever wants to say it. */
    Letter write(Identity from, Principal to, Tree.Branch body) {
        byte[] envelope = offices.get(from.principal()).writer.call(address(to), "urn:letter:" + ++letters,
                Operation.EXCHANGE, body);
        return new Letter(from.principal(), to, body, envelope);
    }

    /** A message, and whose it is. */
    record Arrival(Principal from, Message message) {}

    /** What {@code to} takes of some bytes: as its door does it, nothing that is not proved and allowed. */
    List<Arrival> open(Principal to, byte[] envelope) {
        Office office = offices.get(to);
        try {
            Hearing.Call call = office.hearing.hear(envelope);
            Principal signer = office.rights.isPresent() ? office.rights.get().caller(call.caller()) : call.caller().principal();
            Principal sender = border.sender(signer, call.body());
            Tree.Branch body = border.body(call.body(), p -> Optional.ofNullable(offices.get(p)).map(o -> o.identity));
            return office.form.readAll(body).messages().stream()
                    .filter(message -> office.rights.flatMap(r -> r.objection(sender, message)).isEmpty())
                    .map(message -> new Arrival(sender, message)).toList();
        } catch (CallRefused | IllegalArgumentException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while hearing", e);
        }
    }
}
