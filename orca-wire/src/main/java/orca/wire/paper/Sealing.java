package orca.wire.paper;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import orca.core.contract.Principal;
import orca.core.contract.Seal;
import orca.core.lease.Lease;
import orca.core.paper.Paper;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.Relinquishment;
import orca.core.ticket.TicketChain;
import orca.wire.trust.Identity;
import orca.wire.trust.KnownKey;
import orca.wire.trust.Recent;

/**
 * Writes contracts as papers and seals those whose issuer's key is here. The same contract always becomes the same paper with
 * the same seal, where its key is of the usual kind. Safe for use by many threads.
 */
public final class Sealing {
    /** How many chains of delegations, and how many seals of tickets and leases, are remembered. */
    private static final int REMEMBERED = 8192;

    private final Function<Principal, Optional<Identity>> own;
    private final Map<DelegationChain, Rights> rights = new Recent<>(REMEMBERED);
    private final Map<String, Seal> seals = new Recent<>(REMEMBERED);

    /** @param own the identity of each principal whose key is here */
    public Sealing(Function<Principal, Optional<Identity>> own) {
        this.own = own;
    }

    /** A chain of delegations as papers; the digest of the last. */
    private record Rights(List<SealedPaper> papers, String digest) {}

    /** A contract that cannot leave: it is not sealed, and whoever has to sign it has no key here. */
    public static final class Unsealable extends Exception {
        private static final long serialVersionUID = 1;

        Unsealable(Principal signer) {
            super("there is no key here of " + signer + ", who has to sign it, and it is not sealed");
        }
    }

    /** The papers of a chain, each sealed. */
    public SealedChain papers(DelegationChain chain) throws Unsealable {
        return new SealedChain(rights(chain).papers());
    }

    /** The papers of a ticket with what it stands on, each sealed. */
    public SealedChain papers(TicketChain chain) throws Unsealable {
        Rights under = rights(chain.rights());
        String text = Paper.of(chain.ticket(), under.digest());
        List<SealedPaper> papers = new ArrayList<>(under.papers());
        papers.add(new SealedPaper(text, chain.seal().isPresent()
                ? chain.seal().get() : seal(chain.ticket().issuer(), text)));
        return new SealedChain(papers);
    }

    /** A lease as a paper. */
    public SealedPaper paper(Lease lease, Optional<Seal> seal) throws Unsealable {
        String text = Paper.of(lease);
        return new SealedPaper(text, seal.isPresent() ? seal.get() : seal(lease.issuer(), text));
    }

    /** A relinquishment as a paper. */
    public SealedPaper paper(Relinquishment relinquishment) throws Unsealable {
        String text = Paper.of(relinquishment);
        return new SealedPaper(text, relinquishment.seal().isPresent()
                ? relinquishment.seal().get() : seal(relinquishment.holder(), text));
    }

    /** Whether it can be written: its holder sealed it, or is here. One that was here and is gone leaves none behind. */
    public boolean has(Relinquishment relinquishment) {
        return relinquishment.seal().isPresent() || own.apply(relinquishment.holder()).isPresent();
    }

    private Rights rights(DelegationChain chain) throws Unsealable {
        synchronized (rights) {
            Rights known = rights.get(chain);
            if (known != null) {
                return known;
            }
        }
        List<SealedPaper> papers = new ArrayList<>();
        List<Seal> all = new ArrayList<>(chain.seals());
        Optional<String> parent = Optional.empty();
        for (int i = 0; i < chain.links().size(); i++) {
            Delegation link = chain.links().get(i);
            String text = Paper.of(link, parent);
            if (i == all.size()) {
                all.add(seal(link.issuer(), text));
            }
            papers.add(new SealedPaper(text, all.get(i)));
            parent = Optional.of(papers.get(i).digest());
        }
        Rights made = new Rights(List.copyOf(papers), parent.orElseThrow());
        synchronized (rights) {
            rights.put(chain, made);
        }
        return made;
    }

    private Seal seal(Principal issuer, String text) throws Unsealable {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String digest = KnownKey.digest(bytes);
        synchronized (seals) {
            Seal known = seals.get(digest);
            if (known != null) {
                return known;
            }
        }
        Seal made = own.apply(issuer).orElseThrow(() -> new Unsealable(issuer)).seal(bytes);
        synchronized (seals) {
            seals.put(digest, made);
        }
        return made;
    }
}
