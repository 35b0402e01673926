"""The customer panel: who this is, how they like to be served, what they bought and what they were promised."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.client.customer_row import (
    CustomerCard,
    HistoryRow,
    IdentityRow,
    OrderRow,
    PreferenceRow,
    PromiseRow,
)
from app.client.store.codec import data, instant, key, maybe_instant, maybe_key
from app.client.store.queries.source import Source
from app.domain.channel import JOINED, Channel
from app.domain.status import Status

_SAME = timedelta(hours=1)
"""A customer made with their first request is as old as it, give or take the intake."""


def customer(source: Source, customer_id: UUID, now: datetime) -> CustomerCard | None:
    """The panel's content; None when the customer is not on this computer."""
    row = source.one(
        "SELECT p.name, p.header_name, p.locale, p.city, p.since, p.vip OR coalesce(o.vip, 0), coalesce(o.name, ''),"
        " p.timezone, p.utc_offset_minutes, p.facts, p.blocked_until, p.organisation_id, p.legal_hold, p.hold_reason,"
        " p.erased, p.merged_into_id IS NOT NULL FROM customer p"
        " LEFT JOIN organisation o ON o.ws = p.ws AND o.id = p.organisation_id WHERE p.ws = ? AND p.id = ?",
        source.ws,
        customer_id.bytes,
    )
    if row is None:
        return None
    preferences = _preferences(source, customer_id)
    zone = next((it.value for it in preferences if it.key == "timezone"), row[7])
    past, orders = _history(source, customer_id), _orders(source, customer_id)
    identities = _identities(source, customer_id)
    return CustomerCard(
        customer_id, row[0], row[1], row[2], row[3], maybe_instant(row[4]), bool(row[5]), row[6],
        zone, utc_offset(zone, row[8], now),
        data(row[9]), tuple((it.channel, it.value) for it in identities), preferences, orders,
        _promises(source, customer_id), past,
        first_contact=not orders and _is_first(past, maybe_instant(row[4])), blocked_until=maybe_instant(row[10]),
        identities=identities, organisation_id=maybe_key(row[11]),
        legal_hold=bool(row[12]), hold_reason=row[13], erased=bool(row[14]),
        merged=bool(row[15]), unconnected=_unconnected(source, customer_id),
    )  # fmt: skip


def utc_offset(zone: str, seen: int | None, now: datetime) -> int | None:
    """Minutes east of Greenwich: of the stated zone, else as seen last, else None."""
    try:
        offset = now.astimezone(ZoneInfo(zone)).utcoffset() if zone else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        offset = None
    return seen if offset is None else int(offset.total_seconds() // 60)


def _is_first(past: Sequence[HistoryRow], since: datetime | None) -> bool:
    """One request, and not known from before it: older ones may have left this computer, or be another queue's."""
    return (len(past) == 1 and (since is None or past[0].created_at - since < _SAME)) or not past


def _identities(source: Source, customer_id: UUID) -> tuple[IdentityRow, ...]:
    rows = source.all(
        "SELECT id, channel, CASE display WHEN '' THEN value ELSE display END, added_by_id IS NOT NULL,"
        " verified_at IS NOT NULL FROM identity WHERE ws = ? AND customer_id = ? ORDER BY channel, value",
        source.ws,
        customer_id.bytes,
    )
    return tuple(IdentityRow(key(row[0]), Channel(row[1]), row[2], bool(row[3]), bool(row[4])) for row in rows)


def _unconnected(source: Source, customer_id: UUID) -> frozenset[Channel]:
    """Channels in which they are known, and no inbox of the same takes what we write: see ``_takes``."""
    rows = source.all(
        "SELECT DISTINCT i.channel, i.value, b.address, b.settings FROM identity i LEFT JOIN inbox b ON b.ws = i.ws"
        " AND b.channel = i.channel WHERE i.ws = ? AND i.customer_id = ?",
        source.ws,
        customer_id.bytes,
    )
    taken = {Channel(it[0]) for it in rows if it[2] is not None and _takes(Channel(it[0]), *it[1:])}
    return frozenset(Channel(it[0]) for it in rows) - taken


def _takes(channel: Channel, value: str, address: str, settings: str) -> bool:
    """Whether an inbox brings them what we write; in a joined one they are known by its address and their own id."""
    if channel not in JOINED:
        return channel is not Channel.PHONE
    return value.startswith(f"{address}/") and bool((data(settings) or {}).get("webhook_url"))


def organisations(source: Source) -> Sequence[tuple[UUID, str]]:
    """Companies that are known here, by name."""
    rows = source.all("SELECT id, name FROM organisation WHERE ws = ? ORDER BY name", source.ws)
    return [(key(row[0]), row[1]) for row in rows]


def _preferences(source: Source, customer_id: UUID) -> tuple[PreferenceRow, ...]:
    rows = source.all(
        "SELECT key, value, source, stated, confidence, at FROM preference WHERE ws = ? AND customer_id = ?"
        " AND value <> '' ORDER BY key, stated DESC, at DESC",
        source.ws,
        customer_id.bytes,
    )
    return tuple(PreferenceRow(row[0], row[1], row[2], bool(row[3]), row[4], instant(row[5])) for row in rows)


def _orders(source: Source, customer_id: UUID) -> tuple[OrderRow, ...]:
    rows = source.all(
        'SELECT number, title, amount_minor, currency, state, at FROM "order" WHERE ws = ? AND customer_id = ?'
        " ORDER BY at DESC",
        source.ws,
        customer_id.bytes,
    )
    return tuple(OrderRow(row[0], row[1], row[2], row[3], row[4], instant(row[5])) for row in rows)


def _promises(source: Source, customer_id: UUID) -> tuple[PromiseRow, ...]:
    rows = source.all(
        "SELECT id, text, due_at, state, settled_at, conversation_id FROM promise WHERE ws = ? AND customer_id = ?"
        " ORDER BY state <> 'open', due_at",
        source.ws,
        customer_id.bytes,
    )
    return tuple(
        PromiseRow(key(row[0]), row[1], instant(row[2]), row[3], maybe_instant(row[4]), key(row[5])) for row in rows
    )


def _history(source: Source, customer_id: UUID) -> tuple[HistoryRow, ...]:
    rows: Sequence[tuple[bytes, int | None, str, str, str, str, str]] = source.all(
        "SELECT id, number, subject, channel, status, last_message_at, created_at FROM conversation"
        " WHERE ws = ? AND customer_id = ? ORDER BY last_message_at DESC",
        source.ws,
        customer_id.bytes,
    )
    return tuple(
        HistoryRow(key(it[0]), it[1], it[2], Channel(it[3]), Status(it[4]), instant(it[5]), instant(it[6]))
        for it in rows
    )
