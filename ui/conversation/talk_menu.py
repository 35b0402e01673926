"""What a request and its rows offer beyond the daily: fields, links, merges, moves, reasons; the same in every menu."""

from collections.abc import Callable, Mapping
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from app.client.block import LinkedRow
from app.client.row import EntryRow
from app.domain.entry import EntryKind
from app.domain.request_field import FieldName
from ui.bridge.desk_bridge import DeskBridge
from ui.conversation.block_words import linked_text, number_text
from ui.conversation.entry_text import TimelineWords
from ui.conversation.field_act import FieldActs
from ui.conversation.item import Item
from ui.conversation.join_act import JoinActs
from ui.conversation.letter_act import LetterActs
from ui.conversation.print_out import PrintOut
from ui.conversation.promise_act import PromiseActs
from ui.conversation.request_act import RequestActs
from ui.conversation.row_act import RowActs
from ui.conversation.why_dialog import WhyDialog
from ui.talk_link import link_to
from ui.translation import _
from ui.widgets.menu import pop_up
from ui.wording import button_text

_NAMES = {EntryKind.MERGE: ("into", "from"), EntryKind.MOVE: ("to", "from"), EntryKind.LINK: ("with",)}
"""The fields in which a row names another request, by its kind."""


class TalkMenu(QObject):
    """Builds the entries and does what is chosen in them."""

    request_opened = Signal(object)
    """Another request is to be shown. Carries its ``UUID``."""

    def __init__(self, bridge: DeskBridge, acts: RequestActs, words: TimelineWords, window: QWidget) -> None:
        super().__init__(window)
        self.paper = PrintOut(bridge.queries, words, window)
        self._bridge, self._acts, self._window = bridge, acts, window
        self.fields, self.joins = FieldActs(bridge, acts, window), JoinActs(bridge, acts, window)
        self.promises, self.letters = PromiseActs(bridge, acts, window), LetterActs(bridge, window)
        self.joins.moved_away.connect(self.request_opened)
        self.promises.request_opened.connect(self.request_opened)
        self._current: Callable[[], Item | None] = lambda: None
        self.dialog: WhyDialog | None = None

    def serve(self, acts: RowActs, current: Callable[[], Item | None]) -> None:
        """Offer it in the menu of each row; ``current``: the row one stands on."""
        acts.also, self._current = self.add_to_row, current
        acts.taken_back.connect(self.letters.take_back)
        acts.sent_again.connect(self.letters.ask_again)
        acts.request_opened.connect(self.request_opened)

    def slots(self) -> Mapping[str, Callable[[], object]]:
        """By the ids of actions: what the menus of the window offer while a request is open."""
        return {
            "fields": self.pop_fields,
            "merge": self.joins.ask_merge,
            "link": self.joins.ask_link,
            "rethread": partial(self._with_current, self.joins.ask_move),
            "why": partial(self._with_current, self.ask_why),
            "copy-link": self.copy_link,
            "print": self.print_request,
            **self.promises.slots(),
            "customer-after-all": self._acts.mark_customer,
            "discard-letter": self._acts.discard_letter,
        }

    def _with_current(self, act: Callable[[EntryRow], object]) -> None:
        item = self._current()
        if item is not None and item.entry is not None:
            act(item.entry)

    # ------------------------------------------------------------------ the request

    def print_request(self) -> None:
        """The open request on paper."""
        if self._acts.card is not None:
            self.paper.print_request(self._acts.card)

    def pop_fields(self) -> None:
        """All fields, in the middle of the request."""
        if self._acts.card is None:
            return
        menu = QMenu(self._window)
        menu.setObjectName("fields_menu")
        self.fields.add_all(menu)
        menu.aboutToHide.connect(menu.deleteLater)
        pop_up(menu, self._window.mapToGlobal(self._window.rect().center()), by_key=True)

    def pop_field(self, name: FieldName, under: QWidget) -> None:
        """The values of one field under its button; of the order the line to type."""
        if name in (FieldName.ORDER, FieldName.SUBJECT):
            self.fields.ask(name)
            return
        menu = self.fields.menu(name, self._window)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(under.mapToGlobal(under.rect().bottomLeft()))

    def add_to_request(self, menu: QMenu) -> None:
        """The part of the header's menu that is ours."""
        card = self._acts.card
        if card is None:
            return
        menu.addSeparator()
        self.promises.add_to_request(menu)
        fields = menu.addMenu(_("Fields"))
        self.fields.add_all(fields)
        offered = self._acts.offered
        merges = menu.addAction(_("Merge with another request…"), offered(self.joins.ask_merge))
        merges.setEnabled(self.joins.can_merge())
        menu.addAction(_("Link with another request…"), offered(self.joins.ask_link))
        for row in card.fields.links:
            self._add_link(menu, row)
        menu.addAction(_("Copy link to the request"), offered(self.copy_link))
        for other in (card.fields.goes_on_from, card.fields.merged_into):
            if other is not None:
                words = _("Open {request}").format(request=button_text(linked_text(other)))
                menu.addAction(words, partial(self.request_opened.emit, other.id))

    def _add_link(self, menu: QMenu, row: LinkedRow) -> None:
        words = _("Linked: {request}").format(request=button_text(linked_text(row)))
        part = menu.addMenu(words)
        part.addAction(_("Open"), partial(self.request_opened.emit, row.id)).setEnabled(row.status is not None)
        part.addAction(_("Remove the link"), self._acts.offered(partial(self.joins.unlink, row.id)))

    def open_merged(self) -> None:
        """Go where the open request goes on."""
        card = self._acts.card
        if card is not None and card.fields.merged_into is not None:
            self.request_opened.emit(card.fields.merged_into.id)

    def copy_link(self) -> None:
        """An address that opens this request in Deskhand."""
        if self._acts.card is not None:
            QGuiApplication.clipboard().setText(link_to(self._acts.card.row.id))

    # ------------------------------------------------------------------ a row

    def add_to_row(self, menu: QMenu, item: Item) -> None:
        """The part of a row's menu that is ours."""
        entry = item.entry
        if entry is None:
            return
        menu.addSeparator()
        self.promises.add_to_row(menu, entry)
        menu.addAction(_("Why?"), partial(self.ask_why, entry))
        if self._acts.may_trust(entry):
            menu.addAction(_("A person wrote it"), partial(self._acts.trust, entry))
        if self.joins.can_move(entry):
            menu.addAction(_("Move to another request…"), partial(self.joins.ask_move, entry))
            menu.addAction(_("Make a request of its own…"), partial(self.joins.ask_split, [entry]))
        if self.joins.can_take_back(entry):
            menu.addAction(_("Take this back"), partial(self.joins.take_back, entry))
        menu.addAction(_("Copy link to this message"), partial(self._copy_row_link, entry))
        for other, words in self._others(entry):
            menu.addAction(words, partial(self.request_opened.emit, other))

    def _others(self, entry: EntryRow) -> list[tuple[UUID, str]]:
        """Requests that a row leads to: its own when it stands in an earlier block, and the one it names."""
        found: dict[UUID, object] = {}
        card = self._acts.card
        if card is not None and entry.conversation_id != card.row.id:
            found[entry.conversation_id] = entry.number
        named = _named(entry)
        if named is not None and (card is None or named != card.row.id):
            found.setdefault(named, entry.payload.get("number"))
        return [(it, _("Open {request}").format(request=number_text(number))) for it, number in found.items()]

    def _copy_row_link(self, entry: EntryRow) -> None:
        QGuiApplication.clipboard().setText(link_to(entry.conversation_id, entry.entry_id))

    def ask_why(self, entry: EntryRow) -> None:
        """Show the reasons of an entry."""
        dialog = WhyDialog(entry, self._window, can_move=self.joins.can_move(entry))
        dialog.move_wanted.connect(partial(self.joins.ask_move, entry))
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()


def _named(entry: EntryRow) -> UUID | None:
    """The request that a row names; None when it names none: an assignment names a person, a move a queue."""
    names = _NAMES.get(entry.kind, ())
    named = next((value for name in names if (value := entry.payload.get(name))), "")
    try:
        return UUID(str(named))
    except ValueError:
        return None
