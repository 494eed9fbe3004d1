"""An app whose pages do nothing without scripts, for `check app --browser`: python script_app.py PORT [defect].

The page at / makes its button after a while and has the server begin the sign-in; the callback's page gives the answer to the
server, keeps the token that it gets for it in sessionStorage, and goes on to /profile, which asks the API who is there.
The defects: `state` is not compared, and `next` is gone to wherever it leads.
"""

import base64
import hashlib
import http.server
import json
import os
import secrets
import sys
import urllib.error
import urllib.parse
import urllib.request

PORT, DEFECT = int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""
ISSUER, CLIENT, SECRET = (os.environ[name] for name in ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"))
BACK = f"http://localhost:{PORT}/callback"
PAGES = {
    "/": """<title>App</title><main></main><script src="/app.js"></script>""",
    "/callback": """<title>One moment</title><p>One moment</p><script>
      (async () => {
        const answer = await fetch('/api/finish' + location.search, {method: 'POST'});
        if (!answer.ok) { document.querySelector('p').textContent = 'That did not work'; return; }
        const {token, next} = await answer.json();
        sessionStorage.setItem('token', token);
        location.replace(next);
      })();
    </script>""",
    "/profile": """<title>Profile</title><p>One moment</p><script>
      (async () => {
        const answer = await fetch('/api/me', {headers: {authorization: 'Bearer ' + sessionStorage.getItem('token')}});
        const text = answer.ok ? 'Welcome, ' + (await answer.json()).name : 'Nobody is here';
        requestAnimationFrame(() => { document.querySelector('p').textContent = text; });
      })();
    </script>""",
}
SCRIPT = """
setTimeout(() => {
  const button = document.createElement('button');
  button.textContent = 'Sign in';
  button.addEventListener('click', async () => {
    const next = new URLSearchParams(location.search).get('next');
    const begun = await fetch('/api/begin', {method: 'POST', body: JSON.stringify({next})});
    location.assign((await begun.json()).url);
  });
  document.querySelector('main').append(button);
}, 400);
"""
BEGUN, SESSIONS = {}, {}


def asked(url, form=None, **headers):
    data = urllib.parse.urlencode(form).encode() if form else None
    with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=10) as answer:
        return json.load(answer)


def metadata(name):
    return asked(f"{ISSUER}/.well-known/openid-configuration")[name]


class App(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body="", kind="text/html; charset=utf-8", **headers):
        body = body.encode()
        self.send_response(status)
        headers |= {"Content-Type": kind, "Content-Length": str(len(body)), "Cache-Control": "no-store"}
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def tell(self, status, document, **headers):
        self.answer(status, json.dumps(document), "application/json", **headers)

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path).path
        if path == "/app.js":
            return self.answer(200, SCRIPT, "text/javascript")
        if path == "/api/me":
            name = SESSIONS.get(self.headers.get("authorization", "").removeprefix("Bearer "))
            return self.tell(200 if name else 401, {"name": name})
        page = PAGES.get(path)
        return self.answer(200, f"<!doctype html>{page}") if page else self.answer(404)

    def do_POST(self):
        url = urllib.parse.urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if url.path == "/api/begin":
            return self.sign_in(json.loads(body)["next"])
        if url.path == "/api/finish":
            return self.signed_in(dict(urllib.parse.parse_qsl(url.query)))
        return self.answer(404)

    def sign_in(self, next_page):
        browser, state, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        is_own = next_page and next_page.startswith("/") and next_page[1:2] not in ("/", "\\") and next_page.isprintable()
        BEGUN[browser] = (state, verifier, next_page if is_own or (DEFECT == "next" and next_page) else "/profile")
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        request = {
            "response_type": "code", "client_id": CLIENT, "redirect_uri": BACK, "scope": "openid", "state": state,
            "code_challenge": challenge, "code_challenge_method": "S256",
        }
        address = f"{metadata('authorization_endpoint')}?{urllib.parse.urlencode(request)}"
        self.tell(200, {"url": address}, Set_Cookie=f"begun={browser}; Path=/; HttpOnly; SameSite=Lax")

    def signed_in(self, answer):
        cookies = dict(pair.strip().partition("=")[::2] for pair in self.headers.get("cookie", "").split(";"))
        state, verifier, next_page = BEGUN.pop(cookies.get("begun"), (None, None, None))
        is_right = answer.get("iss") == ISSUER and "error" not in answer and (DEFECT == "state" or answer.get("state") == state)
        if not state or not is_right or not answer.get("code"):
            return self.tell(400, {})
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        form = {"grant_type": "authorization_code", "code": answer["code"], "redirect_uri": BACK, "code_verifier": verifier}
        try:
            tokens = asked(metadata("token_endpoint"), form, Authorization=f"Basic {basic}")
            known = asked(metadata("userinfo_endpoint"), Authorization=f"Bearer {tokens['access_token']}")
        except urllib.error.HTTPError:
            return self.tell(400, {})
        token = secrets.token_urlsafe(32)
        SESSIONS[token] = known["sub"]
        return self.tell(200, {"token": token, "next": next_page})


http.server.ThreadingHTTPServer(("127.0.0.1", PORT), App).serve_forever()
