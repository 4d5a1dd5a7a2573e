package orca.simulator.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Answer;
import orca.core.contract.Assurance;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.ticket.Demand;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import orca.wire.call.CallRefused;
import orca.wire.call.Operation;
import orca.wire.paper.ChainCheck;
import orca.wire.paper.Sealing;
import orca.wire.protocol.MessageForm;
import orca.wire.protocol.MessageForm.Kind;
import orca.wire.soap.SoapLine;
import orca.wire.soap.SoapSettings;
import orca.wire.trust.Expected;
import orca.wire.trust.Identity;
import orca.wire.trust.Seals;

/** A guest with one lease that it makes longer again and again, by the calls of the protocol: at its broker, then at the site. */
final class RenewingGuest implements AutoCloseable {
    private static final ReservationId ID = new ReservationId("renewed");
    /** How often the same is said again before it counts as broken. */
    private static final int TRIES = 20;

    private final MessageForm form;
    private final SoapLine market;
    private final SoapLine site;
    private final Instant start = Term.grain(Instant.now());
    private long revision;
    private Stamp seenOfMarket = Stamp.NONE;
    private Stamp seenOfSite = Stamp.NONE;

    RenewingGuest(Identity own, String market, Principal broker, String site, Principal authority) {
        this.form = new MessageForm(new Sealing(who -> Optional.of(own).filter(key -> key.principal().equals(who))),
                new ChainCheck(new Seals()));
        this.market = new SoapLine(URI.create(market), Expected.of(broker), own, SoapSettings.USUAL, Clock.systemUTC());
        this.site = new SoapLine(URI.create(site), Expected.of(authority), own, SoapSettings.USUAL, Clock.systemUTC());
    }

    /** Gets the lease. */
    void begin() throws IOException, InterruptedException {
        try {
            leased(Operation.REDEEM, ticketed(Operation.REQUEST));
        } catch (CallRefused e) {
            throw new IOException("no lease to begin with: " + e.getMessage(), e);
        }
    }

    /** Returns when the lease is longer. */
    void renew() throws IOException, CallRefused, InterruptedException {
        leased(Operation.MODIFY, ticketed(Operation.EXTEND));
    }

    private TicketChain ticketed(Operation operation) throws IOException, CallRefused, InterruptedException {
        revision++;
        Demand demand = new Demand(new TypeName("slot"), 1, 1, Amounts.EMPTY,
                new Term(start, start.plus(Duration.ofHours(1)).plusSeconds(revision)), start.plusSeconds(600), Optional.empty(),
                Assurance.RESERVED, Optional.empty(), PropertyList.NONE);
        for (int i = 0; i < TRIES; i++) {
            Message said = said(market, operation, Kind.TICKET_VIEW, new Message.TicketDemand(
                    ID, new Stamp(1, revision), true, demand, seenOfMarket));
            Message.TicketView view = (Message.TicketView) said;
            seenOfMarket = view.stamp();
            if (granted(view.answer(), view.answers())) {
                return view.chain().orElseThrow();
            }
        }
        throw new IOException("the broker does not answer");
    }

    private void leased(Operation operation, TicketChain chain) throws IOException, CallRefused, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            Message.LeaseView view = (Message.LeaseView) said(site, operation, Kind.LEASE_VIEW, new Message.LeaseDemand(
                    ID, new Stamp(1, revision), true, Optional.of(chain), PropertyList.NONE, List.of(), seenOfSite));
            seenOfSite = view.stamp();
            if (granted(view.answer(), view.answers())) {
                return;
            }
        }
        throw new IOException("the site does not answer");
    }

    private boolean granted(Answer answer, Stamp answers) throws IOException {
        if (answer instanceof Answer.Refused(var refusal)) {
            throw new IOException("refused: " + refusal.reason());
        }
        return answer instanceof Answer.Granted && answers.equals(new Stamp(1, revision));
    }

    /** Says it until it is answered, as the protocol wants it: a busy peer is heeded. */
    private Message said(SoapLine line, Operation operation, Kind answer, Message message)
            throws IOException, CallRefused, InterruptedException {
        for (int i = 1; true; i++) {
            try {
                return form.read(answer, line.call(operation, form.write(message)));
            } catch (CallRefused e) {
                if (!e.kind().again() || i == TRIES) {
                    throw e;
                }
                Thread.sleep(e.after().orElse(Duration.ofMillis(500)));
            } catch (Sealing.Unsealable e) {
                throw new IOException(e.getMessage(), e);
            }
        }
    }

    @Override
    public void close() {
        market.close();
        site.close();
    }
}
