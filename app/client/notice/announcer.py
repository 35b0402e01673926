"""Tells a person of what is new, by the ways the rules allow, once; and again what must not be missed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from app.client.notice.board import Board
from app.client.notice.journal import Journal, Told, Way
from app.client.notice.policy import (
    MOST_AT_ONCE,
    SOUND_EVERY_S,
    Circumstances,
    Event,
    NoticeSettings,
    Outcome,
    Sound,
    verdict,
)
from app.client.notice.speaker import Speaker
from app.domain.notice import KEPT_FOR

GATHERED = UUID(int=0)
"""The id of the notice that stands for many; a click on it opens the bell."""

_FEWEST = 500
"""So many are no weight: nothing is forgotten before."""

_LOUDEST_FIRST = (Sound.RING, Sound.DEADLINE, Sound.REQUEST)


@dataclass(frozen=True, slots=True)
class News:
    """Something to tell, worded. ``must``: told again until it is seen."""

    id: UUID
    event: Event
    conversation_id: UUID | None
    title: str
    body: str = ""
    must: bool = False


class Announcer:
    """Main thread only. Every decision is in the journal, also from before a restart: nothing is told as new twice."""

    def __init__(
        self,
        board: Board,
        speaker: Speaker,
        journal: Journal,
        monotonic: Callable[[], float],
        gathered: Callable[[int], str],
    ) -> None:
        """``gathered``: the title of a notice that stands for so many."""
        self._board, self._speaker, self._journal = board, speaker, journal
        self._monotonic = monotonic
        self._gathered = gathered
        self.settings = NoticeSettings()
        self._told: dict[UUID, datetime] = {}
        for line in journal.lines():
            self._told.setdefault(line.notice_id, line.at)
        self._most = max(_FEWEST, 2 * len(self._told))
        self._sounded = monotonic() - SOUND_EVERY_S

    def tell(self, news: Iterable[News], where: Circumstances, open_id: UUID | None = None) -> None:
        """Tell of those that were not told of yet. ``open_id``: the conversation the person looks at."""
        fresh = list({it.id: it for it in news if it.id not in self._told}.values())
        if not fresh:
            return
        where = replace(where, since_sound_s=self._monotonic() - self._sounded)
        lines = self._show(fresh, where) + self._sound(fresh, where, open_id)
        self._told |= {it.id: where.now for it in fresh}
        if len(self._told) > self._most:
            self._forget(where.now - KEPT_FOR)
        self._journal.add(lines)

    def _forget(self, before: datetime) -> None:
        """What is older than the bell keeps is never new again; looked for when there is twice as much as was kept."""
        self._told = {notice_id: at for notice_id, at in self._told.items() if at >= before}
        self._most = max(_FEWEST, 2 * len(self._told))

    def remind(self, unseen: Iterable[News], where: Circumstances) -> None:
        """Show again what must be seen and was told of long enough ago; without a sound."""
        every = timedelta(minutes=self.settings.repeat_minutes)
        if not every:
            return
        due = [it for it in unseen if it.must and it.id in self._told and where.now - self._told[it.id] >= every]
        again = [it for it in due if verdict(it.event, where, self.settings).board is Outcome.SHOWN]
        for it in again:
            self._board.show(it.id, it.title, it.body, urgent=True)
            self._told[it.id] = where.now
        self._journal.add(_line(it, where, Way.BOARD, Outcome.REPEATED) for it in again)

    def seen(self, notice_ids: Iterable[UUID]) -> None:
        """They are seen: nothing of them stays on the board."""
        for notice_id in notice_ids:
            self._board.withdraw(notice_id)

    def note(self, news: News, now: datetime, way: Way, outcome: Outcome) -> None:
        """Keep what became of one later: clicked, failed."""
        self._journal.add([Told(now, news.id, news.event, news.conversation_id, way, outcome)])

    def _show(self, fresh: Sequence[News], where: Circumstances) -> list[Told]:
        found = [(it, verdict(it.event, where, self.settings).board) for it in fresh]
        shown = [it for it, outcome in found if outcome is Outcome.SHOWN]
        if len(shown) <= MOST_AT_ONCE:
            for it in shown:
                self._board.show(it.id, it.title, it.body, urgent=it.must or it.event is Event.CALL)
        else:
            self._board.show(GATHERED, self._gathered(len(shown)), "")
            found = [(it, Outcome.GATHERED if outcome is Outcome.SHOWN else outcome) for it, outcome in found]
        return [_line(it, where, Way.BOARD, outcome) for it, outcome in found]

    def _sound(self, fresh: Sequence[News], where: Circumstances, open_id: UUID | None) -> list[Told]:
        """One sound for all, that of the weightiest."""
        found = []
        for it in fresh:
            here = it.conversation_id is not None and it.conversation_id == open_id
            found.append((it, verdict(it.event, replace(where, here=here), self.settings)))
        wanted = {ruling.sound for _, ruling in found if ruling.sound is not None}
        chosen = next((sound for sound in _LOUDEST_FIRST if sound in wanted), None)
        if chosen is not None:
            self._speaker.play(chosen, self.settings.volume(chosen))
            self._sounded = self._monotonic()
        lines, played = [], False
        for it, ruling in found:
            outcome = ruling.silence
            if ruling.sound is not None:
                outcome = Outcome.PLAYED if ruling.sound is chosen and not played else Outcome.TOO_SOON
                played = played or outcome is Outcome.PLAYED
            lines.append(_line(it, where, Way.SOUND, outcome))
        return lines


def _line(news: News, where: Circumstances, way: Way, outcome: Outcome) -> Told:
    return Told(where.now, news.id, news.event, news.conversation_id, way, outcome)
