"""What a scenario ends with that did not come out as it should."""


class Failed(Exception):
    """Why a scenario failed, in one sentence."""
