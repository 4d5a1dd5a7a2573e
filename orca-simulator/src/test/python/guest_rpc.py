"""A guest that knows docs/protocol.md and docs/xmlrpc.md: Python's standard library calls, openssl sees to keys and papers.

  guest_rpc.py key FOLDER                                          makes a key and a certificate, prints the principal
  guest_rpc.py live FOLDER BROKER_URL BROKER_PRINCIPAL SITE_URL    one life of a lease, told line by line
"""
import base64
import datetime
import hashlib
import pathlib
import re
import ssl
import subprocess
import sys
import time
import urllib.parse
import xml.etree.ElementTree as plain
import xmlrpc.client

PAPER = "{urn:orca:contract}"
BUSY = 5


def run(*command, given=None):
    return subprocess.run(command, input=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True).stdout


def principal_of(certificate):
    public = run("openssl", "x509", "-noout", "-pubkey", given=certificate)
    return hashlib.sha256(run("openssl", "pkey", "-pubin", "-outform", "DER", given=public)).hexdigest()


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def moment(at):
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + "%03dZ" % (at.microsecond // 1000)


def order(stamp):
    return [int(number) for number in stamp.split(".")]


class Peer:
    """An actor, and what was last seen of one contract there."""

    def __init__(self, folder, url, principal, contract, reservation):
        place = urllib.parse.urlsplit(url)
        certificate = ssl.get_server_certificate((place.hostname, place.port))
        assert principal_of(certificate.encode()) == principal, "another key answers at %s" % url
        # From now on this certificate alone is believed; whether it names the host does not matter.
        context = ssl.create_default_context(cadata=certificate)
        context.check_hostname = False
        context.load_cert_chain(str(folder / "guest.pem"), str(folder / "guest.key"))
        self.calls = xmlrpc.client.ServerProxy(url, context=context)
        self.contract, self.id = contract, reservation
        self.revision, self.view = 0, None

    def say(self, operation, **demand):
        """Something new: the next revision. Said again as long as it is not answered."""
        self.revision += 1
        body = dict(demand, id=self.id, stamp="1.%d" % self.revision, seen=self.view["stamp"] if self.view else "0.0",
                    open=operation not in ("close", "relinquish"))
        for wait in (0.5, 1, 2, 4, None):
            try:
                return self.note(getattr(self.calls, operation)(body))
            except xmlrpc.client.Fault as fault:
                if wait is None or fault.faultCode != BUSY:
                    raise
                time.sleep(wait)

    def note(self, view):
        """The newest of what was heard, which need not be what was heard last. Stamp 0.0 is an answer and no more."""
        if view["stamp"] == "0.0":
            return view
        if self.view is None or order(view["stamp"]) >= order(self.view["stamp"]):
            self.view = view
        return self.view

    def until(self, view, done):
        """Collects news until done(view)."""
        deadline = time.monotonic() + 60
        while not done(view):
            assert time.monotonic() < deadline, "it did not come about: %s" % view
            news = self.calls.collect({"wait": 10})
            mine = [one for one in news.get(self.contract + "View", []) if one["id"] == self.id]
            for one in mine or [self.calls.query({"contract": self.contract, "id": self.id})]:
                view = self.note(one)
        return view

    def settled(self, view):
        return self.until(view, lambda v: v["answers"] == "1.%d" % self.revision and v["answer"]["kind"] != "pending")

    def final(self, view):
        view = self.settled(view)
        assert view["answer"]["kind"] in ("granted", "ended"), view["answer"]
        return view


def check(folder, paper):
    """What a paper says whose signature openssl finds good, and which is by the key that came with it."""
    key = base64.b64decode(paper["key"])
    (folder / "paper.xml").write_bytes(base64.b64decode(paper["contract"]))
    (folder / "paper.sig").write_bytes(base64.b64decode(paper["signature"]))
    run("openssl", "pkey", "-pubin", "-inform", "DER", "-out", str(folder / "paper.key"), given=key)
    run("openssl", "dgst", "-sha256", "-verify", str(folder / "paper.key"), "-signature", str(folder / "paper.sig"),
        str(folder / "paper.xml"))
    says = plain.fromstring((folder / "paper.xml").read_bytes())
    assert says.findtext(PAPER + "issuer") == hashlib.sha256(key).hexdigest()
    return says


def given_back(folder, ticket):
    """The paper that gives a ticket back: lines of the ticket's own, signed by its holder."""
    lines = [line for line in base64.b64decode(ticket["contract"]).decode().splitlines()
             if re.match(" <(reservation|revision|issuer|holder|delegation|start)>", line)]
    text = '<relinquishment xmlns="urn:orca:contract" version="1">\n' + "\n".join(lines) + "\n</relinquishment>\n"
    parts = {"contract": text.encode(),
             "key": run("openssl", "pkey", "-in", str(folder / "guest.key"), "-pubout", "-outform", "DER"),
             "signature": run("openssl", "dgst", "-sha256", "-sign", str(folder / "guest.key"), given=text.encode())}
    return {name: base64.b64encode(part).decode() for name, part in parts.items()}


def live(folder, url, principal, site_url):
    own = principal_of((folder / "guest.pem").read_bytes())
    start = now()
    demand = {"type": "vm", "units": 1, "sliver": "1000 512", "start": moment(start),
              "end": moment(start + datetime.timedelta(hours=1)),
              "property": [{"name": "note", "value": "a < b & \u00e9"}]}
    broker = Peer(folder, url, principal, "ticket", "python-2")
    view = broker.final(broker.say("request", demand=demand))
    papers = [check(folder, paper) for paper in view["chain"]["paper"]]
    assert papers[-1].findtext(PAPER + "holder") == own and papers[-1].findtext(PAPER + "issuer") == principal
    print("ticket:", view["state"], papers[-1].findtext(PAPER + "units"), "of", papers[-1].findtext(PAPER + "type"))

    site = papers[0].findtext(PAPER + "issuer")
    authority = Peer(folder, site_url, site, "lease", "python-2")
    lease = authority.final(authority.say("redeem", chain=view["chain"]))
    lease = authority.until(lease, lambda v: v["state"] == "active")
    says = check(folder, lease["lease"])
    assert says.findtext(PAPER + "issuer") == site
    units = says.findall(PAPER + "unit")
    print("lease:", lease["state"], len(units), "on", units[0].findtext(PAPER + "host"), "at",
          units[0].find(PAPER + "text[@name='address']").text)
    # Whoever runs this may look at the site now.
    print("waiting", flush=True)
    sys.stdin.readline()

    view = broker.settled(broker.say("extend", demand=dict(demand, units=9)))
    print("too much:", view["answer"]["kind"], view["answer"]["refusal"]["kind"])

    longer = dict(demand, end=moment(start + datetime.timedelta(hours=2)))
    view = broker.final(broker.say("extend", demand=longer))
    lease = authority.final(authority.say("modify", chain=view["chain"]))
    lease = authority.until(lease, lambda v: v["state"] == "active")
    until = datetime.datetime.fromisoformat(check(folder, lease["lease"]).findtext(PAPER + "end").replace("Z", "+00:00"))
    assert moment(until) == longer["end"], until
    print("extended: by an hour")

    lease = authority.until(authority.say("close"), lambda v: v["state"] == "closed")
    paper = given_back(folder, view["chain"]["paper"][-1])
    view = broker.until(broker.say("relinquish", demand=longer, relinquishment=paper), lambda v: v["state"] == "closed")
    print("over:", lease["answer"]["kind"], view["answer"]["kind"])

    try:
        authority.calls.query({"contract": "lease", "id": "another"})
    except xmlrpc.client.Fault as fault:
        print("refused:", {4: "unknown"}.get(fault.faultCode, fault))


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
