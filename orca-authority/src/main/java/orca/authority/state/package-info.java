/**
 * What a site remembers: its settings and tables, the images that it journals, and the state they add up to, which
 * {@link orca.authority.state.Site#apply} alone changes. Nothing is decided here; the rooms beside this one read the state and
 * put new images into a {@link orca.authority.state.Draft}. Start at {@link orca.authority.state.AuthorityRecord}.
 */
package orca.authority.state;
