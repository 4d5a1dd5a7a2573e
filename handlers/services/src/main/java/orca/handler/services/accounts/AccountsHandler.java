package orca.handler.services.accounts;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.handler.services.ServiceException;

/**
 * The handler {@code accounts}: an account in the site's directory. Its page is {@code docs/handlers/accounts.md}.
 *
 * <p>Each call runs on a thread of its own, for which the caller waits also when it is interrupted, until the question under way
 * is answered or late: what was asked may still happen, and nobody else is to look at the unit before it did.
 */
public final class AccountsHandler implements Handler {
    static final String NAME = "accounts";
    /** The property that tells the site alone which entry it was; no guest can have set it. */
    static final String RECORDED = PropertyList.SITES_OWN + "accounts.dn";

    private AccountsSettings settings;

    /** A handler that can do nothing until it is configured. */
    public AccountsHandler() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public synchronized void configure(PropertyList list) {
        settings = AccountsSettings.of(list);
    }

    private synchronized AccountsSettings settings() throws ServiceException {
        if (settings == null) {
            throw ServiceException.lasting("handlers.accounts: must say at least people, bind-dn and password-file");
        }
        return settings;
    }

    @Override
    public Outcome handle(UnitCall call, CallContext context) throws Exception {
        FutureTask<Outcome> work = new FutureTask<>(() -> done(call, context));
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

    private Outcome done(UnitCall call, CallContext context) {
        try {
            AccountsSettings now = settings();
            return switch (call.action()) {
                case SETUP, MODIFY, TEARDOWN, PROBE -> asked(now, call, context);
                // What a guest does with its account is its own.
                case JOIN, LEAVE -> Outcome.done();
            };
        } catch (ServiceException trouble) {
            return trouble.trouble();
        }
    }

    private static Outcome asked(AccountsSettings now, UnitCall call, CallContext context) throws ServiceException {
        try (Directory directory = Directory.open(now)) {
            UnitAccount account = new UnitAccount(now, directory, call, context);
            return switch (call.action()) {
                case SETUP, MODIFY -> new Outcome.Done(account.give());
                case TEARDOWN -> {
                    account.take();
                    yield Outcome.done();
                }
                case PROBE -> probed(account.amiss(), context);
                case JOIN, LEAVE -> Outcome.done();
            };
        }
    }

    private static Outcome probed(List<String> amiss, CallContext context) {
        amiss.forEach(context::say);
        return new Outcome.Done(PropertyList.NONE.with(PRESENT, new PropertyValue.Flag(amiss.isEmpty())));
    }
}
