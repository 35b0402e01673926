"""Rows of the shop's customers: addresses, preferences, companies, orders."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.channel import Channel
from app.model.base import Base
from app.model.customer import Customer, Identity, Order, Organisation, Preference
from app.model.identifier import derived_id
from app.server.sample.script import Frame


def people_rows(frame: Frame, people: Mapping[str, Any]) -> Iterator[Base]:
    """Companies first, then each customer with all that is known of them."""
    for key, it in people["organisations"].items():
        yield Organisation(id=frame.id("organisation", key), name=it["name"], vip=it.get("vip", False))
    for it in people["customers"]:
        yield _customer(frame, it)
        yield from _identities(frame, it)
        yield from _preferences(frame, it)
        yield from _orders(frame, it)


def _customer(frame: Frame, it: Mapping[str, Any]) -> Customer:
    company = it.get("organisation")
    return Customer(
        id=frame.id("customer", it["key"]),
        name=it["name"],
        header_name=it.get("header", ""),
        locale=it["locale"],
        timezone=it.get("timezone", ""),
        utc_offset_minutes=it.get("offset"),
        city=it.get("city", ""),
        since=frame.at(it["since"]) if "since" in it else None,
        vip=it.get("vip", False),
        organisation_id=None if company is None else frame.id("organisation", company),
        facts=it.get("facts", {}),
    )


def _identities(frame: Frame, it: Mapping[str, Any]) -> Iterator[Base]:
    for channel, shown in it["addresses"]:
        yield Identity(
            id=frame.id("identity", channel, shown), customer_id=frame.id("customer", it["key"]),
            channel=Channel(channel), value=normalised(Channel(channel), shown), display=shown,
        )  # fmt: skip


def normalised(channel: Channel, shown: str) -> str:
    """The address as it is compared: digits of a phone, lower case of all else."""
    if channel in (Channel.PHONE, Channel.WHATSAPP):
        return "+" + "".join(sign for sign in shown if sign.isdigit())
    return shown.lower()


def _preferences(frame: Frame, it: Mapping[str, Any]) -> Iterator[Base]:
    for key, value, source, since, *sure in it.get("preferences", ()):
        customer_id, confidence = frame.id("customer", it["key"]), sure[0] if sure else 1.0
        yield Preference(
            id=derived_id("preference", customer_id, key, "inferred" if sure else "stated"),  # as ``state_preference``
            customer_id=customer_id, key=key,
            value=value, source=frame.words(source, it["locale"]), stated=not sure, confidence=confidence,
            at=frame.at(since),
        )  # fmt: skip


def _orders(frame: Frame, it: Mapping[str, Any]) -> Iterator[Base]:
    for number, title, amount, state, since in it.get("orders", ()):
        yield Order(
            id=frame.id("order", number), customer_id=frame.id("customer", it["key"]), number=number, title=title,
            amount_minor=amount * 100, currency="RUB", state=state, at=frame.at(since),
        )  # fmt: skip
