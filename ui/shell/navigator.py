"""Which conversation is open, and the ways from one to the next."""

from collections.abc import Callable, Mapping
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from app.client.port import Touched
from app.client.row import ConversationCard
from app.client.view import View, ViewKind
from ui.bridge.desk_bridge import DeskBridge
from ui.shell.assign import assign
from ui.shell.history import History
from ui.shell.screens import Screens
from ui.shell.taking import next_to_take, unread_chat
from ui.shell.workspace import Workspace


class Navigator(QObject):
    """Keeps list, conversation and panels on the same conversation."""

    opened = Signal(object)
    """Another conversation is open. Carries its ``UUID``, or None: none is."""

    def __init__(self, bridge: DeskBridge, workspace: Workspace, screens: Screens) -> None:
        super().__init__(workspace)
        self._bridge = bridge
        self._workspace = workspace
        self._list = workspace.list_pane
        self._screens = screens
        self.history = History()
        self.open_id: UUID | None = None
        self._taken: UUID | None = None
        """What was taken, until it is a row of the list: this computer's copy knows it a moment later."""
        self._list.opened.connect(self.open)
        self._list.take_next_requested.connect(self.take_next)
        self._list.moved.connect(workspace.rail.go_to_view)
        workspace.rail.chosen.connect(self.show_view)
        screens.talk.solved.connect(self._on_solved)
        screens.talk.requested.connect(self.open)
        screens.composer.solved.connect(self._on_solved)
        bridge.touched.connect(self._on_touched)
        bridge.settled.connect(self._on_settled)  # after the list, which was connected when it was made
        bridge.undone.connect(self._on_undone)

    def slots(self) -> Mapping[str, Callable[[], object]]:
        """By the ids of actions."""
        return {
            "back": partial(self.step_history, -1), "forward": partial(self.step_history, 1), "next": self.take_next,
        }  # fmt: skip

    def card(self) -> ConversationCard | None:
        """The open conversation as its pane knows it: read once for all; None also while it is not here yet."""
        return self._screens.talk.card if self.open_id else None

    @Slot(object)
    def open(self, conversation_id: UUID) -> None:
        """Show a conversation in all panes and remember the way."""
        self.history.visit(conversation_id)
        self._show(conversation_id)

    def step_history(self, direction: int) -> None:
        """Alt+Left and Alt+Right; from an empty place back is to what was open before it."""
        conversation_id = self.history.step(0 if direction < 0 and self.open_id is None else direction)
        if conversation_id is not None:
            self._show(conversation_id)

    @Slot(object)
    def show_view(self, view: View) -> None:
        """Go to another place of the rail: what is open there stays, else its first conversation opens, or none.

        The list is painted before the conversation opens: it is what was asked for.
        """
        self._screens.put_off()
        self._list.set_view(view)
        if self.open_id is not None and self._list.view.show_open(self.open_id):
            return
        first = self._list.model.id_at(0)
        if first is None:
            self._leave()
            return
        self.history.visit(first)
        self._show(first, after_frame=True)

    def open_first(self) -> None:
        """At the start: the most urgent conversation is open."""
        first = self._list.model.id_at(0)
        if first is not None and self.open_id is None:
            self._list.view.go_to(0)

    @Slot()
    def take_next(self) -> None:
        """Take what is to be taken next and open it: a live chat first, else the most urgent of nobody's.

        Who talks in live chats is led to the next of their own where somebody has written before they take another.
        """
        here, me = self.card(), self._bridge.desk.person.user_id
        unread = None if here is None else unread_chat(self._bridge.queries, here.row, me)
        if unread is not None:
            self.open(unread)
            self._screens.talk.focus_composer()
            return
        shown = self._list.model.view
        free = next_to_take(self._bridge.queries, shown, self._bridge.now())
        card = None if free is None else self._bridge.queries.card(free)
        if card is None or not assign(self._bridge, card, me):
            return
        if shown.kind is not ViewKind.QUEUE or shown.queue_id != card.row.queue_id:
            self._workspace.rail.show_view(View(ViewKind.MINE))
            self._list.set_view(View(ViewKind.MINE))
        self._taken = card.row.id
        self._show_taken()
        self.open(card.row.id)
        self._screens.talk.focus_composer()

    def _show(self, conversation_id: UUID, *, after_frame: bool = False) -> None:
        self.open_id = conversation_id
        self._bridge.desk.lookup.want(conversation_id)
        self._list.view.show_open(conversation_id)
        self._screens.open(conversation_id, partial(self.opened.emit, conversation_id), after_frame=after_frame)

    def _leave(self) -> None:
        """Nothing of this place is there to be open."""
        self.open_id = None
        self._list.view.show_open(None)
        self._screens.open(None, partial(self.opened.emit, None))

    @Slot(object)
    def _on_solved(self, conversation_id: UUID) -> None:
        self._list.solved(conversation_id)

    def _show_taken(self) -> None:
        """It stands in the list though the order of that rests: for who took it, it is nothing new."""
        if self._taken is not None:
            self._list.model.catch_up()
            if self._list.view.show_open(self._taken):
                self._taken = None

    @Slot(object)
    def _on_settled(self, touched: Touched) -> None:
        if self._taken is not None and (touched.everything or self._taken in touched.conversations):
            if self._taken == self.open_id:  # else one has gone on to another
                self._show_taken()
            self._taken = None

    @Slot(object)
    def _on_undone(self, _change_id: UUID) -> None:
        """What was taken back is in the list at once, though its order rests: it is nothing new."""
        self._list.model.catch_up()
        if not self._list.view.picked_ids():
            self._list.view.show_open(self.open_id)

    @Slot(object)
    def _on_touched(self, touched: Touched) -> None:
        """The first conversations have come, or the card of one that was not here yet."""
        if self.open_id is None and not self.history:
            self.open_first()
        if self.open_id is None or self.card() is not None:
            return
        if touched.everything or self.open_id in touched.conversations:
            self._show(self.open_id)
