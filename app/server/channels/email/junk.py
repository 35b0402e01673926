"""Whether what a mail opened is a customer's request at all: spam marks, and what operators said of its sender."""

from sqlalchemy import bindparam, select

from app.commands.conversation import change_status
from app.domain.sender import JUNK, NO_CUSTOMER, patterns_of
from app.domain.status import Status
from app.model.account import MailMessage
from app.model.conversation import Conversation
from app.model.sender_rule import SenderRule
from app.server.channels.email.arrival import Arrival
from app.server.transaction import ServerTx

_RULES = select(SenderRule.pattern, SenderRule.verdict).where(
    SenderRule.ws == bindparam("ws"),
    SenderRule.queue_id == bindparam("queue"),
    SenderRule.pattern.in_(bindparam("patterns", expanding=True)),
    SenderRule.verdict != "",
)
_ANSWERED = (
    select(MailMessage.id)
    .join(Conversation, (Conversation.ws == MailMessage.ws) & (Conversation.id == MailMessage.conversation_id))
    .where(
        Conversation.ws == bindparam("ws"), Conversation.customer_id == bindparam("customer"), MailMessage.outgoing
    )
    .limit(1)
)  # fmt: skip


def set_aside(tx: ServerTx, arrival: Arrival, conversation: Conversation) -> list[str]:
    """Put a request that has just been opened among the junk when nobody wrote it to us; says why.

    An operator's word on the sender, the whole address before its domain, outranks any server's mark; a mark does not
    count against somebody we have answered before. Junk has no deadline and is never answered by itself.
    """
    verdict = _verdict(tx, arrival, conversation)
    if verdict != JUNK and (verdict or not arrival.junk or _is_known(tx, conversation)):
        return []
    change_status(conversation, Status.SPAM, tx)
    return [f"junk: {NO_CUSTOMER}"] if verdict == JUNK else []


def _verdict(tx: ServerTx, arrival: Arrival, conversation: Conversation) -> str:
    patterns = patterns_of(arrival.sender.address)
    wanted = {"ws": tx.ws, "queue": conversation.queue_id, "patterns": patterns}
    said = {row.pattern: row.verdict for row in tx.connection.execute(_RULES, wanted)}
    return next((said[each] for each in patterns if each in said), "")


def _is_known(tx: ServerTx, conversation: Conversation) -> bool:
    wanted = {"ws": tx.ws, "customer": conversation.customer_id}
    return tx.connection.execute(_ANSWERED, wanted).first() is not None
