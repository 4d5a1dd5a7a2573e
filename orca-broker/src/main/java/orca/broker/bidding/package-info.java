/**
 * Between the tickets and the policy: which demands it is shown, and what is made of its answers, each of which is checked like
 * a stranger's. What follows from an answer is done in the room ticketing. Start at {@link orca.broker.bidding.PolicyRounds}.
 */
package orca.broker.bidding;
