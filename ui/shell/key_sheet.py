"""The sheet of all keys: what does something, where it stands in the menus, found by a few letters."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QHeaderView, QLineEdit, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from app.language.match import Typed
from ui.shell.about import close_button
from ui.shell.shortcuts import Shortcuts
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.quiet_table import quieten


class KeySheet(QTableWidget):
    """Names and keys under the headings of the menus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 2, parent)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self._ids: list[str] = []
        header = self.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)

    def show_keys(self, shortcuts: Shortcuts, *, all_actions: bool) -> None:
        """Fill it; ``all_actions``: also those that have no key."""
        chosen = self.action_id()
        self.setRowCount(0)
        self._ids = []
        self.setHorizontalHeaderLabels([_("Action"), _("Key")])
        self.setAccessibleName(_("Keys"))
        quieten(self)
        titles = shortcuts.titles()
        for menu, ids in shortcuts.scheme():
            shown = [it for it in ids if all_actions or not shortcuts[it].shortcut().isEmpty()]
            if shown:
                self._add_heading(menu)
            for action_id in shown:
                key = shortcuts[action_id].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
                self._add(action_id, titles[action_id], key)
        if chosen in self._ids:
            self.selectRow(self._ids.index(chosen))

    def action_id(self) -> str:
        """The action of the current row; empty for a heading."""
        row = self.currentRow()
        return self._ids[row] if 0 <= row < len(self._ids) else ""

    def narrow(self, text: str) -> bool:
        """Only rows that fit by name or key; tells whether there are any."""
        typed, any_fits = Typed(text), False
        for row, action_id in enumerate(self._ids):
            cells = (self.item(row, column) for column in range(2))
            words = " ".join(cell.text().replace("+", " ") for cell in cells if cell is not None)
            fits = bool(action_id) and typed.match(words) is not None
            self.setRowHidden(row, bool(text.strip()) and not fits)
            any_fits |= fits
        return any_fits

    def _add_heading(self, words: str) -> None:
        heading, beside = self._add("", words, "")
        beside.setData(Qt.ItemDataRole.AccessibleTextRole, words)
        heading.setFont(theme().font("meta", weight=600))
        for cell in (heading, beside):
            cell.setFlags(Qt.ItemFlag.NoItemFlags)

    def _add(self, action_id: str, name: str, key: str) -> tuple[QTableWidgetItem, QTableWidgetItem]:
        row = self.rowCount()
        self.insertRow(row)
        self._ids.append(action_id)
        cells = QTableWidgetItem(name), QTableWidgetItem(key)
        if not key:
            cells[1].setData(Qt.ItemDataRole.AccessibleTextRole, _("No key"))
        for column, cell in enumerate(cells):
            self.setItem(row, column, cell)
        return cells


class KeysDialog(QDialog):
    """Every key that does something."""

    def __init__(self, shortcuts: Shortcuts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("keys_dialog")
        self.setWindowTitle(_("Keys"))
        self.search, self.table = QLineEdit(), KeySheet()
        self.search.setPlaceholderText(_("Find an action or a key"))
        self.search.setAccessibleName(_("Find an action or a key"))
        self.search.textChanged.connect(self.table.narrow)
        self.table.show_keys(shortcuts, all_actions=False)
        column = QVBoxLayout(self)
        for part in (self.search, self.table, close_button(self)):
            column.addWidget(part)
        self.resize(theme().size("dialog"), theme().size("dialog"))
