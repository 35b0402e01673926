"""Requests that hang together in words: separators between them, links, merges and moved messages."""

from typing import Any

from app.client.block import BlockRow, LinkedRow
from app.client.row import EntryRow
from app.domain.entry import EntryKind
from app.domain.status import ACTIVE
from app.language.plain_text import one_line
from ui.conversation.item import Item
from ui.field_words import disposition_name
from ui.translation import _, ngettext
from ui.wording import channel_name, status_name

JOINED = frozenset({EntryKind.LINK, EntryKind.MERGE, EntryKind.MOVE})
"""Lines of the log about two requests."""


def number_text(number: object) -> str:
    """``№ 1180``; before the server has counted it, that it is new."""
    return _("№ {number}").format(number=number) if isinstance(number, int) else _("new, no number yet")


def block_title(row: BlockRow) -> str:
    """What a separator says of the request below it: number, channel, subject."""
    parts = (number_text(row.number), channel_name(row.channel), one_line(row.subject, 120))
    return " · ".join(part for part in parts if part)


def block_result(row: BlockRow) -> str:
    """How it ended, or where it stands."""
    result = disposition_name(row.disposition) if row.disposition else ""
    return " · ".join(part for part in (status_name(row.status), result) if part)


def gap_text(item: Item) -> str:
    """What of the history is not on this computer."""
    if item.stub is not None:
        stub = item.stub
        parts = (
            number_text(stub.number),
            channel_name(stub.channel),
            one_line(stub.queue_name),
            status_name(stub.status),
        )
        told = " · ".join(part for part in parts if part)
        return _("{request}: needs the network").format(request=told)
    return missing_text(item.block.missing if item.block is not None else 0)


def missing_text(count: int) -> str:
    """So many earlier entries of a request are not on this computer."""
    return ngettext(
        "{count} earlier entry is not on this computer, it needs the network",
        "{count} earlier entries are not on this computer, they need the network",
        count,
    ).format(count=count)


def mark_sentence(item: Item) -> str:
    """A separator or a gap for a screen reader; empty for a day."""
    if item.stub is not None or item.is_gap:
        return gap_text(item)
    return "" if item.block is None else f"{block_title(item.block)}, {block_result(item.block)}"


def linked_text(row: LinkedRow) -> str:
    """A request as another one names it."""
    return " · ".join(part for part in (number_text(row.number), one_line(row.subject, 60)) if part)


def is_open(row: BlockRow) -> bool:
    """Has somebody something to do there?"""
    return row.status in ACTIVE


def joined_event(entry: EntryRow) -> str:
    """A link, a merge or a move as the log tells it."""
    kind, payload = entry.kind, entry.payload
    number = number_text(payload.get("number"))
    if kind is EntryKind.LINK:
        told = _("Linked with {request}") if payload.get("on") else _("No longer linked with {request}")
        return told.format(request=number)
    if kind is EntryKind.MERGE:
        return _merged(payload).format(request=number)
    return _moved(payload).format(request=number)


def _merged(payload: dict[str, Any]) -> str:
    if payload.get("undone"):
        return _("Merge with {request} taken back")
    return (
        _("Merged into {request}, it goes on there") if "into" in payload else _("{request} was merged into this one")
    )


def _moved(payload: dict[str, Any]) -> str:
    if "from" in payload:
        return _("Moved back to {request}") if payload.get("undone") else _("Moved here from {request}")
    count = len(payload.get("entries") or ())
    if payload.get("undone"):
        return ngettext(
            "{count} message came back from {request}", "{count} messages came back from {request}", count
        ).replace("{count}", str(count))
    if payload.get("number") is None:
        return _("A request of its own is made for what was moved")
    return ngettext("{count} message moved to {request}", "{count} messages moved to {request}", count).replace(
        "{count}", str(count)
    )
