"""What the server alone adds to a command once its shared handler succeeded."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.commands.conversation import AssignConversation
from app.commands.message import PlainReply, Reply
from app.commands.receipt import AnswerReceipt
from app.commands.undelivered import SendAgain
from app.domain.channel import Channel
from app.model.conversation import Conversation, LogEntry
from app.model.draft import Draft
from app.model.identifier import receipt_id
from app.model.sync import Effect
from app.server.transaction import ServerTx

After = Callable[[Any, ServerTx], None]

SINCE = "since"
"""In an effect: when its message was first put off."""

AGAIN = "again"
"""In an effect: a person let it happen once more."""

AFTER: dict[str, After] = {}
"""Additions by wire name; they run in the same savepoint as the handler."""


def after(name: str, version: int) -> Callable[[After], After]:
    """Register the decorated function to run after the handler of ``name@version``, and after those already there."""
    wire_name = f"{name}@{version}"

    def register(function: After) -> After:
        known = AFTER.get(wire_name)
        AFTER[wire_name] = function if known is None else _both(known, function)
        return function

    return register


def _both(first: After, then: After) -> After:
    def run(cmd: Any, tx: ServerTx) -> None:
        first(cmd, tx)
        then(cmd, tx)

    return run


@after("reply", 2)
def reply_after(cmd: Reply, tx: ServerTx) -> None:
    """A reply leaves through its channel, once, whatever happens in between."""
    deliver(tx, cmd)


@after("reply", 1)
def plain_reply_after(cmd: PlainReply, tx: ServerTx) -> None:
    """An older desk's reply, too."""
    deliver(tx, cmd)


@after("assign", 1)
def assign_after(cmd: AssignConversation, tx: ServerTx) -> None:
    """Whoever takes a request over is offered what their predecessors had begun to write."""
    if cmd.assignee_id is not None:
        offer_drafts(tx, cmd.conversation_id, cmd.assignee_id)


def offer_drafts(tx: ServerTx, conversation_id: UUID, to: UUID) -> None:
    """Let ``to`` see the unsent replies of others in that conversation; what is their own is offered to nobody."""
    whose = (Draft.ws == tx.ws) & (Draft.conversation_id == conversation_id) & (Draft.kind == "reply")
    for draft in tx.session.scalars(select(Draft).where(whose, Draft.text != "")):
        draft.offered_to = None if draft.user_id == to else to


@after("answer_receipt", 1)
def receipt_after(cmd: AnswerReceipt, tx: ServerTx) -> None:
    """A receipt leaves once, and only when somebody said so."""
    if cmd.sends:
        deliver_entry(tx, cmd.conversation_id, receipt_id(cmd.message_id), Channel.EMAIL)


@after("send_again", 1)
def send_again_after(cmd: SendAgain, tx: ServerTx) -> None:
    """It leaves as it would have, with the same name: whoever has it already can tell."""
    key = (Effect.ws == tx.ws) & (Effect.dedupe_key == f"deliver:{cmd.entry_id}")
    effect = tx.session.scalar(select(Effect).where(key))
    if effect is not None:
        begin_anew(tx, effect)
        effect.payload = effect.payload | {AGAIN: True}
    else:
        entry = tx.get(LogEntry, cmd.entry_id)
        deliver_entry(tx, cmd.conversation_id, cmd.entry_id, Channel(entry.payload["channel"]), again=True)


def begin_anew(tx: ServerTx, effect: Effect) -> None:
    """Let a delivery that ended happen once more; one that still waits happens now."""
    effect.state, effect.lease_until, effect.attempts, effect.not_before = "waiting", None, 0, tx.now
    effect.payload = {name: value for name, value in effect.payload.items() if name != SINCE}
    tx.effects.add(effect.kind)


def deliver(tx: ServerTx, cmd: Reply | PlainReply) -> None:
    """Write the delivery effect of a reply."""
    deliver_entry(tx, cmd.conversation_id, cmd.entry_id, cmd.channel)


def deliver_entry(
    tx: ServerTx, conversation_id: UUID, entry_id: UUID, channel: Channel, *, again: bool = False
) -> None:
    """Write a delivery effect: one at a time in an inbox, and in a conversation none overtakes an older one."""
    tx.effect(
        "deliver",
        key=f"deliver:{entry_id}",
        payload={
            "entry_id": str(entry_id),
            "conversation_id": str(conversation_id),
            "channel": channel.value,
            "lane": lane_of(tx.get(Conversation, conversation_id), channel),
        }
        | ({AGAIN: True} if again else {}),
        sequence=f"{channel.value}:{conversation_id}",
    )


def lane_of(conversation: Conversation, channel: Channel) -> str:
    """An inbox that another server holds up holds up nobody else; what goes to our own pages has a way of its own."""
    if channel is Channel.CHAT:
        return channel.value
    return f"{channel.value}:{conversation.inbox_id or conversation.queue_id}"
