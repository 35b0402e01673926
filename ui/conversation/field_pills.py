"""What was filled in of the open request, as far as it says something: each is a button that changes it."""

from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.client.row import ConversationCard
from app.domain.request_field import FieldName
from app.domain.status import Kind, Priority
from app.language.plain_text import one_line
from ui.field_words import disposition_name, field_name, kind_name, priority_look, priority_name
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import show_when
from ui.widgets.pill import Pill, PillButton, PillKind


class FieldPills(QWidget):
    """As many buttons as fit whole; the menu of the header has them all."""

    pressed = Signal(object, object)
    """A field is to be changed. Carries its ``FieldName`` and the button, to open a menu under."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("field_pills")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._wanted: list[PillButton] = []
        names = (FieldName.PRIORITY, FieldName.KIND, FieldName.ORDER, FieldName.DISPOSITION)
        self._buttons = {name: PillButton(parent=self) for name in names}
        for name, button in self._buttons.items():
            button.clicked.connect(partial(self._on_clicked, name))
            button.hide()
        self.hide()

    def show_card(self, card: ConversationCard) -> None:
        """Show the fields of a request that hold more than what is usual."""
        pills = _pills(card)
        for name, button in self._buttons.items():
            if name in pills:
                button.set_pill(pills[name])
                told = _("{field}: {value}. Change").format(field=field_name(name), value=pills[name].text)
                button.setAccessibleName(told)
                button.setToolTip(field_name(name))
        self._wanted = [button for name, button in self._buttons.items() if name in pills]
        show_when(self, bool(pills))
        self.updateGeometry()
        self._place()

    def sizeHint(self) -> QSize:
        """All of them."""
        gap = theme().space(3)
        width = sum(it.sizeHint().width() + gap for it in self._wanted)
        return QSize(max(0, width - gap), self._tallest())

    def minimumSizeHint(self) -> QSize:
        """The priority alone: that it is urgent is never out of sight."""
        button = self._buttons[FieldName.PRIORITY]
        width = button.sizeHint().width() if button in self._wanted else 0
        return QSize(width, self._tallest())

    def used(self, width: int) -> int:
        """How much of ``width`` px whole buttons take."""
        gap, taken = theme().space(3), 0
        for button in self._wanted:
            further = taken + (gap if taken else 0) + button.sizeHint().width()
            taken = further if further <= width else taken
        return taken

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Others fit now."""
        super().resizeEvent(event)
        self._place()

    def _tallest(self) -> int:
        return max(theme().size("hit.min"), *(it.sizeHint().height() for it in self._buttons.values()))

    def _place(self) -> None:
        x = 0
        for button in self._buttons.values():
            size = button.sizeHint()
            fits = button in self._wanted and x + size.width() <= self.width()
            show_when(button, fits)
            if fits:
                button.setGeometry(x, (self.height() - size.height()) // 2, size.width(), size.height())
                x += size.width() + theme().space(3)

    def _on_clicked(self, name: FieldName) -> None:
        self.pressed.emit(name, self._buttons[name])


def _pills(card: ConversationCard) -> dict[FieldName, Pill]:
    found: dict[FieldName, Pill] = {}
    if card.fields.priority is not Priority.NORMAL:
        kind, icon = priority_look(card.fields.priority)
        found[FieldName.PRIORITY] = Pill(priority_name(card.fields.priority), kind, icon)
    if card.kind is not Kind.QUESTION:
        found[FieldName.KIND] = Pill(kind_name(card.kind))
    if card.fields.order_number:
        found[FieldName.ORDER] = Pill(one_line(card.fields.order_number, 24), PillKind.NEUTRAL, "package")
    if card.fields.disposition:
        found[FieldName.DISPOSITION] = Pill(disposition_name(card.fields.disposition), PillKind.NEUTRAL, "flag")
    return found
