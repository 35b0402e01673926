"""Tells an operator which live chats went back to the queue while this desk was not heard of."""

from uuid import UUID

from PySide6.QtCore import QElapsedTimer, QObject, Slot

from app.client.port import Touched
from app.client.view import Only, View, ViewKind
from app.domain.channel import Channel
from app.domain.entry import AuthorKind, EntryKind
from app.language.plain_text import one_line
from ui.bridge.desk_bridge import DeskBridge
from ui.translation import _

_ALL_AGAIN_MS = 60_000
"""A chat that was put aside comes back by the clock, not by news: so often all are read, else only what was touched."""

_MY_CHATS = View(ViewKind.MINE, only=Only(channels=frozenset({Channel.CHAT})))


class GivenBack(QObject):
    """Remembers the operator's chats, and says by name which of them the server itself gave back.

    The copy on this computer tells whose they were before it was away, so that a restart forgets nothing.
    """

    def __init__(self, bridge: DeskBridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._since_all = QElapsedTimer()
        self._mine: dict[UUID, str] = {}
        self._mine = self._chats(Touched(everything=True))
        self._asked: dict[UUID, str] = {}  # no longer ours, but the entry that says why is not here yet
        bridge.settled.connect(self._on_settled)

    @Slot(object)
    def _on_settled(self, touched: Touched) -> None:
        if not touched.conversations and not touched.everything:
            return
        mine = self._chats(touched)
        self._asked = {it: name for it, name in (self._asked | self._mine).items() if it not in mine}
        self._mine = mine
        told = [it for it in self._asked if touched.everything or it in touched.conversations]
        lost = [it for it in told if self._was_given_back(it)]
        if lost:
            names = ", ".join(one_line(self._asked[it]) for it in lost)
            text = _("You were away: back in the queue are the chats of {names}. What you had written is kept.")
            self._bridge.noticed.emit(text.format(names=names))
        for it in lost:
            del self._asked[it]

    def _chats(self, touched: Touched) -> dict[UUID, str]:
        """Those of now by name; only of one that came is a row read: this is asked at every piece of news."""
        queries = self._bridge.queries
        if touched.everything or self._since_all.hasExpired(_ALL_AGAIN_MS):
            self._since_all.start()
            ids = list(queries.conversation_ids(_MY_CHATS))
        else:
            ids = [it for it in self._mine if it not in touched.conversations]
            ids += queries.held(_MY_CHATS, touched.conversations)
        names = {row.id: row.customer_name for row in queries.conversation_rows(set(ids) - self._mine.keys())}
        return {it: names.get(it) or self._mine.get(it, "") for it in ids}

    def _was_given_back(self, conversation_id: UUID) -> bool:
        entries = [it for it in self._bridge.queries.timeline(conversation_id) if it.conversation_id == conversation_id]
        last = next((it for it in reversed(entries) if it.kind is EntryKind.ASSIGNED), None)
        return last is not None and last.author_kind is AuthorKind.SYSTEM and not last.payload.get("to")
