"""A session's file that was changed by chance: S-8."""

import random

from faults import is_token
from rows import row


def changed(good, dice):
    """The file with one thing wrong with it."""
    bad = bytearray(good)
    first, last = sorted(dice.sample(range(len(bad)), 2))
    kind = dice.randrange(8)
    if kind == 0:
        bad[first] ^= 1 << dice.randrange(8)
    elif kind == 1:
        del bad[first:]
    elif kind == 2:
        del bad[first:last]
    elif kind == 3:
        bad[first], bad[last] = bad[last], bad[first]
    elif kind == 4:
        bad.insert(first, dice.randrange(256))
    elif kind == 5:
        bad[first:last] = bytes(last - first)
    elif kind == 6:
        bad[last:last] = bad[first:last]
    else:
        bad = bytearray(dice.randbytes(first))
    return bytes(bad)


@row("S-8", "`token` over a session file changed by chance", "the old token, or set aside and exit 4; others unharmed", 300)
def damage(tally, world):
    home = world.home("damage").sign_in()
    sessions = home.session_file.parent
    good, token = home.session_file.read_bytes(), home.token()
    home.run(*home.sign_in_argv(profile="other")).ok()
    seed = random.SystemRandom().randrange(2**32)
    dice = random.Random(seed)
    valid = 0
    for at in range(tally.rounds):
        # Now and then beside a good one: what a writer could not finish.
        place = home.session_file if dice.randrange(4) else home.session_file.with_name("work.session.new")
        bad = changed(good, dice)
        for path, content in ((home.session_file, good), (place, bad)):
            path.write_bytes(content)
            path.chmod(0o600)
        answer = home.run("token", "--profile", "work")
        tally.runs += 1
        aside = sorted(sessions.glob("*.corrupt-*"))
        if answer.code == 0:
            valid += 1
            tally.check(answer.out == f"{token}\n", f"{at}: another token")
        else:
            is_told = answer.code == 4 and not answer.out and answer.error()["code"] == "session_damaged"
            tally.check(is_told, f"{at}: {answer}")
            kept = len(aside) == 1 and aside[0].read_bytes() == bad
            tally.check(kept, f"{at}: what was damaged is not kept: {[path.name for path in aside]}")
        for path in [*aside, home.session_file.with_name("work.session.new")]:
            path.unlink(missing_ok=True)
    tally.check(is_token(home.run("token", "--profile", "other")), "the other session is harmed")
    tally.figure(f"{valid} as before, {tally.runs - valid} set aside, seed {seed}")
