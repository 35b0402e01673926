"""Joins a desk with the ways of telling: what is new goes out, what was clicked comes back, what was seen is told."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.client.notice.announcer import GATHERED, Announcer, News
from app.client.notice.journal import Way
from app.client.notice.policy import Circumstances, Event, Outcome, Sound
from app.client.notice.row import NoticeRow
from app.client.port import Touched
from ui.bridge.desk_bridge import DeskBridge
from ui.notices.words import news_of

REMIND_EVERY_MS = 20_000
KEPT_ARRIVALS = 500


class Teller(QObject):
    """Main thread. ``in_front`` and ``open_id`` say where the person is."""

    opened = Signal(object)
    """A notice outside of the window was clicked. Carries the conversation's ``UUID``, or None: the bell is wanted."""

    changed = Signal()
    """Other notices, or seen ones, than before."""

    def __init__(
        self, bridge: DeskBridge, in_front: Callable[[], bool], open_id: Callable[[], UUID | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._in_front, self._open_id = in_front, open_id
        self._announcer: Announcer | None = None
        self._since = bridge.desk.now()
        self._known: dict[UUID, News] = {}
        self.rows: Sequence[NoticeRow] = bridge.queries.notices()
        self.in_call = False
        self.undisturbed = False
        self._reminding = QTimer(self, interval=REMIND_EVERY_MS)
        self._reminding.timeout.connect(self.remind)
        bridge.settled.connect(self._on_settled)

    def start(self, announcer: Announcer) -> None:
        """Begin to tell; what came while nobody was here is told first."""
        self._announcer = announcer
        self._tell(self._unseen())
        self._reminding.start()

    @property
    def unseen(self) -> int:
        """How many notices were not seen."""
        return sum(1 for row in self.rows if not row.seen)

    def see(self, rows: Iterable[NoticeRow]) -> None:
        """These have been seen; other desks of this person will know."""
        from app.commands.notice import SeeNotices

        ids = [row.id for row in rows if not row.seen]
        if ids:
            if self._announcer is not None:
                self._announcer.seen(ids)
            self._bridge.submit(SeeNotices(ids))

    def tell_call(self, title: str, conversation_id: UUID | None) -> None:
        """A call comes in: told at once, whatever else is quiet."""
        self._tell([News(self._bridge.new_id(), Event.CALL, conversation_id, title)])

    @Slot(object)
    def see_conversation(self, conversation_id: UUID | None) -> None:
        """A conversation was opened: whatever was told of it has been seen."""
        if conversation_id is None:
            return
        if self._announcer is not None:
            self._announcer.seen(it.id for it in self._known.values() if it.conversation_id == conversation_id)
        self.see(row for row in self.rows if row.conversation_id == conversation_id)

    @Slot()
    def remind(self) -> None:
        """Tell again what must be seen."""
        if self._announcer is not None:
            self._announcer.remind(self._unseen(), self._where())

    @Slot(object)
    def _on_settled(self, touched: Touched) -> None:
        if touched.notices or touched.everything:
            self.rows = self._bridge.queries.notices()
            if self._in_front():
                self.see(row for row in self.rows if row.conversation_id == self._open_id())
            self._tell(self._unseen())
            self.changed.emit()
        if touched.conversations and self._announcer is not None:
            rows = self._bridge.queries.arrivals(touched.conversations, self._since)
            self._tell(news_of(row, with_text=self._announcer.settings.with_text) for row in rows)

    def _unseen(self) -> list[News]:
        with_text = self._announcer is not None and self._announcer.settings.with_text
        return [news_of(row, with_text=with_text) for row in self.rows if not row.seen]

    def _tell(self, news: Iterable[News]) -> None:
        if self._announcer is None:
            return
        told = list(news)
        self._known |= {it.id: it for it in told}
        while len(self._known) > KEPT_ARRIVALS:
            self._known.pop(next(iter(self._known)))
        self._announcer.tell(told, self._where(), self._open_id())

    def _where(self) -> Circumstances:
        return Circumstances(self._now(), self._in_front(), in_call=self.in_call, undisturbed=self.undisturbed)

    def _now(self) -> datetime:
        return self._bridge.now()

    def on_clicked(self, notice_id: UUID) -> None:
        """A notice on the board was clicked."""
        news = self._known.get(notice_id)
        if news is None or notice_id == GATHERED:
            self.opened.emit(None)
            return
        self._note(news, Way.BOARD, Outcome.OPENED)
        self.see(row for row in self.rows if row.id == notice_id)
        self.opened.emit(news.conversation_id)

    def on_failed(self, notice_id: UUID) -> None:
        """A notice could not be shown."""
        news = self._known.get(notice_id)
        if news is not None:
            self._note(news, Way.BOARD, Outcome.FAILED)

    def on_silent(self, sound: Sound) -> None:
        """A sound could not be played."""
        event = {Sound.RING: Event.CALL, Sound.DEADLINE: Event.SLA_SOON, Sound.REQUEST: Event.REQUEST}[sound]
        self._note(News(GATHERED, event, None, ""), Way.SOUND, Outcome.FAILED)

    def _note(self, news: News, way: Way, outcome: Outcome) -> None:
        if self._announcer is not None:
            self._announcer.note(news, self._now(), way, outcome)
