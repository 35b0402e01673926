"""Asks of several promises by which other time each is owed."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.client.customer_row import PromiseRow
from app.language.plain_text import one_line
from ui.conversation.promise_dialog import promise_times
from ui.theme.tokens import theme
from ui.time_choice import TimeField, offered_words
from ui.translation import _
from ui.widgets.choice import Choice

_SHOWN = 120
_OTHER = -1


class TimeBox(QWidget):
    """By when one thing is owed: as before, by a good time, or any other."""

    changed = Signal()
    """Another time is chosen."""

    def __init__(self, now: datetime, words: str, as_before: str) -> None:
        """``words``: what it is about; ``as_before``: the first choice, which changes nothing."""
        super().__init__()
        self._times = [time for _name, time in promise_times(now)]
        self.label, self.choice, self.field = QLabel(words), Choice(), TimeField(now)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.label.setBuddy(self.choice)
        self.choice.setAccessibleName(words)
        self.field.setAccessibleName(f"{self.field.accessibleName()}. {words}")
        self.choice.addItem(as_before, None)
        for at, (name, time) in enumerate(promise_times(now)):
            self.choice.addItem(offered_words(name, time, now), at)
        self.choice.addItem(_("Another time"), _OTHER)
        self.field.hide()
        self.choice.currentIndexChanged.connect(self._on_chosen)
        self.field.dateTimeChanged.connect(self.changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(2))
        for part in (self.label, self.choice, self.field):
            column.addWidget(part)

    @property
    def time(self) -> datetime | None:
        """What is chosen; None: as before."""
        at = self.choice.currentData()
        return None if at is None else self.field.instant if at == _OTHER else self._times[at]

    def take(self, other: "TimeBox") -> None:
        """Choose what is chosen there."""
        self.field.setDateTime(other.field.dateTime())
        self.choice.setCurrentIndex(other.choice.currentIndex())

    def _on_chosen(self) -> None:
        self.field.setVisible(self.choice.currentData() == _OTHER)
        self.changed.emit()


class PromiseTimesDialog(QDialog):
    """Each keeps its time or gets its own; one choice at the top is for all. Esc leaves everything as it was."""

    chosen = Signal(object)
    """They have other times. Carries the ``datetime`` of each promise that has, by its ``UUID``."""

    def __init__(
        self, now: datetime, promises: Iterable[tuple[PromiseRow, str]], parent: QWidget | None = None
    ) -> None:
        """``now`` in the operator's zone; each promise with the number of its request where there are several."""
        super().__init__(parent)
        self.setObjectName("promise_times_dialog")
        self.setWindowTitle(_("Move the promises"))
        self.together = TimeBox(now, _("All of them"), _("Each by its own time"))
        self.boxes: dict[UUID, TimeBox] = {}
        for promise, number in promises:
            words = " · ".join(it for it in (number, one_line(promise.text, _SHOWN)) if it)
            as_before = offered_words(_("As before"), promise.due_at.astimezone(now.tzinfo), now)
            self.boxes[promise.id] = TimeBox(now, words, as_before)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Move them"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)
        self.together.changed.connect(self._on_together)
        for box in self.boxes.values():
            box.changed.connect(self._show_ready)
            box.choice.activated.connect(self._on_chosen_alone)
        self._lay_out()
        self._show_ready()
        self.together.choice.setFocus()

    @property
    def times(self) -> dict[UUID, datetime]:
        """Of each that is to be owed by another time."""
        return {it: time for it, box in self.boxes.items() if (time := box.time) is not None}

    def _lay_out(self) -> None:
        look = theme()
        inside, area, column = QWidget(), QScrollArea(), QVBoxLayout(self)
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, look.space(4), 0)
        rows.setSpacing(look.space(4))
        for box in self.boxes.values():
            rows.addWidget(box)
        rows.addStretch(1)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        column.setSpacing(look.space(5))
        column.addWidget(self.together)
        column.addWidget(area, 1)
        column.addWidget(self.buttons)
        self.setMinimumWidth(look.size("toast"))
        self.resize(look.size("dialog") * 3 // 4, min(self.sizeHint().height(), look.size("dialog")))

    def _on_together(self) -> None:
        if self.together.time is not None:
            for box in self.boxes.values():
                box.take(self.together)

    def _on_chosen_alone(self, _index: int) -> None:
        self.together.choice.setCurrentIndex(0)

    def _show_ready(self) -> None:
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(self.times))

    def _on_accepted(self) -> None:
        times = self.times
        if times:
            self.accept()
            self.chosen.emit(times)
