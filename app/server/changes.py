"""What a transaction has changed so far: rows touched, made and moved, and the rev of each conversation."""

from collections.abc import Set
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from app.model.base import Base
from app.model.conversation import Conversation
from app.model.replicated import KINDS, row_id
from app.server.feed.membership import Key

_DECIDING = frozenset(
    {"queue_id", "assignee_id", "watcher_ids", "closed_at", "customer_id", "conversation_id", "organisation_id",
     "owner_id", "team_id", "user_id", "offered_to", "text", "earlier"}
)  # fmt: skip
"""Columns from which feeds are worked out, of any kind."""


class Changes:
    """Watches the flushes of one session, and is told of rows that go past it."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.touched: dict[Key, Base | None] = {}  # None: deleted
        self.created: set[Key] = set()  # of those, the ones this transaction inserted
        self.moved: set[Key] = set()  # of those, the older ones whose feeds may be others now
        self._raised: set[UUID] = set()  # conversations whose rev was raised
        self._now = now
        session.info[Changes] = self

    def touch(self, row: Any) -> None:
        """Count a row as changed, so that its feeds are worked out anew."""
        self._note(row)
        self.moved.add((row.__tablename__, row_id(row)))

    def made(self, row: Any) -> None:
        """Count a row as new."""
        if row.__tablename__ in KINDS:
            self._note(row)
            self.created.add((row.__tablename__, row_id(row)))

    def changed(self, row: Any, columns: Set[str]) -> None:
        """Count an older row as changed in these columns."""
        if row.__tablename__ in KINDS:
            self._note(row)
            if _DECIDING & columns:
                self.moved.add((row.__tablename__, row_id(row)))

    def copy(self) -> tuple[Any, ...]:
        """All that is known, for ``restore``."""
        return dict(self.touched), set(self.created), set(self.moved), set(self._raised)

    def restore(self, copy: tuple[Any, ...]) -> None:
        """Forget what was noted since the copy was made."""
        self.touched, self.created, self.moved, self._raised = copy

    def before_flush(self, session: Session) -> None:
        """Remember what is written, and raise ``rev`` of each touched conversation once."""
        for row in session.new:
            self.made(row)
        for row in session.dirty:
            if session.is_modified(row):
                self.changed(row, row.__dict__.keys() - inspect(row).unmodified)
                self._note_owners(row)
        for row in session.deleted:
            if row.__tablename__ in KINDS:
                self.touched[(row.__tablename__, row_id(row))] = None

    def _note_owners(self, row: Any) -> None:
        """Of a conversation that goes from one customer to another, both are in other feeds now."""
        if isinstance(row, Conversation):
            owners = inspect(row).attrs.customer_id.history
            self.moved.update(("customer", each) for each in (*owners.added, *owners.deleted))

    def _note(self, row: Any) -> None:
        self.touched[(row.__tablename__, row_id(row))] = row
        if isinstance(row, Conversation) and row.id not in self._raised:
            self._raised.add(row.id)
            row.rev = (row.rev or 0) + 1
            row.updated_at = self._now


def _before_flush(session: Session, *_: object) -> None:
    """One listener for all sessions: to add one to each costs more than it does."""
    changes = session.info.get(Changes)
    if changes is not None:
        changes.before_flush(session)


event.listen(Session, "before_flush", _before_flush)
