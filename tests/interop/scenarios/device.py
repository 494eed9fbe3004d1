"""Signing in on another device (RFC 8628)."""

import base64
import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import termios
import time

from scenarios.scenario import equal, scenario, valid_for_alice
from world import Failed

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


@scenario(proves=("device",))
def device(world):
    """login --flow device as a client of each kind: the code is entered in a browser, the session is as any other"""
    for client in ("public-ES256", "basic-RS256", "post-EdDSA"):
        home, before = world.home("device"), world.provider.stats().get(DEVICE, 0)
        answer = home.login(client, "--flow", "device").ok()
        lines = answer.err.splitlines()
        equal(lines[1], f"{world.provider.issuer}/device", "the address")
        equal(lines[2].startswith("Code: "), True, "the code on a line of its own")
        equal(home.seen()[0]["address"], f"{world.provider.issuer}/device", "the first page")
        equal(world.provider.stats()[DEVICE], before + 1, "grants")
        first = valid_for_alice(world, home)
        home.run("refresh").ok()
        equal(home.token() == first, False, "the same token after a refresh")
        home.run("logout").ok()


@scenario()
def device_path(world):
    """login --flow device at an issuer with a path"""
    home = world.home("device")
    home.login("public-RS256", "--flow", "device", issuer=world.provider.path_issuer).ok()
    valid_for_alice(world, home, world.provider.path_issuer)


@scenario()
def device_denied(world):
    """a person who says no to a device, at the sign-in or at the consent page: exit 5, and nothing is kept"""
    for page in ("login", "consent"):
        home = world.home("device")
        home.login("public-ES256", "--flow", "device", INTEROP_DENY=page).refused(5, "access_denied")
        equal(home.pages()[-1], page, "the last page")
        home.run("token").refused(4)


@scenario()
def device_over_ssh(world):
    """over SSH the device flow is chosen by itself, and the browser after all for a client that may not"""
    home = world.home("ssh")
    home.env |= {"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22", "DISPLAY": ":0"}
    login = home.start(*home.login_argv("public-ES256"))
    try:
        said = [next(login.stderr).strip() for _ in range(5)]
        equal(said[0].startswith("Signing in with --flow device, since this is a remote shell"), True, said[0])
        address = said[4].rsplit(" ", 1)[-1]
        subprocess.run([str(world.tools / "signin.mjs"), address], env=home.env, check=True, timeout=30)
        equal(login.wait(30), 0, "exit code")
    finally:
        login.kill()
    valid_for_alice(world, home)
    login = home.start(*home.login_argv("public-short"), "--profile", "short")
    try:
        said = [next(login.stderr).strip() for _ in range(4)]
        equal(said[1].startswith("The provider does not let this client do that"), True, said[1])
        equal(said[3].startswith(f"{world.provider.issuer}/auth?"), True, said[3])
        login.send_signal(signal.SIGINT)
        equal(login.wait(10), 130, "exit code")
    finally:
        login.kill()


@scenario()
def device_terminal(world):
    """in a terminal the device flow shows a QR code and a countdown, and Ctrl-C ends it and leaves nothing behind"""
    home = world.home("terminal")
    argv = [world.binary, *home.login_argv("public-ES256"), "--flow", "device", "--copy-code"]
    home.env.pop("AUTHCTL_ERRORS", None)
    child, screen = pty.fork()
    if child == 0:
        os.execve(argv[0], argv, {**home.env, "TERM": "xterm-256color"})
    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 100, 0, 0))
    said, deadline = b"", time.monotonic() + 30
    try:
        while said.count(b"Waiting for you to sign in: ") < 3:
            if time.monotonic() > deadline:
                raise Failed(f"no countdown: {said[-300:]!r}")
            said += os.read(screen, 4096)
        os.write(screen, b"\x03")
        while True:
            said += os.read(screen, 4096)
    except OSError:
        pass  # the other side has closed the terminal
    equal(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 130, "exit code")
    text = said.decode()
    code = re.search(r"Code: (\S+)", text)[1]
    equal(f"\x1b]52;c;{base64.b64encode(code.encode()).decode()}\x07" in text, True, "the code in the clipboard")
    lines = [line for line in text.split("\r\n") if line.startswith("\x1b[30;107m")]
    if len(lines) < 19 or not all("\u2580" in line or "\u2588" in line or not line.strip("\x1b[30;17m ") for line in lines[2:-2]):
        raise Failed(f"no QR code: {lines[:3]}")
    equal(text.endswith("\r\x1b[K"), True, "a clean last line")
    home.run("token").refused(4)
