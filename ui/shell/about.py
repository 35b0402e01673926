"""What this program is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from ui.theme.icon import app_mark
from ui.theme.tokens import theme
from ui.translation import _


def close_button(dialog: QDialog) -> QDialogButtonBox:
    """The only button of a dialog that just shows something."""
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
    buttons.rejected.connect(dialog.reject)
    return buttons


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
        column.addWidget(close_button(self))
        self.setMinimumWidth(theme().size("toast"))
