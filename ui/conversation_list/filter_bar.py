"""Narrowing a list: words, and choices as chips that a press takes off again."""

from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.client.query import Queries
from app.client.view import Only, View, ViewKind
from app.language.lookup import other_layout
from ui.conversation_list.filter_menu import FilterWords, filter_menu
from ui.theme.icon import icon
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import follow
from ui.widgets.field import FilterField, lead, name_field
from ui.widgets.flow import FlowLayout
from ui.widgets.pill import Pill, PillButton, PillKind


class FilterBar(QWidget):
    """The field, and below it the chips with a button that adds more."""

    narrowed = Signal(str, object)
    """Something else is wanted. Carries the words and the ``Only``."""

    kept = Signal()
    """The search is to be kept under a name."""

    left = Signal(bool)
    """The cursor goes to the rows; True: and the filter is taken off."""

    def __init__(self, queries: Queries, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = FilterWords(queries)
        self._view = View(ViewKind.MINE)
        self.field = FilterField()
        self.field.setObjectName("list_filter")
        self.field.setClearButtonEnabled(True)
        lead(self.field, icon("search", "text.tertiary"))
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._on_text_changed)
        self.add = PillButton(size="chip")
        self.add.setObjectName("filter_add")
        self.add.clicked.connect(self._on_add_clicked)
        self.keep = PillButton(size="chip")
        self.keep.setObjectName("filter_keep")
        self.keep.clicked.connect(self.kept)
        self._chips: list[PillButton] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._flow = FlowLayout()
        self._column.addWidget(self.field)
        self._column.addLayout(self._flow)
        self._flow.addWidget(self.add)
        self._flow.addWidget(self.keep)
        self.retranslate()
        self.restyle()

    @property
    def chips(self) -> list[PillButton]:
        """What is taken off by a press."""
        return list(self._chips)

    def show_view(self, view: View) -> None:
        """Show what a view is narrowed to; nothing is emitted."""
        self._view = view
        typed = " ".join(self.field.text().split())
        if view.filter not in (typed, other_layout(typed)):
            self.field.blockSignals(True)
            self.field.setText(view.filter)
            self.field.blockSignals(False)
        self._show_chips()

    def open_menu(self) -> None:
        """All choices."""
        menu = filter_menu(self._words, self._view.only, self._toggle, self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.add.mapToGlobal(self.add.rect().bottomLeft()))

    def _show_chips(self) -> None:
        had = next((at for at, chip in enumerate(self._chips) if chip.hasFocus()), -1)
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.deleteLater()
        self._flow.removeWidget(self.add)
        self._flow.removeWidget(self.keep)
        self._chips = [self._chip(*chosen) for chosen in self._words.chosen(self._view.only)]
        for chip in (*self._chips, self.add, self.keep):
            self._flow.addWidget(chip)
        self.keep.setVisible(bool(self._view.only or self._view.filter) or self._view.kind is ViewKind.SAVED)
        if had >= 0:
            (self._chips[had : had + 1] or [self.add])[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self.updateGeometry()

    def _chip(self, part: str, value: Any, name: str) -> PillButton:
        chip = PillButton(Pill(name, PillKind.ACCENT, end_icon="x"), self, size="chip")
        chip.setAccessibleName(_("Filter {name}. Take it off").format(name=name))
        chip.clicked.connect(partial(self._toggle, part, value))
        return chip

    def _toggle(self, part: str, value: Any, _checked: bool = False) -> None:
        self._emit(self._view.only.toggled(part, value))

    def _emit(self, only: Only) -> None:
        self.narrowed.emit(" ".join(self.field.text().split()), only)

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        if " ".join(text.split()) != self._view.filter:
            self._emit(self._view.only)

    @Slot()
    def _on_add_clicked(self) -> None:
        self.open_menu()

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc takes the filter off; Down and Enter go to the rows."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit(True)
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.left.emit(False)
                return True
        return False

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_flow"):
            follow(self, event)
        super().changeEvent(event)

    def retranslate(self) -> None:
        """All words anew."""
        self.field.setPlaceholderText(_("Name, subject or number"))
        name_field(self.field, _("Filter the list"))
        self.add.set_pill(Pill(_("Filter"), PillKind.OUTLINE, "plus"))
        self.keep.set_pill(Pill(_("Keep this search"), PillKind.OUTLINE, "bookmark"))
        self._show_chips()

    def restyle(self) -> None:
        """Sizes of now."""
        self._column.setSpacing(theme().space(3))
        self._flow.setSpacing(theme().space(2))
