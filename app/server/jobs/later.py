"""Answers whose time has come: sent as their author would send them now, or kept when the talk has moved on."""

from dataclasses import replace
from uuid import UUID

from app.commands.base import SYSTEM, Actor
from app.commands.conversation import AssignConversation, assign, change_status
from app.commands.later import AUTHOR_GONE, HELD, SENT, TOO_LATE, WAITING, ChangeLater, SendLater, reply_of
from app.commands.message import append_reply, has_taken_file
from app.domain.channel import Channel
from app.domain.entry import AuthorKind
from app.domain.role import may
from app.domain.stale import LIVE_CHAT_GRACE
from app.domain.status import Status, may_follow_reply
from app.domain.why import Why, with_reasons
from app.model.conversation import Conversation, LogEntry
from app.model.later_message import LaterMessage
from app.model.sync import Effect
from app.server.after import after, deliver
from app.server.feed.grants import roles_of
from app.server.transaction import ServerTx
from app.server.unit_of_work import UnitOfWork

KIND = "send_later"


@after("send_later", 1)
def send_later_after(cmd: SendLater, tx: ServerTx) -> None:
    """The first appointment."""
    appoint(tx, cmd.entry_id)


@after("change_later", 1)
def change_later_after(cmd: ChangeLater, tx: ServerTx) -> None:
    """Another one; the older is void, since its ``rev`` is. Of an author who is gone, who gives the time sends it."""
    later = tx.get(LaterMessage, cmd.later_id)
    if not _may_send(tx, later):
        later.author_id = tx.actor.id
    appoint(tx, cmd.later_id)


def appoint(tx: ServerTx, later_id: UUID) -> None:
    """Let it be sent at its time."""
    later = tx.find(LaterMessage, later_id)
    assert later is not None
    payload = {"later_id": str(later.id), "rev": later.rev, "lane": "later"}
    tx.effect(KIND, key=f"later:{later.id}:{later.rev}", payload=payload, not_before=max(later.send_at, tx.now))


class LaterSender:
    """Handles effects of kind ``send_later``."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    def __call__(self, effect: Effect) -> None:
        """Send it once, unless it was changed, taken back or sent; twice changes nothing."""
        later_id, rev = UUID(effect.payload["later_id"]), int(effect.payload["rev"])
        author = self._uow.run(effect.ws, SYSTEM, lambda tx: _author(tx, later_id))
        self._uow.run(effect.ws, author, lambda tx: _send(tx, later_id, rev))


def _author(tx: ServerTx, later_id: UUID) -> Actor:
    later = tx.find(LaterMessage, later_id)
    return SYSTEM if later is None or later.author_id is None else Actor(AuthorKind.USER, later.author_id)


def _send(tx: ServerTx, later_id: UUID, rev: int) -> None:
    known = tx.find(LaterMessage, later_id)
    if known is None:
        return
    conversation = tx.get(Conversation, known.conversation_id)
    tx.session.refresh(known)
    if known.state != WAITING or known.rev != rev:
        return
    known.reason = _obstacle(tx, conversation, known)
    known.state = HELD if known.reason else SENT
    if known.reason == AUTHOR_GONE:
        _give_back(tx, conversation, known)
    if known.reason:
        return
    reply = reply_of(known)
    if reply.then_status is not None and not may_follow_reply(conversation.status, reply.then_status):
        reply = replace(reply, then_status=None)
    append_reply(conversation, reply, tx)
    deliver(tx, reply)


def _give_back(tx: ServerTx, conversation: Conversation, later: LaterMessage) -> None:
    """The request is open work again, and the queue's when it was theirs who is gone."""
    tx.actor = SYSTEM
    if conversation.status in (Status.WAITING_CUSTOMER, Status.ON_HOLD):
        change_status(conversation, Status.OPEN, tx)
    if conversation.assignee_id is None or conversation.assignee_id != later.author_id:
        return
    entry_id = tx.mint()
    assign(AssignConversation(conversation.id, entry_id, None, later.author_id), tx)
    entry = tx.get(LogEntry, entry_id)
    entry.payload = with_reasons(entry.payload, Why("an answer for later is not sent", "later.author_gone"))


def _obstacle(tx: ServerTx, conversation: Conversation, later: LaterMessage) -> str:
    """Why a person has to look at it first; empty when it can go."""
    if not _may_send(tx, later):
        return AUTHOR_GONE
    if conversation.machine:
        return "machine_mail"
    if conversation.status in (Status.CLOSED, Status.SPAM):
        return "closed"
    if has_taken_file(reply_of(later).files, tx):
        return "file_id_taken"  # an older desk put one file off twice
    # Written long ago: a newer message of the customer counts in chats, too.
    tx.age = max(LIVE_CHAT_GRACE, tx.now - later.send_at)
    newer = tx.stale_against(conversation, later.seen_seq, Channel(later.content["channel"]))
    if newer is None:
        return ""
    return "newer_messages" if newer["seqs"] else TOO_LATE


def _may_send(tx: ServerTx, later: LaterMessage) -> bool:
    """Whether its author still works here and answers customers."""
    return later.author_id is None or may(roles_of(tx.session, tx.ws, later.author_id), "reply")
