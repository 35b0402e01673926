"""What leaves the composer: which commands a text becomes, and why one cannot be sent."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.client.customer_row import CustomerCard
from app.client.port import Person
from app.client.row import ConversationCard, TemplateRow
from app.commands.message import FileOfMessage, Reply
from app.commands.message_rule import MAX_BODY_BYTES
from app.domain.answering import Hindrance, Way, ways
from app.domain.channel import Channel
from app.domain.status import Status
from app.language.latin import name_for
from app.language.marked import is_marked, plain
from app.language.plain_text import one_line
from app.language.template import TemplateProblem, fill
from ui.composer.envelope import Envelope
from ui.translation import _
from ui.wording import called_as, channel_name

WRITABLE = frozenset({Channel.EMAIL, Channel.CHAT})
"""Channels of our own; of the others those are written to that another program has joined."""


def reply_of(
    card: ConversationCard,
    text: str,
    entry_id: UUID,
    then: Status | None,
    files: list[FileOfMessage],
    envelope: Envelope,
) -> Reply:
    """The reply by the customer's own channel, or the one the envelope names; marks are for letters only."""
    channel = envelope.channel or card.row.channel
    is_letter = channel is Channel.EMAIL
    marked = text if is_letter and is_marked(text) else ""
    return Reply(
        conversation_id=card.row.id,
        entry_id=entry_id,
        body=plain(text) if marked else text,
        channel=channel,
        seen_seq=envelope.seen_seq,
        then_status=None if then is card.row.status else then,
        expected_status_rev=card.status_rev,
        confirmed_seq=envelope.confirmed_seq,
        files=files,
        cc=list(envelope.cc) if is_letter else [],
        marked=marked,
        switched=envelope.switched,
        to=envelope.to if is_letter else "",
    )


def ways_of(card: ConversationCard, customer: CustomerCard | None) -> Sequence[Way]:
    """Every way to the customer of this conversation, their own first, with what stands against it."""
    own, hindrance = card.row.channel, None
    if own is Channel.PHONE:
        hindrance = Hindrance.SPOKEN
    elif own not in WRITABLE and not card.is_joined:
        hindrance = Hindrance.NOT_CONNECTED
    known, unconnected = (customer.addresses, customer.unconnected) if customer is not None else ((), frozenset())
    return ways(Way(own, hindrance=hindrance), known, unconnected)


def hindrance_words(hindrance: Hindrance | None) -> str:
    """Why a way cannot be taken; empty when it can."""
    if hindrance is None:
        return ""
    return {
        Hindrance.NO_ADDRESS: _("no address is known"),
        Hindrance.NEVER_WROTE: _("has never written there"),
        Hindrance.NOT_CONNECTED: _("not connected for answers"),
        Hindrance.SPOKEN: _("one talks there, nothing is written"),
    }[hindrance]


def obstacle(card: ConversationCard, channel: Channel | None = None) -> str:
    """Why this conversation takes no reply by that channel, None: the customer's own; empty when it does."""
    row = card.row
    if row.machine:
        return _("A program wrote this ({kind}), nobody would read an answer. You can write a note.").format(
            kind=machine_name(row.machine)
        )
    if row.status is Status.CLOSED:
        return _("This request is closed. If the customer writes again, a new one opens. You can write a note.")
    if row.status is Status.SPAM:
        return _("This request is marked as spam. Open it again to answer. You can write a note.")
    if channel is not None and channel is not row.channel:
        return ""
    if row.channel is Channel.PHONE:
        return _("A call cannot be answered in writing. You can write a note.")
    if row.channel not in WRITABLE and not card.is_joined:
        return _("{channel} is not connected for answers yet. You can write a note.").format(
            channel=channel_name(row.channel)
        )
    return ""


def machine_name(kind: str) -> str:
    """The kind of machine mail in words."""
    names = {
        "bounce": _("delivery report"),
        "auto_reply": _("automatic reply"),
        "autoreply": _("automatic reply"),
        "list": _("mailing list"),
        "loop": _("mail loop"),
    }
    return names.get(kind, one_line(kind, 32))


def too_long(body: str) -> bool:
    """Longer than any message may be?"""
    return len(body.encode("utf-8", "replace")) > MAX_BODY_BYTES


def template_values(
    card: ConversationCard, customer: CustomerCard | None, person: Person, locale: str = ""
) -> Mapping[str, object]:
    """Names that a reusable text may use, in the text's language, else in the customer's."""
    locale = locale or (customer.locale if customer else "") or person.locale
    name = one_line(customer.name if customer else card.row.customer_name)
    address_as = (called_as(customer, locale) if customer else "") or name
    city = one_line(customer.city) if customer else ""
    return {
        "customer": {"name": name, "address_as": address_as, "city": city},
        "operator": {"name": name_for(person.user_name, locale)},
        "company": person.company(locale),
        "request": {"number": str(card.row.number or ""), "subject": one_line(card.row.subject)},
    }


def filled(
    template: TemplateRow, card: ConversationCard, customer: CustomerCard | None, person: Person
) -> tuple[str, str]:
    """A reusable text with this conversation's values, or nothing and why not."""
    try:
        return fill(template.body, template_values(card, customer, person, template.locale)), ""
    except TemplateProblem as problem:
        missing = _("This text needs “{name}”, which is not known here. Nothing was inserted.")
        broken = _("This text has a mistake in it. Nothing was inserted; tell whoever keeps the texts.")
        return "", missing.format(name=problem.name) if problem.name else broken
