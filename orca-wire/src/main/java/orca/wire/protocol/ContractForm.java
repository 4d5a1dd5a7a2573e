package orca.wire.protocol;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.contract.Alternative;
import orca.core.contract.Answer;
import orca.core.contract.Assurance;
import orca.core.contract.Notice;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.contract.Seal;
import orca.core.resource.Amounts;
import orca.core.resource.Bins;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.core.resource.TypeName;
import orca.core.ticket.Demand;
import orca.core.time.Term;
import orca.wire.paper.SealedPaper;
import orca.wire.text.Tree;

/** The parts of messages: demands, answers, notices, properties, papers. */
final class ContractForm {
    /** What stands for bytes that are no UTF-8, and may also be meant. */
    private static final char REPLACED = '\ufffd';

    private ContractForm() {}

    static Tree.Branch write(Demand demand) {
        return new Body().text("type", demand.type().value()).whole("units", demand.units()).whole("least", demand.minUnits())
                .amounts("sliver", demand.sliver()).instant("start", demand.term().start()).instant("end", demand.term().end())
                .instant("latestStart", demand.latestStart()).maybe("deadline", demand.deadline())
                .word("assurance", demand.assurance()).maybe("site", demand.site())
                .maybe("stays", demand.stays().map(Body::words)).row("property", properties(demand.properties())).done();
    }

    /** What may be left out: least (as many as units), latestStart (the start), assurance (reserved). */
    static Demand demand(Fields in) {
        TypeName type = in.as("type", TypeName::new);
        long units = in.whole("units", 1, Demand.MOST_UNITS);
        Optional<Long> least = in.maybeWhole("least", 1, units);
        var sliver = in.amounts("sliver");
        Term term = new Term(in.instant("start"), in.instant("end"));
        var latest = in.maybe("latestStart", Fields::instantOf).orElse(term.start());
        var deadline = in.maybe("deadline", Fields::instantOf);
        Assurance assurance = in.has("assurance") ? in.word("assurance", Assurance.class) : Assurance.RESERVED;
        Optional<Principal> site = in.maybe("site", Principal::new);
        var stays = in.has("stays") ? Optional.of(in.amounts("stays", Bins.MOST)) : Optional.<Amounts>empty();
        PropertyList properties = properties(in, "property");
        in.end();
        return new Demand(type, units, least.orElse(units), sliver, term, latest, deadline, assurance, site, properties,
                stays);
    }

    static List<Tree.Branch> properties(PropertyList properties) {
        List<Tree.Branch> row = new ArrayList<>();
        for (Map.Entry<String, PropertyValue> property : properties) {
            row.add(new Body().text("name", property.getKey()).text("kind", property.getValue().kind())
                    .text("value", property.getValue().toString()).done());
        }
        return row;
    }

    static PropertyList properties(Fields in, String name) {
        Map<String, PropertyValue> all = new LinkedHashMap<>();
        in.rowOf(name, PropertyList.MAX_ENTRIES, one -> {
            String property = one.text("name");
            String kind = one.maybe("kind", k -> k).orElse("text");
            PropertyValue value = switch (kind) {
                case "text" -> new PropertyValue.Text(one.text("value"));
                case "whole" -> new PropertyValue.Whole(one.whole("value", Long.MIN_VALUE, Long.MAX_VALUE));
                case "flag" -> new PropertyValue.Flag(one.flag("value"));
                case "moment" -> new PropertyValue.Moment(one.instant("value"));
                case "span" -> new PropertyValue.Span(one.as("value", ContractForm::span));
                default -> throw one.no("kind", "must be text, whole, flag, moment or span");
            };
            one.end();
            if (all.put(property, value) != null) {
                throw one.no("name", "there are two properties of that name");
            }
            return value;
        });
        return PropertyList.of(all);
    }

    static Duration span(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("must be a length of time such as PT5M", e);
        }
    }

    static Tree.Branch write(Answer answer) {
        return switch (answer) {
            case Answer.Pending(String waitingFor, var estimate) ->
                    new Body().text("kind", "pending").text("waitingFor", waitingFor).maybe("estimate", estimate).done();
            case Answer.Granted(long asked, long granted, String why) ->
                    new Body().text("kind", "granted").whole("asked", asked).whole("granted", granted).text("why", why).done();
            case Answer.Refused(Refusal refusal) ->
                    new Body().text("kind", "refused").in("refusal", write(refusal)).done();
            case Answer.Ended(String reason) -> new Body().text("kind", "ended").text("why", reason).done();
        };
    }

    static Answer answer(Fields in) {
        String kind = in.text("kind");
        Answer answer = switch (kind) {
            case "pending" -> new Answer.Pending(in.text("waitingFor"), in.maybe("estimate", Fields::instantOf));
            case "granted" -> new Answer.Granted(in.whole("asked", 0, Demand.MOST_UNITS),
                    in.whole("granted", 0, Demand.MOST_UNITS), in.text("why"));
            case "refused" -> new Answer.Refused(refusal(in.in("refusal")));
            case "ended" -> new Answer.Ended(in.text("why"));
            default -> throw in.no("kind", "must be pending, granted, refused or ended");
        };
        in.end();
        return answer;
    }

    static Tree.Branch write(Refusal refusal) {
        Body body = new Body().word("kind", refusal.kind()).text("reason", refusal.reason());
        refusal.alternative().ifPresent(a -> body.in("alternative",
                new Body().maybe("earliestStart", a.earliestStart()).whole("units", a.units()).done()));
        return body.done();
    }

    static Refusal refusal(Fields in) {
        Refusal.Kind kind = in.word("kind", Refusal.Kind.class);
        String reason = in.text("reason");
        Optional<Alternative> alternative = in.maybeIn("alternative", a -> {
            Alternative one = new Alternative(
                    a.maybe("earliestStart", Fields::instantOf), a.whole("units", 0, Demand.MOST_UNITS));
            a.end();
            return one;
        });
        in.end();
        return new Refusal(kind, reason, alternative);
    }

    static List<Tree.Branch> notices(List<Notice> notices) {
        return notices.stream().map(n -> new Body().whole("number", n.number()).instant("at", n.at()).text("text", n.text())
                .done()).toList();
    }

    static List<Notice> notices(Fields in, String name) {
        return in.rowOf(name, Notice.MAX_KEPT, one -> {
            Notice notice = new Notice(one.whole("number", 0, Long.MAX_VALUE), one.instant("at"), one.text("text"));
            one.end();
            return notice;
        });
    }

    static Tree.Branch write(SealedPaper paper) {
        return new Body().text("contract", Base64.getEncoder().encodeToString(paper.bytes())).text("key", paper.seal().key())
                .text("signature", paper.seal().signature())
                .maybe("lineage", paper.seal().lineage().isEmpty()
                        ? Optional.empty() : Optional.of(paper.seal().lineage())).done();
    }

    static SealedPaper paper(Fields in) {
        String text = in.as("contract", ContractForm::utf8);
        Seal seal = new Seal(in.as("key", ContractForm::plain), in.as("signature", ContractForm::plain),
                in.has("lineage") ? in.text("lineage") : "");
        in.end();
        return new SealedPaper(text, seal);
    }

    /** Base64 of UTF-8, with or without line ends. */
    private static String utf8(String base64) {
        byte[] bytes = bytes(base64);
        // Several times as fast as a decoder, which is asked only where something may be wrong.
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACED) < 0) {
            return text;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("must be base64 of a text in UTF-8", e);
        }
    }

    /** Both decoders find the same where both take it; the one for lines takes more, and several times as long. */
    private static byte[] bytes(String base64) {
        return isPlain(base64) ? Base64.getDecoder().decode(base64) : Base64.getMimeDecoder().decode(base64);
    }

    /** Whether it is base64 with nothing else in it, and as long as it should be. */
    private static boolean isPlain(String base64) {
        int end = base64.endsWith("==") ? base64.length() - 2 : base64.endsWith("=") ? base64.length() - 1 : base64.length();
        for (int i = 0; i < end; i++) {
            char c = base64.charAt(i);
            if ((c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '+' && c != '/') {
                return false;
            }
        }
        return base64.length() % 4 == 0;
    }

    /** Base64 as it is written without line ends. */
    private static String plain(String base64) {
        for (int i = 0; i < base64.length(); i++) {
            if (Character.isWhitespace(base64.charAt(i))) {
                return base64.replaceAll("\\s", "");
            }
        }
        return base64;
    }
}
