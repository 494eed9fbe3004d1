"""What must never be seen, looked for in everything that ran before."""

from scenarios.scenario import scenario
from world import Failed


@scenario()
def canary(world):
    """no secret and no token was in a command line or on stderr, in all of the above"""
    world.watch.end()
    leaks = world.watch.leaks()
    if leaks:
        raise Failed("; ".join(leaks[:5]))
    if len(world.watch.secrets) < 20:
        raise Failed(f"only {len(world.watch.secrets)} secrets were watched for")
