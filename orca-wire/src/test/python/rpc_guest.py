"""Calls an actor by XML-RPC with nothing but Python's standard library.

usage: rpc_guest.py URL OWN-CERTIFICATE OWN-KEY PEER-CERTIFICATE

The peer is known by its certificate, which its own key signed; it is the only one that is believed.
"""
import datetime
import ssl
import sys
import xmlrpc.client

url, certificate, key, peer = sys.argv[1:]


def proxy(with_key=True):
    context = ssl.create_default_context(cafile=peer)
    if with_key:
        context.load_cert_chain(certificate, key)
    return xmlrpc.client.ServerProxy(url, context=context, allow_none=True)


def check(what, got, due):
    if got != due:
        sys.exit(f"{what}: got {got!r}, due was {due!r}")


actor = proxy()
body = {
    "id": "web <1> & ü €", "units": 3, "elastic": True, "share": 0.5, "sites": ["west", "east"], "none": [],
    "size": {"cpu": 1000, "memory": 512}, "at": xmlrpc.client.DateTime(datetime.datetime(2026, 11, 21, 12, 0, 0)),
    "paper": xmlrpc.client.Binary(b"\x00\x01\xff"), "nothing": None,
}
answer = actor.request(body)
check("operation", answer["operation"], "request")
heard = answer["body"]
for name in ("id", "units", "elastic", "share", "sites", "none", "size"):
    check(name, heard[name], body[name])
check("at", heard["at"], "2026-11-21T12:00:00Z")
check("paper", heard["paper"], "AAH/")
check("nothing", "nothing" in heard, False)
check("large", answer["large"], 9007199254740993)
print("caller", answer["caller"])

for word in ("redeem", "close", "query", "collect"):
    check(word, getattr(actor, word)({})["operation"], word)

for kind, code in (("forbidden", 2), ("busy", 5)):
    try:
        actor.query({"refuse": kind})
        sys.exit(f"{kind}: was answered")
    except xmlrpc.client.Fault as fault:
        check(kind, (fault.faultCode, fault.faultString), (code, f"refused: {kind}"))
try:
    actor.explode({})
    sys.exit("an unknown operation was answered")
except xmlrpc.client.Fault as fault:
    check("unknown", fault.faultCode, 4)

try:
    proxy(with_key=False).query({})
    sys.exit("a caller without a key was answered")
except (ssl.SSLError, OSError) as refused:
    print("without a key:", type(refused).__name__)
print("all is well")
