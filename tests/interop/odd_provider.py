"""A plain OAuth 2.0 provider that signs everybody in at once and answers what it was told to; it keeps what it was asked."""

import http.server
import secrets
import threading
import urllib.parse


class OddProvider:
    """`token` and `user` are what its endpoints answer: the content type and the body."""

    def __init__(self):
        self.token = self.user = ("application/json", "{}")
        self.code, self.asked = secrets.token_urlsafe(24), []
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _handler(self):
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                address = urllib.parse.urlsplit(self.path)
                if address.path != "/authorize":
                    return self.answer(provider.user)
                asked = dict(urllib.parse.parse_qsl(address.query))
                brought = urllib.parse.urlencode({"code": provider.code, "state": asked["state"]})
                self.send_response(302)
                self.send_header("Location", f"{asked['redirect_uri']}?{brought}")
                self.send_header("Content-Length", "0")
                return self.end_headers()

            def do_POST(self):
                form = self.rfile.read(int(self.headers["Content-Length"])).decode()
                head = {name.lower(): value for name, value in self.headers.items()}
                provider.asked.append((head, dict(urllib.parse.parse_qsl(form))))
                self.answer(provider.token)

            def answer(self, what):
                kind, body = what[0], what[1].encode()
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Handler

    def end(self):
        self.server.shutdown()
        self.server.server_close()
