"""What is promised in requests: what is owed there, and the commands that settle it; the same wherever one decides."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.client.customer_row import PromiseRow
from app.client.query import Queries
from app.commands.promise import KEPT, MOST_OTHERS, OPEN, MakePromise, MovePromise, SettlePromise
from ui.translation import _, ngettext


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of what is owed: all is kept; or, by its id, by which other time it is owed; the rest as before."""

    kept: bool = False
    times: Mapping[UUID, datetime] = field(default_factory=dict)


def promised_in(queries: Queries, conversation_id: UUID) -> list[PromiseRow]:
    """All that was promised in a request, what is owed before what is settled, the first due first."""
    card = queries.card(conversation_id)
    customer = None if card is None else queries.customer(card.row.customer_id)
    found = [] if customer is None else [it for it in customer.promises if it.conversation_id == conversation_id]
    return sorted(found, key=lambda it: (it.state != OPEN, it.due_at))


def owed_in(queries: Queries, conversation_id: UUID) -> list[PromiseRow]:
    """What is owed in a request, the first due first."""
    return [it for it in promised_in(queries, conversation_id) if it.state == OPEN]


class Promising:
    """Makes the commands about promises that were made."""

    def __init__(self, queries: Queries, new_id: Callable[[], UUID]) -> None:
        self._queries, self._new_id = queries, new_id

    def settle(self, promise: PromiseRow, state: str, reason: str = "") -> SettlePromise:
        """It was kept, or is withdrawn for a reason."""
        others = self._others(promise)
        return SettlePromise(promise.conversation_id, self._new_id(), promise.id, state, reason, others)

    def move(self, promise: PromiseRow, due_at: datetime) -> MovePromise:
        """It is owed by another time."""
        others = self._others(promise)
        return MovePromise(promise.conversation_id, self._new_id(), promise.id, due_at, promise.due_at, others)

    def carry_out(self, decision: Decision, promises: Iterable[PromiseRow]) -> list[SettlePromise | MovePromise]:
        """What was decided of all these."""
        if decision.kept:
            return [self.settle(it, KEPT) for it in promises]
        times = ((it, decision.times.get(it.id, it.due_at)) for it in promises)
        return [self.move(it, due_at) for it, due_at in times if it.due_at != due_at]

    def _others(self, promise: PromiseRow) -> list[UUID]:
        found = promised_in(self._queries, promise.conversation_id)
        return [it.id for it in found if it.id != promise.id][:MOST_OTHERS]


def promise_words(command: object) -> str:
    """What the bar says while it can be undone at once; empty for other commands."""
    if isinstance(command, MakePromise):
        return _("Promised to the customer")
    if isinstance(command, MovePromise):
        return _("The promise has another time")
    if isinstance(command, SettlePromise):
        return _("Promise kept") if command.state == KEPT else _("Promise withdrawn")
    return ""


def told_together(commands: Sequence[object]) -> str:
    """The same of several that were decided together: ``2 promises kept``; empty when none is about a promise."""
    settled = sum(isinstance(it, SettlePromise) for it in commands)
    if settled:
        return ngettext("{count} promise kept", "{count} promises kept", settled).format(count=settled)
    moved = sum(isinstance(it, MovePromise) for it in commands)
    if moved:
        return ngettext("{count} promise moved", "{count} promises moved", moved).format(count=moved)
    return ""
