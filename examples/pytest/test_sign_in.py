import html
import re

import pytest
import requests


@pytest.fixture
def browser(app, provider):
    """Somebody's browser, and a way to sign in with it: the provider's pages have forms with stable names."""
    browser = requests.Session()

    def sign_in(user):
        page = browser.get(f"{app.url}/login")
        for answer in ({"user": user}, {"decision": "allow"}):
            if page.url.startswith(provider.issuer):
                hidden = re.findall(r'name="(\w+)" value="([^"]*)"', page.text)
                action = html.unescape(re.search(r'action="([^"]*)"', page.text)[1])
                page = browser.post(provider.issuer + action, {**dict(hidden), **answer})
        return page

    browser.sign_in = sign_in
    return browser


def test_a_person_signs_in(browser):
    assert browser.sign_in("alice").text == "Welcome, Alice Example"


def test_the_app_forgets_who_is_signed_out_at_the_provider(app, provider, browser):
    browser.sign_in("alice")
    told = provider.control.delete(f"{provider.issuer}/_dev/users/alice/sessions").json()["told"]
    assert [(client["client_id"], client["taken"]) for client in told] == [("my-app", True)] * len(told) != []
    assert browser.get(app.url).text == "Nobody is signed in"


def test_a_callback_that_nobody_asked_for_signs_nobody_in(app, browser):
    browser.get(f"{app.url}/callback", params={"code": "x", "state": "x"})
    assert browser.get(app.url).text == "Nobody is signed in"
