package orca.wire.paper;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Seal;
import orca.core.ticket.DelegationChain;
import orca.wire.trust.Pem;

/**
 * A chain of papers as it travels: the authority's delegation first, then any further delegations, then a ticket and perhaps
 * the lease that binds it; each with its seal. As a file it is a text of blocks, so that it can be mailed, and taken apart with
 * the shell.
 *
 * @param papers 1 to {@link #MAX_PAPERS}
 */
public record SealedChain(List<SealedPaper> papers) {
    /** The links that a chain may have, its ticket and its lease. */
    public static final int MAX_PAPERS = DelegationChain.MAX_LINKS + 2;

    private static final String PAPER = "ORCA CONTRACT";
    private static final String KEY = "PUBLIC KEY";
    private static final String SIGNATURE = "ORCA SIGNATURE";

    public SealedChain {
        papers = List.copyOf(papers);
        if (papers.isEmpty() || papers.size() > MAX_PAPERS) {
            throw new IllegalArgumentException("chain: must be 1 to " + MAX_PAPERS + " papers, got " + papers.size());
        }
    }

    /** As the text of a file. */
    public String toFile() {
        StringBuilder text = new StringBuilder();
        for (SealedPaper paper : papers) {
            text.append(Pem.block(PAPER, paper.bytes()));
            text.append(Pem.block(KEY, Base64.getDecoder().decode(paper.seal().key())));
            text.append(Pem.block(SIGNATURE, Base64.getDecoder().decode(paper.seal().signature())));
        }
        return text.toString();
    }

    /** @throws PaperException when {@code text} is not the text of such a file */
    public static SealedChain fromFile(String text) throws PaperException {
        try {
            return of(Pem.read(text).blocks());
        } catch (IllegalArgumentException e) {
            throw new PaperException("chain: " + e.getMessage(), e);
        }
    }

    /** The same from the blocks of a file. */
    static SealedChain of(List<Pem.Block> blocks) throws PaperException {
        if (blocks.isEmpty() || blocks.size() % 3 != 0) {
            throw new PaperException("chain: must be " + PAPER + ", " + KEY + ", " + SIGNATURE + " in turn, has "
                    + blocks.size() + " blocks");
        }
        List<SealedPaper> papers = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i += 3) {
            papers.add(new SealedPaper(new String(part(blocks.get(i), PAPER), StandardCharsets.UTF_8),
                    new Seal(Base64.getEncoder().encodeToString(part(blocks.get(i + 1), KEY)),
                            Base64.getEncoder().encodeToString(part(blocks.get(i + 2), SIGNATURE)))));
        }
        return new SealedChain(papers);
    }

    private static byte[] part(Pem.Block block, String label) throws PaperException {
        if (!block.label().equals(label)) {
            throw new PaperException("chain: '" + label + "' is due, found '" + block.label() + "'");
        }
        return block.bytes();
    }

    /** The paper that the one at {@code index} is drawn from; empty for the first. */
    Optional<SealedPaper> before(int index) {
        return index == 0 ? Optional.empty() : Optional.of(papers.get(index - 1));
    }
}
