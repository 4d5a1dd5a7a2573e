package orca.simulator.federation;

import java.util.Optional;
import java.util.function.Function;
import orca.core.contract.Principal;
import orca.wire.text.Tree;
import orca.wire.trust.Identity;

/**
 * What an actor believes of a letter whose signature was found to be good. The real border believes that signature and the
 * seals, so it changes nothing; others are there to see whether the checkers find what is wrong with them.
 */
public interface Border {
    /** The border as it is. */
    Border REAL = new Border() {};

    /** Whom the messages in {@code body} are taken to be from, when {@code signer} signed the letter. */
    default Principal sender(Principal signer, Tree.Branch body) {
        return signer;
    }

    /**
     * The body whose seals are checked.
     *
     * @param keys everybody's, which nobody real has
     */
    default Tree.Branch body(Tree.Branch body, Function<Principal, Optional<Identity>> keys) {
        return body;
    }
}
