package orca.handler.services;

import java.util.Locale;
import orca.core.lease.UnitId;

/** What units are called whose holders ask for no name: as the site names them. Nobody may take such a name beforehand. */
public final class UsualNames {
    private static final String NUMBERED = "-u";

    private UsualNames() {}

    /** Whether {@code name} would be that of another unit of the site of {@code unit}. */
    public static boolean ofAnother(String name, UnitId unit) {
        String own = plain(unit.value());
        int end = own.lastIndexOf(NUMBERED);
        String site = end < 0 ? own + NUMBERED : own.substring(0, end + NUMBERED.length());
        return !name.equals(own) && name.startsWith(site) && name.substring(site.length()).matches("[0-9][0-9-]*");
    }

    private static String plain(String words) {
        return words.toLowerCase(Locale.ROOT).replaceAll("[._]", "-");
    }
}
