package orca.cli.output;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import orca.cli.screen.Cell;
import orca.core.ticket.Ticket;
import orca.wire.management.TermView;
import orca.wire.paper.OversellingProof;
import orca.wire.paper.ProofCheck;

/**
 * What a proof of overselling says and is worth.
 *
 * @param issuer whose delegation it is
 * @param proves whether it proves anything
 * @param why what is wrong with it, when it proves nothing
 * @param accused who promised too much
 * @param at the first instant at which it is too much
 * @param promised what is promised then, units and each dimension
 * @param limits what may be promised
 * @param tickets those that hold at that instant
 * @param answers what each answer of the accused says, when it proves something all the same
 */
public record ProofView(ChainView.Party issuer, String delegation, int chains, boolean proves, Optional<String> why,
        Optional<ChainView.Party> accused, Optional<Instant> at, Map<String, Long> promised, Map<String, Long> limits,
        List<Promise> tickets, List<String> answers) {
    /** One ticket. */
    public record Promise(String reservation, long revision, ChainView.Party holder, long units, TermView term) {}

    public static ProofView of(OversellingProof proof, ProofCheck.Verdict verdict, ChainReading reading) {
        ChainView.Party issuer = reading.party(proof.issuer());
        String delegation = proof.delegation().value();
        return switch (verdict) {
            case ProofCheck.Verdict.Void(String why) -> new ProofView(issuer, delegation, proof.chains().size(), false,
                    Optional.of(why), Optional.empty(), Optional.empty(), Map.of(), Map.of(), List.of(), List.of());
            case ProofCheck.Verdict.Proved it -> new ProofView(issuer, delegation, proof.chains().size(), true, Optional.empty(),
                    Optional.of(reading.party(it.accused())), Optional.of(it.at()), named(it.measures(), it.promised()),
                    named(it.measures(), it.limits()), it.tickets().stream().map(ticket -> promise(ticket, reading)).toList(),
                    it.answers());
        };
    }

    private static Promise promise(Ticket ticket, ChainReading reading) {
        return new Promise(ticket.reservation().value(), ticket.revision(), reading.party(ticket.holder()), ticket.units(),
                new TermView(ticket.term().start(), ticket.term().end()));
    }

    private static Map<String, Long> named(List<String> names, List<Long> numbers) {
        Map<String, Long> named = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            named.put(names.get(i), numbers.get(i));
        }
        return named;
    }

    /** As people read it; {@code all} with the tickets. */
    public List<String> lines(Look look, boolean all) {
        ChainText text = new ChainText(look);
        List<String> lines = new ArrayList<>();
        lines.add("delegation " + delegation + " of " + text.party(issuer) + ", " + chains
                + (chains == 1 ? " ticket" : " tickets"));
        if (why.isPresent()) {
            lines.add("it proves nothing: " + Cell.plain(why.get()));
            return lines;
        }
        lines.add("proved: " + text.party(accused.orElseThrow()) + " promised too much, from "
                + look.moments().full(at.orElseThrow()) + " on");
        promised.forEach((name, sum) -> lines.add("  " + name + ": " + sum + " promised, " + limits.get(name) + " allowed"
                + (sum > limits.get(name) ? ", " + (sum - limits.get(name)) + " too many" : "")));
        if (all) {
            tickets.forEach(ticket -> lines.add("  ticket " + ticket.reservation() + " for " + text.party(ticket.holder())
                    + ", revision " + ticket.revision() + ": " + ticket.units() + (ticket.units() == 1 ? " unit, " : " units, ")
                    + look.at(ticket.term().start()).text() + " until " + look.at(ticket.term().end()).text()));
        }
        answers.forEach(answer -> lines.add("not enough, " + answer));
        lines.add("the accused can answer only with what a holder gave back before the last of these, signed by that holder");
        return lines.stream().map(Cell::plain).collect(Collectors.toList());
    }
}
