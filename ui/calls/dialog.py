"""A call that one makes, or took without the switchboard telling: a number in any form, and who that is."""

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.client.caller import CallerRow
from app.client.customer_row import IdentityRow
from app.client.query import Queries
from app.client.row import QueueRow
from app.domain.call import Direction
from app.language.phone import CallLink, Number, number_of
from app.language.plain_text import one_line
from ui.calls.memory import CallMemory
from ui.theme.tokens import theme
from ui.translation import _, language
from ui.widgets.choice import Choice
from ui.widgets.form import space_out


class NewCallDialog(QDialog):
    """Type or paste; who it is stands below at once. Several numbers of a customer, or queues, can be chosen among."""

    def __init__(self, caller: Callable[[Number], CallerRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.numbers, self.queues = Choice(), Choice()
        self.setObjectName("new_call_dialog")
        self.setWindowTitle(_("New call"))
        self._caller = caller
        self.field, self.way, self.found = QLineEdit(), Choice(), QLabel()
        self.field.setPlaceholderText(_("Number in any form"))
        self.field.setAccessibleName(_("Number"))
        self.way.setAccessibleName(_("Who called"))
        self.way.addItem(_("I call"), Direction.OUT)
        self.way.addItem(_("They called"), Direction.IN)
        self.found.setTextFormat(Qt.TextFormat.PlainText)
        self.found.setProperty("role", "secondary")
        self._form = form = QFormLayout()
        space_out(form)
        form.addRow(_("Numbers of the customer"), self.numbers)
        form.addRow(_("Number"), self.field)
        form.addRow(_("Who called"), self.way)
        form.addRow(_("Queue of a new request"), self.queues)
        form.addRow("", self.found)
        for choice, name in ((self.numbers, _("Numbers of the customer")), (self.queues, _("Queue of a new request"))):
            choice.setAccessibleName(name)
            form.setRowVisible(choice, False)
        self.numbers.currentIndexChanged.connect(self._on_number)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Begin"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self.buttons)
        self.field.textChanged.connect(self._look)
        self.resize(theme().size("toast"), self.sizeHint().height())
        self._look("")

    def offer_numbers(self, numbers: Sequence[IdentityRow], chosen: IdentityRow) -> None:
        """The customer has several: one is filled in, the others are a key away."""
        for it in numbers:
            self.numbers.addItem(one_line(it.value, 40), it.id.hex)
        self.numbers.setCurrentIndex(self.numbers.findData(chosen.id.hex))
        self._form.setRowVisible(self.numbers, len(numbers) > 1)
        self._on_number()
        self.numbers.setFocus()

    def offer_queues(self, queues: Sequence[QueueRow], chosen: QueueRow) -> None:
        """Where the request of somebody who has none is opened."""
        for it in queues:
            self.queues.addItem(one_line(it.names.get(language()) or it.name, 60), it.id.hex)
        self.queues.setCurrentIndex(self.queues.findData(chosen.id.hex))
        self._form.setRowVisible(self.queues, len(queues) > 1)

    @property
    def queue_id(self) -> UUID | None:
        """The queue that was chosen; None: none was offered."""
        chosen = self.queues.currentData()
        return None if chosen is None else UUID(chosen)

    @property
    def number_id(self) -> UUID | None:
        """Which of the offered numbers it is; None: another one was typed."""
        at = self.numbers.currentIndex()
        return UUID(self.numbers.itemData(at)) if at >= 0 and self.field.text() == self.numbers.itemText(at) else None

    def _on_number(self) -> None:
        self.field.setText(self.numbers.currentText())

    def link(self) -> CallLink:
        """The call that was described."""
        return CallLink(self.field.text(), Direction(self.way.currentData()))  # Qt keeps the plain text of it

    def _look(self, text: str) -> None:
        number = number_of(text)
        caller = self._caller(number)
        words = _("Nobody here has this number: a new customer.")
        if caller.customer_id is not None:
            words = one_line(caller.name, 80)
        elif not number.digits:
            words = _("Without a number: a new customer, whose number is hidden.") if not text.strip() else ""
        self.found.setText(" · ".join(part for part in (number.written if number.e164 else "", words) if part))
        usable = bool(number.digits) or not text.strip()
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(usable)


def ask_for_call(
    queries: Queries, memory: CallMemory, numbers: Sequence[IdentityRow], parent: QWidget
) -> CallLink | None:
    """The call that is described, or None; what is chosen among ``numbers`` and queues stands there the next time."""
    dialog = NewCallDialog(queries.caller, parent)
    if len(numbers) > 1:
        dialog.offer_numbers(numbers, memory.number(numbers))
    if queues := queries.queues():
        dialog.offer_queues(queues, memory.queue(queues))
    link = dialog.link() if dialog.exec() else None
    if link is not None and dialog.queue_id is not None:
        memory.use_queue(dialog.queue_id)
    if link is not None and dialog.number_id is not None:
        memory.use_number(dialog.number_id)
    dialog.deleteLater()
    return link
