"""Whose number or address it is: by the whole of it; a number else by its last digits when they are one person's."""

from app.client.caller import CallerRequest, CallerRow
from app.client.store.codec import key
from app.client.store.queries.source import Source
from app.language.phone import Number, is_searchable

_OF_PHONES = "SELECT DISTINCT customer_id FROM identity WHERE ws = ?1 AND channel IN ('phone', 'whatsapp') AND "
_OF_MAIL = "SELECT customer_id FROM identity WHERE ws = ? AND channel = 'email' AND value = ? LIMIT 1"
WHOLE = f"{_OF_PHONES} value = ?2 LIMIT 2"
ENDING = f"{_OF_PHONES} substr(value, -length(?2)) = ?2 LIMIT 2"
REQUESTS = """
SELECT id, number, subject FROM conversation WHERE ws = ? AND customer_id = ?
  AND status IN ('new', 'open', 'waiting_customer', 'on_hold')
ORDER BY assignee_id IS NOT ?, last_message_at DESC LIMIT 20
"""


def caller(source: Source, number: Number) -> CallerRow:
    """The customer with that number and their open requests, the operator's own first."""
    found = source.all(WHOLE, source.ws, number.e164) if number.e164 else []
    if not found and is_searchable(number):
        found = source.all(ENDING, source.ws, number.digits[-10:])
    return _row(source, found[0][0]) if len(found) == 1 else CallerRow()


def addressee(source: Source, address: str) -> CallerRow:
    """The customer with that mail address, in small letters, and their open requests."""
    found = source.one(_OF_MAIL, source.ws, address)
    return _row(source, found[0]) if found else CallerRow()


def _row(source: Source, customer: bytes) -> CallerRow:
    name = source.one("SELECT name FROM customer WHERE ws = ? AND id = ?", source.ws, customer)
    rows = source.all(REQUESTS, source.ws, customer, source.user_id.bytes)
    requests = tuple(CallerRequest(key(row[0]), row[1], row[2]) for row in rows)
    return CallerRow(key(customer), name[0] if name else "", requests)
