"""What a merge of two conversations changes on the server, and what taking it back changes back."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.commands.conversation import change_status
from app.commands.merge import MergeConversations, UnmergeConversation
from app.commands.message import preview
from app.domain.channel import Channel
from app.domain.entry import AuthorKind, EntryKind
from app.domain.status import ACTIVE, Status, after_customer_message
from app.model.conversation import Conversation, LogEntry, Promise
from app.server.after import after
from app.server.conversations.moving import last_message
from app.server.conversations.promising import tell_next
from app.server.conversations.telling import tells
from app.server.transaction import ServerTx

_CLOCKS = ("waiting_since", "reply_due_at", "promise_due_at")


@after("merge", 1)
def join(cmd: MergeConversations, tx: ServerTx) -> None:
    """End the source and let the target take over its clocks, tags, watchers and promises; twice is once."""
    source, target = tx.get(Conversation, cmd.conversation_id), tx.get(Conversation, cmd.target_id)
    line = tx.get(LogEntry, cmd.entry_id)
    told = tells(line, EntryKind.MERGE, source.id, into=str(target.id), undone=None)
    tx.require(told, "rejected", "invalid", field="entry_id")
    if source.merged_into_id is not None or "undo" in line.payload:
        return
    tags = [it for it in source.tag_ids if it not in target.tag_ids]
    watchers = [it for it in source.watcher_ids if it not in target.watcher_ids]
    promises = _open_promises(tx, source.id)
    undo: dict[str, Any] = {
        "status": source.status.value, "tags": tags, "watchers": watchers, "promises": [str(it.id) for it in promises],
        "target_status": target.status.value, "before": _clocks(target), "source": _clocks(source),
    }  # fmt: skip
    target.tag_ids, target.watcher_ids = target.tag_ids + tags, target.watcher_ids + watchers
    for promise in promises:
        promise.conversation_id = target.id
    _take_over(source, target, tx)
    line.payload = line.payload | {"undo": undo | {"after": _clocks(target)}}
    source.merged_into_id = target.id
    change_status(source, Status.CLOSED, tx)
    source.promise_due_at = None


def _take_over(source: Conversation, target: Conversation, tx: ServerTx) -> None:
    """The customer waits as long as they have waited in either; whoever solved the target did not know of this."""
    if source.waiting_since is not None:
        reopened = after_customer_message(target.status)
        if reopened is not None and reopened is not target.status:
            change_status(target, reopened, tx)
    for name in _CLOCKS:
        both = [it for it in (getattr(source, name), getattr(target, name)) if it is not None]
        setattr(target, name, min(both, default=None))
    _take_last(source, target)


def _take_last(source: Conversation, target: Conversation) -> None:
    """The newest message of both is what the list shows, and an answer takes the customer's newest channel."""
    if source.last_message_at > target.last_message_at:
        target.last_message_at, target.preview = source.last_message_at, source.preview
        target.preview_author = source.preview_author
        if source.preview_author is AuthorKind.CUSTOMER:
            target.channel = source.channel


@after("unmerge", 1)
def part(cmd: UnmergeConversation, tx: ServerTx) -> None:
    """Give the source back what it had, and take from the target what it took over, unless it has changed since."""
    source, line = tx.get(Conversation, cmd.conversation_id), tx.get(LogEntry, cmd.entry_id)
    told = tells(line, EntryKind.MERGE, source.id, undone=True, of=str(cmd.merge_id))
    tx.require(told, "rejected", "invalid", field="entry_id")
    merged = tx.get(LogEntry, cmd.merge_id)
    undo = merged.payload.get("undo", {})
    if source.merged_into_id is None or "done" in undo:
        return
    merged.payload = merged.payload | {"undo": undo | {"done": True}}
    target = tx.get(Conversation, source.merged_into_id)
    source.merged_into_id = None
    change_status(source, Status(undo.get("status", Status.OPEN)), tx)
    for name, value in undo.get("source", {}).items():
        setattr(source, name, _instant(value))
    target.tag_ids = [it for it in target.tag_ids if it not in undo.get("tags", ())]
    target.watcher_ids = [it for it in target.watcher_ids if it not in undo.get("watchers", ())]
    _part_promises(source, target, undo.get("promises", ()), tx)
    if _clocks(target) == undo.get("after"):
        for name, value in undo.get("before", {}).items():
            setattr(target, name, _instant(value))
        before = Status(undo.get("target_status", target.status))
        if before is not target.status and target.status in ACTIVE:
            change_status(target, before, tx)
    if (target.last_message_at, target.preview) == (source.last_message_at, source.preview):
        _give_last_back(target, tx)
    for conversation in (source, target):  # a promise may have been settled meanwhile
        tell_next(conversation.id, tx)


def _give_last_back(target: Conversation, tx: ServerTx) -> None:
    """What it took over was the source's: its own newest message counts, and those of what is merged into it still."""
    last, theirs = last_message(tx, target), last_message(tx, target, AuthorKind.CUSTOMER)
    if last is None:
        return
    target.last_message_at, target.preview_author = last.at, last.author_kind
    target.preview = preview(str(last.payload.get("text", "")))
    if theirs is not None and "channel" in theirs.payload:
        target.channel = Channel(theirs.payload["channel"])
    others = select(Conversation).where(Conversation.ws == tx.ws, Conversation.merged_into_id == target.id)
    for other in tx.session.scalars(others.order_by(Conversation.id)):
        _take_last(other, target)


def _part_promises(source: Conversation, target: Conversation, ids: Iterable[str], tx: ServerTx) -> None:
    for each in ids:
        promise = tx.find(Promise, UUID(each))
        if promise is not None and promise.conversation_id == target.id:
            promise.conversation_id = source.id


def _open_promises(tx: ServerTx, conversation_id: UUID) -> list[Promise]:
    query = select(Promise).where(
        Promise.ws == tx.ws, Promise.conversation_id == conversation_id, Promise.state == "open"
    )
    return list(tx.session.scalars(query.order_by(Promise.id)))


def _clocks(conversation: Conversation) -> dict[str, str | None]:
    values: dict[str, datetime | None] = {name: getattr(conversation, name) for name in _CLOCKS}
    return {name: None if value is None else value.isoformat() for name, value in values.items()}


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
