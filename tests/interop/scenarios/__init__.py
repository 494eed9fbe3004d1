"""What authctl must be able to do with software that other people wrote: one file a noun, in the order they are run."""

from scenarios.scenario import SCENARIOS  # noqa: F401
from scenarios import control  # noqa: F401
from scenarios import login, response, ask, registration, device, job, renewal, logout, dpop, wish, ciba, examination  # noqa: F401
from scenarios import answer, encryption, keyring, credential_helper, mutual_tls, toolkit, embedded, assertion, proof  # noqa: F401
from scenarios import webauth, clef, logto, authgear, connector, intercept, backchannel_logout, webhook_events, webhook_received, webhook_volley, shared_signals  # noqa: F401
from scenarios import single_page, check_provider, check_browser, check_apps  # noqa: F401
from scenarios import canary  # noqa: F401: last, since it looks at what all the others did
