"""A mail server that keeps what it is sent: prints its port, then a line of JSON for each mail. aiosmtpd does the talking.

mail_sink.py [CERTIFICATE KEY USER PASSWORD]: with these, nobody writes without STARTTLS and the password.
"""
import email
import email.policy
import json
import ssl
import sys
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


class Sink:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.1.1 there is no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        print(json.dumps({"from": envelope.mail_from, "to": envelope.rcpt_tos, "headers": list(mail.keys()),
                          "id": mail["message-id"], "subject": mail["subject"], "auto": mail["auto-submitted"],
                          "body": mail.get_content(), "tls": session.ssl is not None}), flush=True)
        return "250 kept"


args = {}
if len(sys.argv) > 1:
    certificate, key, user, password = sys.argv[1:5]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def knows(server, session, envelope, mechanism, data):
        good = isinstance(data, LoginPassword) and data.login == user.encode() and data.password == password.encode()
        return AuthResult(success=good)

    args = {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": knows}


class AnyPort(Controller):
    """Its own check that the port answers does not know a port that was chosen for it."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


controller = AnyPort(Sink(), hostname="127.0.0.1", port=0, **args)
controller.start()
print(controller.port, flush=True)
while True:
    time.sleep(3600)
