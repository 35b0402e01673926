"""To whom a new letter goes, what it is about, and from which mailbox: asked before it is written."""

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.client.caller import CallerRequest, CallerRow
from app.client.inbox import InboxRow
from app.domain.answering import addresses_in
from app.language.plain_text import one_line
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.button import Button
from ui.widgets.choice import Choice
from ui.widgets.form import space_out
from ui.widgets.key_badge import told_with

_SUBJECT = 300
_SHOWN = 80


class NewLetterDialog(QDialog):
    """Whose address it is stands below at once, with a way to the request that is open already."""

    request_wanted = Signal(object)
    """Their open request is to be shown instead. Carries its ``UUID``."""

    def __init__(
        self, addressee: Callable[[str], CallerRow], inboxes: Sequence[InboxRow], parent: QWidget | None = None
    ) -> None:
        """``inboxes``: mailboxes that letters can leave from, the likeliest first."""
        super().__init__(parent)
        self.setObjectName("new_letter_dialog")
        self.setWindowTitle(_("New letter"))
        self._addressee, self._own = addressee, {it.address.lower() for it in inboxes}
        self.to, self.name, self.subject, self.inbox = QLineEdit(), QLineEdit(), QLineEdit(), Choice()
        self.found, self.open_request = QLabel(wordWrap=True), Button(look="link")
        self.person = CallerRow()
        """Who has the address, as far as it is known."""
        self.to.setPlaceholderText(_("name@company.example"))
        self.subject.setMaxLength(_SUBJECT)
        for it in inboxes:
            self.inbox.addItem(f"{one_line(it.name, 60)} <{it.address}>" if it.name else it.address, it.id)
        self.found.setTextFormat(Qt.TextFormat.PlainText)
        self.found.setProperty("role", "secondary")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Write the letter"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self._lay_out()
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        for field in (self.to, self.name, self.subject):
            field.returnPressed.connect(self._lead_on)
        self.to.textChanged.connect(self._look)
        self.subject.textChanged.connect(self._show_ready)
        self.open_request.clicked.connect(self._on_request)
        self._look("")

    @property
    def address(self) -> str:
        """The one address that was typed, in small letters; empty: there is none, or it is one of ours."""
        found = addresses_in(self.to.text())
        return found[0] if len(found) == 1 and found[0] not in self._own else ""

    @property
    def inbox_id(self) -> UUID | None:
        """The mailbox it leaves from."""
        row = self.inbox.currentIndex()
        chosen = self.inbox.itemData(row) if row >= 0 else None
        return chosen if isinstance(chosen, UUID) else None

    @property
    def called(self) -> str:
        """The name that was typed, or stands beside the address."""
        typed = self.name.text().strip()
        beside = self.to.text().partition("<")[0].strip(" \"'") if "<" in self.to.text() else ""
        return one_line(typed or beside, 200)

    def _lay_out(self) -> None:
        form, column = QFormLayout(), QVBoxLayout(self)
        space_out(form)
        for words, field in (
            (_("To whom"), self.to), (_("Their name"), self.name), (_("Subject"), self.subject),
            (_("From mailbox"), self.inbox),
        ):  # fmt: skip
            form.addRow(words, field)
            field.setAccessibleName(words)
            if field is self.to:
                form.addRow("", self.found)
                form.addRow("", self.open_request)
        self._form = form
        column.setSpacing(theme().space(5))
        column.addLayout(form)
        column.addWidget(self.buttons)
        self.resize(theme().size("dialog") * 3 // 4, self.sizeHint().height())

    def _look(self, text: str) -> None:
        address = self.address
        self.person = self._addressee(address) if address else CallerRow()
        self.found.setText(self._words(addresses_in(text)))
        known = self.person.customer_id is not None
        self._form.setRowVisible(self.name, bool(address) and not known)
        self._form.setRowVisible(self.open_request, bool(self.person.requests))
        if self.person.requests:
            self.open_request.setText(_("Write in {request} instead").format(request=_told(self.person.requests[0])))
        self._show_ready()

    def _words(self, written: Sequence[str]) -> str:
        if self.inbox.count() == 0:
            return _("No mailbox of your queues can send letters. An administrator adds one under Channels.")
        if self.person.customer_id is not None:
            return one_line(self.person.name, _SHOWN)
        if self.address:
            return _("Nobody here has this address: a new customer.")
        if len(written) > 1:
            return _("One address; others can get copies of the letter.")
        if written:
            return _("This is one of our own mailboxes.")
        is_name = len(self.to.text().strip()) > 1 and "@" not in self.to.text()
        return _address_needed() if is_name else ""

    def _show_ready(self) -> None:
        is_whole = self.address and self.subject.text().strip() and self.inbox_id is not None
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(is_whole))

    def _lead_on(self) -> None:
        """Enter while something is missing: the keyboard goes there."""
        if not self.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled():
            missing = self.subject if self.address else self.to
            missing.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_request(self) -> None:
        if self.person.requests:
            self.reject()
            self.request_wanted.emit(self.person.requests[0].id)


def _address_needed() -> str:
    named = _("An address is needed here. Who is a customer already is found by name: {key}.")
    return told_with("Ctrl+K", named, _("An address is needed here. Who is a customer already is found by name."))


def _told(request: CallerRequest) -> str:
    number = "" if request.number is None else f"№ {request.number} "
    return number + _("“{text}”").format(text=one_line(request.subject, _SHOWN))
