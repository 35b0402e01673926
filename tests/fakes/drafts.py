"""``Drafting`` in memory: what a test offers stays offered until it is settled."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from app.client.drafting import DraftOffer, EarlierText
from app.client.row import DraftKind

if TYPE_CHECKING:
    from tests.fakes.desk import FakeDesk


class FakeDrafts:
    """``shared`` counts how often the screen asked; ``offered`` and ``past`` are set by tests."""

    def __init__(self, desk: "FakeDesk") -> None:
        self._desk = desk
        self.shared = 0
        self.offered: dict[UUID, list[DraftOffer]] = {}
        self.past: dict[tuple[UUID, DraftKind], list[EarlierText]] = {}

    def share(self) -> bool:
        self.shared += 1
        return False

    def offers(self, conversation_id: UUID) -> Sequence[DraftOffer]:
        settled = {getattr(it, "draft_id", None) for it in self._desk.submitted}
        return [it for it in self.offered.get(conversation_id, ()) if it.draft_id not in settled]

    def earlier(self, conversation_id: UUID, kind: DraftKind = DraftKind.REPLY) -> Sequence[EarlierText]:
        return self.past.get((conversation_id, kind), ())
