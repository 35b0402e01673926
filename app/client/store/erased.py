"""What the server erased goes from the outbox, too: texts of commands, drafts, notes of files (sync.md I10)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from app.client.drafting import FACT
from app.client.store.change import DISMISSED, WITHDRAWN
from app.client.store.codec import marks, stored_data
from app.client.store.outgoing_file import owner_in

CODE = "erased"
"""Of a refused command: what it is about was erased before it came."""

OF_CUSTOMER = (
    "CASE WHEN name LIKE 'redact@%' THEN ''"
    " ELSE coalesce(json_extract(args, '$.customer_id'), json_extract(args, '$.person_id')) END"
)
"""Whom a command is about; the one that erases has no words, and tells its author what came of it."""

OPENED = "json_extract(args, '$.request_id')"
"""Which conversation a command opens: it is not about one yet."""

OF_ENTRY = "json_extract(args, '$.entry_id')"
OF_FILE = "json_extract(file.value, '$.id')"
_NAMES_FILE = f"EXISTS (SELECT 1 FROM json_each(args, '$.files') AS file WHERE {OF_FILE} IN ({{}}))"

_UNSENT = ("waiting", WITHDRAWN)
TABLES = (
    "draft",
    "note_draft",
    "draft_base",
    "draft_past",
    "draft_file",
    "draft_addressing",
    "draft_to_sender",
    "upload",
)
"""Beside commands, what is about a conversation."""


@dataclass(slots=True)
class Erased:
    """Conversations, customers, single entries and files of which nothing may stay here."""

    conversations: set[UUID] = field(default_factory=set)
    entries: set[UUID] = field(default_factory=set)
    customers: set[UUID] = field(default_factory=set)
    files: set[UUID] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.conversations or self.entries or self.customers or self.files)


def forget_erased(cursor: Any, erased: Erased) -> list[str]:
    """Empty commands and drafts about it; returns the hashes of the files they had.

    A command keeps its number: what has one and may have to be sent (again) is withdrawn, so that only the number goes.
    One that names an erased file goes whole: the server would not take it again either.
    """
    begun = {UUID(it[3]["request_id"]) for it in _commands(cursor, erased) if it[2] is None and "request_id" in it[3]}
    erased = replace(erased, conversations=erased.conversations | begun)  # the server cannot name what it never had
    files = _forget_commands(cursor, erased) + _forget_files(cursor, erased)
    _forget_drafts(cursor, erased)
    return files


def _forget_commands(cursor: Any, erased: Erased) -> list[str]:
    """Empty them; returns the hashes of erased files, which do not go up any more either."""
    files: list[str] = []
    for seq, state, mid, args in _commands(cursor, erased):
        gone = [it["blob"] for it in args.get("files", ()) if UUID(it["id"]) in erased.files]
        for sha256 in gone:
            cursor.execute("DELETE FROM upload WHERE sha256 = ? AND entry_id = ?", (sha256, owner_in(args)))
        files += gone
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
    return files


def _forget_files(cursor: Any, erased: Erased) -> list[str]:
    """Notes of files that drafts and messages have; returns their hashes."""
    files: list[str] = []
    for table, name, column, ids in (
        ("draft_file", "blob", "conversation_id", [it.bytes for it in erased.conversations]),
        ("draft_file", "blob", "id", [it.bytes for it in erased.files]),
        ("upload", "sha256", "conversation_id", [it.bytes for it in erased.conversations]),
        ("upload", "sha256", "entry_id", [str(it) for it in erased.entries]),
    ):
        for it in ids:
            files += [row[0] for row in cursor.execute(f"SELECT {name} FROM {table} WHERE {column} = ?", (it,))]
            cursor.execute(f"DELETE FROM {table} WHERE {column} = ?", (it,))
    return files


def _forget_drafts(cursor: Any, erased: Erased) -> None:
    for it in erased.conversations:
        for table in TABLES:
            cursor.execute(f"DELETE FROM {table} WHERE conversation_id = ?", (it.bytes,))
        cursor.execute("DELETE FROM unfinished WHERE about = ?", (it.bytes,))
    for it in erased.customers:
        cursor.execute("DELETE FROM unfinished WHERE name = ?", (f"{FACT}{it}",))


def blank(args: dict[str, Any]) -> dict[str, Any]:
    """Arguments without a word a person wrote: ids, numbers and marks stay."""
    return {name: value if _is_plain(name, value) else type(value)() for name, value in args.items()}


def _is_plain(name: str, value: Any) -> bool:
    return value is None or isinstance(value, bool | int) or name.endswith("_id") or name == "channel"


def _commands(cursor: Any, erased: Erased) -> Iterable[tuple[int, str, int | None, dict[str, Any]]]:
    """Those with a word to lose; who gave one that was refused for it is still to be told so."""
    found: dict[int, tuple[int, str, int | None, dict[str, Any]]] = {}
    for about, wanted in (
        ("conversation_id IN ({})", [it.bytes for it in erased.conversations]),
        (f"{OPENED} IN ({{}})", [str(it) for it in erased.conversations]),
        (f"{OF_ENTRY} IN ({{}})", [str(it) for it in erased.entries]),
        (f"{OF_CUSTOMER} IN ({{}})", [str(it) for it in erased.customers]),
        (_NAMES_FILE, [str(it) for it in erased.files]),
    ):
        for at in range(0, len(wanted), 500):
            some = wanted[at : at + 500]
            query = "SELECT seq, state, mid, args FROM command WHERE code <> ? AND " + about.format(marks(len(some)))
            for seq, state, mid, args in cursor.execute(query, (CODE, *some)).fetchall():
                found[seq] = (seq, state, mid, json.loads(args))
    return [it for it in found.values() if not (it[1] in (DISMISSED, WITHDRAWN) and it[3] == blank(it[3]))]
