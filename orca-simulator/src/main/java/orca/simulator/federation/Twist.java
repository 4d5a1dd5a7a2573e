package orca.simulator.federation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import orca.core.contract.Seal;
import orca.wire.paper.SealedPaper;
import orca.wire.text.Tree;

/** Changes in bodies and in the papers that they carry. A body is never changed itself; what comes out is another. */
public final class Twist {
    private static final String CONTRACT = "contract";
    private static final String KEY = "key";
    private static final String SIGNATURE = "signature";

    private Twist() {}

    /** The papers in a body, in their order. */
    public static List<SealedPaper> papers(Tree body) {
        List<SealedPaper> all = new ArrayList<>();
        papers(body, paper -> {
            all.add(paper);
            return paper;
        });
        return all;
    }

    /** A body in which each paper is another. */
    public static Tree papers(Tree tree, UnaryOperator<SealedPaper> change) {
        return switch (tree) {
            case Tree.Branch branch when branch.fields().keySet().containsAll(List.of(CONTRACT, KEY, SIGNATURE)) ->
                    read(branch).map(change).map(Twist::write).orElse(branch);
            case Tree.Branch branch -> {
                Map<String, Tree> fields = new LinkedHashMap<>();
                branch.fields().forEach((name, value) -> fields.put(name, papers(value, change)));
                yield new Tree.Branch(0, fields);
            }
            case Tree.Row row -> new Tree.Row(0, row.items().stream().map(item -> papers(item, change)).toList());
            case Tree.Text leaf -> leaf;
            case Tree.Number leaf -> leaf;
            case Tree.Flag leaf -> leaf;
            case Tree.Nothing leaf -> leaf;
        };
    }

    private static Optional<SealedPaper> read(Tree.Branch paper) {
        if (paper.fields().get(CONTRACT) instanceof Tree.Text text && paper.fields().get(KEY) instanceof Tree.Text key
                && paper.fields().get(SIGNATURE) instanceof Tree.Text signature) {
            return Optional.of(new SealedPaper(new String(Base64.getDecoder().decode(text.value()), StandardCharsets.UTF_8),
                    new Seal(key.value(), signature.value())));
        }
        return Optional.empty();
    }

    private static Tree write(SealedPaper paper) {
        Map<String, Tree> fields = new LinkedHashMap<>();
        fields.put(CONTRACT, new Tree.Text(0, Base64.getEncoder().encodeToString(paper.bytes())));
        fields.put(KEY, new Tree.Text(0, paper.seal().key()));
        fields.put(SIGNATURE, new Tree.Text(0, paper.seal().signature()));
        return new Tree.Branch(0, fields);
    }

    /** A body in which every field of that name has that value. */
    static Tree set(Tree tree, String name, Tree value) {
        return switch (tree) {
            case Tree.Branch branch -> {
                Map<String, Tree> fields = new LinkedHashMap<>();
                branch.fields().forEach((n, v) -> fields.put(n, n.equals(name) ? value : set(v, name, value)));
                yield new Tree.Branch(0, fields);
            }
            case Tree.Row row -> new Tree.Row(0, row.items().stream().map(item -> set(item, name, value)).toList());
            case Tree.Text leaf -> leaf;
            case Tree.Number leaf -> leaf;
            case Tree.Flag leaf -> leaf;
            case Tree.Nothing leaf -> leaf;
        };
    }

    /** A body in which one word or number somewhere is another. */
    static Tree somewhere(Tree tree, Dice dice) {
        return switch (tree) {
            case Tree.Branch branch when !branch.fields().isEmpty() -> {
                String name = dice.pick(List.copyOf(branch.fields().keySet()));
                Map<String, Tree> fields = new LinkedHashMap<>(branch.fields());
                fields.put(name, somewhere(fields.get(name), dice));
                yield new Tree.Branch(0, fields);
            }
            case Tree.Row row when !row.items().isEmpty() -> {
                List<Tree> items = new ArrayList<>(row.items());
                int at = dice.index(items.size());
                items.set(at, somewhere(items.get(at), dice));
                yield new Tree.Row(0, items);
            }
            case Tree.Branch empty -> empty;
            case Tree.Row empty -> empty;
            case Tree.Text leaf -> new Tree.Text(0, changed(leaf.value(), dice));
            case Tree.Number leaf -> new Tree.Number(0, Long.toString(dice.between(0, 1_000_000)));
            case Tree.Flag leaf -> new Tree.Flag(0, !leaf.value());
            case Tree.Nothing leaf -> leaf;
        };
    }

    /** A text of which one letter is another. */
    static String changed(String text, Dice dice) {
        if (text.isEmpty()) {
            return "x";
        }
        int at = dice.index(text.length());
        char now = text.charAt(at);
        char other = Character.isDigit(now) ? (char) ('0' + (now - '0' + 1 + dice.index(9)) % 10) : now == 'a' ? 'b' : 'a';
        return text.substring(0, at) + other + text.substring(at + 1);
    }
}
