package orca.wire.xmlrpc;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import orca.wire.text.Tree;

/** Single values by their types in XML-RPC, with the usual additions {@code i8} and {@code nil}. */
final class RpcValues {
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,19}");
    private static final Pattern REAL = Pattern.compile(
            "[+-]?(?:[0-9]{1,400}(?:\\.[0-9]{0,400})?|\\.[0-9]{1,400})(?:[eE][+-]?[0-9]{1,3})?");
    /** As the first servers wrote it, {@code 20261121T12:00:00}, or as ISO-8601 has it; a time without a zone is UTC. */
    private static final DateTimeFormatter MOMENT = new DateTimeFormatterBuilder()
            .appendPattern("[yyyyMMdd][yyyy-MM-dd]'T'HH:mm:ss['Z']").toFormatter();

    private RpcValues() {}

    /** What {@code text} says as a {@code type}; empty when that is no such type, or the text is none. */
    static Optional<Tree> read(String type, String text, int line) {
        return switch (type) {
            case "string" -> Optional.of(new Tree.Text(line, text));
            case "int", "i4" -> whole(text, 31).map(number -> new Tree.Number(line, number));
            case "i8" -> whole(text, 63).map(number -> new Tree.Number(line, number));
            case "double" -> Optional.of(text.strip()).filter(t -> REAL.matcher(t).matches())
                    .map(t -> new Tree.Number(line, new BigDecimal(t).toPlainString()));
            case "boolean" -> switch (text.strip()) {
                case "0" -> Optional.of(new Tree.Flag(line, false));
                case "1" -> Optional.of(new Tree.Flag(line, true));
                default -> Optional.empty();
            };
            case "dateTime.iso8601" -> moment(text.strip()).map(moment -> new Tree.Text(line, moment));
            case "base64" -> base64(text).map(bytes -> new Tree.Text(line, bytes));
            case "nil" -> Optional.of(text).filter(String::isBlank).map(t -> new Tree.Nothing(line));
            default -> Optional.empty();
        };
    }

    private static Optional<String> whole(String text, int bits) {
        return Optional.of(text.strip()).filter(t -> WHOLE.matcher(t).matches()).map(BigInteger::new)
                .filter(number -> number.bitLength() <= bits).map(BigInteger::toString);
    }

    private static Optional<String> moment(String text) {
        try {
            return Optional.of(LocalDateTime.parse(text, MOMENT).toInstant(ZoneOffset.UTC).toString());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The bytes in base64 without line ends, since words are all that a body can carry. */
    private static Optional<String> base64(String text) {
        try {
            return Optional.of(Base64.getEncoder().encodeToString(Base64.getDecoder().decode(text.replaceAll("\\s", ""))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
