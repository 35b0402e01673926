"""The opening line of a conversation: the greeting of the standard, with what it needs gathered from the rows."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from app.client.customer_row import CustomerCard
from app.client.port import Person
from app.client.row import ConversationCard, EntryRow
from app.domain.answering import is_unhappy
from app.domain.channel import Channel
from app.domain.entry import EntryKind
from app.domain.status import Kind, Status
from app.language.address import Form
from app.language.care import Care, care_known
from app.language.declined import declines_greeting
from app.language.greeting import Greeting, GreetingContext, customer_name, greeting
from app.language.greeting_standard import sounds_unhappy
from app.language.plain_text import one_line
from app.language.who_writes import who_writes
from app.language.written import clear_language, named_language, own_words, written_language

_READ = 40_000
"""Letters of a conversation: two of the longest messages; all of fifty such took half a second at each touch of it."""


def opening_for(
    card: ConversationCard,
    customer: CustomerCard,
    person: Person,
    local: datetime,
    greeted_at: datetime | None,
    *,
    locale: str,
) -> Greeting | None:
    """The greeting for this person, channel and time of day; None when nobody is to be greeted, or it was done today.

    ``locale`` is its language (``locale_of``), ``local`` the customer's time, ``greeted_at`` when we last wrote to them
    in this conversation.
    """
    if card.row.machine or card.row.status is Status.SPAM or declined(customer):
        return None
    return greeting(
        GreetingContext(
            header=customer.header_name or customer.name,
            locale=locale,
            channel=card.row.channel,
            local_now=local,
            operator_name=person.user_name,
            company=person.company(locale),
            address=_mailbox(customer),
            call_me=_wish(customer, "call_me"),
            form="informal" if is_informal(customer) else "formal",
            greeted_at=greeted_at,
            first_contact=_is_first(card, customer),
            sober=is_unhappy(card.kind, ()),
        )
    )


def needs_care(card: ConversationCard, customer: CustomerCard) -> bool:
    """Whether this is a person's first contact, who did not ask for no stock phrases."""
    nobody = card.row.machine or card.row.status is Status.SPAM or declined(customer)
    return not nobody and _is_first(card, customer)


def is_informal(customer: CustomerCard) -> bool:
    """Whether the customer wants it so; what they said last counts."""
    return _wish(customer, "address_form") == "informal"


def cared_for(customer: CustomerCard, locale: str) -> set[Care]:
    """What of the care for a first contact is known already; whom the greeting names is not asked for a name."""
    name = customer.header_name or customer.name
    form: Form = "informal" if is_informal(customer) else "formal"
    is_named = customer_name(name, _mailbox(customer), _wish(customer, "call_me"), locale, form)
    return care_known({it.key for it in customer.preferences}) | ({Care.ADDRESS} if is_named else set())


def _wish(customer: CustomerCard, key: str) -> str:
    """What they said last counts."""
    return next((one_line(it.value) for it in customer.preferences if it.key == key), "")


def _mailbox(customer: CustomerCard) -> str:
    return next((address for channel, address in customer.addresses if channel is Channel.EMAIL), "")


def _is_first(card: ConversationCard, customer: CustomerCard) -> bool:
    """No other request is known; of two customers who are one now, the past of either counts, here or not."""
    alone = all(past.conversation_id == card.row.id for past in customer.history)
    return alone and (customer.first_contact or not customer.facts.get("merged"))


def as_spoken(card: ConversationCard, _greeted_at: datetime | None) -> tuple[ConversationCard, None]:
    """On the telephone one greets anew, as briefly as in a chat."""
    return replace(card, row=replace(card.row, channel=Channel.CHAT)), None


def as_felt(card: ConversationCard, timeline: Sequence[EntryRow]) -> ConversationCard:
    """Who writes as one does who complains is greeted so, whether or not anybody has set the kind."""
    newest = next(iter(_written(card, timeline)), "")
    unhappy = sounds_unhappy(card.row.subject) or sounds_unhappy(own_words(newest))
    return replace(card, kind=Kind.COMPLAINT) if unhappy else card


def as_signed(card: ConversationCard, customer: CustomerCard, timeline: Sequence[EntryRow]) -> CustomerCard:
    """Of an address that several people write from, whoever wrote the newest letter here is greeted."""
    newest = next(iter(_letters(card, timeline)), None)
    sender = "" if newest is None or card.row.channel is not Channel.EMAIL else str(newest.payload.get("from", ""))
    known = customer.header_name or customer.name
    return replace(customer, header_name=who_writes(known, sender)) if sender else customer


def declined(customer: CustomerCard) -> str:
    """The customer's own words when they asked for no stock phrases; empty when they did not."""
    wishes = (one_line(it.value) for it in customer.preferences if it.key == "do_not")
    return next((wish for wish in wishes if declines_greeting(wish)), "")


def locale_of(card: ConversationCard, customer: CustomerCard, person: Person, timeline: Sequence[EntryRow]) -> str:
    """The language to greet in: asked for, clearly written here, known of the customer, written at all, else ours.

    What is known may be no more than the browser's language, so clear sentences in another one count for more.
    The server leaves a customer's language open when their first letter is only a few words long.
    """
    asked = next((it.value for it in customer.preferences if it.key == "language" and it.stated), "")
    written = _written(card, timeline)
    known = named_language(asked) or clear_language(written) or customer.locale
    return known or written_language([*written, card.row.subject]) or person.locale


def _written(card: ConversationCard, timeline: Sequence[EntryRow]) -> list[str]:
    """What the customer wrote in this conversation, the newest first, as far as it is read."""
    found, left = list[str](), _READ
    for it in _letters(card, timeline):
        text = str(it.payload.get("text", ""))[:left]
        found.append(text)
        left -= len(text)
    return found


def _letters(card: ConversationCard, timeline: Sequence[EntryRow]) -> Iterator[EntryRow]:
    """Of this conversation, the newest first."""
    mine = (it for it in reversed(timeline) if it.conversation_id == card.row.id)
    return (it for it in mine if it.kind is EntryKind.MESSAGE_IN)
