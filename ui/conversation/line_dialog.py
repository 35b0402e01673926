"""Asks for one line of text."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.theme.tokens import theme


class LineDialog(QDialog):
    """Enter takes the line, Esc leaves everything as it was."""

    chosen = Signal(str)
    """The line was taken. Carries it."""

    def __init__(
        self, title: str, text: str, longest: int, parent: QWidget | None = None, *, may_be_empty: bool
    ) -> None:
        super().__init__(parent)
        self.setObjectName("line_dialog")
        self.setWindowTitle(title)
        self._may_be_empty = may_be_empty
        label = QLabel(title)
        self.line = QLineEdit(text)
        self.line.setMaxLength(longest)
        self.line.setAccessibleName(title)
        self.line.selectAll()
        label.setBuddy(self.line)
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)
        self.line.textChanged.connect(self._on_text_changed)
        column = QVBoxLayout(self)
        for part in (label, self.line, self.buttons):
            column.addWidget(part)
        self.setMinimumWidth(theme().size("toast"))
        self._on_text_changed(text)

    def _on_text_changed(self, text: str) -> None:
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(self._may_be_empty or bool(text.strip()))

    def _on_accepted(self) -> None:
        self.accept()
        self.chosen.emit(self.line.text().strip())
