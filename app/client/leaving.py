"""Messages that wait for their undo time: their order, their way back to the draft, what a crash leaves of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from app.client.clock import ServerTime
from app.client.port import Problem
from app.client.row import ChangeState, DraftKind
from app.client.store.change import QUIET, draft_kind
from app.client.store.outbox import Change, Outbox

_INDEPENDENT = ("note@", *QUIET)
"""Changes that no leaving change of their conversation can alter: they need not wait behind it."""

_STATUS = ("resolve@", "set_status@")
_BY_MESSAGE = (*_STATUS, "settle_promise@")
"""Changes that make no sense without the message they were given after."""


class Leaving:
    """What is on its way out of an outbox but can still be taken back."""

    def __init__(self, outbox: Outbox, time: ServerTime) -> None:
        self._outbox = outbox
        self._time = time

    def send_at(self, name: str, conversation_id: UUID | None, undo_ms: int) -> datetime | None:
        """When a new change may leave; None: at once.

        Without an undo time of its own it waits behind a change of its conversation that is leaving: order is kept.
        """
        if undo_ms > 0:
            return self._time.now() + timedelta(milliseconds=undo_ms)
        if name.startswith(_INDEPENDENT) or conversation_id is None:
            return None
        changes = [it for it in self._outbox.changes() if it.conversation_id == conversation_id]
        return max((it.send_at for it in changes if it.send_at is not None), default=None)

    def take_back(self, change_id: UUID) -> Change | None:
        """Its text is the draft again, above what was typed since; None when it has left already.

        A status that waits behind a message comes back with it: solved without its answer, nobody would look again.
        So does a promise that was kept by it.
        """
        change = self._outbox.change(change_id)
        if change is None or not self._outbox.take_back(change_id, _as_draft(self._outbox, change)):
            return None
        for later in self._outbox.changes():
            behind = later.seq > change.seq and later.conversation_id == change.conversation_id and later.mid is None
            if behind and _is_answer(change) and later.name.startswith(_BY_MESSAGE):
                self._outbox.take_back(later.change_id, "")
        return change

    def release_due(self) -> Sequence[Change]:
        """What has waited its time takes its number; returns it."""
        now = self._time.now()
        return self._outbox.release(lambda it: it.send_at is not None and it.send_at <= now)

    def release_all(self) -> None:
        """Nothing waits any more: the desk is being closed."""
        self._outbox.release(lambda change: True)


def bring_back(outbox: Outbox) -> Problem | None:
    """After a crash: messages that had not left become drafts again, what waited behind them goes out.

    So does a note that went with an act: no customer gets it. But a status given after such a message is dropped:
    solved without its answer, nobody would look at the conversation again; a promise it kept is owed again. Returns
    what the person has to be told.
    """
    problem: Problem | None = None
    returned: set[UUID] = set()
    for change in outbox.changes():
        is_note = draft_kind(change.name) is DraftKind.NOTE
        if change.conversation_id is None or change.state != ChangeState.LEAVING or is_note:
            continue
        text = _as_draft(outbox, change)
        if (text or change.args.get("files")) and outbox.take_back(change.change_id, text):
            returned.add(change.conversation_id)
            problem = problem or Problem.UNSENT_RETURNED
        elif change.name.startswith(_BY_MESSAGE) and change.conversation_id in returned:
            outbox.take_back(change.change_id, "")
            if change.name.startswith(_STATUS):
                problem = Problem.UNSOLVED_RETURNED
    outbox.release(lambda change: True)
    return problem


def _is_answer(change: Change) -> bool:
    return bool(change.args.get("body")) and draft_kind(change.name) is DraftKind.REPLY


def _as_draft(outbox: Outbox, change: Change) -> str:
    """Its text, joined with the draft that was begun after it; empty when it has none."""
    text = str(change.args.get("marked") or change.args.get("body", ""))
    if not text or change.conversation_id is None:
        return text
    draft = outbox.draft(change.conversation_id, draft_kind(change.name))
    return text if not draft or draft == text else f"{text}\n\n{draft}"
