"""The timeline in words: who, what happened, how far a message got, and the sentence a screen reader says."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.client.port import Person
from app.client.query import Queries
from app.client.refusal import delivery_reason
from app.client.row import EntryRow
from app.domain.delivery import DeliveryState
from app.domain.entry import AuthorKind, EntryKind
from app.domain.status import Status
from app.language.named import in_language
from app.language.plain_text import one_line
from ui.conversation.block_words import JOINED, joined_event, mark_sentence
from ui.conversation.call_words import call_headline
from ui.conversation.cloud_words import cloud_sentence
from ui.conversation.item import Item, Shape, channel_of, clouds_of, text_of
from ui.field_words import field_event
from ui.files.file_words import file_sentence
from ui.translation import _, catalogue, language, ngettext
from ui.wording import channel_name, clock_text, day_text, due_text, short_day, status_name
from ui.zone import zone_of


class TimelineWords:
    """Sentences about entries, for one signed-in person: their zone, their colleagues, "you"."""

    def __init__(self, person: Person, queries: Queries, now: Callable[[], datetime]) -> None:
        self.zone: ZoneInfo = zone_of(person.timezone)
        self._me = str(person.user_id)
        self._queries = queries
        self._now = now
        self._names: dict[str, str] | None = None

    def forget(self) -> None:
        """Ask for the colleagues' names again."""
        self._names = None

    def day(self, item: Item) -> str:
        """The separator above a day."""
        return day_text(item.day, self._now().astimezone(self.zone).date())

    def time(self, entry: EntryRow) -> str:
        """The time of day; one-line events of other days are told by day in ``when``."""
        return clock_text(entry.at, self.zone)

    def date_of(self, at: datetime) -> str:
        """``3 Nov``."""
        return short_day(at.astimezone(self.zone).date(), self._now().astimezone(self.zone).date())

    def promise_due(self, text: str, due_at: datetime | None) -> str:
        """The open promise of a header, empty when there is none."""
        if due_at is None:
            return ""
        name = one_line(text, 60) or _("Promise")
        return _("{promise}, by {time}").format(promise=name, time=due_text(due_at, self._now(), self.zone))

    def author(self, entry: EntryRow) -> str:
        """Who made the entry, safe for one line."""
        if not entry.author_name and entry.payload.get("elsewhere"):
            return _("A colleague, from another program")
        return one_line(entry.author_name) or _("Deskhand")

    def headline(self, entry: EntryRow) -> tuple[str, str]:
        """The bold and the quiet part of a card's header."""
        if entry.kind is EntryKind.CALL:
            return call_headline(entry)
        if entry.kind is EntryKind.NOTE:
            return self.author(entry), _("visible to the team only")
        return self.author(entry), " · ".join(it for it in (_left_files(entry), _about(entry)) if it)

    def event(self, entry: EntryRow) -> str:
        """A one-line event."""
        words: Mapping[EntryKind, Callable[[EntryRow], str]] = {
            EntryKind.STATUS: _changed,
            EntryKind.ASSIGNED: self._assigned,
            EntryKind.BLOCK: self._blocked,
            EntryKind.RECEIPT: _receipt,
            EntryKind.CUSTOMER: _served,
            EntryKind.FIELD: field_event,
            EntryKind.FOLLOW_UP: self._follow_up,
            EntryKind.QUEUE: self._moved,
        } | dict.fromkeys(JOINED, joined_event)
        if entry.kind in words:
            return self._by(words[entry.kind](entry), entry)
        return _survey(entry) if entry.kind is EntryKind.SURVEY else self._promise(entry)

    def delivery(self, entry: EntryRow) -> str:
        """How far a message of ours got; empty for what is not sent to anybody."""
        if entry.kind is not EntryKind.MESSAGE_OUT:
            return _("saved here, will be sent") if entry.pending else ""
        if entry.leaving_until is not None:
            return _("can still be undone")
        over = entry.delivery is DeliveryState.FAILED
        reason = one_line(delivery_reason(entry.delivery_reason, catalogue(), over=over))
        if entry.pending or entry.delivery is None:
            return _("will be sent")
        words = {
            DeliveryState.QUEUED: _("will be sent later: {reason}").format(reason=reason)
            if reason
            else _("will be sent"),
            DeliveryState.SENDING: _("is being sent"),
            DeliveryState.SENT: _("sent; a copy did not arrive: {reason}").format(reason=reason)
            if reason
            else _("sent"),
            DeliveryState.DELIVERED: _("read") if entry.read else _("delivered"),
            DeliveryState.FAILED: _("not sent: {reason}").format(reason=reason) if reason else _("not sent"),
            DeliveryState.UNKNOWN: _("perhaps not sent: {reason}").format(reason=reason or _("no answer")),
        }
        return words[entry.delivery]

    def sentence(self, item: Item) -> str:
        """The whole row as one sentence for a screen reader."""
        entry = item.entry
        if entry is None:
            return mark_sentence(item) or self.day(item)
        if item.shape is Shape.LINE:
            return f"{self.event(entry)}, {self.time(entry)}"
        parts = [self.author(entry), *_signs(entry)]
        channel = channel_of(entry)
        if item.shape is Shape.NOTE:
            parts.append(_("note for colleagues"))
        elif item.shape is Shape.CALL:
            parts = [part for part in self.headline(entry) if part]
        elif channel is not None:
            parts.append(channel_name(channel))
        parts.append(self.time(entry))
        parts += [word for word in (self.delivery(entry),) if word]
        parts += [file_sentence(file) for file in entry.files if not file.inline or not entry.payload.get("html")]
        parts += [cloud_sentence(link) for link in clouds_of(entry)]
        return ", ".join(parts) + ": " + one_line(text_of(entry), 1_000)

    def _by(self, sentence: str, entry: EntryRow) -> str:
        by_person = entry.author_kind is AuthorKind.USER and entry.author_name
        return f"{sentence} · {self.author(entry)}" if by_person else sentence

    def _blocked(self, entry: EntryRow) -> str:
        until = _instant(entry.payload.get("until"))
        if until is None:
            return _("Chat messages are taken again")
        return _("Chat blocked until {date}").format(date=self.date_of(until))

    def _moved(self, entry: EntryRow) -> str:
        queue = next((it for it in self._queries.queues() if str(it.id) == entry.payload.get("to")), None)
        name = in_language(queue.names, queue.name, language()) if queue else _("another queue")
        return _("Moved to {queue}").format(queue=one_line(name, 60))

    def _follow_up(self, entry: EntryRow) -> str:
        until = _instant(entry.payload.get("until"))
        if until is None:
            return _("Time to follow up") if entry.payload.get("woke") else _("Follow-up taken off")
        same_day = until.astimezone(self.zone).date() == entry.at.astimezone(self.zone).date()
        at = clock_text(until, self.zone) if same_day else f"{self.date_of(until)}, {clock_text(until, self.zone)}"
        return _("Follow up: {time}").format(time=at)

    def _assigned(self, entry: EntryRow) -> str:
        to = entry.payload.get("to")
        if to is None:
            return _("Back in the queue")
        if str(to) == self._me:
            return _("Assigned to you")
        return _("Assigned to {name}").format(name=self._name(str(to)))

    def _name(self, user_id: str) -> str:
        if self._names is None:
            self._names = {str(user.id): one_line(user.name) for user in self._queries.users()}
        return self._names.get(user_id, _("a colleague"))

    def _promise(self, entry: EntryRow) -> str:
        text = one_line(str(entry.payload.get("text", "")))
        due = _instant(entry.payload.get("due_at"))
        state = str(entry.payload.get("state", "open"))
        if state == "kept":
            late = due is not None and entry.at > due
            return (_("Promise kept late: {text}") if late else _("Promise kept: {text}")).format(text=text)
        if state == "withdrawn":
            why = one_line(str(entry.payload.get("reason", "")))
            return _("Promise withdrawn: {text}. {reason}").format(text=text, reason=why)
        if state == "broken":
            return _("Promise missed: {text}").format(text=text)
        if due is None:
            return _("Promised to the customer: {text}").format(text=text)
        same_day = due.astimezone(self.zone).date() == entry.at.astimezone(self.zone).date()
        by = clock_text(due, self.zone) if same_day else f"{self.date_of(due)}, {clock_text(due, self.zone)}"
        if state == "moved":
            return _("Promise moved: {text}, now by {time}").format(text=text, time=by)
        return _("Promised to the customer: {text}, by {time}").format(text=text, time=by)


def _about(entry: EntryRow) -> str:
    """What is to be known of a message before it is read."""
    if entry.payload.get("stranger"):
        return _("not the customer's address; an answer goes to the customer")
    if entry.payload.get("suspected"):
        return _("sounds like a program's letter; nothing answers it by itself")
    if entry.payload.get("forwarded"):
        return _("passed on; written by {name}").format(name=_author_of(entry))
    if entry.payload.get("automatic"):
        return _("sent automatically: the request was acknowledged")
    to = one_line(str(entry.payload.get("to", "")))
    return _("to {address}").format(address=to) if to else ""


def _signs(entry: EntryRow) -> list[str]:
    """What sets a message apart, for who listens."""
    stranger = _("not the customer's address; an answer goes to the customer") if entry.payload.get("stranger") else ""
    suspected = _("sounds like a program's letter; nothing answers it by itself")
    return [it for it in (stranger, suspected if entry.payload.get("suspected") else "", _left_files(entry)) if it]


def _left_files(entry: EntryRow) -> str:
    """That the letter holds more files than were taken out of it; empty when it does not."""
    count = entry.payload.get("files_left")
    if not isinstance(count, int) or count <= 0:
        return ""
    return ngettext(
        "{count} more file is not shown; the server keeps the whole letter",
        "{count} more files are not shown; the server keeps the whole letter",
        count,
    ).format(count=count)


def _changed(entry: EntryRow) -> str:
    if entry.payload.get("taken_for"):
        return _("A person wrote this, it can be answered")
    before, after = _status(entry.payload.get("from")), _status(entry.payload.get("to"))
    return _("Status: {before} → {after}").format(before=before, after=after)


def _receipt(entry: EntryRow) -> str:
    sent = _("The customer is told that the letter was read")
    return sent if entry.payload.get("sent") else _("No read receipt is sent")


def _served(entry: EntryRow) -> str:
    told = _("The customer is the author of the forwarded letter: {name}")
    if entry.payload.get("begun"):
        told = _("Begun with a letter to {name}")
    elif not entry.payload.get("author"):
        told = _("The customer is again who passed the letter on: {name}")
    return told.format(name=_written(entry.payload))


def _author_of(entry: EntryRow) -> str:
    """Who wrote what was passed on."""
    return _written(entry.payload["forwarded"])


def _written(of: dict[str, Any]) -> str:
    name, address = one_line(str(of.get("name", ""))), one_line(str(of.get("address", "")))
    return f"{name} <{address}>" if name else address


def _survey(entry: EntryRow) -> str:
    number = entry.payload.get("number") or entry.number
    head = _("Survey for № {number}").format(number=number) if number else _("Survey")
    score = _("{score} of {of}").format(score=entry.payload.get("score", "?"), of=entry.payload.get("of", "?"))
    text = one_line(text_of(entry))
    said = _("“{text}”").format(text=text) if text else ""
    return f"{head}: {score} — {said}" if said else f"{head}: {score}"


def _status(code: object) -> str:
    try:
        return status_name(Status(str(code)))
    except ValueError:
        return one_line(str(code), 40)


def _instant(text: object) -> datetime | None:
    try:
        made = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return made if made.tzinfo else None
