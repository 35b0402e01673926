"""What the timeline's rows hold: a day, or an entry with its shape."""

from collections.abc import Container, Hashable
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from uuid import UUID

from app.client.block import BlockRow, StubRow
from app.client.row import EntryRow, Transfer
from app.domain.channel import Channel
from app.domain.entry import AuthorKind, EntryKind
from app.domain.erasure import REDACTED
from app.language.cloud_link import MAX_LINKS, CloudLink
from ui.translation import _


class Shape(Enum):
    """How a row is drawn."""

    DAY = "day"
    BLOCK = "block"
    GAP = "gap"
    LINE = "line"
    MAIL = "mail"
    BUBBLE = "bubble"
    CALL = "call"
    NOTE = "note"


_SHAPES = {EntryKind.CALL: Shape.CALL, EntryKind.NOTE: Shape.NOTE}
_CHANNELS = {it.value: it for it in Channel}
_MESSAGES = (EntryKind.MESSAGE_IN, EntryKind.MESSAGE_OUT)


@dataclass(frozen=True, slots=True)
class Item:
    """One row: an entry; else where a block begins, what of it is not here, or a day.

    ``of``: the block of a day. ``stub``: an earlier conversation of which nothing is here.
    """

    day: date
    entry: EntryRow | None = None
    block: BlockRow | None = None
    is_gap: bool = False
    stub: StubRow | None = None
    of: UUID | None = None

    @property
    def key(self) -> Hashable:
        """The same for the same row after a change of its content."""
        if self.entry is not None:
            return self.entry.entry_id
        named = self.block or self.stub
        return (self.day, self.of) if named is None else (named.id, self.is_gap)

    @property
    def shape(self) -> Shape:
        """How it is drawn."""
        if self.entry is None:
            return self._mark
        if self.entry.kind in _MESSAGES:
            return Shape.MAIL if channel_of(self.entry) is Channel.EMAIL else Shape.BUBBLE
        return _SHAPES.get(self.entry.kind, Shape.LINE)

    @property
    def _mark(self) -> Shape:
        if self.stub is not None or self.is_gap:
            return Shape.GAP
        return Shape.DAY if self.block is None else Shape.BLOCK

    @property
    def leads_to(self) -> UUID | None:
        """The conversation that a separator names."""
        return self.block.id if self.block is not None else None

    @property
    def is_ours(self) -> bool:
        """Was it written on our side?"""
        return self.entry is not None and self.entry.author_kind is not AuthorKind.CUSTOMER

    @property
    def has_text(self) -> bool:
        """Is there a text to select?"""
        return self.shape in (Shape.MAIL, Shape.BUBBLE, Shape.CALL, Shape.NOTE)


def begun(entry: EntryRow, blobs: Container[str]) -> EntryRow:
    """The entry while these files are fetched of which nothing has come yet."""
    waits = [it.transfer is None and not it.local and it.blob in blobs for it in entry.files]
    if not any(waits):
        return entry
    shown = (
        replace(it, transfer=Transfer(0, it.size)) if new else it for it, new in zip(entry.files, waits, strict=True)
    )
    return replace(entry, files=tuple(shown))


def channel_of(entry: EntryRow) -> Channel | None:
    """The channel of a message; None when it is none we know."""
    return _CHANNELS.get(str(entry.payload.get("channel", "")))


def clouds_of(entry: EntryRow) -> tuple[CloudLink, ...]:
    """Large files that the message left in a cloud, as the server found them."""
    found = entry.payload.get("cloud")
    rows = [it for it in found if isinstance(it, dict)] if isinstance(found, list) else []
    texts = [[str(it.get(name) or "") for name in ("cloud", "url", "name")] for it in rows[:MAX_LINKS]]
    return tuple(CloudLink(*it) for it in texts if it[1])


def text_of(entry: EntryRow) -> str:
    """The text as it came; of what was erased, that it was."""
    if entry.payload.get(REDACTED):
        return _("This was erased.")
    return str(entry.payload.get("text", ""))
