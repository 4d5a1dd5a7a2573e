/**
 * Calls as XML-RPC over TLS with client keys, which any language's own library can make: the method is an operation's word, its
 * one parameter a struct. What a struct means is not known here. Start at {@link orca.wire.xmlrpc.RpcDoor} and
 * {@link orca.wire.xmlrpc.RpcLine}; {@link orca.wire.xmlrpc.RpcText} says how values are written.
 */
package orca.wire.xmlrpc;
