package orca.wire.trust;

import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps the entries that were used most recently. For one thread at a time. */
public final class Recent<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;
    private final int most;

    /** @param most how many */
    public Recent(int most) {
        super(64, 0.75f, true);
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
