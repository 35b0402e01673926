"""``Drafting`` in memory: what a test offers stays offered until it is settled."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from app.client.drafting import USUAL, Addressing, DraftOffer, EarlierText, LaterText
from app.client.row import DraftKind, OutgoingFile
from app.commands.later import CancelLater, ChangeLater, SendLater
from tests.fakes.people import ME

if TYPE_CHECKING:
    from tests.fakes.desk import FakeDesk


class FakeDrafts:
    """``shared`` counts how often the screen asked; ``offered`` and ``past`` are set by tests."""

    def __init__(self, desk: "FakeDesk") -> None:
        self._desk = desk
        self.shared = 0
        self.offered: dict[UUID, list[DraftOffer]] = {}
        self.held: dict[UUID, str] = {}
        self.addressed: dict[UUID, Addressing] = {}
        self.words: dict[str, str] = {}
        self.past: dict[tuple[UUID, DraftKind], list[EarlierText]] = {}

    def share(self) -> bool:
        self.shared += 1
        return False

    def offers(self, conversation_id: UUID) -> Sequence[DraftOffer]:
        settled = {getattr(it, "draft_id", None) for it in self._desk.submitted}
        return [it for it in self.offered.get(conversation_id, ()) if it.draft_id not in settled]

    def later(self, conversation_id: UUID) -> Sequence[LaterText]:
        kept: dict[UUID, LaterText] = {}
        for it in self._desk.submitted:
            if isinstance(it, SendLater) and it.conversation_id == conversation_id:
                files = tuple(OutgoingFile(f.id, f.name, f.content_type, f.size, f.blob) for f in it.files)
                to = Addressing(it.channel.value, it.switched, tuple(it.cc))
                kept[it.entry_id] = LaterText(it.entry_id, ME.name, it.marked or it.body, files, it.send_at, "", to)
            elif isinstance(it, ChangeLater) and it.later_id in kept:
                kept[it.later_id] = replace(kept[it.later_id], send_at=it.send_at, reason="")
            elif isinstance(it, CancelLater):
                kept.pop(it.later_id, None)
        return sorted((replace(it, reason=self.held.get(it.later_id, "")) for it in kept.values()), key=_when)

    def addressing(self, conversation_id: UUID) -> Addressing:
        return self.addressed.get(conversation_id, USUAL)

    def address(self, conversation_id: UUID, addressing: Addressing) -> None:
        if not self._desk.is_disk_full:
            self.addressed[conversation_id] = addressing

    def unfinished(self, name: str) -> str:
        return self.words.get(name, "")

    def keep_unfinished(self, name: str, text: str, about: UUID | None = None) -> None:
        if not self._desk.is_disk_full:
            self.words[name] = text

    def earlier(self, conversation_id: UUID, kind: DraftKind = DraftKind.REPLY) -> Sequence[EarlierText]:
        return self.past.get((conversation_id, kind), ())


def _when(text: LaterText) -> datetime:
    return text.send_at
