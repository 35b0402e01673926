"""What the fake desk knows of a relationship."""

from collections.abc import Iterable, Iterator

from app.client.relation import RelationKind, RelationRow
from app.domain.entry import EntryKind
from tests.fakes.people import Talk, fake_id

_KINDS = {EntryKind.CALL: RelationKind.CALL, EntryKind.SURVEY: RelationKind.RATING}


def related(talks: Iterable[Talk]) -> list[RelationRow]:
    """All lines of these talks of one customer, the newest first."""
    known = list(talks)
    rows = [row for talk in known for row in _of_talk(talk)]
    rows += [row for talk in known[:1] for row in _of_customer(talk)]
    return sorted(rows, key=lambda it: (it.at, it.id.bytes), reverse=True)


def _of_talk(talk: Talk) -> Iterator[RelationRow]:
    facts = {"channel": talk.channel, "status": talk.status, "number": talk.number}
    yield RelationRow(RelationKind.CONTACT, talk.entries[0].at, talk.id, talk.id, None, talk.subject, facts)
    for it in talk.entries:
        if it.kind in _KINDS:
            yield RelationRow(_KINDS[it.kind], it.at, it.entry_id, talk.id, it.entry_id, "", it.payload)


def _of_customer(talk: Talk) -> Iterator[RelationRow]:
    for order in talk.customer.orders:
        facts = {"number": order.number, "amount_minor": order.amount_minor, "currency": order.currency}
        yield RelationRow(RelationKind.ORDER, order.at, fake_id("order", order.number), None, None, order.title, facts)
    for it in talk.customer.promises:
        facts = {"state": it.state, "due_at": it.due_at, "settled_at": it.settled_at}
        yield RelationRow(RelationKind.PROMISE, it.due_at, it.id, it.conversation_id, None, it.text, facts)
