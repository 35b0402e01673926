"""A list of reusable texts inside the composer: type to filter, Enter inserts, Escape closes."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.client.row import TemplateRow
from app.language.match import Typed
from app.language.plain_text import one_line
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.button import Button
from ui.widgets.selection import FollowedSelection

_ROWS = 4
_SEARCHED = 400
_SHOWN = 120
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


Fill = Callable[[TemplateRow], str]
"""A text with the values of the open conversation."""


class TemplateItem(QListWidgetItem):
    """A text by its title and as it would be put in; that is worked out when the row is first seen."""

    def __init__(self, template: TemplateRow, fill: Fill) -> None:
        super().__init__()
        self.template, self._fill = template, fill

    @cached_property
    def _words(self) -> str:
        return f"{one_line(self.template.title, 80)} — {one_line(self._fill(self.template), _SHOWN)}"

    def data(self, role: int) -> Any:
        """What the list asks for; rows are as wide as the list, so that a long one is cut with an ellipsis."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words
        if role == Qt.ItemDataRole.SizeHintRole:
            look = theme()
            return QSize(1, look.line("body") + look.space(3))
        return super().data(role)


class TemplatePicker(QWidget):
    """Never covers the talk: it takes room in the composer."""

    chosen = Signal(object)
    """A text was chosen. Carries its ``TemplateRow``."""
    closed = Signal()
    """The list went away without a choice."""
    spaced = Signal()
    """A space was typed before anything else: no text is wanted, and the list went away."""
    edit_wanted = Signal()
    """The texts themselves are to be changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._templates: Sequence[TemplateRow] = ()
        self._fill: Fill = _raw
        self._field, self._list = QLineEdit(), QListWidget()
        self._list.setObjectName("templates")
        self._list.setUniformItemSizes(True)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        FollowedSelection(self._list)
        self._field.textChanged.connect(self._find)
        self._field.returnPressed.connect(self._on_returned)
        self._field.installEventFilter(self)
        self._list.installEventFilter(self)
        self._list.itemClicked.connect(lambda item: self.chosen.emit(item.template))
        self.edit = Button(look="link")
        self.edit.clicked.connect(self.edit_wanted)
        column, head = QVBoxLayout(self), QHBoxLayout()
        head.addWidget(self._field, 1)
        head.addWidget(self.edit)
        column.addLayout(head)
        column.addWidget(self._list)
        self._column = column
        self.restyle()
        self.retranslate()
        self.hide()

    def offer(self, templates: Sequence[TemplateRow], locale: str, channel: str, fill: Fill) -> None:
        """Show the texts for that language and channel, the customer's language first, as ``fill`` has it."""
        self._fill = fill
        fitting = [it for it in templates if it.channel in ("", channel)]
        self._templates = sorted(fitting, key=lambda it: (it.locale not in ("", locale), it.title.casefold()))
        self._field.clear()
        self._find()
        self.show()
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_list(self) -> None:
        """Hide it and tell."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows in the field move in the list; Escape closes."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.close_list()
                return True
            if watched is self._field and event.key() == Qt.Key.Key_Space and not self._field.text():
                self.close_list()
                self.spaced.emit()
                return True
            if watched is self._field and event.key() in _MOVES:
                self._list.event(event)
                return True
            if watched is self._list and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._on_returned()
                return True
        return super().eventFilter(watched, event)

    def restyle(self) -> None:
        """Four rows high."""
        look = theme()
        self._column.setContentsMargins(look.space(4), look.space(3), look.space(4), look.space(3))
        self._column.setSpacing(look.space(2))
        self._list.setFixedHeight(_ROWS * (look.line("body") + look.space(3)))

    def retranslate(self) -> None:
        """Fixed words."""
        self._field.setPlaceholderText(_("Find a text to reuse"))
        self._field.setAccessibleName(_("Find a text to reuse"))
        self._list.setAccessibleName(_("Texts to reuse"))
        self.edit.setText(_("Change texts…"))

    def _find(self) -> None:
        typed = Typed(self._field.text())
        self._list.clear()
        for template in self._found(typed):
            self._list.addItem(TemplateItem(template, self._fill))
        self._list.setCurrentRow(0)

    def _found(self, typed: Typed) -> list[TemplateRow]:
        """Those that fit, the title before the text, the best first; nothing typed: all in their order."""
        fits = [(it, typed.match(it.title), typed.match(one_line(it.body, _SEARCHED))) for it in self._templates]
        there = [(it, title, text) for it, title, text in fits if title or text]
        if not self._field.text().strip():
            return [it for it, _title, _text in there]
        there.sort(key=lambda it: -(it[1].score + 1 if it[1] else it[2].score if it[2] else 0))
        return [it for it, _title, _text in there]

    def _on_returned(self) -> None:
        item = self._list.currentItem()
        if isinstance(item, TemplateItem):
            self.hide()
            self.chosen.emit(item.template)


def _raw(template: TemplateRow) -> str:
    return template.body
