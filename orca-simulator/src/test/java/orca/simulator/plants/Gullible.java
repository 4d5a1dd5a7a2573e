package orca.simulator.plants;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.core.contract.Principal;
import orca.core.contract.Seal;
import orca.simulator.federation.Border;
import orca.simulator.federation.Twist;
import orca.wire.paper.SealedPaper;
import orca.wire.text.Tree;
import orca.wire.trust.Identity;

/** The bugs that are planted at the border of actors with keys. */
enum Gullible {
    /** The seals of papers are not checked: whatever a paper says, it is taken for its issuer's. */
    SEALS_NOT_CHECKED {
        @Override
        Border border(Firings firings) {
            return new Border() {
                @Override
                public Tree.Branch body(Tree.Branch body, Function<Principal, Optional<Identity>> keys) {
                    return (Tree.Branch) Twist.papers(body, paper -> {
                        Seal good = named(ISSUER, paper.text()).flatMap(keys)
                                .map(key -> key.seal(paper.text().getBytes(StandardCharsets.UTF_8))).orElse(paper.seal());
                        if (!good.equals(paper.seal())) {
                            firings.fired();
                        }
                        return new SealedPaper(paper.text(), good);
                    });
                }
            };
        }
    },

    /** Whoever shows a ticket is taken for its holder, whatever key has signed the letter. */
    SENDER_BY_THE_BODY {
        @Override
        Border border(Firings firings) {
            return new Border() {
                @Override
                public Principal sender(Principal signer, Tree.Branch body) {
                    List<SealedPaper> papers = Twist.papers(body);
                    Principal named = body.fields().containsKey("leaseDemand") && !papers.isEmpty()
                            ? named(HOLDER, papers.get(papers.size() - 1).text()).orElse(signer) : signer;
                    if (!named.equals(signer)) {
                        firings.fired();
                    }
                    return named;
                }
            };
        }
    };

    private static final Pattern ISSUER = Pattern.compile("<issuer>([0-9a-f]{64})</issuer>");
    private static final Pattern HOLDER = Pattern.compile("<holder>([0-9a-f]{64})</holder>");

    private static Optional<Principal> named(Pattern field, String paper) {
        Matcher found = field.matcher(paper);
        return found.find() ? Optional.of(new Principal(found.group(1))) : Optional.empty();
    }

    /** The border with this bug. For one federation only. */
    abstract Border border(Firings firings);
}
