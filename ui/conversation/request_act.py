"""What is done with the open request as a whole: solved, given another status or owner, marked as read."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from app.client.row import ConversationCard, EntryRow
from app.commands.author import ServeAuthor
from app.commands.conversation import AssignConversation, MarkRead, ResolveConversation, SetStatus
from app.commands.junk import MarkCustomer
from app.commands.receipt import AnswerReceipt
from app.domain.answering import addresses_in
from app.domain.sender import DOUBTFUL, is_pattern
from app.domain.status import Status, may_follow
from ui.bridge.desk_bridge import DeskBridge
from ui.widgets.toast import UNDO_MS

_REST_MS = 250
"""Longer than a key takes to repeat."""

_NEXT_MS = 10
"""To store one takes some milliseconds and a turn of the disk: a key comes between two."""


class RequestActs(QObject):
    """Every change leaves as a command through the bridge; nothing happens while no request is open."""

    solved = Signal(object)
    """The open request was solved, or given up before anybody knew of it. Carries its ``UUID``."""

    def __init__(self, bridge: DeskBridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.card: ConversationCard | None = None
        """The open request as it is known now."""
        self.guard: Callable[[], bool] = lambda: True
        """Asked before the request is solved; False: not now."""
        self.along: Callable[[UUID], Sequence[object]] = lambda _id: ()
        """Commands that are part of solving a request."""
        self.give_up: Callable[[], None] = lambda: None
        """Gives a request up that nobody else knows of, asking where something is written."""
        self._seen: dict[UUID, int] = {}
        self._rest = QTimer(self, interval=_REST_MS, singleShot=True)
        self._next = QTimer(self, interval=_NEXT_MS, singleShot=True)
        for timer in (self._rest, self._next):
            timer.timeout.connect(self._store_one)

    def open(self, card: ConversationCard | None) -> None:
        """Another request is open, or none; while one walks on, what was read of the others is not stored yet."""
        self.card = card
        if self._rest.isActive() or self._next.isActive():
            self._next.stop()
            self._rest.start()

    def offered(self, act: Callable[[], object]) -> Callable[[], None]:
        """The act as a menu offers it for the request that is open now: once another one is, it does nothing."""
        offered_for = self._open_id

        def do() -> None:
            if self._open_id == offered_for:
                act()

        return do

    def asked(self, act: Callable[[Any], object]) -> Callable[[object], None]:
        """The same for an act that is asked about first, and given the answer."""
        asked_for = self._open_id

        def do(answer: object) -> None:
            if self._open_id == asked_for:
                act(answer)

        return do

    @property
    def _open_id(self) -> UUID | None:
        return None if self.card is None else self.card.row.id

    def solve(self) -> None:
        """Solve it, unless the guard sees something in the way; nothing happens when it already is solved."""
        if self._can_be_solved() and self.guard():
            self.solve_now()

    def _can_be_solved(self) -> bool:
        status = None if self.card is None else self.card.row.status
        return status is not None and status is not Status.RESOLVED and may_follow(status, Status.RESOLVED)

    @Slot()
    def solve_now(self) -> None:
        """Solve it and tell so; some seconds to undo it, as of many at once."""
        card = self.card
        if card is None or not self._can_be_solved():
            return
        command = ResolveConversation(card.row.id, self._bridge.new_id(), card.status_rev)
        if self._bridge.submit(command, undo_ms=UNDO_MS, along=self.along(card.row.id)):
            self.solved.emit(card.row.id)

    @Slot()
    def discard_letter(self) -> None:
        """Nobody gets the letter that was begun, and nobody meets its request."""
        self.give_up()

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

    def copy_number(self) -> None:
        """Its number to the clipboard."""
        if self.card is not None and self.card.row.number is not None:
            QGuiApplication.clipboard().setText(str(self.card.row.number))

    def send_receipt(self) -> None:
        """Send the receipt that the open request's letter asks for."""
        self._answer_receipt(sends=True)

    def decline_receipt(self) -> None:
        """Say that no receipt is sent; the letter asks no more."""
        self._answer_receipt(sends=False)

    def _answer_receipt(self, *, sends: bool) -> None:
        card = self.card
        if card is not None and card.receipt_for is not None:
            self._bridge.submit(AnswerReceipt(card.row.id, card.receipt_for, sends))

    def serve_author(self) -> None:
        """Make whoever wrote the letter that was passed on the customer; some seconds to undo it."""
        self._serve_author(serves=True)

    def serve_sender(self) -> None:
        """Make whoever passed it on the customer again."""
        self._serve_author(serves=False)

    def _serve_author(self, *, serves: bool) -> None:
        card, new_id = self.card, self._bridge.new_id
        if card is None or card.passed_on is None:
            return
        letter = card.passed_on
        author_id, identity_id = letter.author_id or new_id(), letter.identity_id or new_id()
        command = ServeAuthor(card.row.id, new_id(), letter.message_id, author_id, identity_id, serves)
        self._bridge.submit(command, undo_ms=UNDO_MS)

    def mark_customer(self) -> None:
        """A customer's after all, not junk nor a program's, and so is what comes from that address from now on."""
        card = self.card
        if card is None or not (card.row.status is Status.SPAM or card.row.machine in DOUBTFUL):
            return
        sender = self._bridge.queries.sender(card.row.id)
        pattern = sender.address if sender is not None and is_pattern(sender.address) else ""
        self._bridge.submit(
            MarkCustomer(card.row.id, self._bridge.new_id(), card.status_rev, pattern, trusted=bool(pattern))
        )

    def may_trust(self, entry: EntryRow) -> bool:
        """Whether a letter of the open request only sounds like a program's, and names who wrote it."""
        here = self.card is not None and entry.conversation_id == self.card.row.id
        return here and bool(entry.payload.get("suspected")) and bool(letter_writer(entry))

    def trust(self, entry: EntryRow) -> None:
        """A person wrote it: what comes from that address from now on is not suspected any more."""
        card = self.card
        if card is not None and self.may_trust(entry):
            told = MarkCustomer(card.row.id, self._bridge.new_id(), card.status_rev, letter_writer(entry), trusted=True)
            self._bridge.submit(told, undo_ms=UNDO_MS)

    def mark_read(self, seq: int, *, at_rest: bool = False) -> None:
        """It has been read up to there. ``at_rest``: not yet stored, so that a walk through the list stays quick."""
        if self.card is None or not self.card.row.unread:
            return
        self._seen[self.card.row.id] = seq
        if at_rest:
            self._rest.start()
        else:
            self.flush()

    def flush(self) -> None:
        """Store what was read."""
        self._rest.stop()
        self._next.stop()
        while self._seen:
            self._bridge.submit(MarkRead(*self._seen.popitem()))

    @Slot()
    def _store_one(self) -> None:
        """Of what was read while one walked through the list; the others follow."""
        if self._seen:
            self._bridge.submit(MarkRead(*self._seen.popitem()))
        if self._seen:
            self._next.start()


def letter_writer(entry: EntryRow) -> str:
    """The address a letter came from, as a word on its sender has it; empty when it has none."""
    found = (it for it in addresses_in(str(entry.payload.get("from", ""))) if is_pattern(it))
    return next(found, "")
