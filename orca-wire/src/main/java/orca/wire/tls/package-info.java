/**
 * TLS between those who know keys and trust no certificate authority: each side shows a certificate that its own key signed,
 * and that key, with those that came before it, is who it is. Whether a principal may do anything is not asked here. Start at
 * {@link orca.wire.tls.PinnedTls}.
 */
package orca.wire.tls;
