"""Customers as channels meet them: found by an address, made when it is new."""

from app.domain.channel import Channel
from app.language.name import person_name
from app.model.customer import Customer, Identity
from app.model.identifier import new_id
from app.server.transaction import ServerTx


def customer_for(  # noqa: PLR0913  what a channel knows of a person, no more
    tx: ServerTx,
    channel: Channel,
    value: str,
    display: str = "",
    header_name: str = "",
    utc_offset_minutes: int | None = None,
    locale: str = "",
) -> Customer:
    """The customer with that address, locked; made with it when nobody has it.

    ``value`` is normalised by the channel. Two writers that meet the same new address collide on its unique index, and
    the second one's unit of work finds what the first made. What was seen last (offset, header name) is kept.
    """
    known = tx.owner_of(channel, value[:320])
    if known is not None:
        customer = tx.get(Customer, known)
        if header_name and not customer.header_name:
            _introduce(customer, value, header_name)
        return _seen(customer, utc_offset_minutes, locale)
    customer = Customer(
        id=new_id(),
        name=shown_name(display or header_name, value)[:200],
        header_name=header_name[:400],
        locale=locale[:16],
        utc_offset_minutes=utc_offset_minutes,
        since=tx.now,
        facts={},
    )
    tx.put(customer)
    tx.put(Identity(id=new_id(), customer_id=customer.id, channel=channel, value=value[:320], display=display[:320]))
    return customer


def shown_name(written: str, address: str) -> str:
    """How lists show a person: a name that shouts in capitals, surname first, as "Марина Соколова"; else as written."""
    text = written.strip()
    if not text:
        return address
    if not text.isupper():
        return text
    name = person_name(text)
    return f"{name.given} {name.surname}" if name.is_known and name.surname else text


def _introduce(customer: Customer, value: str, header_name: str) -> None:
    """The first name we hear of somebody: lists show it, too, when they had nothing but the address."""
    customer.header_name = header_name[:400]
    if customer.name in (value[:200], value.rpartition("/")[2][:200]):
        customer.name = shown_name(header_name, customer.name)[:200]


def _seen(customer: Customer, utc_offset_minutes: int | None, locale: str) -> Customer:
    if utc_offset_minutes is not None:
        customer.utc_offset_minutes = utc_offset_minutes
    if locale and not customer.locale:
        customer.locale = locale[:16]
    return customer
