package orca.runtime.notice;

import java.util.Optional;
import orca.servicemanager.record.LetterImage;

/** A way for letters to leave. */
interface Route {
    /**
     * Tries once to send a letter, for at most a minute. The same letter may have been sent before; its receiver knows it by its
     * name.
     */
    Delivery send(LetterImage letter) throws InterruptedException;

    /**
     * What became of a try.
     *
     * @param trouble why it failed, in one line and without secrets; absent when it did not
     * @param lasting whether trying again would be of no use
     */
    record Delivery(Optional<String> trouble, boolean lasting) {
        static final Delivery SENT = new Delivery(Optional.empty(), false);

        static Delivery failed(String why) {
            return new Delivery(Optional.of(oneLine(why)), false);
        }

        static Delivery useless(String why) {
            return new Delivery(Optional.of(oneLine(why)), true);
        }

        private static String oneLine(String text) {
            String line = text.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}]+", " ").strip();
            return line.length() > 300 ? line.substring(0, 297) + "..." : line;
        }
    }
}
