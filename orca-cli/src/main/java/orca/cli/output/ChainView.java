package orca.cli.output;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.wire.management.TermView;

/**
 * What a chain of papers says and is worth, for programs.
 *
 * @param papers those that were looked at; none behind the first that fails
 * @param unseen how many were not
 * @param holds whether every signature fits and every paper only narrows the one before
 * @param flaw what is wrong with the last of {@code papers}
 * @param authority whether the first paper's issuer is known here as a site; absent where nobody said who is known
 * @param term {@code in-force}, {@code not-yet}, {@code over}, {@code none} for what was given back, or {@code unknown} when
 *     the chain does not hold
 * @param revocation always {@code unknown}: nobody was asked
 * @param ask who knows whether it was taken back since
 */
public record ChainView(List<Paper> papers, int unseen, boolean holds, Optional<String> flaw, Optional<Boolean> authority,
        String term, String revocation, List<Party> ask) {
    /** How its term stands. */
    public static final String IN_FORCE = "in-force";
    public static final String NOT_YET = "not-yet";
    public static final String OVER = "over";
    public static final String NONE = "none";
    public static final String UNKNOWN = "unknown";

    public ChainView {
        papers = List.copyOf(papers);
        ask = List.copyOf(ask);
    }

    /**
     * Somebody.
     *
     * @param name what it is called here, or the beginning of its principal
     * @param url where it can be called, if that is known here
     */
    public record Party(String principal, String name, Optional<String> url) {}

    /**
     * One paper.
     *
     * @param says absent when it cannot be read
     * @param narrows in what it gives less than the one before; empty for nothing
     */
    public record Paper(Optional<Says> says, List<String> narrows, Optional<String> flaw) {
        public Paper {
            narrows = List.copyOf(narrows);
        }
    }

    /**
     * What a paper says.
     *
     * @param kind delegation, ticket, lease, or relinquishment, whose units are those that are kept
     * @param name of the delegation or the reservation
     * @param together all units together, where that is said
     * @param each one unit, at most
     * @param type empty where the paper does not say it
     * @param assurance how firmly; none for a delegation
     * @param oversubscription in hundredths, 100 for none
     * @param term when; for a relinquishment that of what is kept, which ends where it starts when nothing is
     */
    public record Says(String kind, String name, long revision, Party issuer, Party holder, String type, long units,
            Map<String, Long> together, Map<String, Long> each, Optional<String> assurance, int oversubscription,
            TermView term) {}
}
