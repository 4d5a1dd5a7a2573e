/**
 * Calls as SOAP 1.1 with WS-Addressing and WS-Security: what is called is a {@link orca.wire.soap.SoapDoor}, who calls has a
 * {@link orca.wire.soap.SoapLine}. What a body says is not known here, nor who may say it; only who did, to whom, when, and that
 * it was not said before. Start at {@link orca.wire.soap.Proof}, then {@code EnvelopeWriter}; the contract is {@code actor.wsdl}.
 */
package orca.wire.soap;
