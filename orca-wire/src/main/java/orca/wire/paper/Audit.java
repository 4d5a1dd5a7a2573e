package orca.wire.paper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import orca.core.contract.Principal;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Ticket;

/**
 * Looks through tickets that several people were given, by one who has no part in it, for whoever promised more than it had.
 * Nobody is asked: what is found is a proof that anybody can check with {@link ProofCheck}.
 */
public final class Audit {
    private final ChainCheck check;
    private final ProofCheck proofs;

    public Audit(ChainCheck check, ProofCheck proofs) {
        this.check = Objects.requireNonNull(check, "check");
        this.proofs = Objects.requireNonNull(proofs, "proofs");
    }

    /** A delegation, whichever of its revisions. */
    private record Right(Principal issuer, DelegationId id) {}

    /** A ticket by the papers that make it one. */
    private record Found(Ticket ticket, SealedChain papers) {}

    /**
     * A proof for each delegation that was oversold, in the order in which they first occur, each with the tickets that hold at
     * the first instant of it. Chains that fail or lead to no ticket are passed over; of one reservation the newest counts.
     */
    public List<OversellingProof> oversold(List<SealedChain> chains) {
        Map<Right, Map<String, Found>> rights = new LinkedHashMap<>();
        for (SealedChain papers : chains) {
            check.check(papers).chain().ifPresent(chain -> {
                Found found = new Found(chain.ticket(), papers);
                for (Delegation link : chain.links()) {
                    rights.computeIfAbsent(new Right(link.issuer(), link.id()), right -> new LinkedHashMap<>())
                            .merge(chain.ticket().holder() + " " + chain.ticket().reservation(), found,
                                    (a, b) -> b.ticket().revision() > a.ticket().revision() ? b : a);
                }
            });
        }
        List<OversellingProof> proved = new ArrayList<>();
        rights.forEach((right, tickets) -> {
            List<Found> all = List.copyOf(tickets.values());
            List<Found> some = all.subList(0, Math.min(all.size(), OversellingProof.MAX_CHAINS));
            OversellingProof whole = proof(right, some);
            if (proofs.check(whole) instanceof ProofCheck.Verdict.Proved verdict) {
                proved.add(proof(right, some.stream().filter(found -> verdict.tickets().contains(found.ticket())).toList()));
            }
        });
        return proved;
    }

    private static OversellingProof proof(Right right, List<Found> tickets) {
        return new OversellingProof(right.issuer(), right.id(), tickets.stream().map(Found::papers).toList());
    }
}
