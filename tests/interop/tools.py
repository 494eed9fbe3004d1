"""What the runs need of other people's software: Debian packages and npm packages."""

import filecmp
import os
import pathlib
import shutil
import subprocess
import venv

HERE = pathlib.Path(__file__).resolve().parent

# The Debian packages of each program that may be needed.
PACKAGES = {
    "chromium": "chromium fonts-liberation",
    "curl": "curl",
    "dbus-daemon": "dbus-daemon",
    "dbus-send": "dbus-bin",
    "docker-credential-pass": "golang-docker-credential-helpers",
    "docker-credential-secretservice": "golang-docker-credential-helpers",
    "gnome-keyring-daemon": "gnome-keyring",
    "gpg": "gpg",
    "gpg-agent": "gpg-agent",
    "gpgconf": "gpgconf",
    "java": "default-jdk-headless",
    "keytool": "default-jdk-headless",
    "node": "nodejs",
    "npm": "npm",
    "openssl": "openssl",
    "pass": "pass",
    "pg_createcluster": "postgresql",
    "secret-tool": "libsecret-tools",
    "strace": "strace",
    "wrk": "wrk",
}


def missing(programs):
    """Those that are not installed."""
    return [program for program in programs if not shutil.which(program)]


def install_packages(programs):
    """Installs what is missing of these programs."""
    packages = sorted({package for program in missing(programs) for package in PACKAGES[program].split()})
    if packages:
        print(f"installing {' '.join(packages)}", flush=True)
        quiet = {"check": True, "stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "-qq", "update"], **quiet)
        subprocess.run(["apt-get", "-qq", "install", "-y", "--no-install-recommends", *packages], **quiet)


def install_tools(tools):
    """The npm packages, exactly those of the lock file, and our scripts beside them."""
    tools.mkdir(parents=True, exist_ok=True)
    done = tools / "installed.json"
    lock = HERE / "package-lock.json"
    if not (done.exists() and filecmp.cmp(done, lock, shallow=False)):
        shutil.copy(HERE / "package.json", tools)
        shutil.copy(lock, tools)
        argv = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(argv, cwd=tools, check=True, stdin=subprocess.DEVNULL)
        shutil.copy(lock, done)
    for script in HERE.glob("*.mjs"):
        shutil.copy(script, tools)
    install_python(tools)


def install_python(tools):
    """The Python packages of the providers."""
    install_environment(tools / "python", HERE / "requirements.txt", "--only-binary", ":all:")


def install_environment(directory, wanted, *options):
    """The Python packages, exactly those of the file, in an environment of their own; its interpreter."""
    python, done = directory / "bin" / "python", directory / "installed.txt"
    if not (done.exists() and filecmp.cmp(done, wanted, shallow=False)):
        venv.create(directory, with_pip=True, clear=True)
        argv = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *options]
        subprocess.run([*argv, "--requirement", str(wanted)], check=True, stdin=subprocess.DEVNULL)
        shutil.copy(wanted, done)
    return python
