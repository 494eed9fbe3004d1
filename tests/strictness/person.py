"""A person with a browser, who signs in wherever it is asked and agrees to everything."""

import html.parser
import urllib.parse

from exchange import Connection, origin_of

STEPS = 12
PERSON = "alice"
# What the buttons of a page's decisions are called, and what they say.
DECISIONS = {"action": ("accept", "authorize"), "decision": ("allow",)}


class Form(html.parser.HTMLParser):
    """The first form of a page, as a person fills it in."""

    def __init__(self, text):
        super().__init__()
        self.action, self.fields, self._is_open = None, {}, False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form" and self.action is None:
            self.action, self._is_open = given.get("action") or "", True
        name = given.get("name")
        if not self._is_open or not name:
            return
        if name in ("login", "user", "sub", "username"):
            self.fields.setdefault(name, PERSON)
        elif name == "password":
            self.fields[name] = "any password is right here"
        elif tag == "input" and given.get("type") != "submit":
            self.fields[name] = given.get("value") or ""
        elif given.get("value") in DECISIONS.get(name, ()):
            self.fields[name] = given["value"]

    def handle_endtag(self, tag):
        if tag == "form":
            self._is_open = False


class Landing:
    """Where the browser ended: back at the client with parameters, or at a page that leads nowhere."""

    def __init__(self, address, parameters, status=None, page=""):
        self.address, self.parameters, self.status, self._page = address, parameters, status, page

    @property
    def code(self):
        return self.parameters.get("code")

    @property
    def error(self):
        return self.parameters.get("error")

    @property
    def text(self):
        """What is said of an error."""
        return self._page or self.parameters.get("error_description", "")

    @property
    def is_page(self):
        """Nobody was sent anywhere."""
        return self.status is not None

    def has_tokens(self):
        return "access_token" in self.parameters or "id_token" in self.parameters

    def __str__(self):
        if self.code or self.has_tokens():
            return "granted"
        if self.is_page:
            return f"page {self.status} {self.error or ''}".strip()
        return f"redirect {self.error or 'without an error'}"


def parameters_of(address):
    """Those of its query and of its fragment."""
    parts = urllib.parse.urlsplit(address)
    return dict(urllib.parse.parse_qsl(parts.query) + urllib.parse.parse_qsl(parts.fragment))


class Person:
    """One browser: its cookies stay, whatever their path, which is enough for one provider."""

    def __init__(self, origin):
        self.origin, self._connection, self._cookies = origin, Connection(origin), {}

    def visit(self, url):
        """Follows the provider to the end; what leads to another origin is not followed."""
        form, method = None, "GET"
        for _ in range(STEPS):
            headers = {"Accept": "text/html", "Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())}
            if form is not None:
                headers["Origin"] = self.origin
            answer = self._connection.ask(method, url, form, headers)
            self._keep(answer)
            if answer.location is not None:
                url, form, method = urllib.parse.urljoin(url, answer.location), None, "GET"
                if origin_of(url) != self.origin:
                    return Landing(url, parameters_of(url))
                continue
            page = Form(answer.text)
            if answer.status != 200 or page.action is None:
                # an error page may have been reached by a redirect that says what it is about
                error = answer.error or parameters_of(url).get("error")
                return Landing(url, {"error": error} if error else {}, answer.status, answer.text)
            url, form, method = urllib.parse.urljoin(url, page.action), page.fields, "POST"
        return Landing(url, {}, 200)

    def _keep(self, answer):
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            if not value or "01 Jan 1970" in line:
                self._cookies.pop(name, None)
            else:
                self._cookies[name] = value

    def close(self):
        self._connection.close()
