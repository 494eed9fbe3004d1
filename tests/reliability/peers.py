"""Whom the client speaks with: the embedded provider, and something in between that misbehaves."""

import http.client
import http.server
import json
import select
import socket
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from world import Home


class Serve:
    """`authctl serve`, with a state of its own."""

    def __init__(self, world):
        self.home = Home(world, "provider")
        self.process = self.home.start("serve", "--port", "0", "--json")
        self.issuer = json.loads(self.process.stdout.readline())["issuer"]

    def stats(self):
        with urllib.request.urlopen(f"{self.issuer}/_dev/stats", timeout=10) as answer:
            return json.load(answer)

    def refreshes(self):
        return self.stats()["refreshes"]

    def takes(self, token):
        """Whether UserInfo takes the access token."""
        request = urllib.request.Request(self.issuer + "/userinfo", headers={"Authorization": f"Bearer {token}"})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status == 200
        except urllib.error.HTTPError:
            return False

    def end(self):
        self.process.terminate()
        self.process.communicate(timeout=10)


def has_hung_up(connection):
    """Nobody waits for the answer."""
    return bool(select.select([connection], [], [], 0)[0]) and not connection.recv(1, socket.MSG_PEEK)


class Between:
    """Stands between a client and a provider's token endpoint, on loopback, and misbehaves as told.

    before      seconds until the provider sees the request, if somebody still waits then
    delay       seconds until the answer goes on
    refuse      how many requests get 503, unseen by the provider
    drop        "before" or "after" the provider has seen it, for the next request, the connection is closed unanswered
    leeway      a refresh token that comes again gets the same answer again, as at providers that forgive a retry
    expires_in  what the answer says of the token's life, if not what the provider says
    """

    def __init__(self, token_endpoint):
        self.before, self.delay = 0, 0
        self.refuse, self.drop, self.leeway, self.expires_in = 0, None, False, None
        self.requests, self.answers, self.mutex = 0, {}, threading.Lock()
        target = urllib.parse.urlsplit(token_endpoint)
        between = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                between.carry(self, target)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/token"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def carry(self, handler, target):
        body = handler.rfile.read(int(handler.headers["content-length"]))
        with self.mutex:
            self.requests += 1
            refuse, self.refuse = self.refuse > 0, max(0, self.refuse - 1)
            drop, self.drop = self.drop, None
        handler.close_connection = True
        if refuse:
            return self._answer(handler, 503, "text/plain", b"busy")
        if drop == "before":
            return None
        time.sleep(self.before)
        if self.before and has_hung_up(handler.connection):
            return None
        status, kind, answer = self._forwarded(handler, target, body)
        time.sleep(self.delay)
        return None if drop == "after" else self._answer(handler, status, kind, answer)

    def _forwarded(self, handler, target, body):
        with self.mutex:
            if self.leeway and body in self.answers:
                return self.answers[body]
            link = http.client.HTTPConnection(target.hostname, target.port, timeout=30)
            ours = ("connection", "host", "content-length")
            kept = {name: value for name, value in handler.headers.items() if name.lower() not in ours}
            link.request("POST", target.path, body, kept)
            came = link.getresponse()
            answer = came.status, came.getheader("content-type"), self._aged(came.read())
            link.close()
            self.answers[body] = answer
            return answer

    def _aged(self, body):
        if self.expires_in is None:
            return body
        return json.dumps({**json.loads(body), "expires_in": self.expires_in}).encode()

    @staticmethod
    def _answer(handler, status, kind, body):
        try:
            handler.send_response(status)
            for name, value in (("Content-Type", kind), ("Cache-Control", "no-store"), ("Connection", "close")):
                handler.send_header(name, value)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)
        except OSError:
            pass  # the client was killed

    def end(self):
        self.server.shutdown()
        self.server.server_close()
