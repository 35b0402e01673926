"""Files whose message left this computer: noted in the transaction that deletes it, deleted from the disk after it."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol


class Files(Protocol):
    """Where files lie."""

    def has(self, sha256: str) -> bool:
        """Tell whether it is here."""

    def delete(self, sha256: str) -> bool:
        """Delete it; False when that is not possible now."""


_ROLES = ("html", "body", "raw")
"""Blobs that a payload names."""

_NOTE = "INSERT OR IGNORE INTO doomed_blob (sha256)"


def doom_log(cursor: Any, ws: bytes, conversation_id: bytes) -> None:
    """Before the entries of a conversation are deleted: the pages, bodies and originals they name."""
    for role in _ROLES:
        named = f"json_extract(payload, '$.{role}')"
        cursor.execute(
            f"{_NOTE} SELECT {named} FROM log_entry WHERE ws = ? AND conversation_id = ? AND typeof({named}) = 'text'",
            (ws, conversation_id),
        )


def doom_attachment(cursor: Any, ws: bytes, row_id: bytes, *, unless: str = "") -> None:
    """Before an attachment is deleted, or replaced by one whose file is ``unless``."""
    query = f"{_NOTE} SELECT blob FROM attachment WHERE ws = ? AND id = ? AND blob <> ?"
    cursor.execute(query, (ws, row_id, unless))


def doom_text(cursor: Any, ws: bytes, row_id: bytes, *, unless: Sequence[str] = ()) -> None:
    """Before a text to reuse is deleted, or replaced by one whose files are ``unless``."""
    query = "SELECT json_extract(file.value, '$.blob') FROM template, json_each(template.files) AS file"
    named = cursor.execute(f"{query} WHERE template.ws = ? AND template.id = ?", (ws, row_id)).fetchall()
    doom(cursor, [sha256 for (sha256,) in named if sha256 not in unless])


def is_of_text(cursor: Any, ws: bytes, sha256: str) -> bool:
    """Whether a text to reuse names that file."""
    query = "SELECT 1 FROM template WHERE ws = ? AND instr(files, ?) > 0 LIMIT 1"
    return cursor.execute(query, (ws, sha256)).fetchone() is not None


def doom(cursor: Any, hashes: Iterable[str]) -> None:
    """Files that nothing here names."""
    cursor.executemany(f"{_NOTE} VALUES (?)", [(it,) for it in hashes])


def doom_unshown(cursor: Any, ws: bytes, hashes: Iterable[str]) -> None:
    """Those of this person's own files that belong to no message and no text to reuse here any more."""
    query = "SELECT 1 FROM attachment WHERE ws = ? AND blob = ? LIMIT 1"
    own = [it for it in hashes if cursor.execute(query, (ws, it)).fetchone() is None]
    doom(cursor, [it for it in own if not is_of_text(cursor, ws, it)])


def has_doomed(cursor: Any) -> bool:
    """Whether there is something to delete."""
    return cursor.execute("SELECT 1 FROM doomed_blob LIMIT 1").fetchone() is not None


def delete_doomed(cursor: Any, ws: bytes, blobs: Files, unsent: str) -> None:
    """Delete what no row names any more; ``unsent``: the arguments of unsent changes, whose files stay.

    A file that cannot be deleted now (it is open) stays noted.
    """
    noted = {row[0] for row in cursor.execute("SELECT sha256 FROM doomed_blob").fetchall()}
    here = {it for it in noted if blobs.has(it)}
    free = {it for it in here if it not in unsent} - _named(cursor, ws, here)
    gone = noted - {it for it in free if not blobs.delete(it)}
    cursor.executemany("DELETE FROM doomed_blob WHERE sha256 = ?", [(it,) for it in sorted(gone)])


def _named(cursor: Any, ws: bytes, wanted: set[str]) -> set[str]:
    """Those that a row still names. One pass over the log, and only when there is something to look for."""
    if not wanted:
        return set()
    query = "SELECT 1 FROM attachment WHERE ws = ? AND blob = ? LIMIT 1"
    found = {it for it in wanted if cursor.execute(query, (ws, it)).fetchone() is not None}
    found |= {it for it in wanted if is_of_text(cursor, ws, it)}
    roles = ", ".join(f"json_extract(payload, '$.{role}')" for role in _ROLES)
    for row in cursor.execute(f"SELECT {roles} FROM log_entry WHERE ws = ?", (ws,)):
        found.update(wanted.intersection(row))
    return found
