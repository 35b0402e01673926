"""Settings > Keys: every action can have another key; a key that is taken already says by whom."""

from pathlib import Path

from PySide6.QtCore import QEvent, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.files.file_dialog import FileDialog
from ui.shell.key_book import KeyBook, may_switch_layout, types_a_letter
from ui.shell.key_sheet import KeySheet
from ui.shell.shortcuts import Shortcuts
from ui.theme.tokens import theme
from ui.translation import _
from ui.whole_file import unkept_words, write_text
from ui.widgets.base import follow

_PORTABLE = QKeySequence.SequenceFormat.PortableText


class KeysPage(QWidget):
    """The sheet, and below it the key of the chosen action."""

    def __init__(self, shortcuts: Shortcuts, book: KeyBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shortcuts = shortcuts
        self._book = book
        self.search, self.table, self.edit, self.said = QLineEdit(), KeySheet(), QKeySequenceEdit(), QLabel()
        self.set_button, self.none_button, self.reset_button = QPushButton(), QPushButton(), QPushButton()
        self.all_button, self.export_button = QPushButton(), QPushButton()
        self.edit.setMaximumSequenceLength(1)
        self.said.setWordWrap(True)
        self._lay_out()
        self.search.textChanged.connect(self.table.narrow)
        self.table.itemSelectionChanged.connect(self._on_chosen)
        self.edit.keySequenceChanged.connect(self._on_pressed)
        self.set_button.clicked.connect(self._on_set)
        self.none_button.clicked.connect(self._on_none)
        self.reset_button.clicked.connect(self._on_reset)
        self.all_button.clicked.connect(self._on_reset_all)
        self.export_button.clicked.connect(self._on_export)
        book.changed.connect(self._show)
        book.unkept.connect(self._on_unkept)
        self.retranslate()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.edit, 1)
        for button in (self.set_button, self.none_button, self.reset_button):
            row.addWidget(button)
        foot = QHBoxLayout()
        foot.addWidget(self.all_button)
        foot.addWidget(self.export_button)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.search)
        column.addWidget(self.table, 1)
        column.addLayout(row)
        column.addWidget(self.said)
        column.addLayout(foot)
        self.table.setMinimumHeight(theme().size("row.rail") * 6)
        for button in (self.set_button, self.none_button, self.reset_button, self.all_button, self.export_button):
            button.setAutoDefault(False)

    def export(self, path: Path) -> None:
        """Write name and key of every action, a line each, and say how it went."""
        titles = self._shortcuts.titles()
        lines = [f"{self._book.key(it)}\t{title}" for it, title in titles.items() if self._book.key(it)]
        reason = write_text(path, "\n".join(lines) + "\n")
        if reason:
            self._say(_("Not saved: {reason}.").format(reason=reason), "danger")
        else:
            self._say(_("Saved: {name}").format(name=path.name), "secondary")

    @Slot()
    def _show(self) -> None:
        self.table.show_keys(self._shortcuts, all_actions=True)
        self.table.narrow(self.search.text())
        self._on_chosen()

    @Slot()
    def _on_chosen(self) -> None:
        action_id = self.table.action_id()
        self.edit.blockSignals(True)
        self.edit.setKeySequence(QKeySequence(self._book.key(action_id) if action_id else "", _PORTABLE))
        self.edit.blockSignals(False)
        self.said.clear()
        self.edit.setEnabled(bool(action_id))
        self.set_button.setEnabled(False)
        self.none_button.setEnabled(bool(action_id) and bool(self._book.key(action_id)))
        self.reset_button.setEnabled(self._book.is_own(action_id))

    @Slot(QKeySequence)
    def _on_pressed(self, sequence: QKeySequence) -> None:
        """Say what this key would mean before it is set."""
        key, titles = sequence.toString(_PORTABLE), self._shortcuts.titles()
        holder = self._book.holder(key, self.table.action_id(), titles)
        self.set_button.setEnabled(bool(key) and not types_a_letter(key))
        role = "warning"
        if types_a_letter(key):
            role, words = "danger", _("This key writes. Hold Ctrl or Alt with it, or take a function key.")
        elif holder:
            words = _("“{action}” has this key and loses it when you set it here.").format(action=titles[holder])
        elif may_switch_layout(key):
            words = _("Many desks switch the keyboard layout by Ctrl+Shift: there this key may not arrive.")
        else:
            words = ""
        self._say(words, role)

    def _say(self, words: str, role: str) -> None:
        self.said.setProperty("role", role)
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        self.said.setText(words)

    @Slot(str)
    def _on_unkept(self, reason: str) -> None:
        self._say(unkept_words(reason), "danger")

    @Slot()
    def _on_set(self) -> None:
        action_id, key = self.table.action_id(), self.edit.keySequence().toString(_PORTABLE)
        holder = self._book.holder(key, action_id, self._shortcuts.titles())
        if holder:
            self._book.set_key(holder, "")
        self._book.set_key(action_id, key)

    @Slot()
    def _on_none(self) -> None:
        self._book.set_key(self.table.action_id(), "")

    @Slot()
    def _on_reset(self) -> None:
        self._book.reset(self.table.action_id())

    @Slot()
    def _on_reset_all(self) -> None:
        self._book.reset()

    @Slot()
    def _on_export(self) -> None:
        path, _kind = FileDialog.getSaveFileName(self, _("Export keys"), "deskhand-keys.txt")
        if path:
            self.export(Path(path))

    # Qt

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "export_button"):
            follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Heights of rows may differ."""
        self._show()

    def retranslate(self) -> None:
        """All words."""
        self.search.setPlaceholderText(_("Find an action or a key"))
        self.search.setAccessibleName(_("Find an action or a key"))
        for part in (self.edit, *self.edit.findChildren(QLineEdit)):  # the keyboard is in the line inside
            part.setAccessibleName(_("New key"))
        self.set_button.setText(_("Set"))
        self.none_button.setText(_("No key"))
        self.reset_button.setText(_("Reset"))
        self.all_button.setText(_("Reset all"))
        self.export_button.setText(_("Export…"))
        self._show()
