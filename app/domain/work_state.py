"""What somebody who serves customers does right now: as they say it themselves, and which of their desks speaks."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple


class WorkState(StrEnum):
    """Everything but ``AVAILABLE`` is away from the customers: nothing but a call disturbs."""

    AVAILABLE = "available"
    BREAK = "break"
    LUNCH = "lunch"
    MEETING = "meeting"
    TRAINING = "training"


GONE = ""
"""In the place of a state: no desk of that person is heard of."""

FORGOTTEN_S = 12 * 3_600.0
"""A word that was not repeated for so long is forgotten; by then a new working day begins (``ui.shell.own_state``)."""

_WORD = re.compile(r"[a-z][a-z_]{0,23}")


def is_word(state: str) -> bool:
    """Whether it may be the name of a state, be it one of a version to come."""
    return _WORD.fullmatch(state) is not None


class Word(NamedTuple):
    """What one desk says of its person; ``acts`` is another number after each thing they do: choose, open a request.

    Its moments are Unix seconds: of a thousand people it is looked at each second as it is kept.
    """

    state: str
    acts: int
    said_s: float  # for the first time
    heard_s: float  # for the last time


def with_word(words: Mapping[str, Word], desk: str, state: str, acts: int, now_s: float) -> dict[str, Word]:
    """The words of a person's desks after one of them was heard. The same as before is said no later for that."""
    kept = {it: word for it, word in words.items() if now_s - word.heard_s < FORGOTTEN_S}
    before = kept.get(desk)
    is_same = before is not None and (before.state, before.acts) == (state, acts)
    kept[desk] = Word(state, acts, before.said_s if before is not None and is_same else now_s, now_s)
    return kept


def state_among(words: Iterable[Word], since_s: float) -> str:
    """What a person does whose desks say these: of those heard after ``since_s`` the one speaks where they acted last.

    A desk that merely stands there running says nothing against it, and neither does one that is not heard any more.
    """
    heard = [it for it in words if it.heard_s > since_s]
    return max(heard, key=lambda it: (it.said_s, it.heard_s, it.state)).state if heard else WorkState.AVAILABLE.value
