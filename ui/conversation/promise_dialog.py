"""Asks what is promised to the customer and by when; of a promise that was made, by which other time."""

from datetime import datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.language.plain_text import one_line
from ui.theme.tokens import theme
from ui.time_choice import TimeChoice
from ui.translation import _

_NOON, _EVENING = 12, 18
_LONGEST = 300
"""Of its column."""


def promise_times(now: datetime) -> list[tuple[str, datetime]]:
    """Deadlines to choose from, each in words; the earliest first, none twice."""
    evening = now.replace(hour=_EVENING, minute=0, second=0, microsecond=0)
    soon = (now + timedelta(hours=1)).replace(second=0, microsecond=0)
    found = [(_("In an hour"), soon)]
    if evening > soon:
        found.append((_("By this evening"), evening))
    tomorrow = evening + timedelta(days=1)
    found.append((_("Tomorrow by noon"), tomorrow.replace(hour=_NOON)))
    found.append((_("Tomorrow by the evening"), tomorrow))
    found.append((_("In three days"), evening + timedelta(days=3)))
    return found


class PromiseDialog(QDialog):
    """Enter makes the promise, Esc leaves everything as it was."""

    promised = Signal(str, object)
    """It is promised. Carries what, and the ``datetime`` by when."""

    def __init__(self, now: datetime, text: str = "", parent: QWidget | None = None) -> None:
        """``now`` in the operator's zone; ``text`` of the promise that gets another time, empty: a new one is made."""
        super().__init__(parent)
        self.setObjectName("promise_dialog")
        self.setWindowTitle(_("Move the promise") if text else _("Track a promise"))
        self._now = now
        self.line = QLineEdit(one_line(text))
        self.line.setMaxLength(_LONGEST)
        self.line.setReadOnly(bool(text))
        self.line.setPlaceholderText(_("Give a date for the replacement"))
        self.times = TimeChoice(now, promise_times(now))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        act = _("Move the promise") if text else _("Promise it")
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(act)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)
        self.line.textChanged.connect(self._on_text_changed)
        self._lay_out()
        self._on_text_changed(self.line.text())
        (self.times if text else self.line).setFocus()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(theme().space(4))
        for words, part in ((_("What is promised"), self.line), (_("By when"), self.times)):
            label = QLabel(words)
            label.setBuddy(part)
            part.setAccessibleName(words)
            column.addWidget(label)
            column.addWidget(part)
        column.addWidget(self.buttons)
        self.setMinimumWidth(theme().size("toast"))

    def _on_text_changed(self, text: str) -> None:
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(text.strip()))

    def _on_accepted(self) -> None:
        due_at = self.times.time
        if due_at is not None:
            self.accept()
            self.promised.emit(self.line.text().strip(), due_at)
