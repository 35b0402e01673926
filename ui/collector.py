"""When Python looks for cyclic rubbish: hardly while the window opens, and never in what lives as long as it does."""

import gc

_STARTING = (50_000, 50, 100)
_WORKING = (10_000, 20, 100)
"""A young collection of 10,000 takes about a millisecond; 700, Python's own, makes old ones of 50 ms follow soon."""


def start_quietly() -> None:
    """Imports leave no rubbish: do not look for any."""
    gc.set_threshold(*_STARTING)


def work_quietly() -> None:
    """What exists now stays: leave it out of every later search. May be called again."""
    gc.freeze()
    gc.set_threshold(*_WORKING)
