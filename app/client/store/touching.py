"""Collects what one transaction changed, and turns it into the ``Touched`` the screens are told."""

from typing import Any
from uuid import UUID

from app.client.port import Touched
from app.client.store import search
from app.model.replicated import OF_WORKSPACE

_THROUGH_ROW = {
    "delivery": ("conversation_id", None),
    "attachment": ("conversation_id", None),
    "read_mark": ("conversation_id", None),
    "promise": ("conversation_id", "customer_id"),
    "identity": (None, "customer_id"),
    "preference": (None, "customer_id"),
    "order": (None, "customer_id"),
}


class Touching:
    """Rows named before and after they change (a deleted row can only be asked before)."""

    def __init__(self, cursor: Any, ws: bytes) -> None:
        self._cursor = cursor
        self._ws = ws
        self._conversations: set[UUID] = set()
        self._customers: set[UUID] = set()
        self._workspace = False

    def conversation(self, conversation_id: UUID) -> None:
        """Something of a conversation changed."""
        self._conversations.add(conversation_id)

    def row(self, kind: str, row_id: UUID) -> None:
        """A row of that kind was written or is about to be deleted."""
        if kind in OF_WORKSPACE or kind in {"template", "organisation"}:
            self._workspace = True
        elif kind == "conversation":
            self._conversations.add(row_id)
            self._owner("conversation", (None, "customer_id"), row_id)
        elif kind == "customer":
            self._customers.add(row_id)
        elif kind == "log_entry":
            self._owner("log_entry", ("conversation_id", None), row_id)
        else:
            self._owner(kind, _THROUGH_ROW[kind], row_id)

    def result(self, *, changes: bool = False, everything: bool = False) -> Touched:
        """What to tell; also brings the search words of those conversations up to date."""
        for customer_id in self._customers:
            rows = self._cursor.execute(
                "SELECT id FROM conversation WHERE ws = ? AND customer_id = ?", (self._ws, customer_id.bytes)
            )
            self._conversations.update(UUID(bytes=row[0]) for row in rows.fetchall())
        search.refresh(self._cursor, self._ws, self._conversations)
        return Touched(frozenset(self._conversations), frozenset(self._customers), self._workspace, changes, everything)

    def _owner(self, kind: str, owners: tuple[str | None, str | None], row_id: UUID) -> None:
        key = "entry_id" if kind in {"delivery", "log_entry"} else "id"
        columns = ", ".join(it or "NULL" for it in owners)
        found = self._cursor.execute(
            f'SELECT {columns} FROM "{kind}" WHERE ws = ? AND {key} = ?', (self._ws, row_id.bytes)
        ).fetchone()
        if found is None:
            return
        if found[0] is not None:
            self._conversations.add(UUID(bytes=found[0]))
        if found[1] is not None:
            self._customers.add(UUID(bytes=found[1]))
