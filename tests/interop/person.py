"""A person with a browser: cookies, redirects, and the forms of the embedded provider's pages."""

import html.parser
import http.cookiejar
import ssl
import urllib.error
import urllib.parse
import urllib.request

from failed import Failed


class Form(html.parser.HTMLParser):
    """The first form of a page, with its hidden fields."""

    def __init__(self, text):
        super().__init__()
        self.action, self.fields, self.is_over = None, {}, False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form" and self.action is None:
            self.action = given.get("action", "")
        elif tag == "input" and given.get("type") == "hidden" and self.action is not None and not self.is_over:
            self.fields[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag):
        self.is_over = self.is_over or tag == "form"


class Page:
    """What the browser shows in the end, or where it was stopped."""

    def __init__(self, answer):
        self.url, self.status, self.location = answer.geturl(), answer.status, answer.headers.get("Location")
        self.text = answer.read().decode()

    def has(self, *texts):
        for text in texts:
            if text not in self.text:
                raise Failed(f"{text!r} wanted in {self.url} ({self.status}): {self.text[:600]}")
        return self


class Stops(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but not to this place."""

    before = None

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        if self.before and newurl.startswith(self.before):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Person:
    """Somebody, who goes through `proxy` to https addresses and trusts `ca_file` there."""

    def __init__(self, proxy=None, ca_file=None):
        self.stops = Stops()
        self.opener = urllib.request.build_opener(
            self.stops,
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
            urllib.request.ProxyHandler({"https": proxy} if proxy else {}),
            urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=ca_file)),
        )

    def open(self, url, form=None, stop_before=None):
        self.stops.before = stop_before
        data = None if form is None else urllib.parse.urlencode(form).encode()
        try:
            with self.opener.open(urllib.request.Request(url, data), timeout=20) as answer:
                return Page(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                return Page(refused)

    def submit(self, page, stop_before=None, **fields):
        """Sends the page's first form, with these fields beside the hidden ones."""
        form = Form(page.text)
        if form.action is None:
            raise Failed(f"no form in {page.url} ({page.status}): {page.text[:600]}")
        return self.open(urllib.parse.urljoin(page.url, form.action), {**form.fields, **fields}, stop_before)

    def sign_in(self, page, user, decision="allow", stop_before=None):
        """Signs in on the provider's page, and decides where it asks."""
        page = self.submit(page, stop_before, user=user)
        is_asked = page.status == 200 and 'action="/consent"' in page.text
        return self.submit(page, stop_before, decision=decision) if is_asked else page
