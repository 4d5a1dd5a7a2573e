package orca.handler.services.names;

import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.handler.services.OwnerFile;
import orca.handler.services.ServiceException;
import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TextParseException;

/** A key that signs what a name server is told, in a file of the form that {@code tsig-keygen} writes and BIND reads. */
final class TsigFile {
    private static final String SETTING = "key-file";
    private static final Pattern KEY = Pattern.compile("key\\s+\"?([A-Za-z0-9_.-]{1,255})\"?\\s*\\{([^}]*)}");
    private static final Pattern ALGORITHM = Pattern.compile("algorithm\\s+\"?(hmac-sha(?:1|224|256|384|512))\"?\\s*;",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern SECRET = Pattern.compile("secret\\s+\"?([A-Za-z0-9+/=]+)\"?\\s*;");

    private TsigFile() {}

    /**
     * @param name as the server knows it
     * @param key what signs
     */
    record Key(Name name, TSIG key) {}

    static Key read(Path file) throws ServiceException {
        String words = OwnerFile.read(SETTING, file);
        Matcher key = KEY.matcher(words);
        Optional<String> body = key.find() ? Optional.of(key.group(2)) : Optional.empty();
        Optional<String> algorithm = body.flatMap(text -> first(ALGORITHM, text));
        Optional<String> secret = body.flatMap(text -> first(SECRET, text));
        if (algorithm.isEmpty() || secret.isEmpty()) {
            throw unreadable(file);
        }
        try {
            Name name = Name.fromString(key.group(1), Name.root);
            return new Key(name, new TSIG(TSIG.algorithmToName(algorithm.get().toLowerCase(Locale.ROOT)), name,
                    Base64.getDecoder().decode(secret.get())));
        } catch (TextParseException | IllegalArgumentException broken) {
            // Without the cause, whose words may have the secret in them.
            throw unreadable(file);
        }
    }

    private static Optional<String> first(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    private static ServiceException unreadable(Path file) {
        return ServiceException.passing(SETTING + ": " + file
                + " has no key of the form that tsig-keygen writes: key \"NAME\" { algorithm hmac-sha256; secret \"...\"; };");
    }
}
