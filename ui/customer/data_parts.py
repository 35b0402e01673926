"""What can be done with all data of one person: had as a file, held, erased. Each part says what it does."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.client.customer_row import CustomerCard
from app.commands.redaction import MOST_REASON
from app.domain.role import EXPORT_CUSTOMER, REDACT, SET_HOLD
from app.language.plain_text import one_line
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.announce import announce
from ui.widgets.button import Button
from ui.widgets.fact import SectionHeader


class DataPart(QWidget):
    """A header, what it does, and what became of it."""

    def __init__(self, title: str, icon_name: str, words: str, action: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.action = action
        self.words, self.told = QLabel(words), QLabel()
        for label in (self.words, self.told):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.told.setProperty("role", "secondary")
        self.told.hide()
        self.row = QHBoxLayout()
        self.row.setSpacing(theme().space(4))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().space(3))
        self._column.addWidget(SectionHeader(title, "", icon_name))
        self._column.addWidget(self.words)
        self._column.addLayout(self.row)
        self._column.addWidget(self.told)

    def say(self, sentence: str) -> None:
        """What became of it; read out as well, when it is news."""
        if sentence and self.isVisible() and sentence != self.told.text():
            announce(self, sentence)
        self.told.setText(sentence)
        self.told.setAccessibleName(sentence)
        self.told.setVisible(bool(sentence))

    def open_to(self, allowed: bool, ready: bool) -> None:
        """Let it be done; when this person may not, say who may."""
        if not allowed:
            self.say(_("Your role may not do this. An administrator can."))
        for part in self.findChildren(QWidget):
            if isinstance(part, Button | QCheckBox | QLineEdit):
                part.setEnabled(allowed and ready)


class ExportPart(DataPart):
    """All of it as a file."""

    wanted = Signal(bool)
    """It is to be had as a file. Carries whether with the notes of colleagues."""

    def __init__(self, parent: QWidget | None = None) -> None:
        words = _(
            "All that is known of this person with the files, as a ZIP that any browser shows. It is written down."
        )
        super().__init__(_("A copy for the person"), "package", words, EXPORT_CUSTOMER, parent)
        self.notes = QCheckBox(_("With internal notes"))
        self.save = Button(_("Save as ZIP…"))
        self.row.addWidget(self.save)
        self.row.addWidget(self.notes)
        self.row.addStretch(1)
        self.save.clicked.connect(self._on_save)

    @Slot()
    def _on_save(self) -> None:
        self.wanted.emit(self.notes.isChecked())


class HoldPart(DataPart):
    """Keeping everything from being erased, with the reason."""

    wanted = Signal(bool, str)
    """A hold is to be laid or lifted. Carries which, and why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Legal hold"), "lock", "", SET_HOLD, parent)
        self._on = False
        self.reason = QLineEdit(maxLength=MOST_REASON)
        self.reason.setPlaceholderText(_("Reason, such as the number of a case"))
        self.reason.setAccessibleName(_("Reason of the hold"))
        self.change = Button()
        self.row.addWidget(self.reason, 1)
        self.row.addWidget(self.change)
        self.row.addStretch(0)
        self.change.clicked.connect(self._on_change)
        self.reason.returnPressed.connect(self._on_change)

    def show_customer(self, customer: CustomerCard) -> None:
        """As it is now."""
        self._on = customer.legal_hold
        self.reason.setVisible(not self._on)
        if self._on:
            self.reason.clear()
        reason = one_line(customer.hold_reason, MOST_REASON)
        held = _("On hold: {reason}").format(reason=reason) if reason else _("On hold. No reason was written down.")
        nothing = _("Nothing of this person is erased, neither by hand nor after its time, until the hold is lifted.")
        self.words.setText(f"{held}\n{nothing}" if self._on else nothing)
        self.change.setText(_("Lift the hold") if self._on else _("Put on hold"))

    @Slot()
    def _on_change(self) -> None:
        reason = " ".join(self.reason.text().split())
        if self._on or reason:
            self.say("")
            self.wanted.emit(not self._on, "" if self._on else reason)
            return
        self.say(_("Write down why: whoever is to lift it must know."))
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)


class ErasePart(DataPart):
    """Erasing for good; asked twice, and the safe answer has the focus each time."""

    wanted = Signal()
    """It was said twice."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        words = _(
            "Goes, on every computer and again after every restore: name, addresses, orders, promises, all messages,"
            " notes and files. Stays: that there were requests, with number, times, channel and queue. Backups made"
            " before still hold it until they are deleted."
        )
        super().__init__(_("Erase"), "circle-alert", words, REDACT, parent)
        self._name = one_line(name, 60)
        self._asked = 0
        self.begin, self.keep, self.go = (
            Button(_("Erase…")),
            Button(_("Keep everything")),
            Button(look="primary danger"),
        )
        self.question = QLabel()
        self.question.setTextFormat(Qt.TextFormat.PlainText)
        self.question.setWordWrap(True)
        for part in (self.begin, self.question, self.keep, self.go):
            self.row.addWidget(part, 1 if part is self.question else 0)
        self.row.addStretch(0)
        self.begin.clicked.connect(self._on_begun)
        self.keep.clicked.connect(self.calm)
        self.go.clicked.connect(self._on_gone)
        self.calm()

    @Slot()
    def calm(self) -> None:
        """Nothing is being asked."""
        self._ask(0)

    @Slot()
    def _on_begun(self) -> None:
        self.say("")
        self._ask(1)

    @Slot()
    def _on_gone(self) -> None:
        if self._asked == 1:
            self._ask(2)
            return
        self.calm()
        self.wanted.emit()

    def _ask(self, time: int) -> None:
        self._asked = time
        self.begin.setVisible(not time)
        for part in (self.question, self.keep, self.go):
            part.setVisible(bool(time))
        first = _("Erase all data of “{name}”?").format(name=self._name)
        last = _("Really? This cannot be undone by anybody, also not by the administrator.")
        self.question.setText(last if time == 2 else first)
        for answer in (self.keep, self.go):
            answer.setAccessibleDescription(self.question.text())  # the focus goes to an answer: it says to what
        self.go.setText(_("Erase for good") if time == 2 else _("Yes, erase…"))
        if time:
            self.keep.setFocus(Qt.FocusReason.OtherFocusReason)
