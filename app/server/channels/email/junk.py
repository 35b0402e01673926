"""Whether what a mail opened is a customer's request at all: spam marks, and what operators said of its sender."""

from sqlalchemy import bindparam, select

from app.commands.conversation import change_status
from app.domain.sender import JUNK, NO_CUSTOMER
from app.domain.status import Status
from app.domain.why import Why
from app.model.account import MailMessage
from app.model.conversation import Conversation
from app.server.channels.email.arrival import Arrival
from app.server.channels.email.known import Known
from app.server.transaction import ServerTx

_ANSWERED = (
    select(MailMessage.id)
    .join(Conversation, (Conversation.ws == MailMessage.ws) & (Conversation.id == MailMessage.conversation_id))
    .where(
        Conversation.ws == bindparam("ws"), Conversation.customer_id == bindparam("customer"), MailMessage.outgoing
    )
    .limit(1)
)  # fmt: skip


def set_aside(tx: ServerTx, known: Known, arrival: Arrival, conversation: Conversation) -> list[str]:
    """Put a request that has just been opened among the junk when nobody wrote it to us; says why.

    An operator's word on the sender, the whole address before its domain, outranks any server's mark; a mark does not
    count against somebody we have answered before. Junk has no deadline and is never answered by itself.
    """
    verdict = known.verdict(arrival, conversation.queue_id)
    if verdict != JUNK and (verdict or not arrival.junk or _is_known(tx, conversation)):
        return [Why("not junk: the sender is known", "junk.trusted")] if arrival.junk else []
    change_status(conversation, Status.SPAM, tx)
    sender = arrival.sender.address
    return [Why(f"junk: {NO_CUSTOMER}", "junk.rule", sender=sender)] if verdict == JUNK else []


def _is_known(tx: ServerTx, conversation: Conversation) -> bool:
    wanted = {"ws": tx.ws, "customer": conversation.customer_id}
    return tx.connection.execute(_ANSWERED, wanted).first() is not None
