"""Rows as a server puts them on the wire, and pages of them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from app.client.port import Touched
from app.client.store.apply import CacheWriter
from app.domain.channel import Channel
from app.domain.entry import AuthorKind, EntryKind
from app.domain.status import Status
from app.model.base import Base
from app.model.conversation import Conversation, LogEntry
from app.model.customer import Customer
from app.model.plain import table_of
from app.model.workspace import Queue
from app.protocol.pull import LogSlice, PullAnswer
from app.protocol.row import to_plain

START = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
WS, ME = UUID(int=1), UUID(int=2)
QUEUE = UUID(int=3)
FEED = f"q:{QUEUE}"


def plain(row: Base) -> dict[str, Any]:
    """The row with the model's defaults, as JSON data."""
    for column in table_of(type(row)).columns.values():
        if getattr(row, column.name) is None and column.empty is not None:
            setattr(row, column.name, column.empty())
    return to_plain(row)


def queue(queue_id: UUID = QUEUE, name: str = "Доставка") -> dict[str, Any]:
    return plain(Queue(ws=WS, id=queue_id, name=name))


def customer(customer_id: UUID, name: str = "Марина Соколова", **more: Any) -> dict[str, Any]:
    return plain(Customer(ws=WS, id=customer_id, name=name, **more))


def conversation(conversation_id: UUID, customer_id: UUID, **more: Any) -> dict[str, Any]:
    values = {
        "number": conversation_id.int % 100_000, "subject": "Замена плафона", "channel": Channel.CHAT,
        "queue_id": QUEUE, "created_at": START, "updated_at": START, "last_message_at": START, "status": Status.OPEN,
    }  # fmt: skip
    return plain(Conversation(ws=WS, id=conversation_id, customer_id=customer_id, **(values | more)))


def entry(conversation_id: UUID, seq: int, text: str = "", **more: Any) -> dict[str, Any]:
    values = {
        "entry_id": UUID(int=conversation_id.int * 100_000 + seq), "kind": EntryKind.MESSAGE_IN,
        "author_kind": AuthorKind.CUSTOMER, "at": START + timedelta(minutes=seq),
        "payload": {"channel": "chat", "text": text or f"Сообщение {seq}"},
    }  # fmt: skip
    return plain(LogEntry(ws=WS, conversation_id=conversation_id, seq=seq, **(values | more)))


def log(conversation_id: UUID, first: int, last: int) -> dict[UUID, LogSlice]:
    entries = [entry(conversation_id, seq) for seq in range(first, last + 1)]
    return {conversation_id: LogSlice(from_seq=first, entries=entries)}


def put(kind: str, row: dict[str, Any], feed: str = FEED) -> list[Any]:
    return ["put", feed, kind, row]


def page(*ops: list[Any], cursor: str = "c1", **more: Any) -> PullAnswer:
    values = {"more": False, "reset": False, "last_mid": 0, "durable_mid": 0, "server_time": START}
    return PullAnswer(cursor=cursor, ops=list(ops), **(values | more))


def apply(cache: CacheWriter, *ops: list[Any], last_mid: int | None = None, **more: Any) -> Touched:
    """Apply a page on top of whatever cursor the cache stands at."""
    at = cache.position().cursor
    cursor = f"c{int((at or 'c0')[1:]) + 1}"
    return cache.apply_page(at, page(*ops, cursor=cursor, **more), last_mid=last_mid)
