"""The steps of adding a mailbox, one small form each; they know no server."""

from typing import Any
from uuid import UUID

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDateEdit,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.client.row import QueueRow
from ui.theme.tokens import theme
from ui.translation import _, language
from ui.widgets.base import text_width
from ui.widgets.button import Button
from ui.widgets.choice import Choice
from ui.widgets.field import LabelledField, PasswordField
from ui.widgets.form import space_out

_HIGHEST_PORT = "65535"


def plain_label(role: str = "") -> QLabel:
    """Words that are never markup, over several lines."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if role:
        label.setProperty("role", role)
    return label


def _column(page: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme().space(5))
    return column


class AddressPage(QWidget):
    """Which mailbox, how it is called here, which queue it fills."""

    def __init__(self, queues: list[QueueRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.address, self.name = LabelledField(_("Address of the mailbox")), LabelledField(_("Name"))
        self.address.field.setPlaceholderText("help@example.com")
        self.address.field.setInputMethodHints(Qt.InputMethodHint.ImhEmailCharactersOnly)
        self.name.set_hint(_("As colleagues see it, and customers beside the address. Empty: the address."))
        self.queue, label = Choice(), QLabel(_("Letters go to the queue"))
        label.setBuddy(self.queue)
        label.setProperty("role", "secondary")
        label.setFont(theme().font("meta", weight=500))
        self.queue.setAccessibleName(label.text())
        for queue in queues:
            self.queue.addItem(queue.names.get(language()) or queue.name, queue.id)
        column = _column(self)
        parts: tuple[QWidget, ...] = (self.address, self.name, label, self.queue)
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)

    @property
    def queue_id(self) -> UUID | None:
        """The chosen queue."""
        found: UUID | None = self.queue.currentData()
        return found


class ServerFields(QWidget):
    """Host, port and encryption of one server."""

    def __init__(self, kind: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self.host, self.port, self.tls = QLineEdit(), QLineEdit(), Choice()
        around = 2 * (theme().space(4) + theme().space(1))
        self.port.setFixedWidth(text_width(_HIGHEST_PORT, theme().font("body")) + around)
        for value, words in (("tls", "TLS"), ("starttls", "STARTTLS"), ("none", _("No encryption"))):
            self.tls.addItem(words, value)
        for field, name in ((self.host, title), (self.port, _("Port")), (self.tls, _("Encryption"))):
            field.setAccessibleName(title if field is self.host else f"{title}, {name}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(3))
        row.addWidget(self.host, 1)
        row.addWidget(self.port)
        row.addWidget(self.tls)

    def fill(self, settings: dict[str, Any]) -> None:
        """As it is known."""
        self.host.setText(str(settings.get(f"{self._kind}_host") or ""))
        self.host.setCursorPosition(0)
        self.port.setText(str(settings.get(f"{self._kind}_port") or ""))
        at = self.tls.findData(settings.get(f"{self._kind}_tls") or "tls")
        self.tls.setCurrentIndex(max(at, 0))

    def settings(self) -> dict[str, Any]:
        """As it stands in the fields; a port that is no number is the usual one."""
        kind, port = self._kind, self.port.text().strip()
        known = int(port) if port.isdecimal() else port if port == "sink" else None
        return {f"{kind}_host": self.host.text().strip(), f"{kind}_port": known, f"{kind}_tls": self.tls.currentData()}


class AccessPage(QWidget):
    """A password, or a sign-in in the browser; the servers when they are not known."""

    sign_in_requested = Signal()
    """The person wants to sign in at the provider."""
    link_requested = Signal(str)
    """A page of the provider is wanted. Carries its address."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.told = plain_label("secondary")
        self.password = LabelledField(_("Password"), PasswordField())
        self.link, self.sign_in = Button(look="link"), Button(_("Sign in in the browser"), icon_name="globe")
        self.signed_in = plain_label("secondary")
        self.user = QLineEdit()
        self.imap, self.smtp = ServerFields("imap", _("Incoming mail, IMAP")), ServerFields("smtp", _("Outgoing, SMTP"))
        self.more = QWidget()
        self.user.setAccessibleName(_("User name"))
        form = QFormLayout(self.more)
        form.setContentsMargins(0, 0, 0, 0)
        space_out(form)
        for words, field, buddy in (
            (_("User name"), self.user, self.user),
            ("IMAP", self.imap, self.imap.host),
            ("SMTP", self.smtp, self.smtp.host),
        ):
            label = QLabel(words)
            label.setBuddy(buddy)
            form.addRow(label, field)
        column = _column(self)
        column.addWidget(self.told)
        column.addWidget(self.password)
        for button in (self.link, self.sign_in):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.signed_in)
        column.addWidget(self.more)
        column.addStretch(1)
        self.sign_in.clicked.connect(self.sign_in_requested)
        self.link.clicked.connect(self._on_link_clicked)

    def show_way(self, *, password: str, url: str, signs_in: bool) -> None:
        """``password``: ``app``, ``own`` or ``none``; ``url``: where an app password is made."""
        self.password.setVisible(password != "none")
        self.password.set_label(_("App password") if password == "app" else _("Password"))
        self.link.setVisible(bool(url) and password == "app")
        self.link.setText(_("Make an app password at the provider"))
        self.link.setProperty("url", url)
        self.sign_in.setVisible(signs_in)
        self.signed_in.setVisible(False)

    def tell(self, words: str) -> None:
        """How the sign-in in the browser goes."""
        self.signed_in.setText(words)
        self.signed_in.setVisible(bool(words))

    def first_field(self) -> QWidget:
        """Where to begin: the password, unless only a sign-in works or servers are missing."""
        if self.more.isVisibleTo(self) and not self.imap.host.text():
            return self.imap.host
        return self.password.field if self.password.isVisibleTo(self) else self.sign_in

    def _on_link_clicked(self) -> None:
        self.link_requested.emit(str(self.link.property("url")))


class ResultPage(QWidget):
    """What both servers said, and what is in the mailbox."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.incoming, self.outgoing, self.found = plain_label(), plain_label(), plain_label("secondary")
        column = _column(self)
        for part in (self.incoming, self.outgoing, self.found):
            column.addWidget(part)
        column.addStretch(1)


class FromDayPage(QWidget):
    """From which day letters are work; what to do with older ones."""

    def __init__(self, today: QDate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question = plain_label()
        self.question.setText(_("Which letters are to be answered here?"))
        self.now = QRadioButton(_("Only those that arrive from now on"))
        self.since = QRadioButton(_("Also those since a day"))
        self.day = QDateEdit(today.addDays(-7))
        self.day.setMaximumDate(today)
        self.day.setButtonSymbols(QDateEdit.ButtonSymbols.NoButtons)
        self.day.setDisplayFormat("dd.MM.yyyy" if language() == "ru" else "dd/MM/yyyy")
        self.day.setAccessibleName(_("First day"))
        self.day.lineEdit().setTextMargins(theme().space(4), 0, 0, 0)
        self.day.setEnabled(False)
        self.older = QCheckBox(_("Bring older letters in as closed history"))
        self.older.setChecked(True)
        self.why = plain_label("tertiary")
        self.why.setText(
            _("They show what was agreed before. They are never answered, have no deadline and notify nobody. "
              "You can stop this and take them out again.")
        )  # fmt: skip
        self.now.setChecked(True)
        row = QHBoxLayout()
        row.addWidget(self.since)
        row.addWidget(self.day)
        row.addStretch(1)
        column = _column(self)
        column.addWidget(self.question)
        column.addWidget(self.now)
        column.addLayout(row)
        column.addSpacing(theme().space(5))
        column.addWidget(self.older)
        column.addWidget(self.why)
        column.addStretch(1)
        self.since.toggled.connect(self.day.setEnabled)

    def settings(self) -> dict[str, Any]:
        """As an inbox keeps it."""
        day = self.day.date().toString(Qt.DateFormat.ISODate) if self.since.isChecked() else None
        return {"from_day": day, "history": "yes" if self.older.isChecked() else "no"}
