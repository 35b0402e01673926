"""What the server alone adds to a request that an operator opened: its number."""

from app.commands.call import OpenByPhone
from app.commands.letter import OpenByMail
from app.model.conversation import Conversation
from app.server.after import after
from app.server.transaction import ServerTx


@after("open_by_phone", 1)
@after("open_by_mail", 1)
def opened_after(cmd: OpenByPhone | OpenByMail, tx: ServerTx) -> None:
    """Give it the next number, once."""
    conversation = tx.get(Conversation, cmd.request_id)
    if conversation.number is None:
        conversation.number = tx.next_number()
