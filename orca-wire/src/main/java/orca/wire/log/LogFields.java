package orca.wire.log;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import orca.core.contract.ContractKey;

/** What an event is about, by names that are the same in every process. */
public record LogFields(Map<String, String> values) {
    public LogFields {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Of something that {@code actor} says. */
    public static LogFields of(String actor) {
        return new LogFields(Map.of("actor", actor));
    }

    public LogFields with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new LogFields(more);
    }

    /** About that reservation: its id, whose it is, and its trace. */
    public LogFields about(ContractKey key) {
        return with("reservation", key.id().value()).with("holder", key.holder().value()).with("trace", TraceId.of(key));
    }

    /** The same, where holder and reservation are one text; nothing is added where it is none. */
    public LogFields about(String lease) {
        int slash = lease.indexOf('/');
        return slash < 0 ? this : with("reservation", lease.substring(slash + 1)).with("holder", lease.substring(0, slash))
                .with("trace", TraceId.of(lease));
    }
}
