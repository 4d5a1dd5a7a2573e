package orca.wire.protocol;

import orca.core.contract.ReservationId;
import orca.wire.text.Tree;

/** Which of the caller's contracts a question is about; a ticket or a lease. */
public record ContractQuestion(boolean lease, ReservationId id) {
    public Tree.Branch write() {
        return new Body().text("contract", lease ? "lease" : "ticket").text("id", id).done();
    }

    /** @throws IllegalArgumentException when it is none */
    public static ContractQuestion read(Tree body) {
        Fields in = Fields.of("query", body);
        String kind = in.text("contract");
        if (!kind.equals("ticket") && !kind.equals("lease")) {
            throw in.no("contract", "must be ticket or lease");
        }
        ContractQuestion question = new ContractQuestion(kind.equals("lease"), in.as("id", ReservationId::new));
        in.end();
        return question;
    }
}
