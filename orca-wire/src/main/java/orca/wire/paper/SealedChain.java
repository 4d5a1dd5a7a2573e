package orca.wire.paper;

import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;
import java.util.Optional;
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
            text.append(paper.toFile());
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

    private static SealedChain of(List<Pem.Block> blocks) throws PaperException {
        if (blocks.isEmpty()) {
            throw new PaperException("chain: holds no paper");
        }
        ListIterator<Pem.Block> in = blocks.listIterator();
        List<SealedPaper> papers = new ArrayList<>();
        while (in.hasNext()) {
            papers.add(SealedPaper.read(in));
        }
        return new SealedChain(papers);
    }

    /** The next so many papers of a file. */
    static SealedChain read(ListIterator<Pem.Block> in, int papers) throws PaperException {
        List<SealedPaper> read = new ArrayList<>();
        for (int i = 0; i < papers; i++) {
            read.add(SealedPaper.read(in));
        }
        return new SealedChain(read);
    }

    /** The paper that the one at {@code index} is drawn from; empty for the first. */
    Optional<SealedPaper> before(int index) {
        return index == 0 ? Optional.empty() : Optional.of(papers.get(index - 1));
    }
}
