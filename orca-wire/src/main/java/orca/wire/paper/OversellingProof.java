package orca.wire.paper;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.core.contract.Principal;
import orca.core.ticket.DelegationId;
import orca.wire.trust.Pem;

/**
 * Tickets that are said to be more together than the delegation that they stand on: what a site keeps of a broker that
 * promised too much, and what anybody can check. {@link ProofCheck} says whether it proves anything.
 *
 * @param issuer whose delegation it is: the site, or a broker that passed on a part of what it holds
 * @param chains each to a ticket; 1 to {@link #MAX_CHAINS}
 */
public record OversellingProof(Principal issuer, DelegationId delegation, List<SealedChain> chains) {
    /** The most tickets; sums of so many amounts are far from overflow. */
    public static final int MAX_CHAINS = 1000;
    /** The largest file, in characters. */
    public static final int MAX_LENGTH = 16 << 20;
    private static final String LABEL = "ORCA OVERSELLING";
    private static final Pattern HEAD = Pattern.compile(
            "orca overselling 1\nissuer: ([^\n]+)\ndelegation: ([^\n]+)\n((?:papers: [0-9]{1,2}\n)+)");

    public OversellingProof {
        Objects.requireNonNull(issuer, "proof.issuer");
        Objects.requireNonNull(delegation, "proof.delegation");
        chains = List.copyOf(chains);
        if (chains.isEmpty() || chains.size() > MAX_CHAINS) {
            throw new IllegalArgumentException("proof.chains: must be 1 to " + MAX_CHAINS + ", got " + chains.size());
        }
    }

    /** As the text of a file: which delegation, how many papers each chain has, then the chains. */
    public String toFile() {
        StringBuilder head = new StringBuilder("orca overselling 1\nissuer: " + issuer + "\ndelegation: " + delegation + "\n");
        chains.forEach(chain -> head.append("papers: ").append(chain.papers().size()).append('\n'));
        StringBuilder text = new StringBuilder(Pem.block(LABEL, head.toString().getBytes(StandardCharsets.US_ASCII)));
        chains.forEach(chain -> text.append(chain.toFile()));
        return text.toString();
    }

    /** @throws PaperException when {@code text} is not the text of such a file */
    public static OversellingProof fromFile(String text) throws PaperException {
        if (text.length() > MAX_LENGTH) {
            throw new PaperException("proof: at most " + MAX_LENGTH + " characters, got " + text.length());
        }
        try {
            List<Pem.Block> blocks = Pem.read(text).blocks();
            if (blocks.isEmpty() || !blocks.getFirst().label().equals(LABEL)) {
                throw new PaperException("proof: must begin with the block " + LABEL);
            }
            Matcher head = HEAD.matcher(new String(blocks.getFirst().bytes(), StandardCharsets.US_ASCII));
            if (!head.matches()) {
                throw new PaperException("proof: " + LABEL + " must name issuer, delegation and the papers of each chain");
            }
            List<SealedChain> chains = new ArrayList<>();
            ListIterator<Pem.Block> in = blocks.listIterator(1);
            for (String line : head.group(3).lines().toList()) {
                chains.add(SealedChain.read(in, Integer.parseInt(line.substring("papers: ".length()))));
            }
            if (in.hasNext()) {
                throw new PaperException("proof: there is more after the last chain");
            }
            return new OversellingProof(new Principal(head.group(1)), new DelegationId(head.group(2)), chains);
        } catch (IllegalArgumentException e) {
            throw new PaperException("proof: " + e.getMessage(), e);
        }
    }
}
