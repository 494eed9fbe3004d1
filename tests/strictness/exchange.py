"""HTTP as a client of OAuth speaks it: nothing is followed by itself, and every answer is kept whole."""

import base64
import http.client
import json
import urllib.parse

PATIENCE = 20  # seconds


class Answer:
    """What came back."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.text = status, headers, body.decode(errors="replace")

    @property
    def location(self):
        return self.headers.get("Location")

    def json(self):
        """The JSON object of its body, or an empty one."""
        try:
            document = json.loads(self.text)
        except ValueError:
            return {}
        return document if isinstance(document, dict) else {}

    @property
    def error(self):
        """The code of an OAuth error: in the body, or in the challenge of a protected resource (RFC 6750 §3)."""
        said = self.json().get("error")
        if isinstance(said, str):
            return said
        _, found, rest = self.headers.get("WWW-Authenticate", "").partition('error="')
        return rest.partition('"')[0] if found else None

    def has_tokens(self):
        return self.status == 200 and "access_token" in self.json()

    def __str__(self):
        return f"{self.status} {self.error or ''}".strip()


class Connection:
    """A connection that is kept alive, and opened again if the other side has closed it."""

    def __init__(self, origin):
        self.origin = origin
        self._http = http.client.HTTPConnection(urllib.parse.urlsplit(origin).netloc, timeout=PATIENCE)

    def ask(self, method, url, form=None, headers=None):
        headers = dict(headers or {})
        body = None
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urllib.parse.urlencode(form)
        return self.send(method, url, body, headers)

    def send(self, method, url, body, headers):
        parts = urllib.parse.urlsplit(url)
        target = parts.path + ("?" + parts.query if parts.query else "")
        for attempt in range(2):
            try:
                self._http.request(method, target or "/", body, headers)
                answer = self._http.getresponse()
                return Answer(answer.status, answer.headers, answer.read())
            except (http.client.HTTPException, ConnectionError):
                self._http.close()
                if attempt:
                    raise

    def close(self):
        self._http.close()


def origin_of(url):
    parts = urllib.parse.urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def ask(method, url, form=None, headers=None):
    """One request on a connection of its own."""
    connection = Connection(origin_of(url))
    try:
        return connection.ask(method, url, form, headers)
    finally:
        connection.close()


def basic(client_id, secret):
    """RFC 6749 §2.3.1."""
    pair = ":".join(urllib.parse.quote_plus(part) for part in (client_id, secret))
    return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}
