"""One field for each declared setting of a channel."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.domain.inbox_setting import Kind, Option
from ui.theme.tokens import theme
from ui.translation import _

_LINES = 3


def text_area(name: str, text: str, lines: int = _LINES) -> QPlainTextEdit:
    """Several lines; Tab goes on to the next field."""
    area = QPlainTextEdit(text)
    area.setTabChangesFocus(True)
    area.setAccessibleName(name)
    area.setFixedHeight(lines * area.fontMetrics().lineSpacing() + theme().space(7))
    return area


class SettingField(QWidget):
    """Label, field and help of one setting."""

    def __init__(self, name: str, option: Option, value: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.option = option
        title = _(option.title)
        self.field = self._field(title, value)
        self.field.setObjectName(f"inbox_{name}")
        self.field.setAccessibleDescription(_(option.help) if option.help else "")
        self._before = self.value
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(2))
        if option.kind is not Kind.SWITCH:
            label = QLabel(title)
            label.setBuddy(self.field)
            label.setProperty("role", "secondary")
            label.setFont(theme().font("meta", weight=500))
            column.addWidget(label)
        column.addWidget(self.field)
        if option.help:
            column.addWidget(_hint(_(option.help)))

    @property
    def value(self) -> Any:
        """What stands there: True or False, or a text."""
        if isinstance(self.field, QCheckBox):
            return self.field.isChecked()
        return self.field.text() if isinstance(self.field, QLineEdit) else self.field.toPlainText()

    @property
    def is_changed(self) -> bool:
        """Whether the person has changed it."""
        return bool(self.value != self._before)

    def _field(self, title: str, value: Any) -> QCheckBox | QLineEdit | QPlainTextEdit:
        if self.option.kind is Kind.SWITCH:
            box = QCheckBox(title)
            box.setChecked(bool(value))
            return box
        if self.option.kind is not Kind.LINE:
            return text_area(title, str(value))
        line = QLineEdit(str(value))
        line.setAccessibleName(title)
        line.setCursorPosition(0)
        return line


def _hint(text: str) -> QLabel:
    hint = QLabel(text)
    hint.setTextFormat(Qt.TextFormat.PlainText)
    hint.setWordWrap(True)
    hint.setProperty("role", "tertiary")
    hint.setFont(theme().font("meta"))
    return hint
