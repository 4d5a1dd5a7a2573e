package orca.wire.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.wire.paper.ChainCheck;
import orca.wire.paper.SealedChain;
import orca.wire.paper.SealedPaper;
import orca.wire.text.Tree;

/**
 * The papers in front of the messages of one body while it is read. A paper is looked at when a chain first names it, and never
 * again, good or not: a short name for a long paper must not cost more than the paper. One that cannot be read, or does not hold,
 * costs the messages that name it and no others. For one body and one thread.
 */
final class ShelvedPapers {
    /** In front of a message that stands alone. */
    static final ShelvedPapers NONE = new ShelvedPapers(List.of());
    /** The longest that is said of a paper, in characters: it is said to each message that names it. */
    private static final int LONGEST_FLAW = 256;

    private final List<Tree> papers;
    private final Map<Integer, Looked> looked = new HashMap<>();

    private ShelvedPapers(List<Tree> papers) {
        this.papers = papers;
    }

    static ShelvedPapers of(Fields in) {
        return new ShelvedPapers(in.row(PaperShelf.PAPERS, PaperShelf.MOST));
    }

    /** A paper that was looked at; one without a flaw is there. */
    private record Looked(Optional<SealedPaper> paper, Optional<String> flaw) {}

    /** @throws IllegalArgumentException when it is no chain, or names a paper that is not there or does not hold */
    SealedChain chain(Fields in, ChainCheck check) {
        List<SealedPaper> chain = new ArrayList<>();
        for (int place : in.texts(PaperShelf.PLACES, SealedChain.MAX_PAPERS, this::place)) {
            Looked one = looked.computeIfAbsent(place, p -> look(p, check));
            one.flaw().ifPresent(flaw -> {
                throw in.no(PaperShelf.PLACES, flaw);
            });
            chain.add(one.paper().orElseThrow());
        }
        chain.addAll(in.rowOf(PaperShelf.PAPERS, SealedChain.MAX_PAPERS, ContractForm::paper));
        in.end();
        return new SealedChain(chain);
    }

    private Looked look(int place, ChainCheck check) {
        String name = PaperShelf.PAPERS + "[" + place + "]";
        try {
            SealedPaper paper = ContractForm.paper(Fields.of(name, papers.get(place)));
            return new Looked(Optional.of(paper), check.alone(paper).flaw().map(flaw -> name + ": " + flaw));
        } catch (IllegalArgumentException e) {
            String flaw = e.getMessage();
            return new Looked(Optional.empty(), Optional.of(flaw.substring(0, Math.min(LONGEST_FLAW, flaw.length()))));
        }
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
