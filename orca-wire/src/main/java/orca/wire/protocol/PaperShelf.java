package orca.wire.protocol;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import orca.wire.paper.SealedChain;
import orca.wire.paper.SealedPaper;
import orca.wire.text.Tree;

/**
 * The papers of a body of many messages while it is written: those that others stand on are put down once, and each chain names
 * them by their places, counted from 0. For one body and one thread.
 */
final class PaperShelf {
    /** The most papers on a shelf. */
    static final int MOST = MessageForm.MOST_MESSAGES;
    /** What the papers of a body are called in it. */
    static final String PAPERS = "paper";
    /** What the places are called in a chain. */
    static final String PLACES = "shared";

    private final boolean shares;
    private final Map<SealedPaper, Integer> places = new LinkedHashMap<>();

    private PaperShelf(boolean shares) {
        this.shares = shares;
    }

    /** One that is filled, and then goes in front of the messages. */
    static PaperShelf sharing() {
        return new PaperShelf(true);
    }

    /** One on which nothing is put: chains have their papers with them. */
    static PaperShelf none() {
        return new PaperShelf(false);
    }

    /** @param under how many of the first papers others of the same body may stand on too */
    Tree.Branch chain(SealedChain chain, int under) {
        int shared = 0;
        Body body = new Body();
        if (shares) {
            while (shared < under && has(chain.papers().get(shared))) {
                shared++;
            }
            body.row(PLACES, chain.papers().subList(0, shared).stream()
                    .map(paper -> new Tree.Number(0, places.get(paper).toString())).toList());
        }
        return body.row(PAPERS, chain.papers().subList(shared, chain.papers().size()).stream().map(ContractForm::write).toList())
                .done();
    }

    private boolean has(SealedPaper paper) {
        return places.containsKey(paper) || places.size() < MOST && places.put(paper, places.size()) == null;
    }

    List<Tree.Branch> papers() {
        return places.keySet().stream().map(ContractForm::write).toList();
    }
}
