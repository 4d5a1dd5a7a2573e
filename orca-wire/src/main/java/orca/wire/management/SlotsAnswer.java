package orca.wire.management;

import java.util.List;

/**
 * When something could be had, as things stood when the brokers were asked. No promise: others may be faster, and no broker's
 * policy was asked.
 *
 * @param offers the best few, sorted by start
 * @param brokers whom was asked, and what came of it
 */
public record SlotsAnswer(List<Offer> offers, List<Asked> brokers) {
    public SlotsAnswer {
        offers = List.copyOf(offers);
        brokers = List.copyOf(brokers);
    }

    /**
     * One way to have some or all of it.
     *
     * @param kind {@code whole}: all units in one reservation; {@code split}: all units in several; {@code fewer}: fewer, sooner
     * @param asked units wanted
     * @param units units offered
     * @param parts each would be one reservation
     * @param request what takes it, to be posted to {@code request}
     */
    public record Offer(String kind, long asked, long units, TermView term, List<Part> parts, RequestCommand request) {
        public Offer {
            parts = List.copyOf(parts);
        }
    }

    /** So many units from one site by one broker. */
    public record Part(String broker, String site, long units) {}

    /**
     * A broker.
     *
     * @param answered whether it did
     * @param slots how many it told of
     * @param note why there was no answer, or no slot, or not all; or empty
     */
    public record Asked(String broker, boolean answered, int slots, String note) {}
}
