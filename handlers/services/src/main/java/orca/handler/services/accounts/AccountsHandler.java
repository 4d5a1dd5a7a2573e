package orca.handler.services.accounts;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import orca.core.handler.CallContext;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;
import orca.handler.services.ServiceException;
import orca.handler.services.ServiceHandler;

/**
 * The handler {@code accounts}: an account in the site's directory. Its page is {@code docs/handlers/accounts.md}.
 *
 * <p>Each call runs on a thread of its own, for which the caller waits also when it is interrupted, until the question under way
 * is answered or late: what was asked may still happen, and nobody else is to look at the unit before it did.
 */
public final class AccountsHandler extends ServiceHandler<AccountsSettings> {
    static final String NAME = "accounts";
    /** The property that tells the site alone which entry it was; no guest can have set it. */
    static final String RECORDED = PropertyList.SITES_OWN + "accounts.dn";

    /** A handler that can do nothing until it is configured. */
    public AccountsHandler() {
        super(NAME, "people, bind-dn and password-file", AccountsSettings::of);
    }

    @Override
    public Outcome handle(UnitCall call, CallContext context) throws Exception {
        FutureTask<Outcome> work = new FutureTask<>(() -> super.handle(call, context));
        Thread.ofPlatform().daemon().name("accounts-" + call.unit()).start(work);
        try {
            return work.get();
        } catch (InterruptedException stopped) {
            linger(work);
            throw stopped;
        } catch (ExecutionException thrown) {
            throw thrown.getCause() instanceof Exception fault ? fault : thrown;
        }
    }

    private void linger(FutureTask<Outcome> work) throws ServiceException {
        // For the answer under way, and for who logs in meanwhile.
        long deadline = System.nanoTime() + 2 * settings().timeout().toNanos();
        while (!work.isDone() && System.nanoTime() - deadline < 0) {
            try {
                work.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException again) {
                continue;
            } catch (ExecutionException | TimeoutException over) {
                return;
            }
        }
    }

    @Override
    protected PropertyList give(AccountsSettings now, UnitCall call, CallContext context) throws ServiceException {
        try (Directory directory = Directory.open(now)) {
            return new UnitAccount(now, directory, call, context).give();
        }
    }

    @Override
    protected void take(AccountsSettings now, UnitCall call, CallContext context) throws ServiceException {
        try (Directory directory = Directory.open(now)) {
            new UnitAccount(now, directory, call, context).take();
        }
    }

    @Override
    protected Seen look(AccountsSettings now, UnitCall call, CallContext context) throws ServiceException {
        try (Directory directory = Directory.open(now)) {
            return Seen.wholeOrGone(new UnitAccount(now, directory, call, context).amiss());
        }
    }
}
