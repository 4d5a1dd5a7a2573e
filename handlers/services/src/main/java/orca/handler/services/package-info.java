/**
 * What a site gives units besides themselves, each by a handler of its own that speaks to the daemon that keeps it: see the rooms
 * below this one. Here is what they share: how settings and secrets are read, and the mark by which a daemon's entry is known to
 * be a unit's. Start at {@link orca.handler.services.Mark}.
 */
package orca.handler.services;
