package orca.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import orca.cli.screen.Cell;
import orca.cli.screen.Moments;
import orca.wire.management.TermView;

/** A chain as people read it: paper by paper, and what it is worth in three answers. */
public final class ChainText {
    private final Look look;

    public ChainText(Look look) {
        this.look = look;
    }

    /** Every paper that was looked at. */
    public List<String> papers(ChainView chain) {
        List<String> lines = new ArrayList<>();
        int place = 0;
        for (ChainView.Paper paper : chain.papers()) {
            place++;
            lines.add(place + "  " + paper.says().map(says -> says.kind() + " " + says.name() + ", revision " + says.revision())
                    .orElse("a paper that cannot be read"));
            boolean first = place == 1;
            paper.says().ifPresent(says -> {
                lines.add("   from     " + party(says.issuer()));
                lines.add("   to       " + party(says.holder()));
                if (says.kind().equals(ChainReading.RELINQUISHMENT)) {
                    lines.add("   gives up that ticket and those of older revisions, whose term starts "
                            + look.at(says.term().start()).text());
                    lines.add("   keeps    " + (says.units() == 0 ? "nothing"
                            : amounts(says) + ", until " + look.at(says.term().end()).text()));
                    return;
                }
                lines.add("   " + (says.kind().equals("lease") ? "binds    " : "gives    ") + amounts(says));
                lines.add("   term     " + term(says.term()));
                if (paper.flaw().isEmpty()) {
                    lines.add("   narrows  " + (first ? "nothing, it is the first" : paper.narrows().isEmpty()
                            ? "nothing" : String.join(", ", paper.narrows())));
                }
            });
            lines.add(paper.flaw().map(flaw -> "   FAILS    " + Cell.plain(flaw)).orElse("   seal     is "
                    + (chain.term().equals(ChainView.NONE) ? "the holder's" : "its issuer's")));
        }
        if (chain.unseen() > 0) {
            lines.add("   behind it: " + chain.unseen() + " more, not looked at");
        }
        return lines;
    }

    /** The three answers, and whether the site is known. */
    public List<String> answers(ChainView chain) {
        List<String> lines = new ArrayList<>();
        int last = chain.papers().size();
        boolean given = chain.term().equals(ChainView.NONE);
        lines.add((given ? "signatures: " : "signatures and narrowing: ") + chain.flaw()
                .map(flaw -> "paper " + last + name(chain) + " fails: " + Cell.plain(flaw))
                .orElse("good, " + (last == 1 ? "the one paper holds" : "all " + last + " papers hold")));
        if (given) {
            lines.add("term: none, what is given back is given back for good");
            return lines;
        }
        chain.authority().ifPresent(known -> lines.add("site: " + chain.papers().getFirst().says()
                .map(says -> party(says.issuer()) + (known ? " is known here" : " is not known here as an authority"))
                .orElse("cannot be read")));
        lines.add("term: " + answer(chain));
        lines.add("revocation: not known, nobody was asked" + (chain.ask().isEmpty() ? "" : "; ask " + chain.ask().stream()
                .map(party -> party(party) + party.url().map(url -> " at " + url).orElse(""))
                .collect(Collectors.joining(", or "))));
        return lines;
    }

    private static String name(ChainView chain) {
        return chain.papers().getLast().says().map(says -> " (" + says.kind() + " " + says.name() + ")").orElse("");
    }

    private String answer(ChainView chain) {
        Moments moments = look.moments();
        if (!chain.holds()) {
            return "not looked at, since a paper fails";
        }
        TermView term = chain.papers().getLast().says().orElseThrow().term();
        return switch (chain.term()) {
            case ChainView.NOT_YET -> "not yet, it starts " + moments.at(term.start()) + ", " + moments.distance(term.start());
            case ChainView.OVER -> "over, it ended " + moments.at(term.end()) + ", " + moments.distance(term.end());
            default -> "in force, it ends " + moments.at(term.end()) + ", " + moments.distance(term.end());
        };
    }

    private String term(TermView term) {
        Moments moments = look.moments();
        return look.at(term.start()).text() + " until " + look.at(term.end()).text() + ", "
                + (moments.now().isBefore(term.start()) ? "starts " + moments.distance(term.start())
                : moments.now().isBefore(term.end()) ? "ends " + moments.distance(term.end())
                : "ended " + moments.distance(term.end()));
    }

    /** Short where there is a name, whole where there is room. */
    String party(ChainView.Party party) {
        return look.wide() && !party.name().equals(party.principal()) ? party.name() + " " + party.principal() : party.name();
    }

    private static String amounts(ChainView.Says says) {
        StringBuilder text = new StringBuilder().append(says.units()).append(says.units() == 1 ? " unit" : " units")
                .append(says.type().isEmpty() ? "" : " of " + says.type());
        if (!says.each().isEmpty()) {
            boolean most = says.kind().equals("delegation") || says.kind().equals("lease");
            text.append(most ? ", each at most " : ", each ").append(Look.amounts(says.each()));
        }
        if (says.kind().equals("delegation") && !says.together().isEmpty()) {
            text.append("; together ").append(Look.amounts(says.together()));
        }
        if (says.oversubscription() != 100) {
            text.append("; ").append(says.oversubscription()).append(" of 100 may be promised");
        }
        says.assurance().ifPresent(assurance -> text.append("; ").append(assurance));
        return text.toString();
    }
}
