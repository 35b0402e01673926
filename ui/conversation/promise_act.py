"""What is promised in the open request: made, kept, given another time, withdrawn."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.client.customer_row import PromiseRow
from app.client.row import EntryRow
from app.commands.promise import KEPT, MOST_REASON, WITHDRAWN, MakePromise
from app.domain.entry import EntryKind
from ui.bridge.desk_bridge import DeskBridge
from ui.bridge.unfinished import keep_fields
from ui.conversation.block_words import number_text
from ui.conversation.line_dialog import LineDialog
from ui.conversation.promise_dialog import PromiseDialog
from ui.conversation.request_act import RequestActs
from ui.promises import Promising, owed_in
from ui.translation import _
from ui.widgets.toast import UNDO_MS
from ui.wording import button_text

_NAME = 40
"""Letters of a promise in a menu."""


class PromiseActs(QObject):
    """Every change leaves as a command, with some seconds to undo it; without a choice it is the one due first."""

    request_opened = Signal(object)
    """The request in which something was promised is to be shown. Carries its ``UUID``."""

    def __init__(self, bridge: DeskBridge, acts: RequestActs, window: QWidget) -> None:
        super().__init__(window)
        self._bridge, self._acts, self._window = bridge, acts, window
        self._make = Promising(bridge.queries, bridge.new_id)
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
        card = self._acts.card
        return [] if card is None else owed_in(self._bridge.queries, card.row.id)

    def _with_first(self, act: Callable[[PromiseRow], object]) -> None:
        for promise in self.open_ones()[:1]:
            act(promise)

    # ------------------------------------------------------------------ the acts

    def ask(self) -> None:
        """What is promised, and by when?"""
        card = self._acts.card
        if card is not None:
            dialog = PromiseDialog(self._bridge.now(), "", self._window)
            dialog.promised.connect(partial(self._promise, card.row.id))
            keep_fields(self._bridge, f"promise:{card.row.id}", dialog, {"text": dialog.line}, card.row.id)
            self._show(dialog)

    def _promise(self, conversation_id: UUID, text: str, due_at: datetime) -> None:
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
        self._bridge.submit(self._make.move(promise, due_at), undo_ms=UNDO_MS)

    def ask_reason(self, promise: PromiseRow) -> None:
        """Why is it owed no more?"""
        dialog = LineDialog(_("Why is the promise withdrawn?"), "", MOST_REASON, self._window, may_be_empty=False)
        dialog.chosen.connect(partial(self._settle, promise, WITHDRAWN))
        keep_fields(self._bridge, f"withdraw:{promise.id}", dialog, {"why": dialog.line}, promise.conversation_id)
        self._show(dialog)

    def _settle(self, promise: PromiseRow, state: str, reason: str = "") -> None:
        self._bridge.submit(self._make.settle(promise, state, reason), undo_ms=UNDO_MS)

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
        menu.addAction(_("Track a promise…"), self._acts.offered(self.ask))
        return menu

    def pop(self, promise: PromiseRow, under: QWidget) -> None:
        """What can be done with one, of whichever request, under its line."""
        menu = self.menu_of(promise)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(under.mapToGlobal(under.rect().bottomLeft()))

    def menu_of(self, promise: PromiseRow) -> QMenu:
        """The same as a menu; the caller shows and deletes it."""
        menu = QMenu(self._window)  # not the line's: that may be read anew meanwhile
        menu.setObjectName("promise_menu")
        card, here = self._bridge.queries.card(promise.conversation_id), self._acts.card
        if card is None:
            menu.addAction(_("It was promised in a request that is not on this computer")).setEnabled(False)
            return menu
        self._add(menu, promise)
        if here is None or here.row.id != card.row.id:
            menu.addSeparator()
            words = _("Open {request}").format(request=number_text(card.row.number))
            menu.addAction(words, partial(self.request_opened.emit, card.row.id))
        return menu

    def add_to_request(self, menu: QMenu) -> None:
        """The part of the header's menu that is ours."""
        menu.addAction(_("Track a promise…"), self._acts.offered(self.ask))
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
