"""`check app --browser`: an app whose pages do nothing without scripts, right and with planted defects, in a real Chromium."""

import json
import os
import pathlib
import shutil
import socket
import sys
import tempfile

from scenarios.scenario import equal, scenario
from world import Failed

APP = pathlib.Path(__file__).resolve().parent.parent / "script_app.py"
# What is played to each: a sign-in, answers that are wrong, links that lead away.
CASES = ("SI1", "CB1", "CB2", "CB5", "CB8", "CB11", "CF1", "RD1", "RD3")
# A defect, and the cases that find it.
DEFECTS = {"": set(), "state": {"CB1", "CB2"}, "next": {"RD1", "RD3"}}


def checked(world, defect, *more):
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    at = f"http://localhost:{port}"
    argv = ["check", "app", "--login", f"{at}/", "--probe", f"{at}/profile", "--port", "0", "--json", *more]
    argv += [word for case in CASES for word in ("--case", case)]
    home = world.home("check-browser")
    temporary = tempfile.mkdtemp(dir=world.scratch)
    answer = home.run(*argv, "--", sys.executable, str(APP), str(port), defect, timeout=240, TMPDIR=temporary)
    equal(os.listdir(temporary), [], "what the browser leaves behind")
    return answer


def red(answer):
    try:
        cases = json.loads(answer.out)["cases"]
    except ValueError:
        raise Failed(f"there is no report; {answer}") from None
    wrong = [f"{case['id']}: {case['message']}" for case in cases if case["verdict"] not in ("pass", "fail")]
    if wrong:
        raise Failed("; ".join(wrong))
    return {case["id"] for case in cases if case["verdict"] == "fail"}


@scenario(needs=("chromium",), at="Chromium")
def app_with_scripts(world):
    """check app --browser: Chromium runs the scripts of an app's pages; a right app passes, each planted defect is found"""
    for defect, cases in DEFECTS.items():
        answer = checked(world, defect, f"--browser={shutil.which('chromium')}")
        equal((answer.code, red(answer)), (12 if cases else 0, cases), f"what is red with the defect {defect!r}")


@scenario(at="Chromium")
def app_without_its_scripts(world):
    """check app: without a browser an app whose login button is made by a script cannot be signed in to, and that is told"""
    answer = checked(world, "")
    equal((answer.code, answer.error()["code"]), (3, "app_sign_in_failed"), "without --browser")
