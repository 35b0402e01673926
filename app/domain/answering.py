"""By which way and to whom an answer goes: what is usual, and what a person is asked about first."""

import re
from collections.abc import Collection, Iterable

from app.domain.channel import Channel
from app.domain.status import Kind

_PREFERRED = {
    Channel.EMAIL: re.compile(r"письм|почт|e-?mail|letter", re.IGNORECASE),
    Channel.CHAT: re.compile(r"чат|chat", re.IGNORECASE),
}
MOST_ASKED = 5
"""At so many addresses a letter may ask to be answered; a longer list is no person's wish."""

_UNHAPPY = frozenset({Kind.COMPLAINT, Kind.CLAIM})
_LOW = 3.0
_ADDRESS = re.compile(r"[^\s@<>,;\"()]+@[^\s@<>,;\"()]+\.[^\s@<>,;\"()]+")
_LISTED = re.compile(r"\s*([^@]*@[^\s@<>,;]+>?)\s*(?:[,;]|$)")


def is_unhappy(kind: Kind, scores: Iterable[float]) -> bool:
    """Whether a customer complains, or gave a low score the last time: to them a change of channel is one more step."""
    last = list(scores)[-1:]
    return kind in _UNHAPPY or any(score <= _LOW for score in last)


def is_preferred(channel: Channel, wish: str) -> bool:
    """Whether the customer's own words ask for that channel."""
    found = _PREFERRED.get(channel)
    return found is not None and found.search(wish) is not None


def addresses_in(text: str) -> list[str]:
    """Mail addresses in a header or in what somebody typed, small letters, each once, in their order."""
    return list(dict.fromkeys(it.rstrip(".").lower() for it in _ADDRESS.findall(text)))


def list_without(text: str, unwanted: Collection[str]) -> str:
    """A list of addresses, with names or without, less those; ``unwanted`` in small letters."""
    return ", ".join(it for it in _LISTED.findall(text) if not any(each in unwanted for each in addresses_in(it)))


def strangers(wanted: Iterable[str], known: Collection[str]) -> list[str]:
    """Those of ``wanted`` who had no part in the talk so far."""
    return [it for it in wanted if it.lower() not in known]
