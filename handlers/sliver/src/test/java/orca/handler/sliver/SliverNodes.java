package orca.handler.sliver;

import java.nio.file.Path;
import java.util.List;

/** A node of slivers, for tests of the driver beneath the handler. */
public final class SliverNodes {
    private final SliverNode node;

    private SliverNodes(SliverNode node) {
        this.node = node;
    }

    public static SliverNodes in(Path place) throws Exception {
        return new SliverNodes(SliverNode.in(place));
    }

    public Path folder() {
        return node.folder();
    }

    public Path reference() {
        return node.reference();
    }

    public String network() throws Exception {
        return node.network();
    }

    public List<String> traces(String unit) throws Exception {
        return node.traces(unit);
    }

    public List<String> clean() throws Exception {
        return node.clean();
    }
}
