"""Before a request is solved: nobody's answer is lost because it was closed over it, and no promise is forgotten."""

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.client.row import DraftKind
from app.domain.status import Status
from ui.bridge.desk_bridge import DeskBridge
from ui.conversation.giving_up import GivingUp
from ui.conversation.owing import Owing
from ui.conversation.request_act import RequestActs
from ui.conversation.solve_dialog import SolveDialog
from ui.conversation.unsent_part import UnsentPart
from ui.widgets.owed_line import OwedLine


class Solving(QObject):
    """Asks before a request with an unsent text or an open promise is solved; every answer ends in a solved request."""

    def __init__(self, bridge: DeskBridge, acts: RequestActs, unsent: UnsentPart, window: QWidget) -> None:
        super().__init__(window)
        self._acts, self._unsent, self._window = acts, unsent, window
        self._kind = DraftKind.REPLY
        self.line = OwedLine("owed_line")
        self.owing = Owing(bridge, self.line, window, unsent.focus_text)
        self.giving_up = GivingUp(bridge, acts, unsent, window)
        acts.give_up = self.giving_up.ask
        unsent.put(self.line)
        unsent.ask_before_solving(self.owing)
        acts.guard, acts.along = self.may_solve, self._along

    def may_solve(self) -> bool:
        """Whether nothing unsent is in the way; otherwise the question is put, and its answer goes on.

        A letter nobody has got solves nothing: its request is given up.
        """
        if self._acts.card is not None and self._acts.card.begun is not None:
            self.giving_up.ask()
            return False
        found = self._unsent.found()
        if found is None:
            return not self._is_owed(self._acts.solve)
        self._kind, text = found
        dialog = SolveDialog(self._kind, text, self._window, may_send=self._unsent.may_send(self._kind))
        dialog.send_chosen.connect(self._on_send_chosen)
        dialog.keep_chosen.connect(self._on_keep_chosen)
        dialog.discard_chosen.connect(self._on_discard_chosen)
        dialog.rejected.connect(self.owing.withdraw)
        dialog.open()
        return False

    @Slot()
    def _on_send_chosen(self) -> None:
        is_note = self._kind is DraftKind.NOTE
        self._unsent.send(self._kind, None if is_note else Status.RESOLVED)
        if is_note:
            self._acts.solve()

    @Slot()
    def _on_keep_chosen(self) -> None:
        if not self._is_owed(self._acts.solve_now):
            self._acts.solve_now()

    @Slot()
    def _on_discard_chosen(self) -> None:
        if not self._is_owed(self._discard_and_solve):
            self._discard_and_solve()

    def _discard_and_solve(self) -> None:
        self._unsent.discard(self._kind)
        self._acts.solve_now()

    def _is_owed(self, go_on: Callable[[], object]) -> bool:
        card = self._acts.card
        return card is not None and self.owing.stops((card.row.id,), go_on)

    def _along(self, conversation_id: UUID) -> Sequence[object]:
        return self.owing.along((conversation_id,))
