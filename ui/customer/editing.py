"""A fact that is written where it stands: a key, a field, and below it what is wrong."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.fact import KeyValueRow


class EditableRow(KeyValueRow):
    """``Channel   chat or letter``; a press, Enter or F2 lets it be written anew."""

    wanted = Signal()
    """It is to be written anew."""

    def __init__(self, key: str, value: str, role: str = "text.primary", parent: QWidget | None = None) -> None:
        super().__init__(key, value, role, parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setAccessibleDescription(_("Press Enter to change it"))

    def mouseReleaseEvent(self, event: object) -> None:
        """A press."""
        self.wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Space or F2."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_F2):
            self.wanted.emit()
        else:
            super().keyPressEvent(event)


class FactField(QWidget):
    """Enter keeps what is written, Esc leaves it as it was; so does going elsewhere, but for what was changed."""

    written = Signal(str)
    """It is to be kept. Carries the words."""

    left = Signal()
    """It stays as it was."""

    def __init__(self, key: str, value: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fact_field")
        look = theme()
        label = ElidedLabel(key, "meta", "text.tertiary")
        label.setFixedWidth(look.size("kv.key"))
        self.field = QLineEdit(value)
        self.field.setAccessibleName(key)
        self.field.selectAll()
        self.field.installEventFilter(self)
        self.field.returnPressed.connect(self._on_returned)
        self._hint = QLabel()
        self._hint.setWordWrap(True)
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setProperty("role", "danger")
        self._hint.hide()
        row = QHBoxLayout()
        row.setSpacing(look.space(4))
        row.addWidget(label)
        row.addWidget(self.field, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 1)
        column.addLayout(row)
        column.addWidget(self._hint)

    def say(self, wrong: str) -> None:
        """What is wrong with it."""
        self._hint.setText(wrong)
        self._hint.setVisible(bool(wrong))
        self.field.setAccessibleDescription(wrong)

    @Slot()
    def _on_returned(self) -> None:
        self.written.emit(self.field.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return True
        return False
