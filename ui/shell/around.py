"""Colleagues at the open request and in the list: who looks, who answers; and that one answers oneself."""

from collections.abc import Iterable
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.client.presence import Colleague
from app.client.row import ConversationCard
from app.domain.work_state import WorkState
from app.language.plain_text import one_line
from ui.bridge.desk_bridge import DeskBridge
from ui.standing import standing_words
from ui.translation import _, ngettext

CLAIM_EVERY_MS = 20_000
"""A claim holds for 60 s: who goes on writing loses none by one lost request."""


class Around(QObject):
    """Tells the server what is open and answered here, and the panes who else is there."""

    people_changed = Signal(str)
    """Who looks at or answers the open request. Carries the words, empty when nobody does."""

    held = Signal(str)
    """A colleague began to answer the open request before. Carries the words, empty when nobody did."""

    def __init__(self, bridge: DeskBridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._open: UUID | None = None
        self._state: WorkState | None = None
        self._claimed = QTimer(self, interval=CLAIM_EVERY_MS, singleShot=True)
        bridge.people_changed.connect(self._on_people_changed)

    @Slot(object)
    def show_card(self, card: ConversationCard | None) -> None:
        """Another conversation is open."""
        self._open = card.row.id if card is not None and card.begun is None else None
        self._claimed.stop()
        self._look()
        self._show()

    def set_state(self, state: WorkState) -> None:
        """Colleagues see it. Who is away is seen at no request, whatever is open here; who writes all the same is."""
        self._state = state
        self._look(anew=True)

    def _look(self, *, anew: bool = False) -> None:
        there = self._open if self._state in (None, WorkState.AVAILABLE) else None
        self._bridge.desk.presence.look(there, self._state, anew=anew)

    @Slot()
    def claim(self) -> None:
        """Something is being written here: colleagues see it from the first key on."""
        if self._open is not None and not self._claimed.isActive():
            self._claimed.start()
            self._bridge.desk.presence.claim(self._open)

    @Slot(object)
    def _on_people_changed(self, conversations: frozenset[UUID]) -> None:
        if self._open in conversations:
            self._show()

    def _show(self) -> None:
        people = self._bridge.desk.presence.at(self._open) if self._open is not None else ()
        self.people_changed.emit(people_words(self._bridge, people))
        holder = next((it for it in people if it.claims), None)
        words = _("{name} is already answering. What you write is kept") if holder is not None else ""
        self.held.emit(words.format(name=name_of(self._bridge, holder.user_id)) if holder is not None else "")


def people_words(bridge: DeskBridge, people: Iterable[Colleague]) -> str:
    """“Denis is answering”, else “Denis is looking at this”, and how many more are there; empty for nobody.

    Who began to answer and went away is said to be away, too: “Denis is answering (at lunch)”.
    """
    ordered = sorted(people, key=lambda it: not (it.claims or it.writes))
    if not ordered:
        return ""
    first, more = ordered[0], len(ordered) - 1
    name = name_of(bridge, first.user_id)
    answers = first.claims or first.writes
    words = _("{name} is answering") if answers else _("{name} is looking at this")
    words = words.format(name=name)
    if standing := standing_words(bridge.standing.of(first.user_id)):
        words = f"{words} ({standing})"
    others = ngettext("and {count} more", "and {count} more", more).format(count=more)
    return f"{words} {others}" if more else words


def answering_words(bridge: DeskBridge, conversation_id: UUID) -> str:
    """“Denis is answering” for a row of the list; who only looks is no news there."""
    people = [it for it in bridge.desk.presence.at(conversation_id) if it.claims or it.writes]
    return people_words(bridge, people)


def name_of(bridge: DeskBridge, user_id: UUID) -> str:
    """The first name of a colleague."""
    found = next((it.name for it in bridge.queries.users() if it.id == user_id), "")
    return one_line(found).partition(" ")[0] or _("A colleague")
