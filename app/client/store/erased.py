"""What the server erased goes from the outbox, too: texts of commands, drafts, notes of files (sync.md I10)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.client.drafting import FACT
from app.client.store.change import DISMISSED, WITHDRAWN
from app.client.store.codec import marks, stored_data
from app.domain.erasure import REDACTED

if TYPE_CHECKING:
    from app.protocol.pull import LogSlice, PullAnswer

CODE = "erased"
"""Of a refused command: what it is about was erased before it came."""

_CUSTOMER = (
    "CASE WHEN name LIKE 'redact@%' THEN ''"
    " ELSE coalesce(json_extract(args, '$.customer_id'), json_extract(args, '$.person_id')) END"
)
"""Whom a command is about; the one that erases has no words, and tells its author what came of it."""

_OPENED = "json_extract(args, '$.request_id')"
"""Which conversation a command opens: it is not about one yet."""

_UNSENT = ("waiting", WITHDRAWN)
_TABLES = ("draft", "note_draft", "draft_base", "draft_past", "draft_file", "draft_addressing", "upload")


@dataclass(slots=True)
class Erased:
    """Conversations, customers and single entries of which nothing may stay here."""

    conversations: set[UUID] = field(default_factory=set)
    entries: set[UUID] = field(default_factory=set)
    customers: set[UUID] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.conversations or self.entries or self.customers)


def erased_in(page: "PullAnswer") -> Erased:
    """What a page tells."""
    found = erased_in_logs(page.logs)
    for op in page.ops:
        if op[0] == "put" and op[2] in ("conversation", "customer") and op[3].get("erased"):
            of_kind = found.conversations if op[2] == "conversation" else found.customers
            of_kind.add(UUID(op[3]["id"]))
    return found


def erased_in_logs(logs: "dict[UUID, LogSlice]") -> Erased:
    """What entries of logs tell."""
    entries = (entry for log in logs.values() for entry in log.entries)
    return Erased(entries={UUID(it["entry_id"]) for it in entries if it.get("payload", {}).get(REDACTED)})


def forget_erased(cursor: Any, erased: Erased) -> list[str]:
    """Empty commands and drafts about it; returns the hashes of the files they had.

    A command keeps its number: what has one and may have to be sent (again) is withdrawn, so that only the number goes.
    """
    files: list[str] = []
    rows = _commands(cursor, erased)
    for seq, state, mid, args in rows:
        if mid is None:
            cursor.execute("DELETE FROM command WHERE seq = ?", (seq,))
            continue
        cursor.execute("DELETE FROM discarded WHERE change_id = (SELECT change_id FROM command WHERE seq = ?)", (seq,))
        left = WITHDRAWN if state in _UNSENT else DISMISSED
        values = (left, stored_data(blank(args)), CODE, seq)
        cursor.execute(
            "UPDATE command SET state = ?, args = ?, subject = '', code = ?, detail = NULL, settled_at ="
            " coalesce(settled_at, at) WHERE seq = ?",
            values,
        )
    for it in erased.conversations:
        for table in ("draft_file", "upload"):
            name = "blob" if table == "draft_file" else "sha256"
            found = cursor.execute(f"SELECT {name} FROM {table} WHERE conversation_id = ?", (it.bytes,)).fetchall()
            files += [row[0] for row in found]
        for table in _TABLES:
            cursor.execute(f"DELETE FROM {table} WHERE conversation_id = ?", (it.bytes,))
        cursor.execute("DELETE FROM unfinished WHERE about = ?", (it.bytes,))
    for it in erased.customers:
        cursor.execute("DELETE FROM unfinished WHERE name = ?", (f"{FACT}{it}",))
    for entry_id in erased.entries:
        found = cursor.execute("SELECT sha256 FROM upload WHERE entry_id = ?", (str(entry_id),)).fetchall()
        files += [row[0] for row in found]
        cursor.execute("DELETE FROM upload WHERE entry_id = ?", (str(entry_id),))
    return files


def blank(args: dict[str, Any]) -> dict[str, Any]:
    """Arguments without a word a person wrote: ids, numbers and marks stay."""
    return {name: value if _is_plain(name, value) else type(value)() for name, value in args.items()}


def _is_plain(name: str, value: Any) -> bool:
    return value is None or isinstance(value, bool | int) or name.endswith("_id") or name == "channel"


def _commands(cursor: Any, erased: Erased) -> Iterable[tuple[int, str, int | None, dict[str, Any]]]:
    found: dict[int, tuple[int, str, int | None, dict[str, Any]]] = {}
    for column, wanted in (
        ("conversation_id", [it.bytes for it in erased.conversations]),
        (_OPENED, [str(it) for it in erased.conversations]),
        ("json_extract(args, '$.entry_id')", [str(it) for it in erased.entries]),
        (_CUSTOMER, [str(it) for it in erased.customers]),
    ):
        for at in range(0, len(wanted), 500):
            some = wanted[at : at + 500]
            query = f"SELECT seq, state, mid, args FROM command WHERE {column} IN ({marks(len(some))})"
            for seq, state, mid, args in cursor.execute(query, some).fetchall():
                found[seq] = (seq, state, mid, json.loads(args))
    return [it for it in found.values() if not (it[1] in (DISMISSED, WITHDRAWN) and it[3] == blank(it[3]))]
