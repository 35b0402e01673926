"""Collects what one transaction changed, and turns it into the ``Touched`` the screens are told."""

from collections.abc import Collection, Iterable, Mapping
from operator import itemgetter
from typing import Any
from uuid import UUID

from app.client.port import Touched
from app.client.store import search
from app.client.store.codec import chunks, key, marks
from app.client.store.doomed import doom, is_of_text
from app.client.store.replica import Stored, table
from app.model.replicated import OF_WORKSPACE

_WORKSPACE = OF_WORKSPACE | {"template", "organisation", "saved_view"}
_OWNERS = {
    "conversation": ("id", "customer_id"),
    "customer": (None, "id"),
    "log_entry": ("conversation_id", None),
    "delivery": ("conversation_id", None),
    "attachment": ("conversation_id", None),
    "read_mark": ("conversation_id", None),
    "draft": ("conversation_id", None),
    "later_message": ("conversation_id", None),
    "promise": ("conversation_id", "customer_id"),
    "identity": (None, "customer_id"),
    "preference": (None, "customer_id"),
    "order": (None, "customer_id"),
}
"""Columns that name a row's conversation and customer."""

_NOBODY = (None, None)

_WORDS = {"conversation": ("subject", "number", "customer_id"), "customer": ("name", "header_name")}
"""Columns whose words the list's filter looks in."""


class Touching:
    """Rows named before and after they change (a deleted row can only be asked before)."""

    def __init__(self, cursor: Any, ws: bytes) -> None:
        self._cursor = cursor
        self._ws = ws
        self._conversations: set[UUID] = set()
        self._customers: set[UUID] = set()
        self._reworded: dict[str, set[UUID]] = {kind: set() for kind in _WORDS}
        self._anew: set[UUID] = set()
        self._workspace = self._notices = False

    def conversation(self, conversation_id: UUID) -> None:
        """Something of a conversation changed."""
        self._conversations.add(conversation_id)

    def anew(self, conversations: Iterable[UUID]) -> None:
        """Their logs are of another history now."""
        self._anew.update(conversations)

    def workspace(self) -> None:
        """Something changed that is of no conversation and no customer."""
        self._workspace = True

    def stored(self, kind: str, rows: Collection[Stored]) -> None:
        """Rows of that kind as they are stored, before they go or after they came."""
        if not rows or self._is_at_large(kind):
            return
        conversation, customer = (None if it is None else table(kind).place(it) for it in _OWNERS.get(kind, _NOBODY))
        if conversation is not None:
            self._conversations.update(key(row[conversation]) for row in rows if row[conversation] is not None)
        if customer is not None:
            self._customers.update(key(row[customer]) for row in rows if row[customer] is not None)

    def written(self, kind: str, rows: Mapping[bytes, Stored], lie: Mapping[bytes, Stored]) -> None:
        """These rows of that kind, by their ids, lie in the file now; ``lie``: as they lay there before."""
        if kind in _WORDS:
            words = itemgetter(*map(table(kind).place, _WORDS[kind]))
            other = (it for it, row in rows.items() if it not in lie or words(row) != words(lie[it]))
            self._reworded[kind].update(map(key, other))

    def gone(self, kind: str, rows: Collection[Stored]) -> None:
        """Rows of that kind leave the file."""
        self.stored(kind, rows)
        if kind in _WORDS:
            self._reworded[kind].update(key(table(kind).id_of(it)) for it in rows)

    def _is_at_large(self, kind: str) -> bool:
        """Rows of no conversation and no customer are told of by their kind alone."""
        self._workspace |= kind in _WORKSPACE
        self._notices |= kind == "notice"
        return kind in _WORKSPACE or kind == "notice"

    def result(self, *, changes: bool = False, everything: bool = False) -> Touched:
        """What to tell; also brings the words of the list's filter up to date."""
        reworded, renamed = self._reworded["conversation"], self._reworded["customer"]
        for some in chunks(it.bytes for it in self._customers):
            query = f"SELECT id, customer_id FROM conversation WHERE ws = ? AND customer_id IN ({marks(len(some))})"
            rows = self._cursor.execute(query, (self._ws, *some)).fetchall()
            self._conversations.update(key(row[0]) for row in rows)
            if renamed:
                reworded.update(key(row[0]) for row in rows if key(row[1]) in renamed)
        search.refresh(self._cursor, self._ws, reworded)
        return Touched(
            frozenset(self._conversations), frozenset(self._customers), self._workspace, changes, everything,
            self._notices, anew=frozenset(self._anew),
        )  # fmt: skip


def touch_blob(cursor: Any, ws: bytes, sha256: str, touching: Touching, *, here: bool) -> None:
    """Name what shows a file: conversations, and texts to reuse once it is ``here``; shown by nothing it has to go."""
    rows = cursor.execute("SELECT conversation_id FROM attachment WHERE ws = ? AND blob = ?", (ws, sha256)).fetchall()
    if not rows:
        query = "SELECT conversation_id FROM log_entry WHERE ws = ? AND instr(payload, ?) > 0"
        rows = cursor.execute(query, (ws, sha256)).fetchall()
    for row in rows:
        touching.conversation(key(row[0]))
    if here and is_of_text(cursor, ws, sha256):
        touching.workspace()
    elif here and not rows:
        doom(cursor, [sha256])  # its message left while it was fetched
