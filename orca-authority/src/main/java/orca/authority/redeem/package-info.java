/**
 * What holders and brokers say of tickets: whether a chain holds, what was promised in all, which tickets hold no more. A ticket
 * that holds goes on to {@code orca.authority.assignment}. Start at {@link orca.authority.redeem.Redeeming}.
 */
package orca.authority.redeem;
