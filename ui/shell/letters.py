"""A letter to somebody who has not written: its request is begun, and it is written there as any answer is."""

from functools import partial

from PySide6.QtCore import QObject, Slot

from app.domain.channel import Channel
from ui.bridge.desk_bridge import DeskBridge
from ui.bridge.unfinished import keep_fields
from ui.composer.new_letter import NewLetterDialog
from ui.shell.frame import Frame
from ui.shell.navigator import Navigator
from ui.shell.screens import Screens

_PLACE = "letter"
"""Under which name a letter is kept that has no request yet."""


class Letters(QObject):
    """Asks to whom; from then on it is a request like any other, that others meet once its letter is sent."""

    def __init__(self, window: Frame, bridge: DeskBridge, navigator: Navigator, screens: Screens) -> None:
        super().__init__(window)
        self._window, self._bridge, self._navigator, self._screens = window, bridge, navigator, screens
        self.dialog: NewLetterDialog | None = None

    @Slot()
    def begin(self) -> None:
        """Ask to whom and about what; the mailbox of the open request's queue is offered first."""
        card, rows = self._navigator.card(), self._bridge.queries.inboxes()
        here = None if card is None else card.row.queue_id
        mailboxes = [it for it in rows if it.channel is Channel.EMAIL and it.mine and it.address]
        mailboxes.sort(key=lambda it: it.queue_id != here)
        dialog = NewLetterDialog(self._bridge.queries.addressee, mailboxes, self._window)
        dialog.accepted.connect(partial(self._open, dialog))
        dialog.request_wanted.connect(self._navigator.open)
        dialog.finished.connect(dialog.deleteLater)
        keep_fields(self._bridge, _PLACE, dialog, {"to": dialog.to, "name": dialog.name, "subject": dialog.subject})
        self.dialog = dialog
        dialog.open()

    def _open(self, dialog: NewLetterDialog) -> None:
        from app.commands.letter import OpenByMail

        inbox_id, new_id = dialog.inbox_id, self._bridge.new_id
        if inbox_id is None:
            return
        request_id, person_id = new_id(), dialog.person.customer_id or new_id()
        name, subject = dialog.called, dialog.subject.text()
        command = OpenByMail(request_id, new_id(), inbox_id, person_id, new_id(), dialog.address, name, subject)
        if self._bridge.submit(command) is not None:
            self._navigator.open(request_id)
            self._screens.composer.reply()
