"""A call that one makes, or took without the switchboard telling: a number in any form, and who that is."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.client.caller import CallerRow
from app.domain.call import Direction
from app.language.phone import CallLink, Number, number_of
from app.language.plain_text import one_line
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.choice import Choice
from ui.widgets.form import space_out


class NewCallDialog(QDialog):
    """Type or paste; who it is stands below at once."""

    def __init__(self, caller: Callable[[Number], CallerRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
        form = QFormLayout()
        space_out(form)
        form.addRow(_("Number"), self.field)
        form.addRow(_("Who called"), self.way)
        form.addRow("", self.found)
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
