"""The chapter of docs/serve.md that says what the embedded provider refuses, as this run has seen it."""

import re

from wrongs import WRONGS

BEGIN = "<!-- made by tests/strictness/run --table docs -->\n"
END = "<!-- until here -->\n"


def told(said):
    """An answer in words."""
    said = re.sub(r"\bpage (\d+)", r"a page, \1", said)
    said = re.sub(r"\bredirect (\w+)", r"back at the app with \1", said)
    return re.sub(r"\b(\w+_\w+)\b", r"`\1`", said)


def chapter(outcomes):
    rows = "".join(f"| {row.what} | {row.section} | {told(outcomes[row.name].said)} |\n" for row in WRONGS)
    return f"{BEGIN}| wrong | section | refused with |\n| --- | --- | --- |\n{rows}{END}"


def with_chapter(text, outcomes):
    """The document with the chapter as it has to be."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"docs/serve.md has no place for the chapter: {BEGIN.strip()} … {END.strip()}")
    return before + chapter(outcomes) + after
