package orca.core.policy;

/** A guest's policy: what to want, more of what, and what no more. */
public non-sealed interface GuestController extends Policy<GuestView, GuestPlan> {}
