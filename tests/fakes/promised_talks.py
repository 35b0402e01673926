"""What the fake desk makes of promises: as the server would, at once."""

from dataclasses import replace

from app.client.customer_row import PromiseRow
from app.commands.promise import MakePromise, MovePromise, SettlePromise
from app.domain.entry import EntryKind
from tests.fakes.joined_talks import Append
from tests.fakes.people import Talk

Promising = MakePromise | SettlePromise | MovePromise


def apply_promising(talk: Talk, command: Promising, append: Append) -> None:
    """Change the customer's promises, the talk's next deadline and its log."""
    known = {it.id: it for it in talk.customer.promises}
    payload: dict[str, str] = {}
    match command:
        case MakePromise(promise_id=promise_id, text=text, due_at=due_at):
            row = PromiseRow(promise_id, text, due_at, "open", None, talk.id)
            state = "open"
        case SettlePromise(promise_id=promise_id, state=state, reason=reason):
            row, payload = replace(known[promise_id], state=state), {"reason": reason}
        case MovePromise(promise_id=promise_id, due_at=due_at):
            row, state = replace(known[promise_id], due_at=due_at), "moved"
    known[row.id] = row
    talk.customer = replace(talk.customer, promises=tuple(known.values()))
    owed = sorted(
        (it for it in known.values() if it.state == "open" and it.conversation_id == talk.id), key=lambda it: it.due_at
    )
    talk.promise_text, talk.promise_due_at = (owed[0].text, owed[0].due_at) if owed else ("", None)
    told = {"promise_id": str(row.id), "text": row.text, "due_at": row.due_at.isoformat(), "state": state}
    append(talk, command.entry_id, EntryKind.PROMISE, told | payload)
