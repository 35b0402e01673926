"""Other computers: a colleague who hands requests over, and where one is signed in, too. Desks without a window."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from app.client.port import Desk
from app.client.profile import Folders
from app.client.start import Surroundings, open_desk, sign_in
from app.client.view import View, ViewKind
from app.commands.conversation import AssignConversation
from app.commands.handover import handover_id
from app.commands.message import WriteNote
from app.model.identifier import new_id
from tests.fakes.vault import MemoryVault

PATIENCE_S = 60.0
PAUSE_S = 0.1


class Colleague:
    """Somebody of the shop at work elsewhere."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def hand_over(self, subject: str, receiver: str, words: str) -> None:
        """Give a request nobody has to a colleague, with what they should know."""
        talk: UUID = self._wait(lambda: self._unassigned(subject), f"{subject!r}, which nobody has")
        named = next(it for it in self._desk.queries.users() if it.name == receiver)
        entry = new_id()
        note = WriteNote(talk, handover_id(entry), f"@{named.name.partition(' ')[0]}\n{words}", [named.id])
        self._desk.submit(note, undo_ms=1)
        self._desk.submit(AssignConversation(talk, entry, named.id, None), undo_ms=1)
        self._wait(lambda: not self._desk.queries.changes(), "the server's word on it")

    def _unassigned(self, subject: str) -> UUID | None:
        ids = self._desk.queries.conversation_ids(View(ViewKind.UNASSIGNED))
        return next((it.id for it in self._desk.queries.conversation_rows(ids) if subject in it.subject), None)

    def _wait(self, condition: Callable[[], Any], what: str) -> Any:
        end = time.monotonic() + PATIENCE_S
        while not (found := condition()):
            assert time.monotonic() < end, f"a colleague waited in vain for {what}"
            time.sleep(PAUSE_S)
        return found


@contextmanager
def colleague(folder: Path, server: str, email: str, password: str) -> Iterator[Colleague]:
    """At work until the end."""
    around = Surroundings(Folders(folder / "data", folder / "config"), vault=MemoryVault())
    desk = open_desk(sign_in(server, email, password, around=around), around=around)
    try:
        yield Colleague(desk)
    finally:
        desk.close()
