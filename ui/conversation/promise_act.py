"""What is promised in the open request: made, kept, given another time, withdrawn."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from app.client.customer_row import PromiseRow
from app.client.row import EntryRow
from app.commands.customer import MakePromise
from app.commands.promise import KEPT, MOST_OTHERS, MOST_REASON, OPEN, WITHDRAWN, MovePromise, SettlePromise
from app.domain.entry import EntryKind
from ui.bridge.desk_bridge import DeskBridge
from ui.conversation.line_dialog import LineDialog
from ui.conversation.promise_dialog import PromiseDialog
from ui.conversation.request_act import RequestActs
from ui.translation import _
from ui.widgets.toast import UNDO_MS
from ui.wording import button_text

_NAME = 40
"""Letters of a promise in a menu."""


class PromiseActs(QObject):
    """Every change leaves as a command, with some seconds to undo it; without a choice it is the one due first."""

    def __init__(self, bridge: DeskBridge, acts: RequestActs, window: QWidget) -> None:
        super().__init__(window)
        self._bridge, self._acts, self._window = bridge, acts, window
        self.dialog: PromiseDialog | LineDialog | None = None
        """What is being asked."""

    def slots(self) -> Mapping[str, Callable[[], object]]:
        """By the ids of actions."""
        return {
            "promise": self.ask,
            "promise-kept": partial(self._with_first, self.keep),
            "promise-move": partial(self._with_first, self.ask_time),
            "promise-withdraw": partial(self._with_first, self.ask_reason),
        }

    def open_ones(self) -> list[PromiseRow]:
        """What is owed in the open request, the first due first."""
        return [it for it in self._all() if it.state == OPEN]

    def _all(self) -> list[PromiseRow]:
        card = self._acts.card
        customer = None if card is None else self._bridge.queries.customer(card.row.customer_id)
        if card is None or customer is None:
            return []
        found = [it for it in customer.promises if it.conversation_id == card.row.id]
        return sorted(found, key=lambda it: (it.state != OPEN, it.due_at))

    def _with_first(self, act: Callable[[PromiseRow], object]) -> None:
        for promise in self.open_ones()[:1]:
            act(promise)

    # ------------------------------------------------------------------ the acts

    def ask(self) -> None:
        """What is promised, and by when?"""
        card = self._acts.card
        if card is not None:
            dialog = PromiseDialog(self._bridge.now(), "", self._window)
            dialog.promised.connect(partial(self._make, card.row.id))
            self._show(dialog)

    def _make(self, conversation_id: UUID, text: str, due_at: datetime) -> None:
        new_id = self._bridge.new_id
        self._bridge.submit(MakePromise(conversation_id, new_id(), new_id(), text, due_at), undo_ms=UNDO_MS)

    def keep(self, promise: PromiseRow) -> None:
        """What was promised is done."""
        self._settle(promise, KEPT)

    def ask_time(self, promise: PromiseRow) -> None:
        """By which other time?"""
        dialog = PromiseDialog(self._bridge.now(), promise.text, self._window)
        dialog.promised.connect(lambda _text, due_at: self._move(promise, due_at))
        self._show(dialog)

    def _move(self, promise: PromiseRow, due_at: datetime) -> None:
        if due_at == promise.due_at:
            return
        others = self._others(promise)
        entry_id = self._bridge.new_id()
        command = MovePromise(promise.conversation_id, entry_id, promise.id, due_at, promise.due_at, others)
        self._bridge.submit(command, undo_ms=UNDO_MS)

    def ask_reason(self, promise: PromiseRow) -> None:
        """Why is it owed no more?"""
        dialog = LineDialog(_("Why is the promise withdrawn?"), "", MOST_REASON, self._window, may_be_empty=False)
        dialog.chosen.connect(partial(self._settle, promise, WITHDRAWN))
        self._show(dialog)

    def _settle(self, promise: PromiseRow, state: str, reason: str = "") -> None:
        others, entry_id = self._others(promise), self._bridge.new_id()
        command = SettlePromise(promise.conversation_id, entry_id, promise.id, state, reason, others)
        self._bridge.submit(command, undo_ms=UNDO_MS)

    def _others(self, promise: PromiseRow) -> list[UUID]:
        return [it.id for it in self._all() if it.id != promise.id][:MOST_OTHERS]

    def _show(self, dialog: PromiseDialog | LineDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # ------------------------------------------------------------------ menus

    def menu(self, under: QWidget) -> QMenu:
        """What can be done with what is owed, under its button; the caller shows and deletes it."""
        menu = QMenu(under)
        self._add_open(menu)
        menu.addSeparator()
        menu.addAction(_("Track a promise…"), self.ask)
        return menu

    def add_to_request(self, menu: QMenu) -> None:
        """The part of the header's menu that is ours."""
        menu.addAction(_("Track a promise…"), self.ask)
        for promise in self.open_ones():
            self._add(menu.addMenu(_named(promise)), promise)

    def add_to_row(self, menu: QMenu, entry: EntryRow) -> None:
        """The part of the menu of a promise's line, while that is owed."""
        if entry.kind is EntryKind.PROMISE:
            promise_id = str(entry.payload.get("promise_id"))
            for promise in [it for it in self.open_ones() if str(it.id) == promise_id]:
                self._add(menu, promise)

    def _add_open(self, menu: QMenu) -> None:
        found = self.open_ones()
        for promise in found:
            self._add(menu if len(found) == 1 else menu.addMenu(_named(promise)), promise)

    def _add(self, menu: QMenu, promise: PromiseRow) -> None:
        menu.addAction(_("Promise kept"), partial(self.keep, promise))
        menu.addAction(_("Move the promise…"), partial(self.ask_time, promise))
        menu.addAction(_("Withdraw the promise…"), partial(self.ask_reason, promise))


def _named(promise: PromiseRow) -> str:
    return button_text(promise.text[:_NAME])


def promise_words(command: object) -> str:
    """What the bar says while it can be undone at once; empty for other commands."""
    if isinstance(command, MakePromise):
        return _("Promised to the customer")
    if isinstance(command, MovePromise):
        return _("The promise has another time")
    if isinstance(command, SettlePromise):
        return _("Promise kept") if command.state == KEPT else _("Promise withdrawn")
    return ""
