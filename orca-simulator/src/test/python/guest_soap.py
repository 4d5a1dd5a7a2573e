"""A guest that knows docs/protocol.md and the WSDL, and nothing else: zeep calls, xmlsec signs, openssl checks papers.

  guest_soap.py key FOLDER                               makes a key and a certificate, prints the principal
  guest_soap.py live FOLDER BROKER_URL BROKER_PRINCIPAL  one life of a lease, told line by line
"""
import copy
import datetime
import hashlib
import pathlib
import subprocess
import sys
import time
import xml.etree.ElementTree as plain

import xmlsec
import zeep
import zeep.helpers
from lxml import etree

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
WSA = "http://www.w3.org/2005/08/addressing"
OASIS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
WSSE = OASIS + "wssecurity-secext-1.0.xsd"
WSU = OASIS + "wssecurity-utility-1.0.xsd"
DS = "http://www.w3.org/2000/09/xmldsig#"
PAPER = "{urn:orca:contract}"
ANSWERED = {"Body", "Timestamp", "To", "Action", "MessageID", "RelatesTo"}


def run(*command, given=None):
    return subprocess.run(command, input=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True).stdout


def principal_of(certificate):
    public = run("openssl", "x509", "-noout", "-pubkey", given=certificate)
    return hashlib.sha256(run("openssl", "pkey", "-pubin", "-outform", "DER", given=public)).hexdigest()


def pem(certificate):
    text = "\n".join(certificate[i:i + 64] for i in range(0, len(certificate), 64))
    return ("-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n" % text).encode()


def moment(at):
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + "%03dZ" % (at.microsecond // 1000)


def now():
    at = datetime.datetime.now(datetime.timezone.utc)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


class Signed:
    """Signs calls as section 3 says, and believes answers as it says. For zeep."""

    def __init__(self, folder, peer):
        self.key = str(folder / "guest.key")
        lines = (folder / "guest.pem").read_text().splitlines()
        self.token = "".join(line for line in lines if not line.startswith("-----"))
        self.peer = peer

    def apply(self, envelope, headers):
        header, body = envelope.find("{%s}Header" % SOAP), envelope.find("{%s}Body" % SOAP)
        security = etree.SubElement(header, "{%s}Security" % WSSE, nsmap={"wsse": WSSE, "wsu": WSU})
        token = etree.SubElement(security, "{%s}BinarySecurityToken" % WSSE, {
            "{%s}Id" % WSU: "token", "ValueType": OASIS + "x509-token-profile-1.0#X509v3",
            "EncodingType": OASIS + "soap-message-security-1.0#Base64Binary"})
        token.text = self.token
        stamp = etree.SubElement(security, "{%s}Timestamp" % WSU)
        made = now()
        etree.SubElement(stamp, "{%s}Created" % WSU).text = moment(made)
        etree.SubElement(stamp, "{%s}Expires" % WSU).text = moment(made + datetime.timedelta(minutes=2))
        signature = xmlsec.template.create(envelope, xmlsec.Transform.EXCL_C14N, xmlsec.Transform.ECDSA_SHA256, ns="ds")
        security.append(signature)
        info = xmlsec.template.ensure_key_info(signature)
        reference = etree.SubElement(info, "{%s}SecurityTokenReference" % WSSE)
        etree.SubElement(reference, "{%s}Reference" % WSSE, URI="#token",
                         ValueType=OASIS + "x509-token-profile-1.0#X509v3")
        context = xmlsec.SignatureContext()
        context.key = xmlsec.Key.from_file(self.key, xmlsec.KeyFormat.PEM)
        addressing = [one for one in header if etree.QName(one).namespace == WSA]
        for one in addressing + [stamp, body]:
            name = etree.QName(one).localname
            one.set("{%s}Id" % WSU, name)
            context.register_id(one, "Id", WSU)
            part = xmlsec.template.add_reference(signature, xmlsec.Transform.SHA256, uri="#" + name)
            xmlsec.template.add_transform(part, xmlsec.Transform.EXCL_C14N)
        context.sign(signature)
        self.message_id = header.findtext("{%s}MessageID" % WSA)
        return envelope, headers

    def verify(self, envelope):
        header, body = envelope.find("{%s}Header" % SOAP), envelope.find("{%s}Body" % SOAP)
        security = header.find("{%s}Security" % WSSE)
        stamp = security.find("{%s}Timestamp" % WSU)
        signature = security.find("{%s}Signature" % DS)
        certificate = pem(security.findtext("{%s}BinarySecurityToken" % WSSE))
        signer = principal_of(certificate)
        assert signer == self.peer, "answered by %s" % signer
        context = xmlsec.SignatureContext()
        context.key = xmlsec.Key.from_memory(certificate, xmlsec.KeyFormat.CERT_PEM)
        places = [one for one in header if etree.QName(one).namespace == WSA] + [stamp, body]
        byid = {one.get("{%s}Id" % WSU): one for one in places}
        for one in places:
            context.register_id(one, "Id", WSU)
        covered = {etree.QName(byid[part.get("URI")[1:]]).localname
                   for part in signature.iter("{%s}Reference" % DS)}
        context.verify(signature)
        related = header.findtext("{%s}RelatesTo" % WSA)
        assert related is None or related == self.message_id, "answers another message"
        assert covered == (ANSWERED if related else ANSWERED - {"RelatesTo"}), "signed are %s" % sorted(covered)
        expires = stamp.findtext("{%s}Expires" % WSU)
        assert expires > moment(now()), "expired at %s" % expires
        self.heard = related is not None
        return envelope


def order(stamp):
    return [int(number) for number in stamp.split(".")]


class Peer:
    """An actor, and what was last seen of one contract there."""

    def __init__(self, folder, url, principal, contract, reservation):
        self.signed = Signed(folder, principal)
        self.service = zeep.Client(url + "?wsdl", wsse=self.signed).service
        self.contract, self.id = contract, reservation
        self.revision, self.view = 0, None

    def say(self, operation, **demand):
        """Something new: the next revision. Said again as long as it is not answered."""
        self.revision += 1
        for wait in (0.5, 1, 2, 4, None):
            try:
                return self.note(self.service[operation](
                    id=self.id, stamp="1.%d" % self.revision, open=operation not in ("close", "relinquish"),
                    seen=self.view.stamp if self.view else "0.0", **demand))
            except zeep.exceptions.Fault as fault:
                if wait is None or fault.detail.findtext(".//{urn:orca:wire}again") != "true":
                    raise
                time.sleep(wait)

    def note(self, view):
        """The newest of what was heard, which need not be what was heard last. Stamp 0.0 is an answer and no more."""
        if view.stamp == "0.0":
            return view
        if self.view is None or order(view.stamp) >= order(self.view.stamp):
            self.view = view
        return self.view

    def until(self, view, done):
        """Collects news until done(view)."""
        deadline = time.monotonic() + 60
        while not done(view):
            assert time.monotonic() < deadline, "it did not come about: %s" % view
            news = self.service.collect(wait=10)
            mine = [one for one in getattr(news, self.contract + "View") if one.id == self.id]
            for one in mine or [self.service.query(contract=self.contract, id=self.id)]:
                view = self.note(one)
        return view

    def settled(self, view):
        return self.until(view, lambda v: v.answers == "1.%d" % self.revision and v.answer.kind != "pending")

    def final(self, view):
        view = self.settled(view)
        assert view.answer.kind in ("granted", "ended"), view.answer
        return view


def check(folder, paper):
    """The issuer of a paper whose signature openssl finds good, and what the paper says."""
    (folder / "paper.xml").write_bytes(paper.contract)
    (folder / "paper.sig").write_bytes(paper.signature)
    run("openssl", "pkey", "-pubin", "-inform", "DER", "-out", str(folder / "paper.key"), given=paper.key)
    said = run("openssl", "dgst", "-sha256", "-verify", str(folder / "paper.key"), "-signature", str(folder / "paper.sig"),
               str(folder / "paper.xml"))
    assert said == b"Verified OK\n", said
    says = plain.fromstring(paper.contract)
    assert says.findtext(PAPER + "issuer") == hashlib.sha256(paper.key).hexdigest()
    return says


def as_received(chain):
    """For another actor: zeep writes the type of what it read from one WSDL into the calls of another, and no attribute may."""
    return zeep.helpers.serialize_object(chain, dict)


def check_chain(folder, chain, own, broker):
    """The first paper of a chain that holds and ends with a ticket of ours by that broker."""
    before, first = None, None
    for paper in chain.paper:
        says = check(folder, paper)
        if before is None:
            first = says
        else:
            assert says.findtext(PAPER + "parent") == hashlib.sha256(before[0].contract).hexdigest()
            assert says.findtext(PAPER + "issuer") == before[1].findtext(PAPER + "holder")
        before = paper, says
    assert says.tag == PAPER + "ticket" and says.findtext(PAPER + "holder") == own
    assert says.findtext(PAPER + "issuer") == broker
    return first, says


def live(folder, url, principal):
    own = principal_of((folder / "guest.pem").read_bytes())
    start = now()
    demand = {"type": "vm", "units": 1, "sliver": [1000, 512], "start": start,
              "end": start + datetime.timedelta(hours=1), "property": [{"name": "note", "value": "a < b & \u00e9"}]}
    broker = Peer(folder, url, principal, "ticket", "python-1")
    view = broker.final(broker.say("request", demand=demand))
    first, ticket = check_chain(folder, view.chain, own, principal)
    print("ticket:", view.state, ticket.findtext(PAPER + "units"), "of", ticket.findtext(PAPER + "type"))

    site = first.findtext(PAPER + "issuer")
    endpoint = first.find(PAPER + "text[@name='endpoint']").text
    authority = Peer(folder, endpoint, site, "lease", "python-1")
    lease = authority.final(authority.say("redeem", chain=as_received(view.chain)))
    lease = authority.until(lease, lambda v: v.state == "active")
    says = check(folder, lease.lease)
    assert says.findtext(PAPER + "issuer") == site
    units = says.findall(PAPER + "unit")
    print("lease:", lease.state, len(units), "on", units[0].findtext(PAPER + "host"), "at",
          units[0].find(PAPER + "text[@name='address']").text)
    # Whoever runs this may look at the site now.
    print("waiting", flush=True)
    sys.stdin.readline()

    view = broker.settled(broker.say("extend", demand=dict(demand, units=9)))
    print("too much:", view.answer.kind, view.answer.refusal.kind)

    longer = copy.deepcopy(demand)
    longer["end"] += datetime.timedelta(hours=1)
    view = broker.final(broker.say("extend", demand=longer))
    check_chain(folder, view.chain, own, principal)
    lease = authority.final(authority.say("modify", chain=as_received(view.chain)))
    lease = authority.until(lease, lambda v: v.state == "active")
    until = check(folder, lease.lease).findtext(PAPER + "end")
    assert datetime.datetime.fromisoformat(until.replace("Z", "+00:00")) == longer["end"], until
    print("extended: by an hour")

    lease = authority.until(authority.say("close"), lambda v: v.state == "closed")
    view = broker.until(broker.say("relinquish", demand=longer), lambda v: v.state == "closed")
    print("over:", lease.answer.kind, view.answer.kind)

    try:
        authority.service.query(contract="lease", id="another")
    except zeep.exceptions.Fault as fault:
        assert authority.signed.heard
        print("refused:", fault.detail.findtext(".//{urn:orca:wire}kind"))


def main(verb, folder, *rest):
    folder = pathlib.Path(folder)
    if verb == "key":
        run("openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", str(folder / "guest.key"))
        run("openssl", "req", "-x509", "-new", "-key", str(folder / "guest.key"), "-subj", "/CN=guest", "-days", "3650",
            "-out", str(folder / "guest.pem"))
        print(principal_of((folder / "guest.pem").read_bytes()))
    else:
        live(folder, *rest)


if __name__ == "__main__":
    main(*sys.argv[1:])
