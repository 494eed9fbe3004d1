"""A provider or an app that says when it is ready, in one line of JSON."""

import json
import select
import subprocess

# How long a program may take until it is ready, in seconds: on a machine that does much else.
PATIENCE = 120


def first_line(process):
    """The line with which it says that it is ready; nothing if it ended or said nothing for so long."""
    return process.stdout.readline() if select.select([process.stdout], [], [], PATIENCE)[0] else ""


class Ready:
    """A process, from its ready line to its end."""

    def __init__(self, argv, log, **more):
        self.log = open(log, "a", encoding="utf-8")
        self.process = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=self.log, text=True, **more)
        line = first_line(self.process)
        if not line:
            raise SystemExit(f"{argv[0]} did not start: {log.read_text()[-800:]}")
        self.ready = json.loads(line)
        self.issuer = self.ready.get("issuer")

    def end(self):
        self.process.terminate()
        self.process.wait(10)
        self.log.close()
