"""What a row of the table is: a function that counts runs, deviations and figures, with the target beside it."""

import dataclasses

ROWS = []

# What a Secret Service of one's own takes.
KEYRING = ("dbus-daemon", "dbus-send", "gnome-keyring-daemon", "secret-tool")


@dataclasses.dataclass
class Row:
    """One line of the table; `rounds` is how often it is done if nobody says otherwise."""

    name: str
    what: str
    target: str
    rounds: int
    needs: tuple
    function: object


class Tally:
    """What a row came to."""

    def __init__(self, rounds, options):
        self.rounds, self.options = rounds, options
        self.runs, self.deviations, self.figures = 0, [], []

    def check(self, is_so, otherwise):
        """Counts a deviation unless it is so."""
        if not is_so:
            self.deviations.append(str(otherwise))
        return bool(is_so)

    def figure(self, text):
        self.figures.append(text)


def row(name, what, target, rounds, needs=()):
    """Makes a function a row of the table."""

    def add(function):
        ROWS.append(Row(name, what, target, rounds, needs, function))
        return function

    return add


def median(numbers):
    return sorted(numbers)[len(numbers) // 2]
