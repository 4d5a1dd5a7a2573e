/**
 * The handler {@code accounts}: a unit has an account in the site's directory, as RFC 2307 describes accounts of Unix, so that
 * hosts that ask the directory know it. The entry says whose it is. Start at {@link
 * orca.handler.services.accounts.UnitAccount}.
 */
package orca.handler.services.accounts;
