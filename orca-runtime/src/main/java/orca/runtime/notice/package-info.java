/**
 * Carries what a service manager tells people: letters by mail and to web hooks, calendars to whoever has the key to one. What is
 * told is not decided here. Start at {@link orca.runtime.notice.Courier}.
 */
package orca.runtime.notice;
