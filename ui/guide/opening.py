"""The opening line of a conversation: the greeting of the standard, with what it needs gathered from the rows."""

from datetime import datetime

from app.client.port import Person
from app.client.row import ConversationCard, CustomerCard
from app.domain.channel import Channel
from app.language.greeting import Greeting, GreetingContext, greeting
from app.language.plain_text import one_line


def opening_for(
    card: ConversationCard, customer: CustomerCard, person: Person, local: datetime, greeted_at: datetime | None
) -> Greeting | None:
    """The greeting for this person, channel and time of day; None when there is nobody to greet, or it was done today.

    ``local`` is the customer's time; ``greeted_at`` when we last wrote to them in this conversation.
    """
    if card.row.machine:
        return None
    known = {it.key: one_line(it.value) for it in reversed(customer.preferences)}
    mailboxes = [address for channel, address in customer.addresses if channel is Channel.EMAIL]
    return greeting(
        GreetingContext(
            header=customer.header_name or customer.name,
            locale=locale_of(customer, person),
            channel=card.row.channel,
            local_now=local,
            operator_name=person.user_name,
            company=person.workspace,
            address=mailboxes[0] if mailboxes else "",
            call_me=known.get("call_me", ""),
            form="informal" if known.get("address_form") == "informal" else "formal",
            greeted_at=greeted_at,
            first_contact=all(past.conversation_id == card.row.id for past in customer.history),
        )
    )


def locale_of(customer: CustomerCard, person: Person) -> str:
    """The customer's language, else the workspace's."""
    return customer.locale or person.locale
