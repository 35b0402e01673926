"""Files dropped anywhere on the open talk: they go into its answer, as if they had been dropped on the text."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent

from ui.composer.pasted import Pasted, pasted_from

if TYPE_CHECKING:
    from ui.composer.composer import Composer
    from ui.conversation.pane import ConversationPane


class FileDrop(QObject):
    """Watches the pane; the texts in it take what is dropped on them by themselves."""

    def __init__(self, pane: "ConversationPane", composer: "Composer") -> None:
        super().__init__(pane)
        self._pane, self._files = pane, composer.files
        pane.setAcceptDrops(True)
        pane.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Only files of this computer, and only while a request is open: everything else is shown to be refused."""
        if not isinstance(event, QDropEvent):
            return False
        paths = pasted_from(event.mimeData()).paths if self._pane.card is not None else ()
        if not paths:
            event.ignore()
            return True
        event.acceptProposedAction()
        if event.type() is QEvent.Type.Drop:
            self._files.take(Pasted(paths=paths))
        return True
