"""Where a trial takes letters and chats, at the foot of the window."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from app.client.port import Person
from ui.browser import Open, copied_instead
from ui.translation import _
from ui.widgets.status_cell import StatusCell


class TrialCells(QObject):
    """Its two cells: one opens the chat page, one copies the address letters go to."""

    done = Signal(str)
    """It was pressed. Carries what came of it, in words."""
    failed = Signal(str)
    """No browser starts. Carries what to do."""

    def __init__(self, browser: Open, parent: QObject) -> None:
        super().__init__(parent)
        self._open = browser
        self._person: Person | None = None
        self.chat, self.mail = StatusCell(), StatusCell()
        for cell, pressed in ((self.chat, self._open_chat), (self.mail, self._copy_mail)):
            cell.set_pressable(True)
            cell.clicked.connect(pressed)

    def show_person(self, person: Person) -> None:
        """The addresses of this person's workspace."""
        self._person = person
        self.chat.show_text(_("Write as a customer"), icon="message-circle")
        self.mail.show_text(_mailbox(person.mail_address), icon="mail")
        self.chat.setToolTip(_("Open the chat page: {address}").format(address=person.chat_url))
        self.mail.setToolTip(_("Write a letter as a customer: `./dev mail`. Press to copy the address"))

    @Slot()
    def _copy_mail(self) -> None:
        if self._person is not None:
            QGuiApplication.clipboard().setText(self._person.mail_address)
            self.done.emit(_("Copied. `./dev mail` writes a letter there."))

    @Slot()
    def _open_chat(self) -> None:
        """A browser that never comes is no silence: the address is told either way, and copied when none starts."""
        if self._person is None:
            return
        address = self._person.chat_url
        if self._open(address):
            self.done.emit(_("Asked the browser to open {address}").format(address=address))
        else:
            self.failed.emit(copied_instead(address))


def _mailbox(mail_address: str) -> str:
    """ "127.0.0.1:2525, help@shop.example" in fewer letters; the whole of it is copied by a press."""
    door, _comma, address = mail_address.rpartition(", ")
    return _("{address}, port {port}").format(address=address, port=door.rpartition(":")[2]) if door else address
