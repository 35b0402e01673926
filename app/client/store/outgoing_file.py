"""Files on their way out, in the outbox file: those of drafts, and those the server has to be given."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.client.row import OutgoingFile
from app.client.store.cipher import Connection
from app.client.store.codec import key, stored_instant
from app.client.store.schema import OWNER

FILE_KEPT = timedelta(days=7)
"""As long as the server has no backup, so long commands stay (sync.md 2.5)."""

NAMED = f"SELECT 1 FROM command WHERE {OWNER} = +upload.entry_id"
"""A command that is here and names the upload; without the plus no index is taken, by the rules of affinity."""

DraftFiles = dict[UUID, tuple[OutgoingFile, ...]]


class UploadState(StrEnum):
    """How it stands with a file of a message."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of one message, as the server has to be given it; of a text to reuse both ids are the text's."""

    sha256: str
    entry_id: UUID
    conversation_id: UUID
    size: int

    @property
    def is_of_text(self) -> bool:
        """Whether a text to reuse names it, no message."""
        return self.entry_id == self.conversation_id


def read_draft_files(connection: Connection) -> DraftFiles:
    """All files of drafts by conversation."""
    found: dict[UUID, list[OutgoingFile]] = {}
    for row in connection.execute(
        "SELECT conversation_id, id, name, content_type, size, blob FROM draft_file ORDER BY conversation_id, place"
    ).fetchall():
        found.setdefault(key(row[0]), []).append(OutgoingFile(key(row[1]), *row[2:]))
    return {it: tuple(files) for it, files in found.items()}


def write_draft_files(cursor: Any, conversation_id: UUID, files: Sequence[OutgoingFile]) -> None:
    """Replace the files of a draft."""
    cursor.execute("DELETE FROM draft_file WHERE conversation_id = ?", (conversation_id.bytes,))
    cursor.executemany(
        "INSERT INTO draft_file (conversation_id, place, id, name, content_type, size, blob) VALUES (?,?,?,?,?,?,?)",
        [
            (conversation_id.bytes, place, it.id.bytes, it.name, it.content_type, it.size, it.blob)
            for place, it in enumerate(files)
        ],
    )


def files_in(args: dict[str, Any]) -> tuple[OutgoingFile, ...]:
    """The files that the arguments of a command name."""
    return tuple(
        OutgoingFile(UUID(it["id"]), it["name"], it["content_type"], it["size"], it["blob"])
        for it in args.get("files", ())
    )


def add_uploads(cursor: Any, args: dict[str, Any]) -> None:
    """The files of a message have to reach the server; one that is known to be there stays so.

    A text is saved again and again, and may have lost a file in between: of each the server is asked anew.
    """
    if not args.get("files"):
        return
    entry_id = owner_in(args)
    conversation_id = UUID(args.get("conversation_id", entry_id))
    otherwise = f"DO UPDATE SET state = '{UploadState.WAITING}'" if _is_text(args) else "DO NOTHING"
    cursor.executemany(
        "INSERT INTO upload (sha256, entry_id, conversation_id, size, state) VALUES (?, ?, ?, ?, ?)"
        f" ON CONFLICT (sha256, entry_id) {otherwise}",
        [(it.blob, entry_id, conversation_id.bytes, it.size, UploadState.WAITING) for it in files_in(args)],
    )


def drop_uploads(cursor: Any, args: dict[str, Any]) -> None:
    """The message is not sent after all. What a text named before it was saved once more is still sent."""
    if args.get("files") and not _is_text(args):
        cursor.execute("DELETE FROM upload WHERE entry_id = ?", (args["entry_id"],))


def owner_in(args: dict[str, Any]) -> str:
    """The id of the message or the text to reuse that a command writes, empty for any other."""
    return str(args.get("entry_id") or args.get("template_id") or "")


def _is_text(args: dict[str, Any]) -> bool:
    return "template_id" in args


def waiting_uploads(connection: Connection, but: Iterable[UUID]) -> Sequence[Upload]:
    """What has to be sent, oldest first, without that of the messages ``but``."""
    skipped = {str(it) for it in but}
    rows = connection.execute(
        "SELECT sha256, entry_id, conversation_id, size FROM upload WHERE state = ? ORDER BY rowid",
        (UploadState.WAITING,),
    ).fetchall()
    return [Upload(row[0], UUID(row[1]), key(row[2]), row[3]) for row in rows if row[1] not in skipped]


def settle_uploads(cursor: Any, sha256: str, state: UploadState) -> None:
    """The server has these bytes, or will not take them."""
    cursor.execute(
        "UPDATE upload SET state = ?, done_mid = NULL, done_at = NULL WHERE sha256 = ? AND state = ?",
        (state, sha256, UploadState.WAITING),
    )


def forget_uploads(cursor: Any, durable_mid: int, next_mid: int, now: datetime) -> list[str]:
    """Drop what belongs to commands that are durable and gone; the hashes that nothing here needs any more.

    Bytes come after their command: a backup that has the one may lack the other. They are in it for certain when it has
    a command that was given after they had arrived, whose number was ``next_mid`` then; else they stay ``FILE_KEPT``.
    """
    cursor.execute(
        "UPDATE upload SET done_mid = ?, done_at = ? WHERE state = ? AND done_at IS NULL",
        (next_mid, stored_instant(now), UploadState.DONE),
    )
    gone = cursor.execute(
        "SELECT sha256, entry_id FROM upload WHERE (state = ? OR (state = ? AND (done_mid <= ? OR done_at < ?)))"
        f" AND NOT EXISTS ({NAMED})",
        (UploadState.REFUSED, UploadState.DONE, durable_mid, stored_instant(now - FILE_KEPT)),
    ).fetchall()
    cursor.executemany("DELETE FROM upload WHERE sha256 = ? AND entry_id = ?", gone)
    return [it for it in dict.fromkeys(row[0] for row in gone) if not is_needed(cursor, it)]


def is_needed(cursor: Any, sha256: str) -> bool:
    """Whether a draft or a message still names these bytes."""
    query = "SELECT 1 FROM draft_file WHERE blob = ?1 UNION ALL SELECT 1 FROM upload WHERE sha256 = ?1 LIMIT 1"
    return cursor.execute(query, (sha256,)).fetchone() is not None


def named_files(connection: Connection) -> set[str]:
    """The hashes of all files that a draft or a message here still needs."""
    rows = connection.execute("SELECT blob FROM draft_file UNION SELECT sha256 FROM upload").fetchall()
    return {row[0] for row in rows}
