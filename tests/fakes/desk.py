"""An in-memory ``Desk`` with the people of the mock-ups, for tests and pictures of the screens.

Everything happens at once and on the caller's thread; time stands still until ``advance``.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from app.client.block import BlockRow, Place, Stretch
from app.client.caller import CallerRequest, CallerRow
from app.client.customer_row import CustomerCard, IdentityRow
from app.client.drafting import Addressing
from app.client.handover import HandoversRead
from app.client.inbox import InboxRow
from app.client.notice.row import ArrivalRow, NoticeRow
from app.client.own_words import OwnWords
from app.client.port import Link, LinkStatus, Person, Problem, Touched, Trouble
from app.client.presence import Presence
from app.client.query import Queries
from app.client.relation import RelationKind, RelationRow
from app.client.row import (
    ChangeRow,
    ChangeState,
    ConversationCard,
    ConversationRow,
    DraftKind,
    EntryRow,
    FileRow,
    OutgoingFile,
    PassedOn,
    QueueRow,
    SenderCard,
    TagRow,
    TemplateRow,
    TextFile,
    Transfer,
    UserRow,
)
from app.client.view import NOBODY, Counts, Mark, Only, RailCount, SavedViewRow, Sort, Tab, View, ViewKind, saved_view
from app.commands.author import ServeAuthor
from app.commands.block import BlockCustomer, UnblockCustomer
from app.commands.call import LogCall, OpenByPhone
from app.commands.conversation import AssignConversation, MarkRead, ResolveConversation, SetStatus, TagConversation
from app.commands.follow_up import FollowUp
from app.commands.handling import LogHandling
from app.commands.handover import handover_id
from app.commands.junk import MarkCustomer, MarkJunk
from app.commands.later import SendLater
from app.commands.letter import OpenByMail
from app.commands.message import Reply, WriteNote, preview
from app.commands.notice import SeeNotices
from app.commands.promise import MakePromise, MovePromise, SettlePromise
from app.commands.receipt import AnswerReceipt
from app.commands.saved_view import RemoveView, SaveView
from app.commands.template import RemoveTemplate, SaveTemplate
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.domain.entry import MESSAGES, AuthorKind, EntryKind
from app.domain.notice import NoticeKind
from app.domain.status import Status
from app.domain.work_state import WorkState
from app.language.phone import Number, number_of
from app.model.identifier import receipt_id
from app.protocol.command import to_wire
from tests.fakes import joined_talks, people, promised_talks
from tests.fakes.computers import FakeComputers
from tests.fakes.drafts import FakeDrafts
from tests.fakes.finder import FakeFinder, FakeLookup
from tests.fakes.handed_over import handover_of
from tests.fakes.handling import MemoryHandling
from tests.fakes.notice import MemoryJournal
from tests.fakes.office import FakeOffice
from tests.fakes.people import INBOX_OF, ME, NOW, QUEUES, SERVER_ID, TEMPLATES, USERS, WS, Talk, fake_id
from tests.fakes.relation import related

_FAR = datetime(9999, 1, 1, tzinfo=UTC)
_TABS = {
    Tab.OPEN: {Status.NEW, Status.OPEN},
    Tab.WAITING: {Status.WAITING_CUSTOMER, Status.ON_HOLD},
    Tab.SOLVED: {Status.RESOLVED, Status.CLOSED},
}


def _fold(text: str) -> str:
    return text.casefold().replace("ё", "е")


@dataclass
class _Change:
    """A change of the fake outbox."""

    row: ChangeRow
    command: Any
    leave_at: datetime | None = None
    undo: Callable[[], None] = lambda: None


class FakeQueries:
    """``Queries`` over the talks of a ``FakeDesk``."""

    def __init__(self, desk: "FakeDesk") -> None:
        self._desk = desk

    def conversation_ids(self, view: View, limit: int | None = None, after: UUID | None = None) -> Sequence[UUID]:
        rows = [self._row(talk) for talk in self._talks(view)]
        rows.sort(key=_ORDERS[view.sort])
        ids = [row.id for row in rows]
        start = ids.index(after) + 1 if after in ids else 0
        return ids[start:][:limit]

    def held(self, view: View, ids: Collection[UUID]) -> Collection[UUID]:
        return {it for it in ids if it in self._desk.talks and self._in_view(self._desk.talks[it], view)}

    def count(self, view: View, since: datetime | None = None) -> int:
        talks = self._talks(view)
        return len(talks) if since is None else sum(1 for it in talks if self._row(it).last_message_at >= since)

    def counts(self, view: View) -> Counts:
        return Counts(*(self.count(replace(view, tab=tab)) for tab in (Tab.OPEN, Tab.WAITING)))

    def saved_views(self) -> Sequence[SavedViewRow]:
        return list(self._desk.saved.values())

    def tags(self) -> Sequence[TagRow]:
        names = sorted({name for talk in self._desk.talks.values() for name in talk.tags})
        return [TagRow(fake_id("tag", at), name, {}) for at, name in enumerate(names)]

    def conversation_rows(self, ids: Iterable[UUID]) -> Sequence[ConversationRow]:
        return [self._row(self._desk.talks[it]) for it in ids if it in self._desk.talks]

    def rail(self) -> Sequence[RailCount]:
        views = [View(ViewKind.MINE), View(ViewKind.UNASSIGNED), View(ViewKind.PROMISES)]
        views += [View(ViewKind.FOLLOW_UPS), View(ViewKind.MENTIONS)]
        views += [View(ViewKind.QUEUE, queue.id) for queue in QUEUES]
        views += [saved.view for saved in self._desk.saved.values()]
        junk = RailCount(View(ViewKind.JUNK), len(self._talks(View(ViewKind.JUNK))))
        return [*(self._count(view) for view in views), *([junk] if junk.total else [])]

    def queues(self) -> Sequence[QueueRow]:
        return QUEUES

    def inboxes(self) -> Sequence[InboxRow]:
        return sorted(self._desk.office.rows.values(), key=lambda row: row.name)

    def may(self, action: str) -> bool:
        return action in self._desk.allowed

    def card(self, conversation_id: UUID) -> ConversationCard | None:
        talk = self._desk.talks.get(conversation_id)
        if talk is None:
            return None
        head = max((entry.seq or 0 for entry in talk.entries), default=0)
        name, address = INBOX_OF[talk.channel]
        assignee = talk.assignee.name if talk.assignee else ""
        return ConversationCard(
            self._row(talk), talk.kind, talk.status_rev, head, head + talk.log_ahead,
            talk.queue.name, assignee, talk.tags, name, address, receipt_for=_receipt_for(talk),
            passed_on=_passed_on(talk), fields=talk.fields, handover=handover_of(talk),
            begun=self._desk.begun_by(talk.id),
        )  # fmt: skip

    def timeline(self, conversation_id: UUID, limit: int = 50, before: Place | None = None) -> Sequence[EntryRow]:
        talk = self._desk.talks.get(conversation_id)
        if talk is None:
            return []
        found: list[EntryRow] = []
        begun = before is None
        for row, entries in reversed(joined_talks.blocks(self._desk.talks, talk)):
            if before is not None and row.id == before.block_id:
                entries, begun = [it for it in entries if it.at < before.at], True
            if begun:
                found = entries + found
        return found[-limit:]

    def stretch(self, conversation_id: UUID, entry_id: UUID, further: int) -> Stretch | None:
        talk = self._desk.talks.get(conversation_id)
        return None if talk is None else joined_talks.stretch(self._desk.talks, talk, entry_id, further)

    def blocks(self, conversation_id: UUID) -> Sequence[BlockRow]:
        talk = self._desk.talks.get(conversation_id)
        return [] if talk is None else [row for row, _ in joined_talks.blocks(self._desk.talks, talk)]

    def customer(self, customer_id: UUID) -> CustomerCard | None:
        mine = [talk for talk in self._desk.talks.values() if talk.customer.id == customer_id]
        if not mine:
            return None
        rows = sorted((people.history(talk) for talk in mine), key=lambda row: row.at, reverse=True)
        found = replace(mine[0].customer, history=tuple(rows[1:]))
        known = tuple(IdentityRow(fake_id("identity", value), it, value) for it, value in found.addresses)
        return found if found.identities else replace(found, identities=known)

    def relation(
        self, customer_id: UUID, kinds: Collection[RelationKind], limit: int, before: RelationRow | None = None
    ) -> Sequence[RelationRow]:
        rows = related(it for it in self._desk.talks.values() if it.customer.id == customer_id)
        older = [it for it in rows if before is None or (it.at, it.id.bytes) < (before.at, before.id.bytes)]
        return [it for it in older if not kinds or it.kind in kinds][:limit]

    def organisations(self) -> Sequence[tuple[UUID, str]]:
        return []

    def sender(self, conversation_id: UUID) -> SenderCard | None:
        talk = self._desk.talks.get(conversation_id)
        if talk is None:
            return None
        address = next((value for channel, value in talk.customer.addresses if channel is Channel.EMAIL), "")
        others = [it for it in self._desk.talks.values() if it is not talk and it.customer.id == talk.customer.id]
        same = tuple(it.id for it in others if it.queue is talk.queue and it.status in _TABS[Tab.OPEN])
        return SenderCard(address, address.rpartition("@")[2], same, same)

    def users(self) -> Sequence[UserRow]:
        return sorted(USERS, key=lambda user: user.name)

    def caller(self, number: Number) -> CallerRow:
        for talk in self._desk.talks.values():
            phones = [number_of(value) for channel, value in talk.customer.addresses if channel is Channel.PHONE]
            if number.e164 and number.e164 in [it.e164 for it in phones]:
                return self._of(talk.customer)
        return CallerRow()

    def addressee(self, address: str) -> CallerRow:
        for talk in self._desk.talks.values():
            if (Channel.EMAIL, address) in talk.customer.addresses:
                return self._of(talk.customer)
        return CallerRow()

    def _of(self, customer: CustomerCard) -> CallerRow:
        mine = [it for it in self._desk.talks.values() if it.customer.id == customer.id]
        open_ones = [it for it in mine if it.status in _TABS[Tab.OPEN] | _TABS[Tab.WAITING]]
        requests = tuple(CallerRequest(it.id, it.number, it.subject) for it in open_ones)
        return CallerRow(customer.id, customer.name, requests)

    def notices(self) -> Sequence[NoticeRow]:
        return sorted(self._desk.notices.values(), key=lambda it: it.at, reverse=True)

    def arrivals(self, ids: Iterable[UUID], since: datetime) -> Sequence[ArrivalRow]:
        found = []
        for talk in (self._desk.talks[it] for it in ids if it in self._desk.talks):
            if talk.status not in _TABS[Tab.OPEN] or talk.machine or talk.assignee not in (None, ME):
                continue
            new = [it for it in talk.entries if it.kind is EntryKind.MESSAGE_IN and (it.seq or 0) > talk.read_seq]
            found += [
                ArrivalRow(
                    it.entry_id, talk.id, it.at, talk.assignee is not None, talk.number, talk.subject,
                    talk.customer.name, talk.queue.name, talk.queue.names,
                )
                for it in new if it.at > since
            ]  # fmt: skip
        return found

    def templates(self) -> Sequence[TemplateRow]:
        kept = {it.id: it for it in TEMPLATES}
        for it in self._desk.submitted:
            if isinstance(it, SaveTemplate):
                owner_id = None if it.shared else ME.id
                named = (OutgoingFile(file.id, file.name, file.content_type, file.size, file.blob) for file in it.files)
                files = tuple(TextFile(file, coming=True, local=file.blob in self._desk.blobs) for file in named)
                row = TemplateRow(it.template_id, it.title, it.body, it.locale, it.channel, it.team_id, owner_id, files)
                kept[it.template_id] = row
            elif isinstance(it, RemoveTemplate):
                kept.pop(it.template_id, None)
        return sorted(kept.values(), key=lambda it: it.title)

    def teams(self) -> Sequence[tuple[UUID, str]]:
        return [(fake_id("team", 1), "Доставка")]

    def draft(self, conversation_id: UUID, kind: DraftKind = DraftKind.REPLY) -> str:
        talk = self._desk.talks.get(conversation_id)
        if talk is None:
            return ""
        return talk.note_draft if kind is DraftKind.NOTE else talk.draft

    def drafts(self, kind: DraftKind = DraftKind.REPLY) -> dict[UUID, str]:
        return {it: text for it in self._desk.talks if (text := self.draft(it, kind))}

    def draft_files(self, conversation_id: UUID) -> Sequence[OutgoingFile]:
        return self._desk.draft_files.get(conversation_id, ())

    def changes(self) -> Sequence[ChangeRow]:
        begun = [_begun_row(self._desk, *it) for it in self._desk.begun.values()]
        return [*begun, *(change.row for change in self._desk.outbox.values())]

    def discarded(self) -> Sequence[ChangeRow]:
        return [change.row for change in reversed(self._desk.basket.values())]

    def blob(self, sha256: str) -> bytes | None:
        return self._desk.blobs.get(sha256)

    def whereabouts(self, sha256: str) -> tuple[bool, Transfer | None]:
        return sha256 in self._desk.blobs, self._desk.transfers.get(sha256)

    def _talks(self, view: View) -> list[Talk]:
        return [talk for talk in self._desk.talks.values() if self._in_view(talk, view)]

    def _in_view(self, talk: Talk, view: View) -> bool:
        """The cheap questions first: every change of a test's window counts every view anew."""
        if not _IN[view.kind](talk, view, self._desk) or talk.status not in self._statuses(talk, view):
            return False
        if view.filter:
            words = _fold(f"{talk.customer.name} {talk.subject} {talk.number or ''}")
            if not all(word in words for word in _fold(view.filter).split()):
                return False
        return not view.only or self._is_left(talk, view.only)

    def _statuses(self, talk: Talk, view: View) -> set[Status]:
        if view.kind is ViewKind.JUNK:
            return {Status.SPAM} if view.tab is Tab.OPEN else set()
        if view.kind is ViewKind.PROMISES and talk.status in _TABS[Tab.SOLVED] and view.tab is not Tab.WAITING:
            return _TABS[Tab.SOLVED]
        if view.kind is ViewKind.FOLLOW_UPS:
            return _TABS[Tab.OPEN] | _TABS[Tab.WAITING] if view.tab is Tab.OPEN else set()
        if talk.follow_up_at is None or view.tab is Tab.SOLVED:
            return _TABS[view.tab]
        now = self._desk.now()
        late = talk.reply_due_at is not None and talk.reply_due_at <= now
        is_open = talk.follow_up_at <= now or (late and talk.status in _TABS[Tab.OPEN])
        both = _TABS[Tab.OPEN] | _TABS[Tab.WAITING]
        return both if is_open is (view.tab is Tab.OPEN) else set()

    def _is_left(self, talk: Talk, only: Only) -> bool:
        row = self._row(talk)
        marked = {Mark.UNREAD: row.unread, Mark.VIP: row.vip, Mark.DRAFT: bool(row.draft), Mark.UNSENT: row.unsent}
        tags = {it.id for it in self.tags() if it.name in talk.tags}
        owner = row.assignee_id or NOBODY
        named = ((only.statuses, {row.status}), (only.channels, {row.channel}), (only.queues, {row.queue_id}),
                 (only.owners, {owner}), (only.tags, tags))  # fmt: skip
        return all(marked[it] for it in only.marks) and all(not wanted or wanted & has for wanted, has in named)

    def _count(self, view: View) -> RailCount:
        talks = [it for tab in (Tab.OPEN, Tab.WAITING) for it in self._talks(replace(view, tab=tab))]
        late = 0
        if view.kind is ViewKind.PROMISES:
            due = [it.promise_due_at for it in talks]
            late = sum(1 for it in due if it is not None and it <= self._desk.now())
        return RailCount(view, len(talks), late)

    def _row(self, talk: Talk) -> ConversationRow:
        last = max(talk.entries, key=_order)
        said = [entry for entry in talk.entries if entry.kind in MESSAGES]
        newest = max(said, key=_order) if said else last
        text = str(newest.payload.get("text", ""))
        incoming = max((it.seq or 0 for it in talk.entries if it.author_kind is AuthorKind.CUSTOMER), default=0)
        return ConversationRow(
            id=talk.id, number=talk.number, customer_id=talk.customer.id, customer_name=talk.customer.name,
            vip=talk.customer.vip, subject=talk.subject, preview=preview(text), preview_author=newest.author_kind,
            channel=talk.channel, status=talk.status, queue_id=talk.queue.id,
            assignee_id=talk.assignee.id if talk.assignee else None, last_message_at=newest.at,
            unread=incoming > talk.read_seq, draft=preview(talk.draft),
            unsent=any(it.row.conversation_id == talk.id for it in self._desk.outbox.values()),
            waiting_since=talk.waiting_since, reply_due_at=talk.reply_due_at, reply_target_s=3_600,
            promise_text=talk.promise_text, promise_due_at=talk.promise_due_at, machine=talk.machine,
            follow_up_at=talk.follow_up_at,
            leaves_at=next((it.send_at for it in self._desk.drafts.later(talk.id) if not it.reason), None),
        )  # fmt: skip


def _receipt_for(talk: Talk) -> UUID | None:
    asking = [it.entry_id for it in talk.entries if "receipt_to" in it.payload]
    answered = any(it.kind is EntryKind.RECEIPT for it in talk.entries)
    return asking[-1] if asking and not answered else None


def _passed_on(talk: Talk) -> PassedOn | None:
    letters = [it for it in talk.entries if "forwarded" in it.payload]
    if not letters:
        return None
    letter = letters[-1]
    of = letter.payload["forwarded"]
    served = [it for it in talk.entries if it.kind is EntryKind.CUSTOMER]
    author_id = talk.customer.id if served and served[-1].payload["author"] else None
    return PassedOn(
        letter.entry_id, of["name"], of["address"], letter.author_name, talk.customer.id, author_id, author_id
    )


def _order(entry: EntryRow) -> tuple[datetime, int]:
    return (entry.at, entry.seq if entry.seq is not None else 1_000_000)


def _deadline(row: ConversationRow) -> datetime:
    return min(row.reply_due_at or _FAR, row.promise_due_at or _FAR, row.follow_up_at or _FAR)


def _newest(row: ConversationRow) -> float:
    return -row.last_message_at.timestamp()


_ORDERS: dict[Sort, Callable[[ConversationRow], Any]] = {
    Sort.DEADLINE: lambda row: (_deadline(row), row.waiting_since or _FAR, _newest(row)),
    Sort.WAIT: lambda row: (row.waiting_since or _FAR, _deadline(row), _newest(row)),
    Sort.NEWEST: _newest,
}

_IN: dict[ViewKind, "Callable[[Talk, View, FakeDesk], bool]"] = {
    ViewKind.MINE: lambda talk, _view, _desk: talk.assignee == ME,
    ViewKind.UNASSIGNED: lambda talk, _view, _desk: talk.assignee is None,
    ViewKind.PROMISES: lambda talk, _view, _desk: talk.promise_due_at is not None,
    ViewKind.FOLLOW_UPS: lambda talk, _view, _desk: talk.follow_up_at is not None and talk.assignee == ME,
    ViewKind.MENTIONS: lambda talk, _view, desk: talk.id in desk.mentioned,
    ViewKind.QUEUE: lambda talk, view, _desk: talk.queue.id == view.queue_id,
    ViewKind.SAVED: lambda *_: True,
    ViewKind.JUNK: lambda *_: True,
}
"""Which requests are of a view, whatever their status."""


class FakeDesk:
    """``Desk`` in memory. ``online=False`` keeps changes in the outbox until ``go_online``.

    For tests: ``receive`` (a customer writes), ``refuse`` (the server holds or refuses a change), ``advance`` (time),
    ``put_blob`` (a wanted file arrives); ``submitted`` and ``wanted_blobs`` tell what the screen did.
    """

    def __init__(self, *, online: bool = True, locale: str = "ru", empty: bool = False) -> None:
        self.person = Person(
            SERVER_ID, WS, "Дом и Свет", ME.id, ME.name, locale,
            chat_url="http://127.0.0.1:8765/chat/shop", mail_address="127.0.0.1:2525, help@domisvet.example",
        )  # fmt: skip
        self.talks: dict[UUID, Talk] = {} if empty else {talk.id: talk for talk in people.talks()}
        self.outbox: dict[UUID, _Change] = {}
        self.basket: dict[UUID, _Change] = {}
        self.begun: dict[UUID, tuple[UUID, OpenByMail]] = {}
        self.notices: dict[UUID, NoticeRow] = {}
        self.blobs: dict[str, bytes] = {}
        self.submitted: list[Any] = []
        self.saved: dict[UUID, SavedViewRow] = {}
        self.mentioned: set[UUID] = set()
        self.undo_times: list[int] = []
        self.wanted_blobs: list[str] = []
        self.transfers: dict[str, Transfer] = {}
        self.drafts = FakeDrafts(self)
        self._words = ""
        self.own_words = OwnWords(lambda: self._words, lambda words: setattr(self, "_words", words))
        self._read_handovers = ""
        self.handovers = HandoversRead(
            lambda: self._read_handovers, lambda ids: setattr(self, "_read_handovers", ids)
        )  # fmt: skip
        self.draft_files: dict[UUID, tuple[OutgoingFile, ...]] = {}
        self.is_disk_full = False
        self._kept = 0
        self.closed = self.signed_out = False
        self.synced = 0
        self.noticed: list[Problem] = []
        self._online = online
        self._now = NOW
        self._synced_at = NOW
        self._made = 0
        self._touched: list[Callable[[Touched], None]] = []
        self.typed: list[UUID] = []
        self.presence = Presence(ME.id)
        self.journal = MemoryJournal()
        self.handling = MemoryHandling()
        self.looked: list[UUID | None] = []
        self.states: list[WorkState | None] = []
        self.claimed: list[UUID] = []
        self.presence.herald = self
        self._status: list[Callable[[LinkStatus], None]] = []
        self.allowed: set[str] = set()
        self.office = FakeOffice(NOW, self._tell_workspace)
        self.queries: Queries = FakeQueries(self)
        self.finder = FakeFinder(self)
        self.lookup = FakeLookup(self)
        self.computers = FakeComputers(lambda: "administer_devices" in self.allowed)

    # ------------------------------------------------------------------ the port

    @property
    def inboxes(self) -> FakeOffice:
        return self.office

    def begin(self) -> None:
        """There are no threads to wait for."""

    def submit(self, command: object, *, undo_ms: int = 0) -> UUID:
        self._need_room()
        change_id = self._new("change")
        self.submitted.append(command)
        self.undo_times.append(undo_ms)
        if isinstance(command, MarkRead):
            self._read(command)
            return change_id
        if isinstance(command, SeeNotices):
            self.notices |= {it: replace(self.notices[it], seen=True) for it in command.notice_ids}
            self._tell_notices()
            return change_id
        if isinstance(command, LogHandling):
            return change_id
        if isinstance(command, OpenByPhone | OpenByMail):
            self._open(command, change_id)
            return change_id
        name, args = to_wire(command)
        conversation_id: UUID | None = getattr(command, "conversation_id", None)
        talk = self.talks.get(conversation_id) if conversation_id else None
        state = ChangeState.LEAVING if undo_ms else ChangeState.WAITING
        subject = talk.subject if talk else ""
        talk = self.talks.get(conversation_id) if conversation_id is not None else None
        whose = "" if talk is None else talk.customer.name
        row = ChangeRow(
            change_id, name.split("@")[0], args, conversation_id, subject, self._now, state, customer_name=whose
        )
        leave_at = self._now + timedelta(milliseconds=undo_ms) if undo_ms else None
        change = _Change(row, command, leave_at)
        self._open_begun(None if undo_ms else conversation_id)
        if talk is not None:
            self.outbox[change_id] = change
            change.undo = self._apply(talk, command, leave_at)
            if isinstance(command, Reply):
                talk.draft = ""
                self.draft_files.pop(talk.id, None)
                self.drafts.addressed.pop(talk.id, None)
            elif isinstance(command, WriteNote):
                talk.note_draft = ""
        else:
            self._keep_view(command)
            self._know_customer(command)
        self._settle()
        self._tell(conversation_id)
        return change_id

    def undo(self, change_id: UUID) -> bool:
        change = self.outbox.get(change_id)
        if change is None or change.row.state is not ChangeState.LEAVING:
            return False
        del self.outbox[change_id]
        change.undo()
        if isinstance(change.command, Reply):
            talk, body = self.talks[change.command.conversation_id], change.command.body
            talk.draft = f"{body}\n\n{talk.draft}" if talk.draft not in ("", body) else body
            named = change.command.files
            files = tuple(OutgoingFile(it.id, it.name, it.content_type, it.size, it.blob) for it in named)
            self.draft_files[change.command.conversation_id] = files
            to = Addressing(change.command.channel.value, change.command.switched, tuple(change.command.cc))
            self.drafts.address(talk.id, to)
        elif isinstance(change.command, WriteNote):
            talk, body = self.talks[change.command.conversation_id], change.command.body
            talk.note_draft = f"{body}\n\n{talk.note_draft}" if talk.note_draft not in ("", body) else body
        self._tell(change.row.conversation_id)
        return True

    def confirm(self, change_id: UUID) -> None:
        change = self.outbox.pop(change_id, None)
        if change is None:
            return
        command = change.command
        if isinstance(command, Reply):
            head = int(change.row.detail.get("log_head", command.seen_seq))
            command = replace(command, confirmed_seq=head)
        self.submit(command)

    def discard(self, change_id: UUID) -> None:
        for request_id, (opening, command) in list(self.begun.items()):
            if opening == change_id:
                row = replace(
                    _begun_row(self, opening, command), state=ChangeState.DISCARDED, discarded_at=self._now,
                    conversation_id=None,
                )  # fmt: skip
                self.basket[change_id] = _Change(row, command, None)
                del self.begun[request_id], self.talks[request_id]
                self._tell(request_id)
        change = self.outbox.get(change_id)
        if change is None or change.row.state is ChangeState.LEAVING:
            return
        del self.outbox[change_id]
        if change.row.state is ChangeState.WAITING:
            change.undo()
        change.row = replace(change.row, state=ChangeState.DISCARDED, discarded_at=self._now)
        self.basket[change_id] = change
        self._tell(change.row.conversation_id)

    def restore(self, change_id: UUID) -> None:
        change = self.basket[change_id]
        if not isinstance(change.command, Reply | WriteNote):
            self.submit(change.command)
            return
        talk, text = self.talks[change.command.conversation_id], change.command.body
        place = "draft" if isinstance(change.command, Reply) else "note_draft"
        kept = getattr(talk, place)
        setattr(talk, place, f"{kept}\n\n{text}" if kept else text)
        self._tell(talk.id)

    def save_draft(self, conversation_id: UUID, text: str, kind: DraftKind = DraftKind.REPLY) -> bool:
        talk, place = self.talks.get(conversation_id), "note_draft" if kind is DraftKind.NOTE else "draft"
        if talk is not None and getattr(talk, place) != text:
            setattr(talk, place, text)
            self._tell_draft(conversation_id)
        return not self.is_disk_full

    def _need_room(self) -> None:
        if self.is_disk_full:
            raise Trouble(Problem.DISK_FULL)

    def keep_file(self, name: str, content_type: str, content: bytes) -> OutgoingFile:
        self._need_room()
        sha256 = hashlib.sha256(content).hexdigest()
        self.blobs[sha256] = content
        self._kept += 1
        return OutgoingFile(fake_id("file", self._kept), name, content_type, len(content), sha256)

    def save_draft_files(self, conversation_id: UUID, files: Sequence[OutgoingFile]) -> None:
        self.draft_files[conversation_id] = tuple(files)
        self._tell_draft(conversation_id)

    def want_blob(self, sha256: str) -> None:
        self.wanted_blobs.append(sha256)

    def customer_types(self, conversation_id: UUID, seconds: int = 6) -> None:
        """The customer is writing."""
        self.presence.heard(conversation_id, seconds)

    def look(self, conversation_id: UUID | None, state: WorkState | None, *, anew: bool) -> None:
        self.looked.append(conversation_id)
        self.states += [state] if anew else []

    def write(self, conversation_id: UUID) -> None:
        self.typed.append(conversation_id)

    def claim(self, conversation_id: UUID) -> None:
        self.claimed.append(conversation_id)

    def answers(self) -> None:
        """Nothing was kept back."""

    def sync_now(self) -> None:
        self.synced += 1
        self._settle()
        self._tell()

    def sign_out(self) -> None:
        self.signed_out = True
        self._tell()

    def now(self) -> datetime:
        return self._now

    def problems(self) -> Sequence[Problem]:
        return tuple(self.noticed)

    def close(self) -> None:
        self.closed = True

    def on_touched(self, listener: Callable[[Touched], None]) -> None:
        self._touched.append(listener)

    def on_status(self, listener: Callable[[LinkStatus], None]) -> None:
        self._status.append(listener)
        listener(self.status())

    # ------------------------------------------------------------------ what a test does to the desk

    def status(self) -> LinkStatus:
        """The connection as the listeners are told."""
        refused = {ChangeState.HELD, ChangeState.CONFLICT, ChangeState.REJECTED}
        attention = sum(1 for change in self.outbox.values() if change.row.state in refused)
        link = Link.SIGNED_OUT if self.signed_out else Link.LIVE if self._online else Link.OFFLINE
        return LinkStatus(
            link, self._synced_at, None if self._online else self._now + timedelta(seconds=30),
            len(self.outbox) - attention, attention,
        )  # fmt: skip

    def _tell_workspace(self) -> None:
        for listener in self._touched:
            listener(Touched(workspace=True))

    def _open(self, command: OpenByPhone | OpenByMail, change_id: UUID) -> None:
        if isinstance(command, OpenByPhone):
            self._open_by_phone(command)
        else:
            self.begun[command.request_id] = (change_id, command)
            self._open_by_mail(command)

    def begun_by(self, request_id: UUID) -> UUID | None:
        """The change that begins it, while nothing of it has left or is leaving."""
        leaving = any(it.row.conversation_id == request_id for it in self.outbox.values())
        return None if leaving or request_id not in self.begun else self.begun[request_id][0]

    def _open_begun(self, request_id: UUID | None) -> None:
        """Something was said in it: others know of it now."""
        if request_id is not None and self.begun.pop(request_id, None) is not None:
            self.talks[request_id].number = 1400 + len(self.talks)

    def _open_by_phone(self, command: OpenByPhone) -> None:
        number = 1400 + len(self.talks)
        known = next((it.customer for it in self.talks.values() if it.customer.id == command.person_id), None)
        phones = ((Channel.PHONE, command.number),) if command.number else ()
        card = known or replace(people.UNKNOWN, id=command.person_id, name=command.name, addresses=phones)
        queue = next(it for it in QUEUES if it.id == command.queue_id)
        talk = Talk(command.request_id, number, card, command.subject, Channel.PHONE, queue, Status.OPEN, ME)
        self.talks[talk.id] = talk
        self._append(talk, self._new("entry"), EntryKind.ASSIGNED, {"to": str(ME.id)}, seq=1)
        self._tell(talk.id)

    def _open_by_mail(self, command: OpenByMail) -> None:
        known = next((it.customer for it in self.talks.values() if it.customer.id == command.person_id), None)
        addresses = ((Channel.EMAIL, command.address),)
        card = known or replace(people.UNKNOWN, id=command.person_id, name=command.name, addresses=addresses)
        inbox = self.office.rows[command.inbox_id]
        queue = next(it for it in QUEUES if it.id == inbox.queue_id)
        talk = Talk(command.request_id, None, card, command.subject, Channel.EMAIL, queue, Status.OPEN, ME)
        self.talks[talk.id] = talk
        said = {"begun": True, "name": command.name, "address": command.address}
        self._append(talk, command.entry_id, EntryKind.CUSTOMER, said, seq=1)
        self._tell(talk.id)

    def _log_call(self, talk: Talk, command: LogCall) -> None:
        payload = {"direction": command.direction.value, "seconds": command.seconds, "text": command.notes}
        self._append(talk, command.entry_id, EntryKind.CALL, payload)
        talk.waiting_since = talk.reply_due_at = None

    def _tell_notices(self) -> None:
        for listener in self._touched:
            listener(Touched(notices=True))

    def tell(self, kind: NoticeKind, conversation_id: UUID, *, by: str = "", seen: bool = False) -> UUID:
        """The server tells this person of something; returns the notice's id."""
        talk, notice_id = self.talks[conversation_id], self._new("notice")
        self.notices[notice_id] = NoticeRow(
            notice_id, kind, talk.id, self._now, seen, by, talk.number, talk.subject, talk.customer.name,
            talk.queue.name, talk.queue.names,
        )  # fmt: skip
        self._tell_notices()
        return notice_id

    def go_offline(self) -> None:
        """The server cannot be reached any more."""
        self._online = False
        self._tell()

    def go_online(self) -> None:
        """The server answers again; what was waiting goes out."""
        self._online = True
        self._settle()
        self._tell(everything=True)

    def advance(self, **span: float) -> None:
        """Let time pass (``seconds=8``); leaving changes whose time has come leave."""
        self._now += timedelta(**span)
        for change in self.outbox.values():
            if change.leave_at is not None and change.leave_at <= self._now:
                change.leave_at = None
                self._open_begun(change.row.conversation_id)
                change.row = replace(change.row, state=ChangeState.WAITING)
        if self._online:
            self._synced_at = self._now
        self._settle()
        self._tell(everything=True)

    def receive(self, conversation_id: UUID, text: str, **payload: Any) -> UUID:
        """The customer writes in that conversation; returns the entry's id."""
        talk = self.talks[conversation_id]
        talk.status, talk.status_rev = Status.OPEN, talk.status_rev + 1
        talk.waiting_since = talk.waiting_since or self._now
        talk.reply_due_at = talk.reply_due_at or self._now + timedelta(hours=1)
        entry_id = self._new("entry")
        seq = 1 + max((entry.seq or 0 for entry in talk.entries), default=0)
        talk.read_seq = min(talk.read_seq, seq - 1)
        whole = {"channel": talk.channel.value, "text": text} | payload
        self._append(talk, entry_id, EntryKind.MESSAGE_IN, whole, seq=seq, by=talk.customer.name)
        self._tell(conversation_id)
        return entry_id

    def open_talk(self, name: str, subject: str, text: str, channel: Channel = Channel.EMAIL) -> UUID:
        """Somebody unknown writes for the first time; returns the new conversation's id."""
        number = 1300 + len(self.talks)
        card = replace(people.UNKNOWN, id=fake_id("customer", number), name=name, header_name=name)
        talk = Talk(fake_id("conversation", number), number, card, subject, channel, QUEUES[0], Status.NEW, None)
        self.talks[talk.id] = talk
        self.receive(talk.id, text)
        talk.status = Status.NEW
        return talk.id

    def hand_over(self, conversation_id: UUID, text: str, by: UserRow = people.OLEG) -> None:
        """A colleague gives that conversation to this person, with words."""
        talk, entry_id = self.talks[conversation_id], self._new("entry")
        seq = 1 + max((entry.seq or 0 for entry in talk.entries), default=0)
        talk.assignee = ME
        said = {"text": text, "mentions": [str(ME.id)]}
        for place, (it, kind, payload) in enumerate(
            ((handover_id(entry_id), EntryKind.NOTE, said), (entry_id, EntryKind.ASSIGNED, {"to": str(ME.id)}))
        ):
            talk.entries.append(
                EntryRow(it, talk.id, talk.number, seq + place, kind, AuthorKind.USER, by.name, self._now, payload)
            )
        self._tell(conversation_id)

    def refuse(self, change_id: UUID, state: ChangeState, code: str, **detail: Any) -> None:
        """The server answered a waiting change with held, conflict or rejected."""
        change = self.outbox[change_id]
        change.row = replace(change.row, state=state, code=code, detail=detail)
        change.undo()
        self._tell(change.row.conversation_id)

    def put_blob(self, sha256: str, data: bytes) -> None:
        """A wanted file is here."""
        self.blobs[sha256] = data
        for talk in self.talks.values():
            for place, entry in enumerate(talk.entries):
                if any(file.blob == sha256 for file in entry.files):
                    files = tuple(replace(it, local=it.local or it.blob == sha256) for it in entry.files)
                    talk.entries[place] = replace(entry, files=files)
                    self._tell(talk.id)
        self._tell_of_texts(sha256)

    def lose_blob(self, sha256: str) -> None:
        """A wanted file cannot be had."""
        self.transfers[sha256] = Transfer(0, 0, failed="not_here")
        self._tell_of_texts(sha256)

    def _tell_of_texts(self, sha256: str) -> None:
        if any(it.file.blob == sha256 for text in self.queries.templates() for it in text.files):
            self._tell_workspace()

    # ------------------------------------------------------------------ inside

    def _apply(self, talk: Talk, command: object, leave_at: datetime | None) -> Callable[[], None]:
        before = replace(talk, entries=list(talk.entries))
        if isinstance(command, Reply | WriteNote):
            self._write(talk, command, leave_at)
        elif isinstance(command, MarkJunk | MarkCustomer):
            self._judge(talk, command)
        elif isinstance(command, ServeAuthor):
            self._serve_author(talk, command)
        elif isinstance(command, joined_talks.Joining):
            joined_talks.apply_joining(self.talks, talk, command, self._append)
        elif isinstance(command, LogCall):
            self._log_call(talk, command)
        elif isinstance(command, AnswerReceipt):
            self._answer_receipt(talk, command)
        else:
            self._change(talk, command)

        def undo() -> None:
            talk.__dict__.update(before.__dict__ | {"draft": talk.draft, "note_draft": talk.note_draft})

        return undo

    def _keep_view(self, command: object) -> None:
        if isinstance(command, SaveView):
            view = saved_view(command.view_id, command.filter, command.sort)
            self.saved[command.view_id] = SavedViewRow(command.view_id, command.name, view, command.position)
        elif isinstance(command, RemoveView):
            self.saved.pop(command.view_id, None)
        else:
            return
        self._tell_workspace()

    def _know_customer(self, command: object) -> None:
        """What a person wrote down of a customer is on every talk of theirs."""
        customer_id = getattr(command, "customer_id", None)
        for talk in [it for it in self.talks.values() if it.customer.id == customer_id]:
            talk.customer = people.known(talk.customer, command, self._now)

    def _write(self, talk: Talk, command: Reply | WriteNote, leave_at: datetime | None) -> None:
        if isinstance(command, WriteNote):
            payload: dict[str, Any] = {"text": command.body}
            if command.mentioned_ids:
                payload["mentions"] = [str(it) for it in command.mentioned_ids]
            self._append(talk, command.entry_id, EntryKind.NOTE, payload, leave_at=leave_at)
            return
        payload = {"channel": command.channel.value, "text": command.body} | ({"to": command.to} if command.to else {})
        files = tuple(
            FileRow(it.id, it.name, it.content_type, it.size, it.blob, "", inline=False, local=True)
            for it in command.files
        )
        self._append(talk, command.entry_id, EntryKind.MESSAGE_OUT, payload, leave_at=leave_at, files=files)
        talk.waiting_since = talk.reply_due_at = None
        talk.assignee = talk.assignee or ME
        self._move(talk, command.then_status or (Status.OPEN if talk.status is Status.NEW else talk.status))

    def _change(self, talk: Talk, command: object) -> None:
        match command:
            case AssignConversation(entry_id=entry_id, assignee_id=assignee_id):
                talk.assignee = next((user for user in USERS if user.id == assignee_id), None)
                if talk.status is Status.NEW and talk.assignee is not None:
                    self._move(talk, Status.OPEN)
                to = {"to": str(assignee_id) if assignee_id else None}
                self._append(talk, entry_id, EntryKind.ASSIGNED, to)
            case ResolveConversation(entry_id=entry_id):
                self._status_entry(talk, entry_id, Status.RESOLVED)
            case SetStatus(entry_id=entry_id, status=status):
                self._status_entry(talk, entry_id, status)
            case MakePromise() | SettlePromise() | MovePromise():
                promised_talks.apply_promising(talk, command, self._append)
            case BlockCustomer(entry_id=entry_id, days=days):
                until = self._now + timedelta(days=days)
                talk.customer = replace(talk.customer, blocked_until=until)
                self._append(talk, entry_id, EntryKind.BLOCK, {"until": until.isoformat()})
            case UnblockCustomer(entry_id=entry_id):
                talk.customer = replace(talk.customer, blocked_until=None)
                self._append(talk, entry_id, EntryKind.BLOCK, {"until": None})
            case _:
                self._put_aside(talk, command)

    def _put_aside(self, talk: Talk, command: object) -> None:
        match command:
            case FollowUp(entry_id=entry_id, until=until):
                talk.follow_up_at, talk.assignee = until, talk.assignee or ME
                payload = {"until": None if until is None else until.isoformat()}
                self._append(talk, entry_id, EntryKind.FOLLOW_UP, payload)
            case SendLater():
                talk.assignee = talk.assignee or ME
                self._move(talk, Status.OPEN if talk.status is Status.NEW else talk.status)
            case TagConversation(add=add, remove=remove):
                names = {it.id: it.name for it in self.queries.tags()}
                kept = [it for it in talk.tags if it not in {names[one] for one in remove}]
                talk.tags = tuple(dict.fromkeys([*kept, *(names[one] for one in add)]))
            case _:
                pass

    def _serve_author(self, talk: Talk, command: ServeAuthor) -> None:
        letter = next(it for it in talk.entries if it.entry_id == command.message_id)
        of = letter.payload["forwarded"] if command.serves else {"name": "", "address": letter.author_name}
        said = {"of": str(command.message_id), "author": command.serves} | of
        self._append(talk, command.entry_id, EntryKind.CUSTOMER, said)

    def _answer_receipt(self, talk: Talk, command: AnswerReceipt) -> None:
        answer = {"of": str(command.message_id), "sent": command.sends}
        self._append(talk, receipt_id(command.message_id), EntryKind.RECEIPT, answer)

    def _judge(self, talk: Talk, command: MarkJunk | MarkCustomer) -> None:
        status = Status.SPAM
        if isinstance(command, MarkCustomer):
            status = Status.NEW if talk.status is Status.SPAM else talk.status
            talk.machine = "" if talk.status is not Status.SPAM else talk.machine
        self._status_entry(talk, command.entry_id, status)
        for other in command.other_ids:
            self._move(self.talks[other], status)

    def _status_entry(self, talk: Talk, entry_id: UUID, status: Status) -> None:
        payload = {"from": talk.status.value, "to": status.value}
        self._move(talk, status)
        self._append(talk, entry_id, EntryKind.STATUS, payload)

    def _move(self, talk: Talk, status: Status) -> None:
        if status is talk.status:
            return
        talk.status, talk.status_rev = status, talk.status_rev + 1
        if status not in _TABS[Tab.OPEN]:
            talk.waiting_since = talk.reply_due_at = None

    def _append(
        self,
        talk: Talk,
        entry_id: UUID,
        kind: EntryKind,
        payload: dict[str, Any],
        *,
        seq: int | None = None,
        by: str = "",
        leave_at: datetime | None = None,
        files: tuple[FileRow, ...] = (),
    ) -> None:
        author = AuthorKind.CUSTOMER if by else AuthorKind.USER
        delivery = DeliveryState.QUEUED if kind is EntryKind.MESSAGE_OUT else None
        talk.entries.append(
            EntryRow(
                entry_id,
                talk.id,
                talk.number,
                seq,
                kind,
                author,
                by or ME.name,
                self._now,
                payload,
                files=files,
                delivery=delivery,
                pending=seq is None,
                leaving_until=leave_at,
            )
        )

    def _read(self, command: MarkRead) -> None:
        talk = self.talks.get(command.conversation_id)
        if talk is not None and command.seq > talk.read_seq:
            talk.read_seq = command.seq
            self._tell(talk.id, changes=False)

    def _settle(self) -> None:
        """What is waiting goes out when the server answers."""
        if not self._online:
            return
        for change_id, change in list(self.outbox.items()):
            if change.row.state is not ChangeState.WAITING:
                continue
            del self.outbox[change_id]
            entry_id = getattr(change.command, "entry_id", None)
            talk = self.talks.get(change.row.conversation_id) if change.row.conversation_id else None
            if talk is not None and entry_id is not None:
                self._acknowledge(talk, entry_id)

    def _acknowledge(self, talk: Talk, entry_id: UUID) -> None:
        head = max((entry.seq or 0 for entry in talk.entries), default=0)
        for place, entry in enumerate(talk.entries):
            if entry.entry_id == entry_id and entry.seq is None:
                sent = DeliveryState.SENT if entry.kind is EntryKind.MESSAGE_OUT else None
                talk.entries[place] = replace(entry, seq=head + 1, pending=False, leaving_until=None, delivery=sent)

    def _tell(self, conversation_id: UUID | None = None, *, changes: bool = True, everything: bool = False) -> None:
        talk = self.talks.get(conversation_id) if conversation_id else None
        touched = Touched(
            frozenset({talk.id}) if talk else frozenset(),
            frozenset({talk.customer.id}) if talk else frozenset(),
            changes=changes,
            everything=everything,
        )
        for touch in self._touched:
            touch(touched)
        for status in self._status:
            status(self.status())

    def _tell_anew(self, conversation_id: UUID) -> None:
        """Its log is of another history now."""
        for touch in self._touched:
            touch(Touched(frozenset({conversation_id}), anew=frozenset({conversation_id})))

    def _tell_draft(self, conversation_id: UUID) -> None:
        for touch in self._touched:
            touch(Touched(drafts=frozenset({conversation_id})))

    def _new(self, kind: str) -> UUID:
        self._made += 1
        return fake_id(kind, "made", self._made)


def _begun_row(desk: FakeDesk, change_id: UUID, command: OpenByMail) -> ChangeRow:
    name, args = to_wire(command)
    whose = desk.talks[command.request_id].customer.name
    return ChangeRow(
        change_id, name.split("@")[0], args, command.request_id, command.subject, desk.now(), ChangeState.BEGUN,
        customer_name=whose,
    )  # fmt: skip
