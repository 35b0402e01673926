"""The part of the assign dialog that is for the receiver: one's own words, and the summary that may go with them."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from ui.theme.tokens import theme
from ui.translation import _

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOST = 2_000
_LINES = 8


class HandingWords(QWidget):
    """Nothing of it is sent until one writes here, corrects the summary, or ticks it: Enter alone assigns as ever."""

    finished = Signal()
    """Ctrl+Enter in the summary, where Enter makes a new line."""

    def __init__(self, summary: str, parent: QWidget | None = None) -> None:
        """``summary``: what is offered; empty: there is none."""
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme().space(3), 0, 0)
        self.field = QLineEdit()
        self.field.setMaxLength(_MOST)
        self.field.setClearButtonEnabled(True)
        self.field.setPlaceholderText(_("Optional"))
        label = QLabel(_("&What they should know"))
        label.setBuddy(self.field)
        self.field.setAccessibleName(_("What they should know, optional"))
        self.sends = QCheckBox(_("&Give them this summary, too"))
        self.sends.setToolTip(_("It becomes a note that only colleagues see"))
        self.summary = QPlainTextEdit(summary)
        self.summary.setAccessibleName(_("Summary of the request; you can correct it"))
        self.summary.setTabChangesFocus(True)
        self.summary.setFixedHeight(self.summary.fontMetrics().lineSpacing() * _LINES + 2 * theme().space(5))
        self.summary.installEventFilter(self)
        for part in (label, self.field, self.sends, self.summary):
            column.addWidget(part)
        self.sends.setVisible(bool(summary))
        self.summary.setVisible(bool(summary))
        self._decided = False
        self.field.textChanged.connect(self._on_written)
        self.summary.textChanged.connect(self._on_written)
        self.sends.clicked.connect(self._on_clicked)

    @property
    def text(self) -> str:
        """One's own words, and the summary when it goes with them; empty: nothing is to be sent."""
        summary = self.summary.toPlainText() if self.sends.isChecked() else ""
        return "\n\n".join(it.strip() for it in (self.field.text(), summary) if it.strip())

    @Slot()
    def _on_written(self) -> None:
        """Who writes to the receiver, or into the summary, wants them to have it; unless they said otherwise."""
        if not self._decided and not self.sends.isHidden():
            self.sends.setChecked(True)

    @Slot()
    def _on_clicked(self) -> None:
        self._decided = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter gives from here, too."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and _gives(event):
            self.finished.emit()
            return True
        return super().eventFilter(watched, event)


def _gives(event: QKeyEvent) -> bool:
    return event.key() in _ENTER and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
