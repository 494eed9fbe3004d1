"""docs/interop.md: which feature was shown to work with whose software, by the run that showed it."""

import pathlib
import re

from features import ABSENT, FEATURES, NOT_SHOWN, NOTES, PROVIDERS, SOFTWARE

HERE = pathlib.Path(__file__).resolve().parent
COLUMNS = list(dict.fromkeys(PROVIDERS.values()))
OTHERS = "others"

HEAD = """# What authctl was shown to work with

Made by `tests/interop/run --table docs`, which installs the software of other people from its registries and runs the
binary against it; `.ci/run` fails where this table is not what it found. *passed*: it works there, in the scenarios that the
run prints. *refused*: what is wrong is refused as it should be, at the least. Otherwise the cell says why there is nothing to try.

"""


class Table:
    """What the scenarios came to, by feature and provider."""

    def __init__(self):
        self.proofs = {}

    @staticmethod
    def is_about(scenario):
        return bool(scenario.proves or scenario.refuses)

    def add(self, scenario, passed):
        for kind, names in (("passed", scenario.proves), ("refused", scenario.refuses)):
            for name in names:
                self.proofs.setdefault((name, scenario.at), []).append((kind, passed))

    def _verdict(self, feature, provider):
        """passed, refused, FAILED, or nothing."""
        proofs = self.proofs.get((feature, provider), [])
        if not all(passed for _, passed in proofs):
            return "FAILED"
        kinds = {kind for kind, _ in proofs}
        return " ".join(kind for kind in ("passed", "refused") if kind in kinds).replace("passed refused", "passed, refused")

    def _cell(self, feature, column):
        if column == OTHERS:
            shown = [(name, self._verdict(feature, name)) for name, its in PROVIDERS.items() if its == OTHERS]
            return "; ".join(f"{verdict}: {name}" for name, verdict in shown if verdict)
        provider = next(name for name, its in PROVIDERS.items() if its == column)
        return self._verdict(feature, provider) or ABSENT.get(feature, {}).get(provider) or NOT_SHOWN.get(feature, "")

    def wrong(self):
        """What a table of these proofs must not have: a row that nothing shows, a cell without a word, a word too many."""
        for feature, words in FEATURES.items():
            is_shown = any(its == feature for its, _ in self.proofs)
            if is_shown == (feature in NOT_SHOWN):
                yield f"{words}: " + ("there is a scenario and a reason" if is_shown else "no scenario shows it")
            for column in COLUMNS[:-1]:
                if not self._cell(feature, column):
                    yield f"{words}: neither a scenario nor a reason for {column}"
        for feature, reasons in ABSENT.items():
            for provider in reasons:
                if (feature, provider) in self.proofs:
                    yield f"{FEATURES[feature]}: there is a scenario and a reason for {provider}"

    def text(self):
        lines = [["feature", *COLUMNS], ["---"] * (len(COLUMNS) + 1)]
        lines += [[words, *(self._cell(feature, column) for column in COLUMNS)] for feature, words in FEATURES.items()]
        rows = "".join(f"| {' | '.join(line)} |\n" for line in lines)
        versions = "".join(f"* {name} {version(file, pattern)}: {what}\n" for name, (file, pattern, what) in SOFTWARE.items())
        return f"{HEAD}{rows}\nThe software:\n\n{versions}\n{NOTES}"


def version(file, pattern):
    """The version that a file of ours pins."""
    return re.search(pattern, (HERE / file).read_text(encoding="utf-8"))[1]
