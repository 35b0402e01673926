"""A list of reusable texts inside the composer: type to filter, Enter inserts, Escape closes."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.client.row import OutgoingFile, TemplateRow
from app.language.match import Typed
from app.language.plain_text import one_line
from ui.composer.template_item import FILES_ROLE, Fill, TemplateDelegate, TemplateItem, file_names, files_place
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.button import Button
from ui.widgets.foreign import tooltip
from ui.widgets.selection import FollowedSelection

_ROWS = 4
_SEARCHED = 400
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


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
    file_wanted = Signal(object, object)
    """A file of a text is to be looked at. Carries its ``OutgoingFile`` and a list of all of that text."""
    files_wanted = Signal(object, QPoint)
    """What can be done with files is asked for. Carries a list of ``OutgoingFile``, and where on the screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._templates: Sequence[TemplateRow] = ()
        self._fill: Fill = _raw
        self._field, self._list = QLineEdit(), QListWidget()
        self._list.setObjectName("templates")
        self._list.setUniformItemSizes(True)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setItemDelegate(TemplateDelegate(self._list))
        FollowedSelection(self._list)
        self.nothing = QLabel(wordWrap=True)
        self.nothing.setTextFormat(Qt.TextFormat.PlainText)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.nothing.setProperty("role", "secondary")
        self._field.textChanged.connect(self._find)
        self._field.returnPressed.connect(self._on_returned)
        for part in (self._field, self._list, self._list.viewport()):
            part.installEventFilter(self)
        self._list.itemClicked.connect(lambda item: self.chosen.emit(item.template))
        self._list.currentItemChanged.connect(self._show_open)
        self.open, self.edit = Button(look="link"), Button(look="link")
        self.open.clicked.connect(self._on_open)
        self.edit.clicked.connect(self.edit_wanted)
        column, head = QVBoxLayout(self), QHBoxLayout()
        head.addWidget(self._field, 1)
        for button in (self.open, self.edit):
            head.addWidget(button)
        column.addLayout(head)
        column.addWidget(self._list)
        column.addWidget(self.nothing)
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

    @property
    def current(self) -> UUID | None:
        """The text that Enter would put in; None: there is none, or the list is not shown."""
        item = self._list.currentItem()
        return item.template.id if isinstance(item, TemplateItem) and self.isVisible() else None

    def close_list(self) -> None:
        """Hide it and tell."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows in the field move in the list; the files of a row are pressed apart from it and have its menu."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            taken = self._on_key(watched, event)
        elif isinstance(event, QContextMenuEvent):
            taken = self._on_menu(watched, event)
        else:
            taken = isinstance(event, QMouseEvent) and self._on_mouse(watched, event)
        return taken or super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_list()
        else:
            super().keyPressEvent(event)

    def _on_key(self, watched: QObject, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.close_list()
        elif watched is self._field and event.key() == Qt.Key.Key_Space and not self._field.text():
            self.close_list()
            self.spaced.emit()
        elif watched is self._field and event.key() in _MOVES:
            self._list.event(event)
        elif watched is self._list and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_returned()
        else:
            return False
        return True

    def _on_menu(self, watched: QObject, event: QContextMenuEvent) -> bool:
        """The menu of the row under the mouse, by the key of the one that is chosen; the field keeps its own."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        if watched is self._field and not by_key:
            return False
        item = self._list.currentItem() if by_key else self._list.itemAt(event.pos())
        files = _files_of(item)
        if item is not None and files:
            below = self._list.viewport().mapToGlobal(self._list.visualItemRect(item).bottomLeft())
            self.files_wanted.emit(files, below if by_key else event.globalPos())
        return bool(files)

    def _on_mouse(self, watched: QObject, event: QMouseEvent) -> bool:
        if watched is not self._list.viewport() or event.button() is not Qt.MouseButton.LeftButton:
            return False
        item = self._list.itemAt(event.position().toPoint())
        if item is None or not item.data(FILES_ROLE):
            return False
        place = files_place(QRectF(self._list.visualItemRect(item)), item.data(FILES_ROLE))
        if not place.contains(event.position()):
            return False
        if event.type() is QEvent.Type.MouseButtonRelease:
            self._list.setCurrentItem(item)
            self._on_open()
        return True

    def _on_open(self) -> None:
        """The file of the chosen text; of several one chooses."""
        files = _files_of(self._list.currentItem())
        if len(files) == 1:
            self.file_wanted.emit(files[0], files)
        elif files:
            self.files_wanted.emit(files, self.open.mapToGlobal(self.open.rect().bottomLeft()))

    def _show_open(self) -> None:
        """The button stands where it is as long as any text that is shown has files."""
        files = _files_of(self._list.currentItem())
        self.open.setVisible(any(_files_of(self._list.item(at)) for at in range(self._list.count())))
        self.open.setEnabled(bool(files))
        self.open.setText(_("Open file…") if len(files) > 1 else _("Open file"))
        names = ", ".join(one_line(it.name, 80) for it in files)
        self.open.setAccessibleName(_("Open “{name}”").format(name=names) if files else self.open.text())
        self.open.setToolTip(tooltip(names) if files else _("No file goes with this text"))

    def restyle(self) -> None:
        """Four rows high."""
        look = theme()
        self._column.setContentsMargins(look.space(4), look.space(3), look.space(4), look.space(3))
        self._column.setSpacing(look.space(2))
        height = _ROWS * (look.line("body") + look.space(3))
        for part in (self._list, self.nothing):
            part.setFixedHeight(height)

    def retranslate(self) -> None:
        """Fixed words."""
        self._field.setPlaceholderText(_("Find a text to reuse"))
        self._field.setAccessibleName(_("Find a text to reuse"))
        self._list.setAccessibleName(_("Texts to reuse"))
        self.edit.setText(_("Change texts…"))
        self._show_open()

    def _find(self) -> None:
        typed = Typed(self._field.text())
        self._list.clear()
        for template in self._found(typed):
            self._list.addItem(TemplateItem(template, self._fill))
        self._list.setCurrentRow(0)
        is_empty = self._list.count() == 0
        self._list.setHidden(is_empty)
        self.nothing.setVisible(is_empty)
        self.nothing.setText(
            _("No text to reuse has these words.") if self._field.text().strip() else _("No texts yet.")
        )
        self._show_open()

    def _found(self, typed: Typed) -> list[TemplateRow]:
        """Those that fit, the title before text and files, the best first; nothing typed: all in their order."""
        fits = [(it, typed.match(it.title), typed.match(_searched(it))) for it in self._templates]
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


def _files_of(item: QListWidgetItem | None) -> list[OutgoingFile]:
    return [it.file for it in item.template.files] if isinstance(item, TemplateItem) else []


def _searched(template: TemplateRow) -> str:
    return " ".join((one_line(template.body, _SEARCHED), *file_names(template)))


def _raw(template: TemplateRow) -> str:
    return template.body
