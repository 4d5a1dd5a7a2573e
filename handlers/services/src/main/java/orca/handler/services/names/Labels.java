package orca.handler.services.names;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import orca.core.handler.UnitCall;
import orca.core.resource.Names;
import orca.handler.services.Mark;
import orca.handler.services.ServiceException;
import orca.handler.services.UsualNames;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.TextParseException;

/** Which names are asked for, and where the zone keeps what it knows of a unit. */
final class Labels {
    /** The property by which a guest asks for a name; the first part of it, without the zone. */
    static final String HOSTNAME = "hostname";
    /** Below this label of the zone is a record for each unit. No guest can have it, for it has an underline. */
    static final String UNITS = "_orca";

    private static final int LONGEST = 63;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");
    /** Names that programs look for by themselves and believe; no guest is to be believed so. */
    private static final Set<String> BELIEVED = Set.of("localhost", "wpad", "isatap", "autodiscover", "autoconfig");

    private Labels() {}

    /** The name that {@code call} asks for: its host name, else what can be made of its unit's. */
    static Name wanted(UnitCall call, Name zone) throws ServiceException {
        Optional<String> asked = call.properties().text(HOSTNAME).map(words -> words.toLowerCase(Locale.ROOT));
        String label = asked.orElse(call.unit().value().replaceAll("[._]", "-").replaceAll("-+$", ""));
        if (label.length() > LONGEST || !LABEL.matcher(label).matches()) {
            throw ServiceException.lasting(HOSTNAME + ": must be 1 to " + LONGEST
                    + " characters of a-z, 0-9 and '-', with no '-' at its ends and without a domain, got "
                    + Names.quoted(label));
        }
        if (BELIEVED.contains(label)) {
            throw ServiceException.lasting(HOSTNAME + ": programs believe whoever is called " + label + "; ask for another");
        }
        if (asked.isPresent() && UsualNames.ofAnother(label, call.unit())) {
            throw ServiceException.lasting(HOSTNAME + ": " + label + " is what a unit is called whose holder asks for nothing;"
                    + " ask for another");
        }
        return below(label, zone);
    }

    /** Where the zone says what the unit of {@code mark} has. */
    static Name unit(Mark mark, Name zone) throws ServiceException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(mark.words().getBytes(StandardCharsets.UTF_8));
            return below(HexFormat.of().formatHex(digest, 0, 16) + "." + UNITS, zone);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** A place below that of the unit, where never anything is. */
    static Name fence(Mark mark, Name zone) throws ServiceException {
        return below("fence." + unit(mark, zone).relativize(zone), zone);
    }

    private static Name below(String label, Name zone) throws ServiceException {
        try {
            return Name.concatenate(Name.fromString(label), zone);
        } catch (NameTooLongException long255) {
            throw ServiceException.lasting(HOSTNAME + ": " + Names.quoted(label) + " is too long below " + zone);
        } catch (TextParseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
