"""An app of apps/, with the SDK as it comes from its registry, and what `authctl serve` says that it needs in its environment."""

import os
import pathlib
import socket
import subprocess
import tempfile
import time

from failed import Failed
from ready import Ready
from tools import install_environment

APPS = pathlib.Path(__file__).resolve().parent / "apps"


class WebApp(Ready):
    """The vendors' providers, and the app beside them."""

    def __init__(self, world, name, shapes, env, script="app.py", config="", flags=("--intercept",)):
        """In `config`, the providers' configuration, PORT is the app's. `flags` are more of `serve`."""
        self.python = install_environment(world.tools / f"app-{name}", APPS / name / "requirements.txt")
        home = pathlib.Path(tempfile.mkdtemp(prefix=f"app-{name}-", dir=world.scratch))
        log, file = home / "log", home / "provider.toml"
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
        file.write_text(config.replace("PORT", str(port)), encoding="utf-8")
        base = {"PATH": os.environ["PATH"], "HOME": str(home), "AUTHCTL_STATE_DIR": str(home / "state"), "LANG": "C.UTF-8"}
        argv = [world.binary, "serve", "--shape", shapes, *flags, "--port", "0", "--json", "--config", str(file)]
        super().__init__(argv, log, env=base)
        self.proxy, self.ca_file = self.ready["proxy"], self.ready["ca_file"]
        self.url, self.clients = f"http://localhost:{port}", {}
        flask = {"FLASK_APP": str(APPS / name / script), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONWARNINGS": "ignore"}
        self.env = {**base, **flask, **env, **self.ready["environment"]}
        self.app = subprocess.Popen(
            [str(self.python), "-m", "flask", "run", "--port", str(port)], env=self.env, stdout=self.log, stderr=self.log, cwd=home
        )
        self._wait(port, log)

    def _wait(self, port, log):
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                if time.monotonic() > deadline or self.app.poll() is not None:
                    self.end()
                    raise Failed(f"the app did not start: {log.read_text()[-800:]}") from None
                time.sleep(0.05)

    def end(self):
        self.app.terminate()
        self.app.wait(10)
        super().end()
