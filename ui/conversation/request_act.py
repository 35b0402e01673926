"""What is done with the open request as a whole: solved, given another status or owner, marked as read."""

from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.client.row import ConversationCard
from app.commands.conversation import AssignConversation, MarkRead, ResolveConversation, SetStatus
from app.domain.status import Status, may_follow
from ui.bridge.desk_bridge import DeskBridge


class RequestActs(QObject):
    """Every change leaves as a command through the bridge; nothing happens while no request is open."""

    solved = Signal(object)
    """The open request was solved. Carries its ``UUID``."""

    def __init__(self, bridge: DeskBridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.card: ConversationCard | None = None
        """The open request as it is known now."""

    def solve(self) -> None:
        """Solve it and tell so; nothing happens when it already is."""
        card = self.card
        if card is None or card.row.status is Status.RESOLVED or not may_follow(card.row.status, Status.RESOLVED):
            return
        if self._bridge.submit(ResolveConversation(card.row.id, self._bridge.new_id(), card.status_rev)):
            self.solved.emit(card.row.id)

    def set_status(self, status: Status) -> None:
        """Move it to another status."""
        if status is Status.RESOLVED:
            self.solve()
        elif self.card is not None:
            row = self.card.row
            self._bridge.submit(SetStatus(row.id, self._bridge.new_id(), status, self.card.status_rev))

    def assign(self, user_id: UUID | None) -> None:
        """Give it to a colleague, or back to its queue."""
        if self.card is not None:
            row = self.card.row
            self._bridge.submit(AssignConversation(row.id, self._bridge.new_id(), user_id, row.assignee_id))

    def mark_read(self, seq: int) -> None:
        """It has been read up to there."""
        if self.card is not None and self.card.row.unread:
            self._bridge.submit(MarkRead(self.card.row.id, seq))
