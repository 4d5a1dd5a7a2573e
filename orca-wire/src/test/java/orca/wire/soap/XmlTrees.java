package orca.wire.soap;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import orca.wire.text.Tree;

/** Bodies of every shape, from a seed. */
final class XmlTrees {
    private static final String[] NAMES = {"term", "units", "vm.image", "3d", "a_x0041_", "_", "x", "-", "é", "a:b", "Body"};
    private static final String[] WORDS = {"", " ", "a", "<&>\"'", "]]>", "Grüße", "\ud83d\ude00", "\r\n\t ", "x".repeat(300)};

    private XmlTrees() {}

    static Tree.Branch branch(Random random, int depth) {
        Map<String, Tree> fields = new LinkedHashMap<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            Tree value = value(random, depth);
            if (random.nextInt(4) == 0) {
                value = new Tree.Row(0, List.of(value, value(random, depth), value(random, depth)));
            }
            fields.put(NAMES[random.nextInt(NAMES.length)], value);
        }
        return new Tree.Branch(0, fields);
    }

    private static Tree value(Random random, int depth) {
        return depth > 0 && random.nextInt(3) == 0 ? branch(random, depth - 1)
                : new Tree.Text(0, WORDS[random.nextInt(WORDS.length)]);
    }
}
