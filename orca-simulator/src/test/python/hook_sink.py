"""A receiver of web hooks that checks signatures as docs/notices.md says: with the very lines that stand there.

hook_sink.py DOCUMENT KEYFILE PIDFILE: prints its port, then a line of JSON for each call. Calls to /kill kill the process in
PIDFILE, if there is such a file, before they are answered, and take the file away.
"""
import json
import os
import re
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

document, keyfile, pidfile = sys.argv[1:4]
exec(re.search(r"```python\n(.*?)```", open(document).read(), re.S).group(1))


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        key = open(keyfile).read().strip()
        print(json.dumps({"id": self.headers["webhook-id"], "path": self.path, "body": json.loads(body),
                          "genuine": genuine(key, self.headers, body),
                          "forged": genuine(key, self.headers, body + b" ")}), flush=True)
        if self.path == "/kill" and os.path.exists(pidfile):
            pid = int(open(pidfile).read())
            os.remove(pidfile)
            os.kill(pid, signal.SIGKILL)
            return
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
print(server.server_address[1], flush=True)
server.serve_forever()
