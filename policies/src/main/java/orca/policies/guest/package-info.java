/**
 * Controllers for guests: what a slice should want, more of what, and what no more. One controller is one file here, one test
 * and one page in the documentation. Start at {@link orca.policies.guest.KeepCount}.
 */
package orca.policies.guest;
