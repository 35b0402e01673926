"""A request that only this computer knows of: how it is given up, so that nobody meets it as work."""

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from app.client.row import ConversationCard
from ui.bridge.desk_bridge import DeskBridge
from ui.conversation.request_act import RequestActs
from ui.conversation.unsent_part import UnsentPart
from ui.translation import _


class GivingUp(QObject):
    """Asks only when something is written in it; what is given up can be had back from the outbox."""

    def __init__(self, bridge: DeskBridge, acts: RequestActs, unsent: UnsentPart, window: QWidget) -> None:
        super().__init__(window)
        self._bridge, self._acts, self._unsent, self._window = bridge, acts, unsent, window
        self.question: QMessageBox | None = None
        """The question that is being asked, or was asked last."""

    @Slot()
    def ask(self) -> None:
        """Give the open request up, after a question when something is written; nothing when others know of it."""
        card = self._acts.card
        if card is None or card.begun is None:
            return
        if self._unsent.found() is None:
            self._give_up(card)
            return
        box = QMessageBox(QMessageBox.Icon.Question, _("Discard the letter"), "", parent=self._window)
        box.setObjectName("give_up_question")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(_("Discard this letter? Nobody has got it."))
        box.setInformativeText(_("The outbox keeps the request and its text for 30 days; attached files are not kept."))
        discard = box.addButton(_("Discard the letter"), QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton(_("Go on writing"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        discard.clicked.connect(lambda: self._give_up(card))
        box.finished.connect(box.deleteLater)
        self.question = box
        box.open()

    def _give_up(self, card: ConversationCard) -> None:
        """What is typed is kept first, so that it can be had back; the list goes on while the row is still in it."""
        if card.begun is None:
            return
        self._bridge.drafts_wanted.emit()
        self._acts.solved.emit(card.row.id)
        self._bridge.discard(card.begun)
