/**
 * What somebody who looks around asks a broker, and what it answers: when so many units would be free for so long. Nothing here
 * promises anything, and no state comes of it; who wants what is offered asks for a ticket like anybody else. Start at
 * {@link orca.core.slot.SlotQuestion} and {@link orca.core.slot.Slot}.
 */
package orca.core.slot;
