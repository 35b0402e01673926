"""What the server checks of a command before its handler runs: role, reach, people and files."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.commands.base import Registered
from app.commands.call import OpenByPhone
from app.commands.conversation import AssignConversation
from app.commands.identity import normalised
from app.commands.later import SendLater
from app.commands.letter import OpenByMail
from app.commands.merge import UnmergeConversation, goes_on_in
from app.commands.message import FileOfMessage, PlainReply, Reply, WriteNote
from app.commands.move import UnmoveEntries
from app.commands.promise import MakePromise, MovePromise, SettlePromise
from app.commands.redaction import Redact
from app.commands.template import GiveUpTextFile, PlainTemplate, SaveTemplate
from app.domain.attachment import MAX_FILE_BYTES, MAX_FILES
from app.domain.channel import Channel
from app.domain.entry import EntryKind
from app.domain.feed import conversation_feeds, queue_feed, team_feed
from app.domain.notice import MOST_MENTIONED
from app.domain.role import SHARE_TEXTS, RoleCode, may
from app.model.conversation import Conversation, LogEntry, Template
from app.model.customer import Customer
from app.model.sync import FeedRow
from app.model.workspace import Inbox, User
from app.server.blobs.access import hold_blob, may_pass_on
from app.server.blobs.store import is_sha256
from app.server.blobs.text_file import OfText, before_text_changes
from app.server.feed.grants import roles_of
from app.server.late_command import refuse_erased
from app.server.transaction import ServerTx

FORBIDDEN = "forbidden"
Message = Reply | PlainReply | SendLater
"""What may name files."""

Promising = MakePromise | SettlePromise | MovePromise
"""What follows a request that was merged."""


def authorise(command: Any, entry: Registered, tx: ServerTx, roles: frozenset[RoleCode], feeds: frozenset[str]) -> None:
    """Refuse what this user may not do.

    Raises:
        Refused: ``rejected/forbidden``, ``rejected/gone``, ``rejected/invalid``.
    """
    tx.require(may(roles, entry.name), "rejected", FORBIDDEN)
    refuse_erased(command, tx)
    conversation_id = getattr(command, "conversation_id", None)
    if conversation_id is not None:
        conversation = tx.get(Conversation, conversation_id)
        for it in goes_on_in(conversation, tx) if isinstance(command, Promising) else [conversation]:
            _reach_conversation(it, tx, feeds)
    for other_id in (*getattr(command, "other_ids", ()), *_touched_by_undoing(command, tx)):
        other = tx.find(Conversation, other_id)
        if other is not None:
            _reach_conversation(other, tx, feeds)
    _reach_customers(command, tx, roles, feeds)
    if isinstance(command, AssignConversation) and command.assignee_id is not None:
        user = tx.find(User, command.assignee_id)
        tx.require(user is not None and user.active, "rejected", "invalid", field="assignee_id")
    if isinstance(command, WriteNote):
        _mentioned(command, tx)
    _reach_queue(command, tx, feeds)
    _may_share(command, tx, roles, feeds)
    _files(command, tx, feeds)


def _may_share(command: Any, tx: ServerTx, roles: frozenset[RoleCode], feeds: frozenset[str]) -> None:
    """Texts of a team are changed by those who may share and belong to it, those of the workspace by who may share."""
    if not isinstance(command, OfText):
        return
    before_text_changes(command, tx)
    if isinstance(command, GiveUpTextFile):
        return  # of what one attached oneself
    known = tx.find(Template, command.template_id)
    shared = known is not None and known.owner_id is None
    teams = {known.team_id} if known is not None and shared else set()
    if isinstance(command, PlainTemplate) and command.shared:
        shared = True
        teams.add(command.team_id)
    tx.require(not shared or may(roles, SHARE_TEXTS), "rejected", FORBIDDEN)
    for team_id in teams:
        inside = team_id is None or team_feed(team_id) in feeds or RoleCode.ADMIN in roles
        tx.require(inside, "rejected", FORBIDDEN)


def _reach_conversation(conversation: Conversation, tx: ServerTx, feeds: frozenset[str]) -> None:
    """In a granted queue, assigned to the actor or watched by them; however long it has been closed."""
    watchers = [UUID(it) for it in conversation.watcher_ids]
    own = conversation_feeds(conversation.queue_id, conversation.assignee_id, watchers, closed_at=None, now=tx.now)
    tx.require(bool(own & feeds), "rejected", FORBIDDEN)


def _touched_by_undoing(command: Any, tx: ServerTx) -> list[UUID]:
    """Where a request was merged into, or its entries moved to: taking that back changes it, too."""
    line_id = command.merge_id if isinstance(command, UnmergeConversation) else None
    if isinstance(command, UnmoveEntries):
        line_id = command.move_id
    line = None if line_id is None else tx.find(LogEntry, line_id)
    if line is None or line.kind not in (EntryKind.MERGE, EntryKind.MOVE):
        return []
    return [UUID(str(line.payload[name])) for name in ("into", "to") if name in line.payload]


def _reach_queue(command: Any, tx: ServerTx, feeds: frozenset[str]) -> None:
    """Who opens a request may work its queue, and means a customer they may see, or whose address it is."""
    if isinstance(command, OpenByPhone):
        queue_id, channel, address = command.queue_id, Channel.PHONE, command.number
    elif isinstance(command, OpenByMail):
        inbox = tx.find(Inbox, command.inbox_id)
        tx.require(inbox is not None, "rejected", "gone", kind="inbox")
        assert inbox is not None
        queue_id, channel, address = inbox.queue_id, Channel.EMAIL, normalised(Channel.EMAIL, command.address)
    else:
        return
    tx.require(queue_feed(queue_id) in feeds, "rejected", FORBIDDEN)
    if tx.find(Customer, command.person_id) is not None:
        theirs = tx.owner_of(channel, address) == command.person_id
        tx.require(theirs or _customer_is_near(tx, command.person_id, feeds), "rejected", FORBIDDEN)


def _mentioned(command: WriteNote, tx: ServerTx) -> None:
    """Who is mentioned will see the conversation: only those who may work with customers, and still work here."""
    for user_id in command.mentioned_ids[:MOST_MENTIONED]:
        reads = may(roles_of(tx.session, tx.ws, user_id), "note")
        tx.require(reads, "rejected", "invalid", field="mentioned_ids")


def _reach_customers(command: Any, tx: ServerTx, roles: frozenset[RoleCode], feeds: frozenset[str]) -> None:
    """Whose requests are in granted feeds; an admin erases others, too."""
    named = [getattr(command, "customer_id", None), _kept_as(getattr(command, "other_customer_id", None), tx)]
    if isinstance(command, Redact) and RoleCode.ADMIN in roles:
        return
    for customer_id in named:
        tx.require(customer_id is None or _customer_is_near(tx, customer_id, feeds), "rejected", FORBIDDEN)


def _kept_as(customer_id: UUID | None, tx: ServerTx) -> UUID | None:
    """Of somebody who was merged: the customer they are kept as, so that the handler can say so."""
    known = None if customer_id is None else tx.find(Customer, customer_id)
    return customer_id if known is None or known.merged_into_id is None else known.merged_into_id


def _customer_is_near(tx: ServerTx, customer_id: UUID, feeds: frozenset[str]) -> bool:
    query = select(FeedRow.id).where(
        FeedRow.ws == tx.ws, FeedRow.kind == "customer", FeedRow.id == customer_id,
        FeedRow.feed.in_(feeds), FeedRow.gone.is_(False),
    )  # fmt: skip
    return tx.session.scalar(query.limit(1)) is not None


def _files(command: Any, tx: ServerTx, feeds: frozenset[str]) -> None:
    if isinstance(command, Message | SaveTemplate):
        _require_files(command.files, tx)
    if isinstance(command, Message):
        _hold_files(command, tx, feeds)


def _require_files(files: Sequence[FileOfMessage], tx: ServerTx) -> None:
    tx.require(len(files) <= MAX_FILES, "rejected", "invalid", field="files")
    for file in files:
        fits = is_sha256(file.blob) and 0 <= file.size <= MAX_FILE_BYTES
        tx.require(fits, "rejected", "invalid", field="files")


def _hold_files(command: Message, tx: ServerTx, feeds: frozenset[str]) -> None:
    """A file may be named by who sent its bytes or may read it already, or before its bytes have come.

    In the last case the conversation holds it only when its author has sent the bytes: whoever merely knows the hash of
    somebody else's file learns nothing and sends nothing.
    """
    for file in command.files:
        if may_pass_on(tx, file.blob, feeds):
            hold_blob(tx, file.blob, file.size, command.conversation_id)
