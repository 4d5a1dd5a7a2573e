package orca.runtime.remote;

import orca.core.contract.Principal;

/** From one actor to another. */
record Way(Principal from, Principal to) {}
