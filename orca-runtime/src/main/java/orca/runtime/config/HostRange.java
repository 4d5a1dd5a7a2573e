package orca.runtime.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;

/** A host's name in the file, which may stand for many: {@code "vlan-{101..120}"}. */
public final class HostRange {
    /** The most hosts that one name may stand for. */
    public static final int MOST = 10_000;
    private static final Pattern RANGE = Pattern.compile("([^{}]*)\\{([0-9]{1,9})\\.\\.([0-9]{1,9})\\}([^{}]*)");

    private HostRange() {}

    /** The hosts that {@code written} stands for, with their properties, in order. */
    public static Map<String, PropertyList> of(String written, PropertyList properties) {
        Matcher range = RANGE.matcher(written);
        Map<String, PropertyList> hosts = new LinkedHashMap<>();
        if (!range.matches()) {
            hosts.put(Names.check("host", written), properties);
            return hosts;
        }
        int first = Integer.parseInt(range.group(2));
        int last = Integer.parseInt(range.group(3));
        if (last < first || last - first >= MOST) {
            throw new IllegalArgumentException(
                    "host: a range must be of 1 to " + MOST + " numbers, the smaller first, got " + Names.quoted(written));
        }
        for (int number = first; number <= last; number++) {
            hosts.put(Names.check("host", range.group(1) + number + range.group(4)), numbered(properties, number));
        }
        return hosts;
    }

    private static PropertyList numbered(PropertyList properties, int number) {
        PropertyList result = properties;
        for (Map.Entry<String, PropertyValue> property : properties) {
            if (property.getValue() instanceof PropertyValue.Text(String text) && text.contains("{}")) {
                result = result.with(property.getKey(), text.replace("{}", Integer.toString(number)));
            }
        }
        return result;
    }
}
