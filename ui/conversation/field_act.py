"""Filling in the open request: menus of its fields, and the two that are typed."""

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from app.client.row import ConversationCard
from app.commands.field import SetField
from app.domain.request_field import MAX_ORDER, MAX_SUBJECT, Disposition, FieldName
from app.domain.status import Kind, Priority
from ui.bridge.desk_bridge import DeskBridge
from ui.bridge.unfinished import keep_fields
from ui.conversation.line_dialog import LineDialog
from ui.conversation.request_act import RequestActs
from ui.field_words import field_name, field_value
from ui.translation import _

_CODES: dict[FieldName, tuple[str, ...]] = {
    FieldName.PRIORITY: tuple(reversed(Priority)),
    FieldName.KIND: tuple(Kind),
    FieldName.DISPOSITION: ("", *Disposition),
}


def value_of(card: ConversationCard, name: FieldName) -> str:
    """What a field of the shown request holds."""
    known: dict[FieldName, str] = {
        FieldName.PRIORITY: card.fields.priority, FieldName.KIND: card.kind, FieldName.SUBJECT: card.row.subject,
        FieldName.DISPOSITION: card.fields.disposition, FieldName.ORDER: card.fields.order_number,
    }  # fmt: skip
    return str(known[name])


class FieldActs(QObject):
    """Every choice leaves as a command; nothing happens while no request is open."""

    def __init__(self, bridge: DeskBridge, acts: RequestActs, window: QWidget) -> None:
        super().__init__(window)
        self._bridge, self._acts, self._window = bridge, acts, window
        self.dialog: LineDialog | None = None
        """What is being asked."""

    def set(self, name: FieldName, value: str) -> None:
        """Give a field of the open request another value."""
        card = self._acts.card
        if card is not None and value != value_of(card, name):
            shown = value_of(card, name)
            self._bridge.submit(SetField(card.row.id, self._bridge.new_id(), name, value, shown))

    def add_all(self, menu: QMenu) -> None:
        """Every field of the open request, as menus and as lines to type."""
        for name in _CODES:
            menu.addMenu(self.menu(name, menu))
        for name in (FieldName.SUBJECT, FieldName.ORDER):
            menu.addAction(_("{field}…").format(field=field_name(name)), self._acts.offered(partial(self.ask, name)))

    def menu(self, name: FieldName, parent: QWidget) -> QMenu:
        """The values of a field, the present one marked."""
        menu = QMenu(field_name(name), parent)
        card = self._acts.card
        one = QActionGroup(menu)
        for code in _CODES[name] if card is not None else ():
            action = menu.addAction(field_value(name, code), self._acts.offered(partial(self.set, name, code)))
            action.setCheckable(True)
            action.setChecked(card is not None and code == value_of(card, name))
            one.addAction(action)
        return menu

    def ask(self, name: FieldName) -> None:
        """Let a line be typed."""
        card = self._acts.card
        if card is None:
            return
        longest = MAX_SUBJECT if name is FieldName.SUBJECT else MAX_ORDER
        shown = value_of(card, name)
        self.dialog = LineDialog(field_name(name), shown, longest, self._window, may_be_empty=name is FieldName.ORDER)
        self.dialog.chosen.connect(self._acts.asked(partial(self.set, name)))
        if name is FieldName.SUBJECT:
            keep_fields(self._bridge, f"subject:{card.row.id}", self.dialog, {"text": self.dialog.line}, card.row.id)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()
