/**
 * What a researcher implements: how a broker provisions, how an authority assigns, how a guest decides what to want
 * (paper 001, sections 2 and 4). A policy is shown a view that never changes and returns a plan, which is checked like
 * any stranger's word; it is asked under a budget, on a thread of its own, and a replay never asks it. Outsiders may rely
 * on this room: it changes only with a written decision. Start at {@link orca.core.policy.ProvisioningPolicy}.
 */
package orca.core.policy;
