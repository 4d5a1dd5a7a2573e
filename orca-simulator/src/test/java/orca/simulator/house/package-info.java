/**
 * The rules that the house keeps about itself (STYLE rules 1 to 7), and proof that each of them catches somebody: for
 * every rule there is a planted violation under {@code planted} that it must find. Start at {@code HouseRules}.
 */
package orca.simulator.house;
