"""What a message has to be, whenever it leaves: not empty, not too long, to few addresses, against no decision."""

from typing import Protocol

from app.commands.base import Tx
from app.domain.answering import MOST_ASKED, addresses_in
from app.domain.status import Status, may_follow_reply
from app.model.conversation import Conversation

MAX_BODY_BYTES = 65_536
"""A body written at a desk; longer texts belong in a file (sync.md 2.1: larger bodies are blobs)."""

MOST_COPIES = 20
"""Who else may get a letter."""


class Addressed(Protocol):
    """What has recipients and copies."""

    @property
    def to(self) -> str: ...
    @property
    def cc(self) -> list[str]: ...


def require_addresses(cmd: Addressed, tx: Tx) -> None:
    """Refuse more copies than a letter may have, and as its recipients anything but a few addresses."""
    tx.require(len(cmd.cc) <= MOST_COPIES, "rejected", "invalid", field="cc")
    to = [it.strip().lower() for it in cmd.to.split(",")]
    is_list = addresses_in(cmd.to) == to and len(to) <= MOST_ASKED
    tx.require(not cmd.to or is_list, "rejected", "invalid", field="to")


def require_body(body: str, has_files: bool, tx: Tx) -> None:
    """Refuse a text that is empty without a file, or too long for a message."""
    tx.require(bool(body.strip()) or has_files, "rejected", "empty")
    tx.require(len(body.encode()) <= MAX_BODY_BYTES, "rejected", "too_long", limit=MAX_BODY_BYTES)


def require_status(conversation: Conversation, wanted: Status, expected_rev: int, seen_seq: int, tx: Tx) -> None:
    """Refuse what would overwrite somebody else's decision, or cannot follow."""
    current = conversation.status
    same = conversation.status_rev == expected_rev or not tx.moved_by_others(conversation, seen_seq)
    tx.require(same, "conflict", "status_changed", status=current.value)
    tx.require(may_follow_reply(current, wanted), "rejected", "status_not_allowed", status=current.value)
