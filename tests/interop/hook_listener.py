"""`authctl webhook listen`, and what it says of each request."""

import json
import queue
import threading

from failed import Failed
from ready import Ready


class Listener(Ready):
    """It runs until it is ended; `url` is where events go."""

    def __init__(self, home, *argv, **env):
        argv = [home.world.binary, "webhook", "listen", "--json", "--rate-limit", "1000", *argv]
        super().__init__(argv, home.path / "listen.log", env={**home.env, **env}, cwd=home.path)
        self.url, self.lines = self.ready["url"], queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line)

    def next(self):
        """The next request, as it is told."""
        try:
            return json.loads(self.lines.get(timeout=20))
        except queue.Empty:
            raise Failed(f"webhook listen tells of no request: {open(self.log.name, encoding='utf-8').read()[-400:]}") from None

    def taken(self, event):
        """The next request was this event, and genuine."""
        told = self.next()
        if (told["event"], told["verdict"]) != (event, "taken"):
            raise Failed(f"{event} wanted as taken, got {told}")
        return told
