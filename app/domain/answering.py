"""By which way and to whom an answer goes: what is usual, and what a person is asked about first."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.channel import Channel
from app.domain.status import Kind

_PREFERRED = {
    Channel.EMAIL: re.compile(r"письм|почт|e-?mail|letter", re.IGNORECASE),
    Channel.CHAT: re.compile(r"чат|chat", re.IGNORECASE),
    Channel.TELEGRAM: re.compile(r"телегр|telegram", re.IGNORECASE),
    Channel.WHATSAPP: re.compile(r"в[ао]тс|whats", re.IGNORECASE),
    Channel.VK: re.compile(r"\bвк\b|вконтакте|\bvk\b", re.IGNORECASE),
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


class Hindrance(StrEnum):
    """Why nothing can be written to somebody by a channel."""

    NO_ADDRESS = "no_address"
    """None of theirs is known."""
    NEVER_WROTE = "never_wrote"
    """They have never been there: a chat is begun by them."""
    NOT_CONNECTED = "not_connected"
    """They have, but what we write does not get there."""
    SPOKEN = "spoken"
    """One talks there."""


@dataclass(frozen=True, slots=True)
class Way:
    """A channel by which somebody may be answered. ``addresses``: where they are there; ``hindrance`` None: one can."""

    channel: Channel
    addresses: tuple[str, ...] = ()
    hindrance: Hindrance | None = None


def ways(own: Way, known: Iterable[tuple[Channel, str]], unconnected: Collection[Channel]) -> Sequence[Way]:
    """Every way to a customer, the one they wrote by first.

    ``known``: their addresses. ``unconnected``: channels in which they are known and nothing of ours arrives. Letter
    and chat are told of in any case, of other channels those in which they are known.
    """
    there: dict[Channel, list[str]] = {Channel.EMAIL: [], Channel.CHAT: []}
    for channel, address in known:
        there.setdefault(channel, []).append(address)
    own = Way(own.channel, tuple(there.pop(own.channel, ())), own.hindrance)
    return [own, *(_way(channel, addresses, unconnected) for channel, addresses in there.items())]


def _way(channel: Channel, addresses: Sequence[str], unconnected: Collection[Channel]) -> Way:
    hindrance = None
    if channel is Channel.PHONE:
        hindrance = Hindrance.SPOKEN
    elif not addresses:
        hindrance = Hindrance.NO_ADDRESS if channel is Channel.EMAIL else Hindrance.NEVER_WROTE
    elif channel in unconnected:
        hindrance = Hindrance.NOT_CONNECTED
    return Way(channel, tuple(addresses), hindrance)


def addresses_in(text: str) -> list[str]:
    """Mail addresses in a header or in what somebody typed, small letters, each once, in their order."""
    return list(dict.fromkeys(it.rstrip(".").lower() for it in _ADDRESS.findall(text)))


def list_without(text: str, unwanted: Collection[str]) -> str:
    """A list of addresses, with names or without, less those; ``unwanted`` in small letters."""
    return ", ".join(it for it in _LISTED.findall(text) if not any(each in unwanted for each in addresses_in(it)))


def strangers(wanted: Iterable[str], known: Collection[str]) -> list[str]:
    """Those of ``wanted`` who had no part in the talk so far."""
    return [it for it in wanted if it.lower() not in known]
