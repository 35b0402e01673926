"""The customer: person, addresses, preferences, company, orders."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.channel import Channel
from app.model.base import SERVER_ONLY, Row
from app.model.declaration import Index, Mapped, String, mapped_column


class Customer(Row):
    """A person we serve, whatever the channel."""

    __tablename__ = "customer"
    __table_args__ = (Index(None, "ws", "organisation_id"), Index(None, "ws", "merged_into_id"))

    name: Mapped[str] = mapped_column(String(200))  # as it is shown; may be an address when nothing better is known
    header_name: Mapped[str] = mapped_column(String(400), default="")  # as the customer's own program wrote it
    locale: Mapped[str] = mapped_column(String(16), default="")  # "ru", "en" or unknown
    timezone: Mapped[str] = mapped_column(String(64), default="")  # IANA, when the customer stated it
    utc_offset_minutes: Mapped[int | None]  # seen last: Date header or browser
    city: Mapped[str] = mapped_column(String(120), default="")
    since: Mapped[datetime | None]
    vip: Mapped[bool] = mapped_column(default=False)
    blocked_until: Mapped[datetime | None]  # their chat messages are not taken before
    organisation_id: Mapped[UUID | None]
    erased: Mapped[bool] = mapped_column(default=False)
    legal_hold: Mapped[bool] = mapped_column(default=False)  # nothing of this customer may be erased
    hold_reason: Mapped[str] = mapped_column(String(300), default="", server_default="")  # whoever lifts it reads why
    merged_into_id: Mapped[UUID | None]  # the same person is kept as that customer
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # {"nps": [..], "csat": [..], "merged": […]}


class Identity(Row):
    """One address or number of a customer: ``value`` is normalised (lower-case mail, E.164 phone, visitor id)."""

    __tablename__ = "identity"
    __table_args__ = (Index(None, "ws", "channel", "value", unique=True), Index(None, "ws", "customer_id"))

    customer_id: Mapped[UUID]
    channel: Mapped[Channel]
    value: Mapped[str] = mapped_column(String(320))
    display: Mapped[str] = mapped_column(String(320), default="")
    added_by_id: Mapped[UUID | None]  # who wrote it down; None: the customer wrote from it
    verified_at: Mapped[datetime | None]  # when somebody made sure that it is this customer's


class Preference(Row):
    """One fact about how a customer likes to be served, with where it comes from.

    ``key``: ``address_form`` (``formal`` or ``informal``), ``call_me`` (the name to use), ``channel``, ``time``,
    ``timezone``, ``do_not``, ``language``.
    """

    __tablename__ = "preference"
    __table_args__ = (Index(None, "ws", "customer_id"),)

    customer_id: Mapped[UUID]
    key: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(String(400))
    source: Mapped[str] = mapped_column(String(200))  # "chat 3 March", "call № 1180"
    stated: Mapped[bool] = mapped_column(default=True)  # False: inferred
    confidence: Mapped[float] = mapped_column(default=1.0)
    at: Mapped[datetime]
    author_id: Mapped[UUID | None]


class Organisation(Row):
    """A company whose people write to us."""

    __tablename__ = "organisation"

    name: Mapped[str] = mapped_column(String(200))
    vip: Mapped[bool] = mapped_column(default=False)


class Order(Row):
    """Something a customer bought."""

    __tablename__ = "order"
    __table_args__ = (Index(None, "ws", "customer_id"),)

    customer_id: Mapped[UUID]
    number: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(300))
    amount_minor: Mapped[int] = mapped_column(default=0)  # kopecks, cents
    currency: Mapped[str] = mapped_column(String(3), default="RUB")
    state: Mapped[str] = mapped_column(String(40), default="")
    at: Mapped[datetime]


class CustomerMerge(Row):
    """Two customers were one person: what went from the one to the other, so that it can go back."""

    __tablename__ = "customer_merge"
    __table_args__ = (Index(None, "ws", "survivor_id"), {"info": SERVER_ONLY})

    survivor_id: Mapped[UUID]
    other_id: Mapped[UUID]
    moved: Mapped[dict[str, Any]] = mapped_column(default=dict)  # ids by kind; "filled": what the survivor was given
    at: Mapped[datetime]
