package orca.nodeagent.keeper;

import java.time.Duration;
import java.util.Optional;
import orca.core.contract.Principal;
import orca.core.lease.UnitId;
import orca.core.time.Term;
import orca.nodeagent.driver.ActionId;
import orca.nodeagent.driver.Order;
import orca.nodeagent.term.LastWill;
import orca.nodeagent.text.PropertyLines;
import orca.wire.text.RecordForm;

/**
 * A unit that is held for an authority, and what becomes of it when its time is over.
 *
 * @param unit whose
 * @param driver who carries it out
 * @param authority who holds the unit
 * @param epoch of its life when it last said so
 * @param term until when
 * @param last what is done then
 * @param due when it is done, counted from the boot {@code boot}
 * @param boot which boot that is
 * @param ending whether it was begun to be carried out; no longer term helps then
 * @param failures how often that failed
 * @param trouble how it failed last; empty when it did not
 */
public record Will(UnitId unit, String driver, Principal authority, long epoch, Term term, LastWill last, Duration due,
        String boot,
        boolean ending, int failures, String trouble) {
    String write() {
        return RecordForm.json(new WrittenWill(unit.value(), driver, authority.value(), epoch, term.start(), term.end(),
                last.action(),
                PropertyLines.write(last.input()), last.arguments(), last.limit().toMillis(), due.toMillis(), boot, ending,
                        failures,
                trouble));
    }

    public static Will read(String text) {
        WrittenWill form = RecordForm.readJson(WrittenWill.class, text);
        LastWill last = new LastWill(form.action(), PropertyLines.read(form.input()), form.arguments(),
                Duration.ofMillis(form.limit()));
        return new Will(new UnitId(form.unit()), form.driver(), new Principal(form.authority()), form.epoch(),
                new Term(form.start(), form.end()), last, Duration.ofMillis(form.due()), form.boot(), form.ending(),
                form.failures(), form.trouble());
    }

    Will due(Duration when, String ofBoot) {
        return new Will(unit, driver, authority, epoch, term, last, when, ofBoot, ending, failures, trouble);
    }

    /** The same when it begins to be carried out. */
    Will begun() {
        return new Will(unit, driver, authority, epoch, term, last, due, boot, true, failures, trouble);
    }

    /** The same after a failure; tried again at {@code again}. */
    Will failed(String why, Duration again) {
        return new Will(unit, driver, authority, epoch, term, last, again, boot, true, failures + 1, why);
    }

    /** What carries it out: each try is an action of its own, and a repeated try the same. */
    Order order() {
        ActionId id = new ActionId("own/" + unit + "/" + term.end().toEpochMilli() + "/" + (failures + 1));
        return new Order(id, last.action(), unit, last.input(), last.arguments(), last.limit());
    }

    /** What is wrong, if anything is. */
    Optional<String> complaint() {
        return trouble.isEmpty() ? Optional.empty() : Optional.of("unit " + unit + ": its term ended at " + term.end()
                + " and it cannot be torn down here (" + failures + " tries): " + trouble);
    }
}
