"""Solving while something is written and not sent: nobody's answer is lost because a request was closed over it."""

from typing import Protocol

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.client.row import DraftKind
from app.domain.status import Status
from ui.conversation.request_act import RequestActs
from ui.conversation.solve_dialog import SolveDialog


class UnsentPart(Protocol):
    """What is needed of a composer."""

    def found(self) -> tuple[DraftKind, str] | None: ...
    def may_send(self, kind: DraftKind) -> bool: ...
    def send(self, kind: DraftKind, then: Status | None) -> None: ...
    def discard(self, kind: DraftKind) -> None: ...


class Solving(QObject):
    """Asks before a request with an unsent text is solved; the three answers end in a solved request."""

    def __init__(self, acts: RequestActs, unsent: UnsentPart, window: QWidget) -> None:
        super().__init__(window)
        self._acts, self._unsent, self._window = acts, unsent, window
        self._kind = DraftKind.REPLY
        acts.guard = self.may_solve

    def may_solve(self) -> bool:
        """Whether nothing unsent is in the way; otherwise the question is put, and its answer goes on."""
        found = self._unsent.found()
        if found is None:
            return True
        self._kind, text = found
        dialog = SolveDialog(self._kind, text, self._window, may_send=self._unsent.may_send(self._kind))
        dialog.send_chosen.connect(self._on_send_chosen)
        dialog.keep_chosen.connect(self._acts.solve_now)
        dialog.discard_chosen.connect(self._on_discard_chosen)
        dialog.open()
        return False

    @Slot()
    def _on_send_chosen(self) -> None:
        is_note = self._kind is DraftKind.NOTE
        self._unsent.send(self._kind, None if is_note else Status.RESOLVED)
        if is_note:
            self._acts.solve_now()

    @Slot()
    def _on_discard_chosen(self) -> None:
        self._unsent.discard(self._kind)
        self._acts.solve_now()
