"""All keys in one table, and what this program is."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.shell.keymap import keyed_actions
from ui.shell.shortcuts import MENUS, VIEWS
from ui.theme.icon import app_mark
from ui.theme.tokens import theme
from ui.translation import _


def _close_button(dialog: QDialog) -> QDialogButtonBox:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
    buttons.rejected.connect(dialog.reject)
    return buttons


class KeysDialog(QDialog):
    """Every key that does something."""

    def __init__(self, parent: QWidget | None = None, *, views: Sequence[str] = ()) -> None:
        """``views``: the names of the places of Ctrl+1…9."""
        super().__init__(parent)
        self.setObjectName("keys_dialog")
        self.setWindowTitle(_("Keys"))
        names = dict(zip(VIEWS, views, strict=False))
        there = {it for _menu, ids in MENUS for it in ids if it not in VIEWS or it in names}
        shown = [keyed for keyed in keyed_actions().values() if keyed.id in there]
        table = self.table = QTableWidget(len(shown), 2)
        table.setHorizontalHeaderLabels([_("Action"), _("Key")])
        table.setAccessibleName(_("Keys"))
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(theme().size("row.rail"))
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        self._style(table.horizontalHeader())
        for row, keyed in enumerate(shown):
            key = QKeySequence(keyed.key).toString(QKeySequence.SequenceFormat.NativeText)
            table.setItem(row, 0, QTableWidgetItem(names.get(keyed.id, keyed.text)))
            table.setItem(row, 1, QTableWidgetItem(key))
        column = QVBoxLayout(self)
        column.addWidget(table)
        column.addWidget(_close_button(self))
        self.resize(theme().size("dialog"), theme().size("dialog"))

    @staticmethod
    def _style(header: QHeaderView) -> None:
        """The design's head of a table: quiet words on the left, a line below."""
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setFont(theme().font("meta", weight=500))
        header.setHighlightSections(False)
        header.setFixedHeight(theme().size("table.header"))


class AboutDialog(QDialog):
    """Name and licences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("about_dialog")
        self.setWindowTitle(_("About Deskhand"))
        mark = QLabel()
        mark.setPixmap(app_mark(theme().space(10), self.devicePixelRatioF()))
        name = QLabel("Deskhand")
        name.setFont(theme().font("heading"))
        words = QLabel(
            _("Calls, mail and chats in one place, with the promises you made to each customer kept in sight.")
        )
        words.setWordWrap(True)
        licences = QLabel(_("Apache-2.0. Inter: SIL OFL 1.1. Lucide: ISC. Qt: LGPL 3."))
        licences.setProperty("role", "secondary")
        column = QVBoxLayout(self)
        column.setSpacing(theme().space(5))
        for part in (mark, name, words, licences):
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft if part is mark else Qt.AlignmentFlag(0))
        column.addWidget(_close_button(self))
        self.setMinimumWidth(theme().size("toast"))
