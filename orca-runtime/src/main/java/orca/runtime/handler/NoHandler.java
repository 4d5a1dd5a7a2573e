package orca.runtime.handler;

import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.resource.TypeName;

/** The handler {@code none}, for what is only counted: a licence, a VLAN tag. There is nothing to do, and it is done at once. */
public final class NoHandler implements Handler {
    /** As configurations say it. */
    static final String NAME = "none";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Outcome handle(UnitCall call, CallContext context) {
        return Outcome.done();
    }

    @Override
    public boolean cleansAtOnce(TypeName type) {
        return true;
    }
}
