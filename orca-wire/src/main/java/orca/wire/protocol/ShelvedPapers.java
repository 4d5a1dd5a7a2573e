package orca.wire.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.wire.paper.ChainCheck;
import orca.wire.paper.SealedChain;
import orca.wire.paper.SealedPaper;

/**
 * The papers in front of the messages of one body while it is read. A paper is looked at when a chain first names it, and never
 * again, good or not: a short name for a long paper must not cost more than the paper. For one body and one thread.
 */
final class ShelvedPapers {
    /** In front of a message that stands alone. */
    static final ShelvedPapers NONE = new ShelvedPapers(List.of());

    private final List<SealedPaper> papers;
    private final Map<Integer, Optional<String>> flaws = new HashMap<>();

    private ShelvedPapers(List<SealedPaper> papers) {
        this.papers = papers;
    }

    static ShelvedPapers of(Fields in) {
        return new ShelvedPapers(in.rowOf(PaperShelf.PAPERS, PaperShelf.MOST, ContractForm::paper));
    }

    /** @throws IllegalArgumentException when it is no chain, or names a paper that is not there or does not hold */
    SealedChain chain(Fields in, ChainCheck check) {
        List<SealedPaper> chain = new ArrayList<>();
        for (int place : in.texts(PaperShelf.PLACES, SealedChain.MAX_PAPERS, this::place)) {
            Optional<String> flaw = flaws.computeIfAbsent(place, p -> check.alone(papers.get(p)).flaw());
            if (flaw.isPresent()) {
                throw in.no(PaperShelf.PLACES, "paper[" + place + "]: " + flaw.get());
            }
            chain.add(papers.get(place));
        }
        chain.addAll(in.rowOf(PaperShelf.PAPERS, SealedChain.MAX_PAPERS, ContractForm::paper));
        in.end();
        return new SealedChain(chain);
    }

    private int place(String text) {
        try {
            int place = Integer.parseInt(text.strip());
            if (place >= 0 && place < papers.size()) {
                return place;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a whole number", e);
        }
        throw new IllegalArgumentException(
                "must be the place of one of the " + papers.size() + " papers in front of the messages");
    }
}
