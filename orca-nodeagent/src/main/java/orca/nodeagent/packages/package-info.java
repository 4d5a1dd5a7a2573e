/**
 * Drivers that are installed while an agent runs: signed archives, each with a class loader of its own. What a driver does is not
 * known here, nor who may install one. Start at {@link orca.nodeagent.packages.Depot}.
 */
package orca.nodeagent.packages;
