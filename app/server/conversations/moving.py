"""What moving entries changes on the server: copies where they belong, and both conversations told by what is left."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from app.commands.base import Actor
from app.commands.conversation import change_status
from app.commands.message import preview
from app.commands.move import MoveEntries, UnmoveEntries, copy_id, entries_of
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.domain.entry import MESSAGES, AuthorKind, EntryKind
from app.domain.status import Status, after_customer_message
from app.model.account import Blob, MailMessage
from app.model.conversation import Attachment, Conversation, Delivery, LogEntry
from app.model.identifier import derived_id
from app.server.after import after
from app.server.blobs.access import hold_blob
from app.server.conversations.service import begin_conversation
from app.server.conversations.telling import tells
from app.server.customers.service import customer_for
from app.server.transaction import ServerTx

_ON_ITS_WAY = (DeliveryState.QUEUED, DeliveryState.SENDING)
_BLOBS = ("html", "body", "raw")
"""Fields of a payload that name files."""


@after("move_entries", 1)
def move(cmd: MoveEntries, tx: ServerTx) -> None:
    """Copy the entries to where they belong and stop showing them here; a second run changes nothing.

    Raises:
        Refused: ``conflict/leaving``: a message of ours among them is still on its way.
    """
    source, line = tx.get(Conversation, cmd.conversation_id), tx.get(LogEntry, cmd.entry_id)
    said = {"to": str(cmd.target_id), "entries": [str(it) for it in cmd.entry_ids], "undone": None}
    tx.require(tells(line, EntryKind.MOVE, source.id, **said), "rejected", "invalid", field="entry_id")
    if "target_status" in line.payload:
        return
    moved = sorted((tx.get(LogEntry, it) for it in cmd.entry_ids), key=lambda it: it.seq or 0)
    for entry in moved:
        delivery = tx.find(Delivery, entry.entry_id)
        tx.require(delivery is None or delivery.state not in _ON_ITS_WAY, "conflict", "leaving")
    waited = source.waiting_since, source.reply_due_at
    target = _begun(tx, cmd, source, moved[0]) if cmd.subject else tx.get(Conversation, cmd.target_id)
    line.payload = line.payload | {"number": target.number, "target_status": target.status.value}
    for entry in moved:
        _copy(tx, entry, target, cmd.entry_id)
    source.moved_ids = source.moved_ids + [str(it) for it in cmd.entry_ids]
    told = {"from": str(source.id), "number": source.number, "of": str(cmd.entry_id)}
    tx.append_log(target, derived_id("move", cmd.entry_id), EntryKind.MOVE, told)
    for each in (source, target):
        retell(tx, each)
    if waited[0] is not None and target.preview_author is AuthorKind.CUSTOMER:
        _wait(tx, target, waited)


@after("unmove_entries", 1)
def put_back(cmd: UnmoveEntries, tx: ServerTx) -> None:
    """Show the entries here again and their copies no more; a conversation begun for them ends."""
    source, line = tx.get(Conversation, cmd.conversation_id), tx.get(LogEntry, cmd.move_id)
    back = tells(tx.get(LogEntry, cmd.entry_id), EntryKind.MOVE, source.id, undone=True, of=str(cmd.move_id))
    tx.require(back, "rejected", "invalid", field="entry_id")
    if tx.find(LogEntry, derived_id("move", cmd.entry_id)) is not None:
        return
    ids = entries_of(line.payload)
    target = tx.get(Conversation, UUID(str(line.payload["to"])))
    copies = [copy_id(cmd.move_id, it) for it in ids]
    gone = {str(it) for it in ids}
    source.moved_ids = [it for it in source.moved_ids if it not in gone]
    target.moved_ids = [*target.moved_ids, *(str(it) for it in copies if str(it) not in target.moved_ids)]
    for entry_id, copied in zip(ids, copies, strict=True):
        _lead_mail(tx, copied, entry_id, source.id)
    told = {"from": str(source.id), "number": source.number, "undone": True, "of": str(cmd.move_id)}
    tx.append_log(target, derived_id("move", cmd.entry_id), EntryKind.MOVE, told)
    waited = target.waiting_since, target.reply_due_at
    for each in (source, target):
        retell(tx, each)
    if waited[0] is not None and source.preview_author is AuthorKind.CUSTOMER:
        _wait(tx, source, waited)
    if line.payload.get("new") and not last_message(tx, target):
        target.merged_into_id = source.id
        change_status(target, Status.CLOSED, tx)


def _begun(tx: ServerTx, cmd: MoveEntries, source: Conversation, first: LogEntry) -> Conversation:
    """A conversation of the customer whose message is moved, in the same queue, with the same owner."""
    customer_id = source.customer_id
    if first.author_kind is AuthorKind.CUSTOMER:
        customer_id = first.author_id or _stranger(tx, first) or customer_id
    target = begin_conversation(
        tx, conversation_id=cmd.target_id, customer_id=customer_id, like=source, subject=cmd.subject
    )
    target.channel = Channel(first.payload["channel"]) if "channel" in first.payload else source.channel
    target.assignee_id = source.assignee_id
    target.status = Status.NEW if source.assignee_id is None else Status.OPEN
    return target


def _stranger(tx: ServerTx, letter: LogEntry) -> UUID | None:
    """The customer with the address that a letter of a stranger came from; made when nobody has it."""
    name, _, address = str(letter.payload.get("from", "")).rpartition("<")
    address = address.strip("> ").lower()
    if "@" not in address or letter.payload.get("channel") != Channel.EMAIL.value:
        return None
    return customer_for(tx, Channel.EMAIL, address, header_name=name.strip()).id


def _copy(tx: ServerTx, entry: LogEntry, target: Conversation, move_id: UUID) -> None:
    made_id = copy_id(move_id, entry.entry_id)
    payload = {name: value for name, value in entry.payload.items() if name not in ("moved", "stranger")}
    payload["moved"] = {"from": str(entry.conversation_id), "of": str(entry.entry_id)}
    if (
        entry.author_kind is AuthorKind.CUSTOMER
        and entry.author_id != target.customer_id
        and _is_foreign(entry, target)
    ):
        payload["stranger"] = True
    author = Actor(entry.author_kind, entry.author_id)
    made = tx.append_log(target, made_id, entry.kind, payload, author)
    made.at = entry.at
    _copy_rows(tx, entry, target, made_id)
    _lead_mail(tx, entry.entry_id, made_id, target.id)


def _is_foreign(entry: LogEntry, target: Conversation) -> bool:
    """Whether its author is not the target's customer; of a letter that began it, nobody knew the author before."""
    return entry.author_id is not None or target.log_head > 0


def _copy_rows(tx: ServerTx, entry: LogEntry, target: Conversation, made_id: UUID) -> None:
    """Files and delivery; the target holds the bytes from now on."""
    delivery = tx.find(Delivery, entry.entry_id)
    if delivery is not None:
        copy = Delivery(entry_id=made_id, conversation_id=target.id, state=delivery.state, at=delivery.at)
        copy.reason, copy.reason_data, copy.read_at = delivery.reason, delivery.reason_data, delivery.read_at
        tx.put(copy)
    mine = (Attachment.ws == tx.ws) & (Attachment.entry_id == entry.entry_id)
    for file in tx.session.scalars(select(Attachment).where(mine).order_by(Attachment.id)).all():
        values: dict[str, Any] = {
            name: getattr(file, name)
            for name in ("name", "content_type", "size", "blob", "content_id", "inline", "scan")
        }
        tx.put(
            Attachment(id=derived_id("moved", made_id, file.id), conversation_id=target.id, entry_id=made_id, **values)
        )
    tx.flush()
    named = {str(entry.payload[it]) for it in _BLOBS if it in entry.payload}
    named |= set(tx.session.scalars(select(Attachment.blob).where(mine)))
    held = (Blob.ws == tx.ws) & (Blob.conversation_id == entry.conversation_id) & Blob.sha256.in_(named)
    for sha256, size in tx.session.execute(select(Blob.sha256, Blob.size).where(held)).all():
        hold_blob(tx, sha256, size, target.id)


def _lead_mail(tx: ServerTx, entry_id: UUID, now_id: UUID, conversation_id: UUID) -> None:
    """Answers to that letter find the conversation where it stands now."""
    mine = (MailMessage.ws == tx.ws) & (MailMessage.entry_id == entry_id)
    values = {"entry_id": now_id, "conversation_id": conversation_id}
    tx.session.execute(update(MailMessage).where(mine).values(values))


def last_message(tx: ServerTx, conversation: Conversation, by: AuthorKind | None = None) -> LogEntry | None:
    """The newest message that is shown here, of anybody or of one kind of author."""
    hidden: Sequence[UUID] = [UUID(it) for it in conversation.moved_ids]
    query = select(LogEntry).where(
        LogEntry.ws == tx.ws, LogEntry.conversation_id == conversation.id, LogEntry.kind.in_(MESSAGES),
        LogEntry.entry_id.not_in(hidden),
    )  # fmt: skip
    if by is not None:
        query = query.where(LogEntry.author_kind == by)
    tx.flush()
    return tx.session.scalar(query.order_by(LogEntry.at.desc(), LogEntry.seq.desc()).limit(1))


def retell(tx: ServerTx, conversation: Conversation) -> None:
    """Let list and clocks of a conversation say what its last shown message says."""
    last = last_message(tx, conversation)
    conversation.preview = "" if last is None else preview(str(last.payload.get("text", "")))
    if last is not None:
        conversation.preview_author, conversation.last_message_at = last.author_kind, last.at
    if last is None or last.author_kind is not AuthorKind.CUSTOMER:
        conversation.waiting_since = conversation.reply_due_at = None
    conversation.status_rev += 1  # a reply written without having seen this must notice


def _wait(tx: ServerTx, conversation: Conversation, waited: tuple[datetime | None, datetime | None]) -> None:
    """The customer goes on waiting here, no later answered than before."""
    status = after_customer_message(conversation.status)
    if status is not None and status is not conversation.status:
        change_status(conversation, status, tx)
    if conversation.waiting_since is None:
        conversation.waiting_since = waited[0]
        conversation.reply_due_at = waited[1] or tx.now + timedelta(seconds=conversation.reply_target_s)
