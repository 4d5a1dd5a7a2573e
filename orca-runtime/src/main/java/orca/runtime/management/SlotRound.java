package orca.runtime.management;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.slot.SlotAnswer;
import orca.core.slot.SlotQuestion;
import orca.core.time.Term;
import orca.runtime.config.Vocabulary;
import orca.runtime.hosting.Actors;
import orca.runtime.hosting.Directory;
import orca.runtime.hosting.HostedActor;
import orca.runtime.loop.LoopException;
import orca.runtime.slots.SlotDesk;
import orca.servicemanager.slots.SlotOffer;
import orca.servicemanager.slots.SlotOffers;
import orca.wire.call.CallRefused;
import orca.wire.call.Line;
import orca.wire.call.Operation;
import orca.wire.management.Problem;
import orca.wire.management.RequestCommand;
import orca.wire.management.SlotsAnswer;
import orca.wire.management.SlotsCommand;
import orca.wire.protocol.SlotForm;
import orca.wire.text.Notation;
import orca.wire.text.When;
import orca.wire.trust.Limits;
import orca.wire.trust.Peer;
import orca.wire.trust.Role;

/**
 * Asks all brokers that a guest knows at once, waits for none longer than {@link #PATIENCE}, and makes offers of what they told.
 * A broker that is slow, down or talks nonsense costs its own answer, and that is said.
 */
final class SlotRound {
    /** How long each broker may take. */
    static final Duration PATIENCE = Duration.ofSeconds(3);
    /** The most brokers that are asked. */
    static final int MOST_BROKERS = 256;
    /** How far ahead is looked when nobody says before when. */
    static final Duration USUAL_AHEAD = Duration.ofDays(90);

    private final Actors actors;
    private final Vocabulary vocabulary;
    private final BiFunction<Principal, Principal, Optional<Line>> lines;
    private final SlotDesk desk = new SlotDesk(System::nanoTime);

    /** @param lines from an actor here to a peer elsewhere */
    SlotRound(Actors actors, Vocabulary vocabulary, BiFunction<Principal, Principal, Optional<Line>> lines) {
        this.actors = actors;
        this.vocabulary = vocabulary;
        this.lines = lines;
    }

    /** What one broker said, or why it said nothing. */
    private record Said(Optional<SlotAnswer> answer, String note) {
        static Said nothing(String why) {
            return new Said(Optional.empty(), why);
        }
    }

    SlotsAnswer ask(HostedActor guest, SlotsCommand call, Instant now) {
        SlotQuestion question = question(call, Term.grain(now));
        Map<Principal, Said> said = all(brokers(guest, call.broker(), question));
        Map<Principal, SlotAnswer> answers = new TreeMap<>();
        List<SlotsAnswer.Asked> asked = new ArrayList<>();
        said.forEach((broker, one) -> {
            one.answer().ifPresent(answer -> answers.put(broker, answer));
            asked.add(new SlotsAnswer.Asked(actors.directory().name(broker), one.answer().isPresent(),
                    one.answer().map(answer -> answer.slots().size()).orElse(0), one.note()));
        });
        List<SlotsAnswer.Offer> offers = SlotOffers.of(question, answers, call.most()).stream()
                .map(offer -> offer(call, question, offer)).toList();
        return new SlotsAnswer(offers, asked);
    }

    private SlotQuestion question(SlotsCommand call, Instant now) {
        ResourceType type = vocabulary.type(call.type());
        Instant from = Term.grain(call.from().from(now));
        Instant start = from.isBefore(now) ? now : from;
        Instant before = call.before().map(when -> Term.grain(when.from(now)))
                .orElseGet(() -> start.plus(USUAL_AHEAD).plus(call.length()));
        Amounts sliver = vocabulary.sized(type, call.sliver());
        Optional<Principal> site = call.site().map(name -> actors.directory().find(name)
                .orElseThrow(() -> ApiException.field("site", "site: nobody here is called '" + name + "'")));
        return new SlotQuestion(type.name(), call.units(), call.minUnits(), sliver, call.length(), start, before, site,
                SlotAnswer.MOST_SLOTS);
    }

    private Map<Principal, Callable<Said>> brokers(HostedActor guest, Optional<String> only, SlotQuestion question) {
        Map<Principal, Callable<Said>> all = new LinkedHashMap<>();
        for (HostedActor broker : actors.in(HostedActor.Role.BROKER)) {
            all.put(broker.principal(), () -> said(desk.answer(broker, guest.principal(), Limits.NONE, question)));
        }
        Directory directory = actors.directory();
        for (Peer peer : directory.peers(Role.BROKER)) {
            all.putIfAbsent(peer.principal(), () -> elsewhere(guest.principal(), peer.principal(), question));
        }
        if (only.isPresent()) {
            Principal one = directory.find(only.get()).filter(all::containsKey).orElseThrow(() ->
                    ApiException.field("broker", "broker: no broker here is called '" + only.get() + "'"));
            all.keySet().retainAll(List.of(one));
        }
        if (all.isEmpty() || all.size() > MOST_BROKERS) {
            throw ApiException.field("broker", all.isEmpty() ? "broker: there is none here, and none is known elsewhere"
                    : "broker: say which, for " + all.size() + " are known and at most " + MOST_BROKERS + " are asked at once");
        }
        return all;
    }

    private static Said said(SlotAnswer answer) {
        return new Said(Optional.of(answer), answer.reason());
    }

    private Said elsewhere(Principal guest, Principal broker, SlotQuestion question) throws InterruptedException {
        Optional<Line> line = lines.apply(guest, broker);
        if (line.isEmpty()) {
            return Said.nothing("it has no address here");
        }
        try {
            return said(SlotForm.answer(line.get().call(Operation.SLOTS, SlotForm.write(question))));
        } catch (CallRefused e) {
            return Said.nothing("it says no: " + e.getMessage());
        } catch (IOException e) {
            return Said.nothing("no answer: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            return Said.nothing("its answer makes no sense: " + e.getMessage());
        }
    }

    /** Asks all at once; who has not answered in time is left alone. */
    private static Map<Principal, Said> all(Map<Principal, Callable<Said>> asking) {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            List<Future<Said>> futures =
                    threads.invokeAll(asking.values(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            Map<Principal, Said> said = new LinkedHashMap<>();
            int i = 0;
            for (Principal broker : asking.keySet()) {
                said.put(broker, outcome(futures.get(i++)));
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(Problem.Kind.BUSY, "the container is ending");
        } finally {
            threads.shutdownNow(); // and nobody waits for those who are late
        }
    }

    private static Said outcome(Future<Said> future) throws InterruptedException {
        try {
            return future.get();
        } catch (CancellationException e) {
            return Said.nothing("no answer within " + PATIENCE.toSeconds() + " s");
        } catch (ExecutionException e) {
            return switch (e.getCause()) {
                case CallRefused refused -> Said.nothing("it says no: " + refused.getMessage());
                case LoopException stopped -> Said.nothing(stopped.getMessage());
                case null, default -> throw new IllegalStateException("asking a broker failed: " + e.getCause(), e.getCause());
            };
        }
    }

    private SlotsAnswer.Offer offer(SlotsCommand call, SlotQuestion question, SlotOffer offer) {
        // What could start now is asked for from now on, whenever that is; it need not be said to the millisecond.
        boolean now = offer.term().start().equals(question.from()) && call.from().equals(When.NOW);
        When start = now ? When.NOW : When.at(offer.term().start());
        Map<String, Long> size = vocabulary.show(question.type(), question.sliver());
        List<RequestCommand.Wish> wishes = offer.parts().stream().map(part -> new RequestCommand.Wish(Optional.empty(),
                Optional.of(callable(part.broker())), call.type(), part.units(), Optional.empty(), size, start, Optional.empty(),
                Optional.of(call.length()), Optional.empty(), Optional.empty(), Assurance.RESERVED,
                Optional.of(callable(part.site())), PropertyList.NONE, Optional.empty(), List.of(), List.of())).toList();
        RequestCommand request = new RequestCommand(Optional.empty(), false, call.actor(), "default", wishes, wishes.size() > 1,
                Optional.empty());
        Directory directory = actors.directory();
        return new SlotsAnswer.Offer(Notation.word(offer.kind()), question.units(), offer.units(),
                Rowing.term(offer.term()), offer.parts().stream().map(part -> new SlotsAnswer.Part(
                        directory.name(part.broker()), directory.name(part.site()), part.units())).toList(), request);
    }

    /** What somebody can be called in a command: by name, where he has one here, else by the whole hash of his key. */
    private String callable(Principal principal) {
        String name = actors.directory().name(principal);
        return actors.directory().find(name).filter(principal::equals).isPresent() ? name : principal.value();
    }
}
