"""A message that did not leave, or perhaps left: sent again, or taken back."""

from functools import partial

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from app.client.row import EntryRow
from app.commands.undelivered import SendAgain, TakeBack
from app.domain.delivery import DeliveryState
from ui.bridge.desk_bridge import DeskBridge
from ui.conversation.row_act import may_send_again
from ui.translation import _


class LetterActs(QObject):
    """Each leaves as a command. Asks first when the customer may get something twice."""

    def __init__(self, bridge: DeskBridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge, self._window = bridge, window
        self.question: QMessageBox | None = None
        """The question that is being asked, or was asked last."""

    @Slot(object)
    def take_back(self, entry: EntryRow) -> None:
        """Its text is in the editor again: it must not leave by itself as well."""
        if may_send_again(entry):
            self._bridge.submit(TakeBack(entry.conversation_id, entry.entry_id))

    @Slot(object)
    def ask_again(self, entry: EntryRow) -> None:
        """Send it once more, as it is; one that perhaps has left only after a question."""
        if not may_send_again(entry):
            return
        if entry.delivery is not DeliveryState.UNKNOWN:
            self._send(entry)
            return
        box = QMessageBox(QMessageBox.Icon.Question, _("Send again"), "", parent=self._window)
        box.setObjectName("send_again_question")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(_("Send this message once more?"))
        box.setInformativeText(_("Perhaps the customer has it already; then they may get it twice. Ask them first."))
        send = box.addButton(_("Send again"), QMessageBox.ButtonRole.AcceptRole)
        stay = box.addButton(_("Do not send"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        send.clicked.connect(partial(self._send, entry))
        box.finished.connect(box.deleteLater)
        self.question = box
        box.open()

    def _send(self, entry: EntryRow, _checked: bool = False) -> None:
        self._bridge.submit(SendAgain(entry.conversation_id, entry.entry_id))
