"""In-memory board, speaker and journal."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from app.client.notice.journal import Told
from app.client.notice.policy import Sound
from app.domain.notice import KEPT_FOR


class MemoryBoard:
    """``Board`` that remembers: ``up`` is what hangs there now, ``shown`` everything that ever did."""

    def __init__(self) -> None:
        self.up: dict[UUID, tuple[str, str, bool]] = {}
        self.shown: list[tuple[UUID, str, str]] = []
        self.closed = False

    def show(self, notice_id: UUID, title: str, body: str, *, urgent: bool = False) -> None:
        self.up[notice_id] = (title, body, urgent)
        self.shown.append((notice_id, title, body))

    def withdraw(self, notice_id: UUID) -> None:
        self.up.pop(notice_id, None)

    def close(self) -> None:
        self.up.clear()
        self.closed = True


class MemorySpeaker:
    """``Speaker`` that remembers what it was to play."""

    def __init__(self) -> None:
        self.played: list[tuple[Sound, int]] = []
        self.closed = False

    def play(self, sound: Sound, volume: int) -> None:
        self.played.append((sound, volume))

    def close(self) -> None:
        self.closed = True


class MemoryJournal:
    """``Journal`` in a list."""

    def __init__(self) -> None:
        self._lines: list[Told] = []

    def add(self, lines: Iterable[Told]) -> None:
        new = list(lines)
        self._lines += new
        if new:
            newest = max(it.at for it in new)
            self._lines = [it for it in self._lines if it.at >= newest - KEPT_FOR]

    def lines(self) -> Sequence[Told]:
        order = sorted(enumerate(self._lines), key=lambda it: (it[1].at, it[0]), reverse=True)
        return [it for _, it in order]
