/**
 * Stories of units that move: a real authority with the real policies, whose handlers are played by the test. What single
 * policies promise is tested beside them. Start at {@link orca.simulator.moves.MovingHouseTest}.
 */
package orca.simulator.moves;
