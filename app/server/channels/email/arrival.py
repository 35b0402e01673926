"""What intake knows of a mail before it touches the database: whose it is, whether a machine wrote it, its payload."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app.domain.answering import MOST_ASKED
from app.domain.channel import Channel
from app.domain.why import REASONS, Why, stored
from app.language.quote import split_quote
from app.server.channels.email.address import Address
from app.server.channels.email.digest import mail_digest
from app.server.channels.email.directory import MailInbox, first_of
from app.server.channels.email.form import FormCustomer, form_customer
from app.server.channels.email.habit import habits
from app.server.channels.email.machine import MachineKind, MachineReason, machine_reason, takes_nothing
from app.server.channels.email.mime import ParsedMail, parse_mail
from app.server.channels.email.spam import spam_mark
from app.server.channels.email.written_in import locale_of

MAX_INLINE = 65_536
"""Bytes of a body kept in the log; a longer one is a blob (sync.md 2.1)."""

MAX_ATTACHMENTS = 200
"""Files taken out of one mail; how many more the original holds is told beside it."""

MAX_SUBJECT = 300
MAX_WHY = 2_000
MAX_ID = 500
MAX_NAMES = 20
MAX_WISH = 1_000
MAX_NAMED = 100
"""Ids looked at in one mail: the nearest parents first."""

NOBODY = "invalid"
"""The domain of customers whose mail names no address (RFC 2606: it never exists)."""

_PREFIX = re.compile(r"^(?:\s*(?:re|fwd?|aw|wg|sv|ha|на|отв|ответ|пересл?|fw)(?:\[\d+\])?\s*:)+\s*", re.IGNORECASE)
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BAD = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the delivering server said outside of the mail.

    ``sender``: empty for ``MAIL FROM:<>``, None when nobody said.
    """

    sender: str | None = None
    recipients: tuple[str, ...] = ()
    received_at: datetime | None = None


NO_ENVELOPE = Envelope()


@dataclass(frozen=True, slots=True)
class Arrival:
    """A mail that was understood. ``inbox``: the one of ours it belongs to, whichever door it came through.

    ``named``: ids of the mails it answers or reports on, the nearest first; what a web form names is no thread.
    """

    mail: ParsedMail
    inbox: MailInbox
    digest: str
    message_id: str
    machine: MachineReason | None
    sender: Address
    subject: str
    text: str
    locale: str
    recipients: tuple[str, ...]
    received_at: datetime | None = None
    why: list[str] = field(default_factory=list)
    form: FormCustomer | None = None  # whose words a web form sent; ``sender`` is that customer
    junk: str = ""  # which mark says that nobody wrote it to us
    trusted: bool = False  # it has a machine's sign, and an operator's word outranks it
    suspected: MachineReason | None = None  # it only sounds like a machine's: served like a person's, but by people
    named: tuple[str, ...] = ()
    reply_to: tuple[Address, ...] = ()
    """Where a person wants answers, when that is neither their own address nor one of ours."""

    @property
    def machine_kind(self) -> str:
        """Why no mail may answer it; empty for a person's letter."""
        return "" if self.machine is None else self.machine.kind.value

    @property
    def identity(self) -> tuple[Channel, str]:
        """Whose it is: a mail address, or the telephone number of a visitor who left nothing else."""
        if self.form is not None and self.form.phone and not self.form.address.address:
            return Channel.PHONE, self.form.phone
        return Channel.EMAIL, self.sender.address.lower()

    @property
    def is_undated(self) -> bool:
        """Whether it says neither when it was written nor which letter it is."""
        return not (self.message_id or self.mail.date_at or self.mail.headers.text("date"))

    @property
    def is_long(self) -> bool:
        """Whether only the start of the text has room in the log."""
        return len(self.text.encode()) > MAX_INLINE

    def written_at(self, now: datetime) -> datetime:
        """When it came in or, when nobody says so, was dated; never later than ``now``."""
        return min(self.received_at or self.mail.date_at or now, now)

    def payload(self, why: list[str]) -> dict[str, Any]:
        """The log entry's payload, without the names of blobs."""
        inline = cut(self.text, MAX_INLINE)
        found: dict[str, Any] = {
            "channel": Channel.EMAIL.value,
            "text": inline,
            "subject": safe(self.mail.subject)[:MAX_SUBJECT],
            "from": shown([self.sender]),
            "to": shown(self.mail.to),
            "why": "; ".join([*self.why, *why])[:MAX_WHY],
            REASONS: stored([*self.why, *why]),
        }
        if self.mail.cc:
            found["cc"] = shown(self.mail.cc)
        if self.reply_to:
            found["reply_to"] = _wish(self.reply_to)
        if len(inline) < len(self.text):
            found["truncated"] = True
        found |= self._signs()
        if self.form is not None:
            found["via"] = shown(self.mail.from_)
        elif self.machine is None:
            found |= habits(self.mail, self.text)
        return found

    def _signs(self) -> dict[str, Any]:
        """What it is taken for, what of it stays outside, and what tells one without id and date from the next."""
        found: dict[str, Any] = {}
        if left := max(0, len(self.mail.attachments) - MAX_ATTACHMENTS) + self.mail.parts_unread:
            found["files_left"] = left
        if self.machine is not None:
            found["machine"] = self.machine_kind
        if self.suspected is not None:
            found["suspected"] = self.suspected.kind.value
        if self.is_undated and self.received_at is not None:
            found["received_at"] = self.received_at.isoformat()
        return found


def understand(raw: bytes, door: MailInbox, inboxes: dict[str, MailInbox], envelope: Envelope) -> Arrival:
    """Read a mail that came through ``door``. Pure; never raises, whatever the bytes."""
    mail = parse_mail(raw)
    digest = mail_digest(mail).hex()
    addressed = [each.address for each in (*mail.to, *mail.cc)]
    home = first_of(inboxes, addressed)
    own = frozenset(inboxes)
    nobody = envelope.sender is not None and takes_nothing(f"<{envelope.sender}>")
    reason = machine_reason(mail, own, nobody=nobody)
    sure = None if reason is None or reason.is_guess else reason
    inbox = home or inboxes.get(door.address) or door
    form = form_customer(mail, sure, own, inbox.forms)
    reason, machine = (reason, sure) if form is None else (None, None)
    sender = _sender(mail, envelope, digest) if form is None else _visitor(form, digest)
    junk = spam_mark(mail) if machine is None or machine.kind is MachineKind.LIST else ""
    text = safe(mail.body_text)
    why = [_way_in(home, door), *_who_wrote(reason, form, sender), *([junk] if junk else []), *mail.defects]
    return Arrival(
        mail=mail,
        inbox=inbox,
        digest=digest,
        message_id=safe(mail.message_id)[:MAX_ID],
        machine=machine,
        sender=sender,
        subject=clean_subject(mail.subject) or first_words(text),
        text=text,
        locale="" if machine is not None else locale_of(text, "" if mail.in_reply_to else mail.subject),
        recipients=tuple(dict.fromkeys([*envelope.recipients, *addressed])),
        received_at=envelope.received_at,
        why=why,
        form=form,
        junk=junk,
        suspected=None if reason is machine else reason,
        named=() if form is not None else _named(mail, reason),
        reply_to=() if form is not None or machine is not None else _wanted(mail, sender, inboxes),
    )


def trusted(arrival: Arrival) -> Arrival:
    """The same as a person's letter: an operator said that what comes from its sender is a customer's."""
    subject = "" if arrival.mail.in_reply_to else arrival.mail.subject
    why = Why("not a machine's: an operator said that its sender is a customer", "machine.trusted")
    locale = locale_of(arrival.text, subject)
    return replace(
        arrival, machine=None, suspected=None, trusted=True, locale=locale, why=[*arrival.why, why],
        named=_named(arrival.mail, None),
    )  # fmt: skip


def _wanted(mail: ParsedMail, sender: Address, inboxes: dict[str, MailInbox]) -> tuple[Address, ...]:
    """Where answers are asked for, a few at most; nothing new when that is the sender alone, or us among others."""
    asked = tuple({it.address.lower(): it for it in mail.reply_to if answerable(it.address)}.values())[:MOST_ASKED]
    its_own = [it.address.lower() for it in asked] == [sender.address.lower()]
    return () if its_own or first_of(inboxes, (it.address for it in asked)) is not None else asked


def _named(mail: ParsedMail, reason: MachineReason | None) -> tuple[str, ...]:
    """What a report is about comes first; what is only guessed to be one, last."""
    about = [] if reason is None else [reason.original_message_id]
    parents = [*mail.in_reply_to, *reversed(mail.references)]
    nearest = [*parents, *about] if reason is not None and reason.is_guess else [*about, *parents]
    ids = [safe(each)[:MAX_ID] for each in nearest]
    unique = tuple(dict.fromkeys(each for each in ids if each and each != safe(mail.message_id)[:MAX_ID]))
    return unique if len(unique) <= MAX_NAMED else (*unique[: MAX_NAMED - 1], unique[-1])


def _who_wrote(reason: MachineReason | None, form: FormCustomer | None, sender: Address) -> list[str]:
    found: list[str] = []
    if reason is not None:
        sign = f"{reason.kind.value}: {safe(reason.why)}"
        text = f"perhaps {sign}" if reason.is_guess else sign
        found.append(Why(text, "suspected" if reason.is_guess else "machine", sign=sign))
    if form is not None:
        sure = f"{form.confidence:.2f}"
        found.append(Why(f"{safe(form.why)} ({sure})", "form", rule=safe(form.why), sure=sure))
    elif sender.address.endswith("@" + NOBODY):
        found.append(Why("the mail names no sender", "no_sender"))
    return found


def _way_in(home: MailInbox | None, door: MailInbox) -> Why:
    if home is not None:
        return Why(f"inbox {home.address}: the first of our addresses", "inbox.addressed", address=home.address)
    return Why(f"inbox {door.address}: delivered there", "inbox.delivered", address=door.address)


def _visitor(form: FormCustomer, digest: str) -> Address:
    """Who filled in the form; without an address a sender of their own, never the robot."""
    address = form.address.address or f"unknown-{digest[:16]}@{NOBODY}"
    return Address(safe(form.address.name), safe(address)[:320])


def _sender(mail: ParsedMail, envelope: Envelope, digest: str) -> Address:
    """From, else the envelope; a mail that names nobody gets a sender of its own, so that strangers stay apart."""
    for each in mail.from_:
        if "@" in each.address:
            return Address(safe(each.name), safe(each.address)[:320])
    name = safe(mail.from_[0].name) if mail.from_ else ""
    if envelope.sender is not None and "@" in envelope.sender:
        return Address(name, safe(envelope.sender)[:320])
    return Address(name, f"unknown-{digest[:16]}@{NOBODY}")


def clean_subject(subject: str) -> str:
    """The matter itself: no ``Re:``, no invisible or turning characters, one line."""
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", safe(subject)))
    return " ".join(_PREFIX.sub("", text).split())[:MAX_SUBJECT]


def first_words(text: str) -> str:
    """The first line somebody wrote, for a mail without a subject."""
    line = next((line for line in split_quote(text[:20_000]).own.splitlines() if line.strip()), "")
    return " ".join(_UNSEEN.sub("", line).split())[:80]


def safe(text: str) -> str:
    """Text both databases and the wire can hold."""
    return _BAD.sub("\ufffd", text) if _BAD.search(text) else text


def cut(text: str, limit: int) -> str:
    """The start of a text of at most ``limit`` bytes in UTF-8; never half a character."""
    data = text.encode()
    return text if len(data) <= limit else data[:limit].decode("utf-8", "ignore")


def shown(addresses: list[Address]) -> str:
    """Mailboxes as one line for people."""
    names = [f"{each.name} <{each.address}>" if each.name else each.address for each in addresses[:MAX_NAMES]]
    return safe(", ".join(names))[:1_000]


def _wish(addresses: Sequence[Address]) -> str:
    """The same to be read again: no name that looks like an address itself, and no address that is cut."""
    found = ""
    for each in addresses:
        named = each.name and "@" not in each.name
        more = safe(f"{each.name} <{each.address}>" if named else each.address)
        if len(found) + len(more) <= MAX_WISH:
            found = f"{found}, {more}" if found else more
    return found


def answerable(address: str) -> bool:
    """Whether mail can go there: not to a customer whose mail named nobody."""
    return "@" in address and not address.lower().endswith("@" + NOBODY)
