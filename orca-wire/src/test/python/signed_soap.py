"""Calls an actor over signed SOAP with zeep and xmlsec: the contract comes from its WSDL.

Usage: signed_soap.py URL KEY.pem CERTIFICATE.pem PEER-CERTIFICATE.pem
Prints a line for each thing it tries.
"""
import datetime
import sys

import xmlsec
from lxml import etree
from zeep import Client, ns
from zeep.exceptions import Fault
from zeep.wsse import utils

OASIS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
X509 = OASIS + "x509-token-profile-1.0#X509v3"
BASE64 = OASIS + "soap-message-security-1.0#Base64Binary"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
NEEDED = {"Body", "Timestamp", "To", "Action", "MessageID", "RelatesTo"}
METHODS = {"EC": xmlsec.Transform.ECDSA_SHA256, "RSA": xmlsec.Transform.RSA_SHA256}


def bare(certificate):
    """A certificate in PEM as one line of base64."""
    return "".join(line for line in open(certificate).read().split("\n") if line and "-----" not in line)


class Signed:
    """Signs every part of a message, and believes only answers in which the peer did."""

    def __init__(self, key, certificate, peer, kind):
        self.key = xmlsec.Key.from_file(key, xmlsec.KeyFormat.PEM)
        self.token = bare(certificate)
        self.peer = peer
        self.method = METHODS[kind]
        self.tamper = False
        self.message_id = None
        self.last = None

    def apply(self, envelope, headers):
        header = envelope.find("{%s}Header" % SOAP)
        addressing = [h for h in header if etree.QName(h).namespace == ns.WSA]
        self.message_id = header.find("{%s}MessageID" % ns.WSA).text
        security = utils.get_security_header(envelope)
        token = etree.SubElement(security, etree.QName(ns.WSSE, "BinarySecurityToken"),
                                 {"ValueType": X509, "EncodingType": BASE64})
        token.text = self.token
        token_id = utils.ensure_id(token)
        now = datetime.datetime.utcnow()
        timestamp = etree.SubElement(security, etree.QName(ns.WSU, "Timestamp"))
        for name, when in (("Created", now), ("Expires", now + datetime.timedelta(seconds=60))):
            etree.SubElement(timestamp, etree.QName(ns.WSU, name)).text = when.isoformat(timespec="milliseconds") + "Z"
        signature = xmlsec.template.create(envelope, xmlsec.Transform.EXCL_C14N, self.method)
        reference = etree.SubElement(etree.SubElement(xmlsec.template.ensure_key_info(signature),
                                                      etree.QName(ns.WSSE, "SecurityTokenReference")),
                                     etree.QName(ns.WSSE, "Reference"))
        reference.set("URI", "#" + token_id)
        reference.set("ValueType", X509)
        security.append(signature)
        context = xmlsec.SignatureContext()
        context.key = self.key
        for part in addressing + [timestamp, envelope.find("{%s}Body" % SOAP)]:
            part_id = utils.ensure_id(part)
            context.register_id(part, "Id", ns.WSU)
            signed = xmlsec.template.add_reference(signature, xmlsec.Transform.SHA256, uri="#" + part_id)
            xmlsec.template.add_transform(signed, xmlsec.Transform.EXCL_C14N)
        context.sign(signature)
        if self.tamper:
            envelope.find(".//{urn:orca:wire}id").text = "tampered"
        return envelope, headers

    def verify(self, envelope):
        header = envelope.find("{%s}Header" % SOAP)
        security = header.find("{%s}Security" % ns.WSSE)
        assert security.find("{%s}BinarySecurityToken" % ns.WSSE).text == bare(self.peer), "signed by another"
        signature = security.find("{%s}Signature" % ns.DS)
        context = xmlsec.SignatureContext()
        context.key = xmlsec.Key.from_file(self.peer, xmlsec.KeyFormat.CERT_PEM)
        covered = set()
        places = [*header, *security, envelope.find("{%s}Body" % SOAP)]
        for reference in signature.iter("{%s}Reference" % ns.DS):
            found = [p for p in places if p.get("{%s}Id" % ns.WSU) == reference.get("URI")[1:]]
            assert len(found) == 1, "a reference to no place, or to two"
            context.register_id(found[0], "Id", ns.WSU)
            covered.add(etree.QName(found[0]).localname)
        context.verify(signature)
        relates = header.find("{%s}RelatesTo" % ns.WSA)
        if relates is not None:
            assert covered == NEEDED, "signed are %s" % sorted(covered)
            assert relates.text == self.message_id, "answers another message"
        self.last = "related" if relates is not None else "unrelated"
        return envelope


def main(url, key, certificate, peer, kind):
    signed = Signed(key, certificate, peer, kind)
    # The WSDL says that messages have addresses, so zeep puts them in; its plugin would put them in twice.
    client = Client(url + "?wsdl", wsse=signed)
    refusal = {"kind": "denied", "reason": "h\u00e9llo <&>"}
    receipt = client.service.exchange(delegationView=[
        {"id": "pool", "answers": "1.1", "state": "refused", "live": 0, "refusal": refusal}])
    print("answered:", receipt.taken, receipt.refused[0].which, receipt.refused[0].why)
    try:
        client.service.redeem(id="web", stamp="1.1", open=False, seen="0.0")
    except Fault as fault:
        print("refused:", signed.last, fault.message, fault.detail.findtext(".//{urn:orca:wire}kind"))
    signed.tamper = True
    try:
        client.service.query(contract="ticket", id="web")
    except Fault as fault:
        print("tampered:", signed.last, fault.message)


if __name__ == "__main__":
    main(*sys.argv[1:])
