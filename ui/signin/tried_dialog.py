"""The log of what was tried at the sign-in, to be read, and copied for whoever runs the server."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QListWidget, QVBoxLayout, QWidget

from app.client.reach import Reach
from app.language.plain_text import one_line
from ui.signin.address import is_encrypted
from ui.signin.words import reach_words, sentence
from ui.theme.tokens import theme
from ui.translation import _
from ui.tried import Tried, Try
from ui.widgets.button import Button

_SHOWN = 120


def line_words(line: Try) -> str:
    """Time to the second, server, and what came of it."""
    if isinstance(line.outcome, Reach):
        words = reach_words(line.outcome, encrypted=is_encrypted(line.address))
    else:
        words = _("Signed in") if line.outcome is None else sentence(line.outcome)
    return f"{line.at:%H:%M:%S}  {one_line(line.address, _SHOWN)}  {words}"


class TriedDialog(QDialog):
    """The lines, the newest first, and a button that copies them for whoever runs the server."""

    def __init__(self, tried: Tried, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tried_dialog")
        self.setWindowTitle(_("Connection log"))
        self._words = [line_words(it) for it in reversed(tried.lines)]
        about = QLabel(_("Since Deskhand was started, on this computer alone. It holds no passwords."))
        about.setWordWrap(True)
        about.setProperty("role", "secondary")
        self.list = QListWidget()
        self.list.setAccessibleName(self.windowTitle())
        self.list.setWordWrap(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.addItems(self._words or [_("Nothing was tried yet.")])
        self.list.setCurrentRow(0)
        self.copy, self.leave = Button(_("Copy")), Button(_("Close"), look="primary")
        self.copy.setEnabled(bool(self._words))
        self.copy.clicked.connect(self._on_copy)
        self.leave.clicked.connect(self.reject)
        self.leave.setDefault(True)
        row, column = QHBoxLayout(), QVBoxLayout(self)
        row.addStretch(1)
        row.addWidget(self.copy)
        row.addWidget(self.leave)
        for part in (about, self.list):
            column.addWidget(part)
        column.addLayout(row)
        look = theme()
        column.setContentsMargins(*([look.space(6)] * 4))
        column.setSpacing(look.space(5))
        self.resize(look.size("dialog"), look.size("toast"))
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(self._words))
