"""What the server alone adds to a request that was opened by telephone: its number."""

from app.commands.call import OpenByPhone
from app.model.conversation import Conversation
from app.server.after import after
from app.server.transaction import ServerTx


@after("open_by_phone", 1)
def open_by_phone_after(cmd: OpenByPhone, tx: ServerTx) -> None:
    """Give it the next number, once."""
    conversation = tx.get(Conversation, cmd.request_id)
    if conversation.number is None:
        conversation.number = tx.next_number()
