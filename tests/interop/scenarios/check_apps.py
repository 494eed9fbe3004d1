"""`check app` and `check logout` at apps with other people's SDKs and libraries: every case is judged, and so again in another order."""

import concurrent.futures
import json
import secrets

from scenarios.scenario import scenario
from tools import install_environment
from web_app import APPS
from world import Failed, free_port

# How long one run may take, in seconds; one that took longer beside another app's is repeated by itself, and counts as it is then.
LIMIT = 60
# How many apps are checked beside each other.
AT_ONCE = 2
ORDERS = ((), ("--seed", "7"))
# Cases in which nothing is wrong.
RIGHT = ("SI1", "CB13", "AR25", "AR26")

PEOPLE = "".join(f'[[users]]\nusername = "{name}"\n' for name in ("alice", "bob", "carol"))
EXPRESS = PEOPLE + """[[clients]]
client_id = "express-app"
client_secret = "SECRET"
token_endpoint_auth_method = "client_secret_basic"
redirect_uris = ["URL/callback"]
post_logout_redirect_uris = ["URL"]
backchannel_logout_uri = "URL/backchannel-logout"
id_token_signed_response_alg = "RS256"
grant_types = ["authorization_code", "refresh_token"]
"""
CLEF = PEOPLE + """[[clients]]
client_id = "clef-app"
client_secret = "SECRET"
token_endpoint_auth_method = "client_secret_post"
redirect_uris = ["http://localhost/"]
logout_hook = "URL/logout"
"""
LOGTO = """[[resources]]
resource = "https://api.example.com"
"""


def express(world, port, own):
    """An Express app that hears of logouts by the back channel."""
    flags = f"--login URL/login --probe URL/ --logout URL/logout --port {own}"
    command = ["node", str(world.tools / "express_app.mjs"), port, f"http://127.0.0.1:{own}", "express-app"]
    return EXPRESS, flags, "--hook URL/backchannel-logout", ("P1",), {}, command


def clef(world, port, own):
    """A Flask app with Clef's SDK, which knows https://clef.io alone and is told of logouts by a token."""
    flags = "--shape clef --intercept --login URL/ --probe URL/ --port 0"
    return CLEF, flags, "--hook URL/logout --hook-kind clef", ("C1",), {}, flask(world, "clef", port)


def webauth(world, port, own):
    """A Flask app with WebAuth and a database, which hears of no logout."""
    flags = "--shape github --login URL/oauth-login/github --probe URL/user-area --logout URL/auth/logout --port 0"
    world.postgres.rows("create database checked")
    database = world.postgres.url.replace("/postgres?", "/checked?")
    env = {"SECRET_KEY": secrets.token_urlsafe(24), "DATABASE_URL": database, "GOOGLE_CLIENT_ID": "none", "GOOGLE_CLIENT_SECRET": "none"}
    return "", flags, "--hook URL/auth/logout --hook-kind frontchannel", (), env, flask(world, "webauth", port)


def logto(world, port, own):
    """A Flask app with Logto's SDK, which hears of no logout."""
    flags = "--shape logto --login URL/sign-in --probe URL/ --logout URL/sign-out --port 0"
    return LOGTO, flags, "--hook URL/sign-out --hook-kind frontchannel", (), {}, flask(world, "logto", port)


def authgear(world, port, own):
    """A Flask app with Authlib, at a provider over TLS; it hears of no logout."""
    flags = "--shape authgear --tls --host localhost --login URL/login --probe URL/ --logout URL/logout --port 0"
    return "", flags, "--hook URL/logout --hook-kind frontchannel", (), {}, flask(world, "authgear", port)


def flask(world, name, port):
    """How an app of apps/ is started."""
    python = install_environment(world.tools / f"app-{name}", APPS / name / "requirements.txt")
    return ["env", f"FLASK_APP={APPS / name / 'app.py'}", str(python), "-m", "flask", "run", "--port", port]


class CheckedApp:
    """An app, and how a person tells authctl of it."""

    def __init__(self, world, made):
        port, own, secret = str(free_port()), str(free_port()), secrets.token_urlsafe(32)
        world.watch.secret(secret)
        config, flags, hook, self.right, env, self.command = made(world, port, own)
        url = f"http://localhost:{port}"
        self.home = world.home(f"check-{made.__name__}")
        self.home.env |= {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONWARNINGS": "ignore", **env}
        (self.home.path / "provider.toml").write_text(config.replace("URL", url).replace("SECRET", secret), encoding="utf-8")
        self.flags = [*flags.replace("URL", url).split(), "--config", "provider.toml"]
        self.hook = hook.replace("URL", url).split()
        self.late = []

    def cases(self, battery, order):
        """One run of a battery: its cases by name, and how long it took."""
        argv = ["check", battery, "--json", *self.flags, *(self.hook if battery == "logout" else ()), *order]
        answer = self.home.run(*argv, "--", *self.command, timeout=4 * LIMIT)
        if answer.code not in (0, 12):
            raise Failed(str(answer))
        return {case["id"]: case for case in json.loads(answer.out)["cases"]}, answer.seconds

    def checked(self):
        """Both batteries in both orders: how long each run took, and what is not as it should be."""
        times, wrong = [], []
        for battery, right in (("app", RIGHT), ("logout", self.right)):
            (first, took), (second, again) = (self.cases(battery, order) for order in ORDERS)
            times.append(f"{battery} {took:.1f} s and {again:.1f} s")
            self.late += [(battery, order) for order, time in zip(ORDERS, (took, again)) if time > LIMIT]
            wrong += judged(first, second, right)
        return times, wrong

    def repeated(self):
        """What took too long beside another app, by itself: what still does."""
        for battery, order in self.late:
            _, took = self.cases(battery, order)
            print(f"      {' '.join((self.home.path.name, battery, *order))} by itself {took:.1f} s", flush=True)
            if took > LIMIT:
                yield f"check {battery} took {took:.0f} s"


def judged(first, second, right):
    """What is not as it should be in two runs of the same cases."""
    for name, case in first.items():
        verdict, told = case["verdict"], f"{name} ({case['what']}): {case['message']}"
        if verdict == "error" or (verdict == "skip" and not case["message"]) or (verdict != "pass" and name in right):
            yield f"{verdict} {told}"
        if verdict != second[name]["verdict"]:
            yield f"{verdict} {told}; in another order {second[name]['verdict']}: {second[name]['message']}"


@scenario(needs=("node", "pg_createcluster"), at="embedded", proves=("check-app",))
def check_apps(world):
    """check app and check logout at five apps: every case is judged within a minute for all, and as before in another order"""
    made = (authgear, logto, express, webauth, clef)
    apps = [CheckedApp(world, it) for it in made]
    wrong = []
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for it, (times, faults) in zip(made, pool.map(CheckedApp.checked, apps)):
            print(f"      {it.__name__}: {'; '.join(times)}", flush=True)
            wrong += [f"{it.__name__}: {fault}" for fault in faults]
    for it, app in zip(made, apps):
        wrong += [f"{it.__name__}: {fault}" for fault in app.repeated()]
    if wrong:
        raise Failed("; ".join(wrong))
