"""When a conversation's next promise is due, from all that was promised there."""

from uuid import UUID

from sqlalchemy import select

from app.commands.promise import OPEN, MovePromise, SettlePromise, first_due
from app.model.conversation import Conversation, Promise
from app.server.after import after
from app.server.transaction import ServerTx


@after("settle_promise", 1)
def settle_after(cmd: SettlePromise, tx: ServerTx) -> None:
    """A desk may not know of every other promise; here all are known."""
    tell_next(tx.get(Promise, cmd.promise_id).conversation_id, tx)


@after("move_promise", 1)
def move_after(cmd: MovePromise, tx: ServerTx) -> None:
    """Another one may be due first now."""
    tell_next(tx.get(Promise, cmd.promise_id).conversation_id, tx)


def tell_next(conversation_id: UUID, tx: ServerTx) -> None:
    """Write down what is due first there."""
    conversation = tx.get(Conversation, conversation_id)
    tx.flush()
    query = select(Promise).where(Promise.ws == tx.ws, Promise.conversation_id == conversation_id)
    conversation.promise_due_at = first_due(tx.session.scalars(query.where(Promise.state == OPEN)))
