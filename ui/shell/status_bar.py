"""The foot of the window: the connection, what is unsent, the next promise, the trial's addresses, who works here."""

from datetime import datetime, tzinfo

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QStatusBar, QWidget

from app.client.port import Link, LinkStatus, Person
from ui.theme.tokens import theme
from ui.translation import _, ngettext
from ui.widgets.base import follow
from ui.widgets.status_cell import StatusCell
from ui.wording import zone_of

_BAD = frozenset({Link.OFFLINE, Link.SIGNED_OUT, Link.UPGRADE})

_SAID_MS = 6_000


def clock(at: datetime) -> str:
    """Hours and minutes as they stand in ``at``."""
    return f"{at:%H:%M}"


def link_words(status: LinkStatus, zone: tzinfo) -> str:
    """The connection in words."""
    since = clock(status.synced_at.astimezone(zone)) if status.synced_at else ""
    if status.link in (Link.LIVE, Link.POLLING):
        return _("Online · synced {time}").format(time=since) if since else _("Online")
    return {
        Link.CONNECTING: _("Connecting…"),
        Link.OFFLINE: _("Server unreachable"),
        Link.SIGNED_OUT: _("Signed out"),
        Link.UPGRADE: _("An update is needed"),
    }[status.link]


def unsent_words(count: int) -> str:
    """How many changes wait."""
    return ngettext("{count} change waiting", "{count} changes waiting", count).format(count=count)


class StatusBar(QStatusBar):
    """Cells with separators; those that open something can be pressed and reached by Tab."""

    changes_requested = Signal()
    """The operator wants to see what is unsent or needs attention."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status_bar")
        self.setSizeGripEnabled(False)
        self._status = LinkStatus(Link.CONNECTING)
        self._person: Person | None = None
        self._zone = zone_of("")
        self._promise_at: datetime | None = None
        self.link, self.copy_age = StatusCell(first=True), StatusCell()
        self.unsent, self.attention = StatusCell(), StatusCell()
        self.chat, self.mail = StatusCell(), StatusCell()
        self.promise, self.presence = StatusCell(), StatusCell()
        for cell in (self.link, self.copy_age, self.unsent, self.attention):
            self.addWidget(cell)
        for cell in (self.chat, self.mail, self.promise, self.presence):
            self.addPermanentWidget(cell)
        for cell in (self.unsent, self.attention):
            cell.set_pressable(True)
            cell.clicked.connect(self.changes_requested)
        for cell in (self.chat, self.mail):
            cell.set_pressable(True)
            cell.clicked.connect(self._on_address_clicked)
        self.restyle()
        self.retranslate()

    def show_status(self, status: LinkStatus) -> None:
        """The connection or the counts changed."""
        self._status = status
        bad = status.link in _BAD
        words = link_words(status, self._zone)
        if status.link is Link.CONNECTING:
            self.link.show_text(words, dot="border.control")
        elif bad:
            self.link.show_text(words, icon="cloud-off", role="warning")
        else:
            self.link.show_text(words, dot="success.solid")
        age = status.synced_at if bad else None
        self.copy_age.setVisible(age is not None)
        if age is not None:
            self.copy_age.show_text(_("Local copy from {time}").format(time=clock(age.astimezone(self._zone))))
        self.unsent.setVisible(status.unsent > 0)
        self.unsent.show_text(unsent_words(status.unsent), icon="cloud-upload")
        self.attention.setVisible(status.attention > 0)
        needs = ngettext("{count} needs attention", "{count} need attention", status.attention)
        self.attention.show_text(needs.format(count=status.attention), icon="triangle-alert", role="danger")

    def show_person(self, person: Person | None) -> None:
        """Who works here, and where a trial takes letters and chats."""
        self._person = person
        self._zone = zone_of(person.timezone) if person else zone_of("")
        self.presence.setVisible(person is not None)
        self.chat.setVisible(bool(person and person.chat_url))
        self.mail.setVisible(bool(person and person.mail_address))
        if person is None:
            return
        self.presence.show_text(person.user_name, dot="success.solid", role="text.primary")
        self.chat.show_text(_("Write as a customer"), icon="message-circle")
        self.mail.show_text(_mailbox(person.mail_address), icon="mail")
        self.chat.setToolTip(_("Open the chat page: {address}").format(address=person.chat_url))
        self.mail.setToolTip(_("Write a letter as a customer: `./dev mail`. Press to copy the address"))

    def show_promise(self, promise_at: datetime | None) -> None:
        """The next promise; hidden when there is none."""
        self._promise_at = promise_at
        self.promise.setVisible(promise_at is not None)
        if promise_at is not None:
            self.promise.show_text(_("Next promise {time}").format(time=clock(promise_at)))

    def _on_address_clicked(self) -> None:
        if self._person is None:
            return
        if self.sender() is self.chat:
            QDesktopServices.openUrl(QUrl(self._person.chat_url))
        else:
            QGuiApplication.clipboard().setText(self._person.mail_address)
            self.showMessage(_("Copied. `./dev mail` writes a letter there."), _SAID_MS)

    # Qt

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "presence"):
            follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Sizes of now."""
        self.setFixedHeight(theme().size("status.bar"))

    def retranslate(self) -> None:
        """All cells anew."""
        self.setAccessibleName(_("Status bar"))
        self.show_status(self._status)
        self.show_person(self._person)
        self.show_promise(self._promise_at)


def _mailbox(mail_address: str) -> str:
    """ "127.0.0.1:2525, help@shop.example" in fewer letters; the whole of it is copied by a press."""
    door, _comma, address = mail_address.rpartition(", ")
    return _("{address}, port {port}").format(address=address, port=door.rpartition(":")[2]) if door else address
