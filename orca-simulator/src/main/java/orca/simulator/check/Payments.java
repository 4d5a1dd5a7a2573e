package orca.simulator.check;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import orca.broker.ledger.ClaimImage;
import orca.broker.ledger.ClaimKey;
import orca.core.contract.Principal;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.policies.provisioning.Auction;
import orca.servicemanager.record.PurseImage;
import orca.simulator.federation.Actors;
import orca.simulator.federation.Bank;
import orca.simulator.federation.Scene;
import orca.simulator.federation.Watched;
import orca.wire.paper.Audit;
import orca.wire.paper.ChainCheck;
import orca.wire.paper.OversellingProof;
import orca.wire.paper.ProofCheck;
import orca.wire.paper.SealedChain;
import orca.wire.paper.Sealing;
import orca.wire.trust.Seals;

/**
 * Credits that pass from hand to hand are conserved: what a market credits was paid to it, once, by a purse that has it no more,
 * and is left or spent; at no instant has a guest promised more than its bank gave it. Who promises more is found by an audit of
 * what markets were paid, where there are keys, and nobody else is.
 */
final class Payments {
    private final Map<Principal, Map<Principal, Map<ClaimKey, TicketChain>>> paid = new LinkedHashMap<>();
    private final Audit audit = new Audit(new ChainCheck(new Seals()), new ProofCheck(new Seals()));

    /** What {@code market} was paid since it was looked at last. */
    void market(Watched market, Scene scene) {
        List<Principal> payers = new ArrayList<>();
        Map<ClaimKey, ClaimImage> kept = new LinkedHashMap<>();
        for (ClaimImage image : Actors.broker(market).claims()) {
            kept.put(image.subject(), image);
            boolean fresh = paid.computeIfAbsent(image.subject().payer(), p -> new LinkedHashMap<>())
                    .computeIfAbsent(market.self(), m -> new LinkedHashMap<>()).put(image.subject(), image.chain()) == null;
            if (fresh) {
                payers.add(image.subject().payer());
                fromPurse(market, image.chain().ticket(), scene);
            }
        }
        for (Auction.Deposit deposit : Actors.broker(market).policyState().map(Auction::deposits).orElse(List.of())) {
            Optional<Ticket> claim = Optional.ofNullable(kept.get(new ClaimKey(deposit.holder(), deposit.claim())))
                    .map(image -> image.chain().ticket());
            if (claim.filter(t -> t.load().get(1) == deposit.value() && t.term().end().equals(deposit.end())).isEmpty()
                    || deposit.left() < 0 || deposit.left() > deposit.value()) {
                throw new Broken(market + " does not conserve what it was paid: " + deposit + " of " + claim);
            }
        }
        payers.stream().distinct().forEach(payer -> promised(payer, scene));
    }

    private static void fromPurse(Watched market, Ticket claim, Scene scene) {
        scene.guests().stream().filter(guest -> guest.self().equals(claim.issuer()) && guest.isUp()).forEach(guest -> {
            PurseImage purse = Actors.guest(guest).purse();
            boolean there = purse.payments().stream().anyMatch(payment -> payment.claim().equals(claim));
            boolean blocked = purse.spent(guest.clock()) >= Bank.BUDGET; // it forgot, and pays nothing meanwhile
            if (!there && !blocked && claim.term().end().isAfter(guest.clock())) {
                throw new Broken(market + " was paid what is still in the purse of " + guest + ": " + claim);
            }
        });
    }

    /** Looks at every instant at which {@code payer} paid something. */
    private void promised(Principal payer, Scene scene) {
        List<TicketChain> all = paid.get(payer).values().stream().flatMap(claims -> claims.values().stream()).toList();
        TreeSet<Instant> starts = new TreeSet<>();
        all.forEach(claim -> starts.add(claim.ticket().term().start()));
        boolean oversold = starts.stream().anyMatch(at -> all.stream().map(TicketChain::ticket)
                .filter(claim -> claim.term().contains(at)).mapToLong(claim -> claim.load().get(1)).sum() > Bank.BUDGET);
        if (oversold && scene.guests().stream().anyMatch(guest -> guest.self().equals(payer))) {
            throw new Broken(payer + " promised more credits than the " + Bank.BUDGET + " that it has: " + all);
        }
        if (scene.keyed()) {
            List<Principal> accused = audit.oversold(all.stream().map(Payments::papers).toList()).stream()
                    .map(OversellingProof::issuer).toList();
            if (!accused.equals(oversold ? List.of(Bank.principal()) : List.of())) {
                throw new Broken("of what " + payer + " paid an audit finds " + accused + ", and it is "
                        + (oversold ? "" : "not ") + "more than it has: " + all);
            }
        }
    }

    private static SealedChain papers(TicketChain claim) {
        try {
            return new Sealing(nobody -> Optional.empty()).papers(claim);
        } catch (Sealing.Unsealable e) {
            throw new Broken("a market took what is not sealed: " + claim);
        }
    }
}
