package orca.core.policy;

/**
 * A broker's policy: who gets how much, when, from which delegation. It decides about quantities over time and never
 * about hosts.
 */
public non-sealed interface ProvisioningPolicy extends Policy<ProvisioningView, ProvisioningPlan> {}
