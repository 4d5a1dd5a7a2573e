package orca.wire.protocol;

import orca.core.contract.Principal;
import orca.core.resource.TypeName;
import orca.core.slot.Slot;
import orca.core.slot.SlotAnswer;
import orca.core.slot.SlotQuestion;
import orca.core.ticket.Demand;
import orca.core.time.Term;
import orca.wire.text.Tree;

/** What somebody who looks around asks a broker, and what is answered, as bodies. */
public final class SlotForm {
    private SlotForm() {}

    public static Tree.Branch write(SlotQuestion question) {
        return new Body().text("type", question.type().value()).whole("units", question.units())
                .whole("least", question.least()).amounts("sliver", question.sliver()).text("length", question.length())
                .instant("from", question.from()).instant("before", question.before()).maybe("site", question.site())
                .whole("most", question.most()).done();
    }

    /**
     * What may be left out: least (one), most (as many as may be).
     *
     * @throws IllegalArgumentException naming the field and the rule that it breaks
     */
    public static SlotQuestion question(Tree body) {
        Fields in = Fields.of("slots", body);
        TypeName type = in.as("type", TypeName::new);
        long units = in.whole("units", 1, Demand.MOST_UNITS);
        long least = in.maybeWhole("least", 1, units).orElse(1L);
        var sliver = in.amounts("sliver");
        var length = in.as("length", ContractForm::span);
        var from = Term.grain(in.instant("from"));
        var before = Term.grain(in.instant("before"));
        var site = in.maybe("site", Principal::new);
        long most = in.maybeWhole("most", 1, SlotAnswer.MOST_SLOTS).orElse((long) SlotAnswer.MOST_SLOTS);
        in.end();
        return new SlotQuestion(type, units, least, sliver, length, from, before, site, (int) most);
    }

    public static Tree.Branch write(SlotAnswer answer) {
        Body body = new Body().row("slot", answer.slots().stream().map(SlotForm::write).toList());
        return answer.reason().isEmpty() ? body.done() : body.text("reason", answer.reason()).done();
    }

    private static Tree.Branch write(Slot slot) {
        return new Body().whole("stock", slot.stock()).text("site", slot.site()).whole("units", slot.units())
                .amounts("sliver", slot.sliver()).instant("start", slot.term().start()).instant("end", slot.term().end()).done();
    }

    /** @throws IllegalArgumentException when it is none */
    public static SlotAnswer answer(Tree body) {
        Fields in = Fields.of("slotsReply", body);
        var slots = in.rowOf("slot", SlotAnswer.MOST_SLOTS, one -> {
            Slot slot = new Slot((int) one.whole("stock", 1, SlotAnswer.MOST_STOCKS), one.as("site", Principal::new),
                    one.whole("units", 1, Demand.MOST_UNITS), one.amounts("sliver"),
                    new Term(one.instant("start"), one.instant("end")));
            one.end();
            return slot;
        });
        SlotAnswer answer = new SlotAnswer(slots, in.maybe("reason", text -> text).orElse(""));
        in.end();
        return answer;
    }
}
