"""docs/webhooks-verified.md: who, beside authctl, verified each event of its catalogue, and whose events it verified."""

import event_verifiers
from event_verifiers import LIBRARIES
from table import version

HEAD = """# Whose code has verified the events

Made by `tests/interop/run --table docs`, which installs the software of other people from its registries; `.ci/run` fails where
this table is not what it found. Each event of `authctl webhook list` was sent by `authctl webhook send` to a receiver in which that
software judges it: it took the event, and refused the same event made wrong in each of the ways named. *Sent by*: whose events of that kind
`authctl webhook listen` took as genuine. *Vector*: `cargo test` has the bytes that the vendor or the standard publishes too.

"""

MUTANTS = """One event of each kind was sent with mutations of `authctl webhook mutations EVENT` that a right app refuses, and was refused with these:

"""


class EventTable:
    """What the scenarios about events came to."""

    def __init__(self):
        self.catalogue, self.taken, self.refused, self.received, self.mutants, self.failed = [], {}, {}, {}, {}, set()

    @staticmethod
    def is_about(scenario):
        return scenario.events

    def add(self, scenario, passed):
        if scenario.events and not passed:
            self.failed.add(scenario.function.__name__)

    def verified(self, event, by, refused=()):
        """That software took the event, and refused it when it was made wrong in these ways."""
        self.taken.setdefault(event, {})[by] = None
        self.refused.setdefault(event, {}).update(dict.fromkeys(refused))

    def mutated(self, verifier, refused):
        """That verifier refused an event with each of these mutations."""
        self.mutants[verifier] = refused

    def came_from(self, event, by):
        """`webhook listen` took an event of that software's as this one."""
        self.received.setdefault(event, {})[by] = None

    def wrong(self):
        for name in sorted(self.failed):
            yield f"{name} failed"
        names = [event["name"] for event in self.catalogue]
        for name in names:
            if name not in self.taken:
                yield f"nobody has verified {name}"
        for name in sorted({*self.taken, *self.received} - set(names)):
            yield f"{name} is not in the catalogue"

    def _row(self, event):
        name, verifier = event["name"], event_verifiers.of(event)
        cells = (self.taken[name], self.refused.get(name, {}), self.received.get(name, {}))
        return [f"`{name}`", *("; ".join(cell) for cell in cells), verifier.vector if verifier else ""]

    def text(self):
        lines = [["event", "verified by", "refused with", "sent by", "vector"], ["---"] * 5]
        lines += [self._row(event) for event in self.catalogue]
        rows = "".join(f"| {' | '.join(line)} |\n" for line in lines)
        known = {name: place for name, place in LIBRARIES.items() if any(name in cell for line in lines for cell in line)}
        mutants = "".join(self._mutants(*row) for row in self.mutants.items())
        versions = "".join(f"* {name} {version(file, pattern)}: {what}\n" for name, (file, pattern, what) in known.items())
        return f"{HEAD}{rows}\n{MUTANTS}{mutants}\nThe software:\n\n{versions}"

    @staticmethod
    def _mutants(verifier, refused):
        of = f" of `{verifier.begins}*`" if verifier.begins else ""
        return f"* {verifier.scheme}{of}, by {verifier.by}: {', '.join(f'`{name}`' for name in refused)}\n" if refused else ""
