"""Erasing in place: every row about the subject is emptied or removed, and every desk is made to read it anew."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import String, cast, delete, or_, select

from app.commands.conversation import change_status
from app.commands.message import preview
from app.domain.entry import EntryKind
from app.domain.erasure import NOTHING, REDACTED, SWEEP, Target, blank_payload, subject_of
from app.domain.feed import ERASURES
from app.domain.status import ACTIVE, Status
from app.model.account import Blob, SentMail
from app.model.chat import VisitorAddress
from app.model.conversation import Attachment, Conversation, Delivery, LogEntry, Promise
from app.model.customer import Customer, CustomerMerge, Identity, Order, Preference
from app.model.draft import Draft
from app.model.file import ChatFile
from app.model.later_message import LaterMessage
from app.model.sender_rule import SenderRule
from app.model.sync import Erasure
from app.server.customers.merging import forget_merge, take_back
from app.server.erasure.elsewhere import Elsewhere, elsewhere, without
from app.server.erasure.trace import forget_drafts, forget_mail, forget_searches, stop_deliveries
from app.server.erasure.twin import twins
from app.server.late_command import erasure_id
from app.server.transaction import ServerTx

_BLOBS = ("html", "body", "raw")
"""Fields of a payload that name files."""

_STAFF_ONLY = frozenset(
    {
        EntryKind.STATUS,
        EntryKind.ASSIGNED,
        EntryKind.FOLLOW_UP,
        EntryKind.QUEUE,
        EntryKind.LINK,
        EntryKind.MERGE,
        EntryKind.MOVE,
    }
)
"""Entries that say nothing about the customer."""


class Eraser:
    """Erases inside one transaction. A row that is not there is erased already: after a restore that is normal."""

    def __init__(self, tx: ServerTx) -> None:
        self._tx = tx
        self.blobs: set[str] = set()

    def erase(self, target: Target, key: UUID) -> None:
        """Erase and remember it: rows now, files with the effect that commits with them. Every desk is told to ask."""
        act = {
            Target.CUSTOMER: self._customer,
            Target.CONVERSATION: self._conversation,
            Target.ENTRY: self._entry,
            Target.ATTACHMENT: self._attachment,
        }[target]
        self._remember(target, key)
        act(key)
        self._tx.flush()
        self._tx.heads.add(ERASURES)
        again = {"blobs": sorted(self.blobs)}
        self._tx.effect(SWEEP, key=f"{SWEEP}:{self._tx.mint()}", payload=again)

    # ------------------------------------------------------------------ subjects

    def _customer(self, key: UUID) -> None:
        self._tx.lock_customers([key])
        customer = self._tx.find(Customer, key)
        take_back(self._tx, customer)
        mine = (Conversation.ws == self._tx.ws) & (Conversation.customer_id == key)
        talks = sorted(self._tx.session.scalars(select(Conversation.id).where(mine)))
        found = elsewhere(self._tx.session, self._tx.ws, key).free(self._tx)
        others = (*found.written, *found.named, *found.addressed)
        self._tx.lock_conversations(sorted({*talks, *(it.conversation_id for it in others)}))
        for it in talks:
            self._remember(Target.CONVERSATION, it)
            self._conversation(it)
        for entry in (*found.written, *found.named):
            self._remember(Target.ENTRY, entry.entry_id)
            self._entry(entry.entry_id)
        self._take_off_lists(found)
        addresses = {it.value for it in self._all(Identity, Identity.customer_id == key)}
        self._forget_addresses(addresses)
        for model in (Identity, Preference, Order, Promise):
            for row in self._all(model, model.customer_id == key):
                self._tx.remove(row)
        if customer is not None:
            forget_searches(self._tx, customer, addresses)
            customer.name, customer.erased = NOTHING, True
            customer.header_name = customer.locale = customer.timezone = customer.city = ""
            customer.utc_offset_minutes = customer.organisation_id = customer.since = None
            customer.vip, customer.facts, customer.merged_into_id = False, {}, None
            customer.legal_hold, customer.hold_reason = False, ""  # of a backup from before it was lifted
        for merge in self._all(CustomerMerge, or_(CustomerMerge.survivor_id == key, CustomerMerge.other_id == key)):
            forget_merge(self._tx, merge)
        for merged in sorted(it.id for it in self._all(Customer, Customer.merged_into_id == key)):
            self._remember(Target.CUSTOMER, merged)  # the same person under another name
            self._customer(merged)

    def _conversation(self, key: UUID) -> None:
        self._tx.lock_conversations([key])
        conversation = self._tx.find(Conversation, key)
        if conversation is None:
            return
        self._forget_preview(conversation, conversation.preview)
        for entry in self._all(LogEntry, LogEntry.conversation_id == key):
            self._erase_twins(entry)
            self._blank(entry)
        for model in (Attachment, Promise, Draft, LaterMessage):
            for row in self._all(model, model.conversation_id == key):
                self._remove(row)
        held = (Blob.ws == self._tx.ws) & (Blob.conversation_id == key)
        self.blobs.update(self._tx.session.scalars(select(Blob.sha256).where(held)))
        self._tx.session.execute(delete(Blob).where(held))
        stop_deliveries(self._tx, Delivery.conversation_id == key)
        forget_mail(self._tx, key)
        conversation.subject, conversation.preview, conversation.erased = NOTHING, "", True
        conversation.order_number = ""
        conversation.waiting_since = conversation.reply_due_at = conversation.promise_due_at = None
        if conversation.status in ACTIVE:
            change_status(conversation, Status.CLOSED, self._tx)
        conversation.redact_rev += 1

    def _entry(self, key: UUID) -> None:
        for later in self._all(LaterMessage, LaterMessage.id == key):
            self._remove(later)
        entry = self._tx.find(LogEntry, key)
        if entry is None:
            return
        conversation = self._tx.get(Conversation, entry.conversation_id)
        self._forget_preview(conversation, preview(str(entry.payload.get("text", ""))))
        for file in self._all(Attachment, Attachment.entry_id == key):
            self._remove(file)
        self._erase_twins(entry)
        forget_drafts(self._tx, entry)
        self._blank(entry)
        stop_deliveries(self._tx, Delivery.entry_id == key)
        self._let_go(conversation)

    def _attachment(self, key: UUID) -> None:
        for later in self._all(LaterMessage, cast(LaterMessage.content, String).like(f"%{key}%")):
            self._remove(later)
        file = self._tx.find(Attachment, key)
        if file is None:
            return
        conversation = self._tx.get(Conversation, file.conversation_id)
        entry = self._tx.find(LogEntry, file.entry_id)
        if entry is not None and "raw" in entry.payload:  # the original letter holds the file, too
            self.blobs.add(entry.payload["raw"])
            entry.payload = {name: value for name, value in entry.payload.items() if name != "raw"}
        self._remove(file)
        self._let_go(conversation)
        for it in twins(self._tx, entry) if entry is not None else ():
            for other in self._all(Attachment, (Attachment.entry_id == it.entry_id) & (Attachment.blob == file.blob)):
                self._remember(Target.ATTACHMENT, other.id)
                self._attachment(other.id)

    # ------------------------------------------------------------------ parts

    def _blank(self, entry: LogEntry) -> None:
        if entry.kind in _STAFF_ONLY:
            return
        self.blobs.update(str(entry.payload[name]) for name in _BLOBS if name in entry.payload)
        entry.payload = blank_payload(entry.payload)

    def _take_off_lists(self, found: Elsewhere) -> None:
        """Letters of others stay, and are no longer known to have gone to this person, nor go there later."""
        for entry in found.addressed:
            if "raw" in entry.payload:
                self.blobs.add(str(entry.payload["raw"]))
            entry.payload = without(entry.payload, found.mails)
            for row in self._all(Delivery, Delivery.entry_id == entry.entry_id):
                row.reason, row.reason_data = ("", {}) if row.reason_data else (row.reason, {})
            self._let_go(self._tx.get(Conversation, entry.conversation_id))
        named = [cast(LaterMessage.content, String).contains(it, autoescape=True) for it in found.mails]
        for later in self._all(LaterMessage, or_(*named)) if named else ():
            later.content = without(later.content, found.mails)

    def _erase_twins(self, entry: LogEntry) -> None:
        """Where an entry was moved to, and where it came from, it goes as well."""
        if not entry.payload.get(REDACTED):
            for it in twins(self._tx, entry):
                if it.conversation_id != entry.conversation_id and not it.payload.get(REDACTED):
                    entry.payload = entry.payload | {REDACTED: True}  # it is at hand: its twin need not come back to it
                    self._remember(Target.ENTRY, it.entry_id)  # an older backup may know it alone
                    self._entry(it.entry_id)

    def _forget_preview(self, conversation: Conversation, text: str) -> None:
        """Lists show the text no more, nor where the conversation was merged into."""
        seen: set[UUID] = set()
        known: Conversation | None = conversation
        while known is not None and known.id not in seen:
            seen.add(known.id)
            if text and known.preview == text:
                self._tx.get(Conversation, known.id).preview = ""
            known = None if known.merged_into_id is None else self._tx.find(Conversation, known.merged_into_id)

    def _remove(self, row: Any) -> None:
        if isinstance(row, Attachment | ChatFile):
            self.blobs.add(row.blob)
        self._tx.remove(row)

    def _let_go(self, conversation: Conversation) -> None:
        """The conversation holds no file any more that nothing in it names; desks read its log anew."""
        conversation.redact_rev += 1
        self._tx.flush()
        named = {it.blob for it in self._all(Attachment, Attachment.conversation_id == conversation.id)}
        for entry in self._all(LogEntry, LogEntry.conversation_id == conversation.id):
            named.update(str(entry.payload[name]) for name in _BLOBS if name in entry.payload)
        self.blobs -= named
        mine = (Blob.ws == self._tx.ws) & (Blob.conversation_id == conversation.id) & Blob.sha256.in_(self.blobs)
        self._tx.session.execute(delete(Blob).where(mine))

    def _forget_addresses(self, addresses: Iterable[str]) -> None:
        wanted = set(addresses)
        for rule in self._all(SenderRule, SenderRule.pattern.in_(wanted)):
            self._tx.remove(rule)
        visitors = [it for it in map(_maybe_id, wanted) if it is not None]
        for model in (VisitorAddress, ChatFile):
            for row in self._all(model, model.visitor_id.in_(visitors)):
                self._remove(row)
        for letter in self._tx.session.scalars(select(SentMail)):  # of a trial only
            if any(it.encode() in letter.raw or it in str(letter.recipients) for it in wanted):
                self._tx.session.delete(letter)

    def _remember(self, target: Target, key: UUID) -> None:
        subject = subject_of(target, key)
        if self._tx.session.get(Erasure, (self._tx.ws, erasure_id(subject))) is None:
            self._tx.put(Erasure(id=erasure_id(subject), subject=subject, at=self._tx.now))

    def _all(self, model: Any, whose: Any) -> list[Any]:
        return list(self._tx.session.scalars(select(model).where(model.ws == self._tx.ws, whose)))


def _maybe_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
