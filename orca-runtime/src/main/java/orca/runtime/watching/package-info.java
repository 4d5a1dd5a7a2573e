/**
 * A site looks at the agents of its hosts at a regular pace and keeps what it saw for whoever asks: whether they answer, and what
 * is otherwise there than at the site. Nothing here is journaled and nothing is decided by it. Start at
 * {@link orca.runtime.watching.HostWatch}.
 */
package orca.runtime.watching;
