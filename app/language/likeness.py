"""How alike two words are, counted by rapidfuzz, which is loaded at the first question."""

import threading
from collections.abc import Callable
from functools import cache
from typing import Any

_loading = threading.Lock()


def likeness(one: str, other: str) -> float:
    """Percent of letters that stand in both in the same order: one wrong of five leaves 80."""
    return float(_loaded()[0](one, other))


def letters_apart(one: str, other: str, most: int) -> int:
    """Levenshtein's distance; ``most`` + 1 when it is more than that."""
    return int(_loaded()[1](one, other, score_cutoff=most))


def _loaded() -> tuple[Callable[..., Any], Callable[..., Any]]:
    with _loading:
        return _counters()


@cache
def _counters() -> tuple[Callable[..., Any], Callable[..., Any]]:
    # WORKAROUND: modules of rapidfuzz 3.14 import one another; two threads that load it at once see half of one.
    from rapidfuzz.distance import Levenshtein
    from rapidfuzz.fuzz import ratio

    return ratio, Levenshtein.distance
