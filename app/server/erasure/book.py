"""The list of what was erased, in a file apart from database and backups; it names ids, never people."""

import json
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.model.sync import Erasure
from app.server.db import Database

FILE = "erasures.jsonl"


class Erased(NamedTuple):
    """One subject of a workspace (``Erasure.subject``) and when it went."""

    ws: UUID
    subject: str
    at: datetime


class ErasureBook:
    """One line a subject, only ever appended to; a line torn by a power cut is written again from the database."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def subjects(self) -> list[Erased]:
        """All that is listed, oldest first."""
        found = []
        if not self._path.exists():
            return []
        for line in self._path.read_text("utf-8").splitlines():
            try:
                values = json.loads(line)
                found.append(Erased(UUID(values["ws"]), values["subject"], datetime.fromisoformat(values["at"])))
            except (ValueError, KeyError, TypeError):
                continue  # torn; the database has it
        return found

    def add(self, erased: Iterable[Erased]) -> None:
        """Append what is not listed yet; on the disk at return."""
        known = {(it.ws, it.subject) for it in self.subjects()}
        lines = [
            json.dumps({"ws": str(it.ws), "subject": it.subject, "at": it.at.isoformat()})
            for it in erased
            if (it.ws, it.subject) not in known
        ]
        if not lines:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write("\n" + "\n".join(lines) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def sync(self, database: Database) -> None:
        """List what the database knows."""
        self.add(stored(database))


def stored(database: Database) -> list[Erased]:
    """What a database knows to be erased."""
    with database.read() as session:
        rows = session.execute(select(Erasure.ws, Erasure.subject, Erasure.at).order_by(Erasure.at)).all()
    return [Erased(*row) for row in rows]
