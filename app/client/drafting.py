"""Unsent texts beyond this computer: shared with the author's other desks, offered by who had begun, had back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from app.client.row import DraftKind, OutgoingFile


@dataclass(frozen=True, slots=True)
class DraftOffer:
    """A text somebody had begun here. ``author``: a colleague's name; empty: this person, at another computer."""

    draft_id: UUID
    author: str
    kind: DraftKind
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EarlierText:
    """What stood in a draft before something else took its place."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Addressing:
    """By which way and to whom an unsent answer goes. ``channel`` empty: the customer's own; ``switched``: why not.

    ``to_sender``: to whom the letter is from, wherever it asks to be answered.
    """

    channel: str = ""
    switched: str = ""
    cc: tuple[str, ...] = ()
    to_sender: bool = False


USUAL = Addressing()
"""Nothing was chosen."""


def addressing_in(args: Mapping[str, Any]) -> Addressing:
    """What the arguments of an answer say of it."""
    copies = tuple(str(it) for it in args.get("cc", ()))
    to_sender = "to" in args and not args["to"]
    return Addressing(str(args.get("channel", "")), str(args.get("switched", "")), copies, to_sender)


def written_in(payload: Mapping[str, Any]) -> str:
    """The text of an answer in the log, as it was typed."""
    return str(payload.get("marked") or payload.get("text", ""))


def addressing_of(payload: Mapping[str, Any]) -> Addressing:
    """What the log says of an answer: its copies are one line there, and whom it went to is told only when chosen."""
    copies = [it for it in str(payload.get("cc", "")).split(", ") if it]
    return addressing_in({"to": "", **payload, "cc": copies})


FACT = "fact:"
"""Begins the name of unfinished words about a customer; the customer's id follows."""


@dataclass(frozen=True, slots=True)
class LaterText:
    """An answer that leaves at ``send_at``. ``reason``: why it was kept at its time; empty while it waits."""

    later_id: UUID
    author: str
    text: str
    files: tuple[OutgoingFile, ...]
    send_at: datetime
    reason: str = ""
    addressing: Addressing = USUAL


class Drafting(Protocol):
    """What a desk does with unsent texts beside keeping them."""

    def share(self) -> bool:
        """Give the server the texts it does not have; tells whether some have to wait for the next time."""

    def offers(self, conversation_id: UUID) -> Sequence[DraftOffer]:
        """What others had begun to write there, and what this person wrote at another desk meanwhile."""

    def later(self, conversation_id: UUID) -> Sequence[LaterText]:
        """Answers there that have their time still before them, or were kept at it, the earliest first."""

    def addressing(self, conversation_id: UUID) -> Addressing:
        """What was chosen for the unsent answer; on this computer only."""

    def address(self, conversation_id: UUID, addressing: Addressing) -> None:
        """Keep what was chosen for the unsent answer until it leaves; it comes back with one that is undone.

        A full disk keeps it no longer than it is shown: the text meets the same, and says so.
        """

    def unfinished(self, name: str) -> str:
        """Words of a field that are kept under that name; empty: none."""

    def keep_unfinished(self, name: str, text: str, about: UUID | None = None) -> None:
        """Keep words of a field that are not stored otherwise yet, an empty text no more.

        They are erased with the conversation they are ``about``, those of a ``FACT`` with its customer. A full disk
        keeps what was there before: storing them says so.
        """

    def earlier(self, conversation_id: UUID, kind: DraftKind = DraftKind.REPLY) -> Sequence[EarlierText]:
        """Texts that stood here before, the newest first; kept for 30 days."""
