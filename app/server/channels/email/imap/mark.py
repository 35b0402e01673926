"""How far folders of a mailbox were read: marks, moved only by whoever saw where they stood."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, select, update
from sqlalchemy.orm import Session

from app.model.identifier import derived_id
from app.model.mailbox import MailboxMark
from app.server.db import insert_as
from app.server.transaction import ServerTx

_TABLE: Any = MailboxMark.__table__
_WS: BindParameter[UUID] = bindparam("ws")
_OF_INBOX = select(MailboxMark).where(MailboxMark.ws == _WS, MailboxMark.inbox_id == bindparam("inbox"))

MOVED_IN = timedelta(days=1)
"""Mail that comes into the folder later and is older than the first look by more than this was moved, not sent."""

MAX_SKIPPED = 100


class MarkMoved(Exception):
    """Another process has read on; nothing of this transaction may stay. The mailbox is looked at again."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The values of a ``MailboxMark``; see there."""

    ws: UUID
    inbox_id: UUID
    folder: str
    account: str
    uidvalidity: int
    first_uid: int
    last_uid: int
    history_uid: int
    from_at: datetime
    by_day: bool
    skipped: tuple[int, ...] = ()

    @property
    def id(self) -> UUID:
        """Of its row."""
        return derived_id("mailbox", self.inbox_id, self.folder)

    def is_past(self, uid: int, at: datetime) -> bool:
        """Whether a mail is history. ``at``: when the server took it, in the server's own zone."""
        if self.by_day:
            return at.date() < self.from_at.date()
        return at < (self.from_at if uid < self.first_uid else self.from_at - MOVED_IN)


def read_marks(session: Session, ws: UUID, inbox_id: UUID) -> dict[str, Mark]:
    """Marks of an inbox by folder."""
    rows = session.scalars(_OF_INBOX, {"ws": ws, "inbox": inbox_id})
    return {row.folder: _mark(row) for row in rows}


def put_marks(tx: ServerTx, marks: Iterable[Mark]) -> None:
    """Begin folders, or begin them anew; unconditionally."""
    for mark in marks:
        values = _values(mark) | {"ws": mark.ws, "id": mark.id, "inbox_id": mark.inbox_id, "folder": mark.folder}
        statement = insert_as(tx.dialect, _TABLE).values(values)
        tx.connection.execute(statement.on_conflict_do_update(index_elements=["ws", "id"], set_=_values(mark)))


def move_mark(tx: ServerTx, old: Mark, new: Mark) -> None:
    """Move a mark from where it was seen. Raises ``MarkMoved``: it is not there any more."""
    there = (_TABLE.c.ws == old.ws) & (_TABLE.c.id == old.id)
    for name in ("uidvalidity", "last_uid", "history_uid"):
        there &= _TABLE.c[name] == getattr(old, name)
    if tx.connection.execute(update(_TABLE).where(there).values(_values(new))).rowcount != 1:
        raise MarkMoved(f"the mark of {old.inbox_id} has moved")


def rewind_marks(tx: ServerTx, inbox_id: UUID) -> None:
    """Let all history of an inbox be still to come."""
    mine = (_TABLE.c.ws == tx.ws) & (_TABLE.c.inbox_id == inbox_id)
    tx.connection.execute(update(_TABLE).where(mine).values(history_uid=_TABLE.c.last_uid + 1))


def minted_at(identifier: UUID) -> datetime:
    """When an id of ours was made (RFC 9562, 5.7: 48 bits of milliseconds)."""
    return datetime.fromtimestamp((identifier.int >> 80) / 1_000, UTC)


def _values(mark: Mark) -> dict[str, Any]:
    return {
        "account": mark.account, "uidvalidity": mark.uidvalidity, "first_uid": mark.first_uid,
        "last_uid": mark.last_uid, "history_uid": mark.history_uid, "from_at": mark.from_at, "by_day": mark.by_day,
        "skipped": list(mark.skipped[-MAX_SKIPPED:]),
    }  # fmt: skip


def _mark(row: MailboxMark) -> Mark:
    return Mark(
        ws=row.ws, inbox_id=row.inbox_id, folder=row.folder, account=row.account, uidvalidity=row.uidvalidity,
        first_uid=row.first_uid, last_uid=row.last_uid, history_uid=row.history_uid, from_at=row.from_at,
        by_day=row.by_day, skipped=tuple(row.skipped),
    )  # fmt: skip
