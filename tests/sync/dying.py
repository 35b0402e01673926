"""A desk in a process of its own: one that gives what its diary says until it dies, and one that comes after it."""

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from app.client.desk import ProfileDesk
from app.client.port import Profile
from app.client.profile import Folders
from app.client.start import Surroundings, open_desk, sign_in
from app.commands.conversation import MarkRead
from app.commands.message import FileOfMessage, Reply, WriteNote
from app.domain.channel import Channel
from app.model.identifier import new_id
from tests.fakes.vault import FileVault
from tests.sync.real_server import PASSWORD
from tests.sync.steps import Step, plant

DRAFT, LEAVING, NOTES = "черновик", "письмо", tuple(f"заметка {number}" for number in range(4))
WITH_FILE = "смета в файле"
FILE = bytes(range(256)) * 1_500  # more than one piece
UNDO_MS = 60
SURVIVED = 7
PATIENCE_S = 40.0
STILL_TO_COME_S = 10.0


@dataclass(frozen=True)
class Computer:
    """One computer of one person: everything its programs have is in ``folder``."""

    folder: Path

    @property
    def around(self) -> Surroundings:
        """What a desk on it finds."""
        self.folder.mkdir(parents=True, exist_ok=True)
        folders = Folders(self.folder / "data", self.folder / "config")
        return Surroundings(folders, vault=FileVault(self.folder / "keyring.json"))

    def sign_in(self, url: str, name: str = "anna") -> Profile:
        """Register it, or register it again."""
        return sign_in(url, f"{name}@domisvet.example", PASSWORD, around=self.around)

    def note(self, talk: UUID, text: str, work: Callable[[], object]) -> None:
        """Do it, with a line in the diary of that request before and a line after."""
        for done in (False, True):
            with self._diary(talk).open("a") as diary:
                diary.write(json.dumps({"text": text, "done": done}) + "\n")
            if not done:
                work()

    def given(self, talk: UUID) -> tuple[set[str], set[str]]:
        """Texts that are the program's since a call returned, and those whose call never did."""
        diary = self._diary(talk)
        lines = [json.loads(it) for it in diary.read_text().splitlines()] if diary.exists() else []
        begun = {it["text"] for it in lines if not it["done"]}
        done = {it["text"] for it in lines if it["done"]}
        return done, begun - done

    def found(self, talk: UUID) -> dict[str, Any]:
        """What the next desk had of that request when it had come to rest."""
        return dict(json.loads((self.folder / f"found-{talk}").read_text()))

    def _diary(self, talk: UUID) -> Path:
        return self.folder / f"diary-{talk}"


def live(computer: Computer, profile: Profile, before: UUID | None, talk: UUID, step: Step | None) -> None:
    """One life of the program: come to rest and tell of the request ``before``, work on ``talk``, die at ``step``.

    Without a step it ends in order. ``SURVIVED``: the step was never met.
    """
    armed = step is not None and step.early
    if step is not None:
        plant(step, lambda: armed)
    desk = open_desk(profile, around=computer.around)
    assert isinstance(desk, ProfileDesk)
    if before is not None:
        _until(lambda: _is_at_rest(desk, before), "rest")
        found = _found(desk, before)
        (computer.folder / f"found-{before}").write_text(json.dumps(found))
    if step is not None:
        _until(lambda: _is_at_rest(desk, talk), "the request")
        armed = True
        _work(desk, computer, talk)
        _until(lambda: _is_at_rest(desk, talk), "rest")
        time.sleep(STILL_TO_COME_S)  # what is at rest here is not forgotten yet; who dies does not wait
        os._exit(SURVIVED)
    desk.close()
    os._exit(0)


def _found(desk: ProfileDesk, talk: UUID) -> dict[str, Any]:
    rows = desk._parts.source.all("SELECT entry_id, seq FROM log_entry WHERE conversation_id = ?", talk.bytes)
    return {
        "entries": sorted((UUID(bytes=row[0]).hex, row[1]) for row in rows),
        "draft": desk.queries.draft(talk),
        "attention": [it.state for it in desk._parts.outbox.changes() if it.conversation_id == talk],
    }


def _work(desk: ProfileDesk, computer: Computer, talk: UUID) -> None:
    """A file and a letter that can be taken back, notes, a read mark; in the end an unsent text."""
    file = desk.keep_file("смета.bin", "application/octet-stream", FILE)
    desk.save_draft_files(talk, [file])
    named = [FileOfMessage(file.id, file.name, file.content_type, file.size, file.blob)]
    seen = desk.queries.card(talk).seen_seq  # type: ignore[union-attr]
    computer.note(
        talk, WITH_FILE, lambda: desk.submit(Reply(talk, new_id(), WITH_FILE, Channel.CHAT, seen, files=named))
    )
    computer.note(
        talk, LEAVING, lambda: desk.submit(Reply(talk, new_id(), LEAVING, Channel.CHAT, seen), undo_ms=UNDO_MS)
    )
    for text in NOTES:
        computer.note(talk, text, lambda: desk.submit(WriteNote(talk, new_id(), text)))  # noqa: B023
    desk.submit(MarkRead(talk, seen))
    _until(lambda: not any(it.send_at for it in desk._parts.outbox.changes()), "the letter to leave")
    computer.note(talk, DRAFT, lambda: desk.save_draft(talk, DRAFT))
    desk._machine.rebase(talk)  # type: ignore[union-attr]


def _is_at_rest(desk: ProfileDesk, talk: UUID) -> bool:
    """Nothing is unsent, and of that request everything is here."""
    outbox, card = desk._parts.outbox, desk.queries.card(talk)
    waits = outbox.waiting() or outbox.files_waiting() or any(it.send_at for it in outbox.changes())
    unseen = desk._parts.source.all("SELECT 1 FROM log_entry WHERE seq IS NULL LIMIT 1")
    whole = card is not None and card.seen_seq >= 1 and card.seen_seq == card.log_head
    return whole and not waits and not unseen


def _until(condition: Callable[[], object], what: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.02)
