package orca.core.policy;

/** An authority's policy: which host each unit of a redeemed ticket lives on. */
public non-sealed interface AssignmentPolicy extends Policy<AssignmentView, AssignmentPlan> {}
