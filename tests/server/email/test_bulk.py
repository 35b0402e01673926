"""The quick way of rows and the handlers' own way end in the same rows, on both databases."""

from collections import Counter as Tally
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.commands.base import SYSTEM
from app.domain.status import Status
from app.model import sync
from app.model.account import Blob, MailMessage, MailReference
from app.model.base import Base
from app.model.conversation import Attachment, Conversation, Delivery, LogEntry
from app.model.customer import Customer, Identity
from app.server.bulk import BulkTx
from app.server.channels.email.arrival import NO_ENVELOPE, understand
from app.server.channels.email.filing import Filing, Taken
from app.server.channels.email.intake import no_fault
from app.server.channels.email.kept import keep
from app.server.clock import DrivenClock
from app.server.transaction import ServerTx
from tests.mailcorpus import generated
from tests.server.email.house import BILLING, SUPPORT, MailHouse, mail
from tests.server.email.test_intake import AUTO, REPLY, bounce

pytestmark = pytest.mark.postgresql_by_night

TABLES: tuple[type[Base], ...] = (
    Conversation, LogEntry, Attachment, Delivery, Customer, Identity, MailMessage, MailReference, Blob,
    sync.FeedRow, sync.FeedHead, sync.Counter, sync.Effect,
)  # fmt: skip
COUNTED_BY_COMMIT = {"rev", "version"}
FILE = (
    b"From: maria@example.com\r\nTo: support@desk.example.com\r\nMessage-ID: <f@example.com>\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>See.</p>\r\n'
    b'--b\r\nContent-Type: image/png; name="shot.png"\r\nContent-Disposition: attachment\r\n\r\none\r\n'
    b'--b\r\nContent-Type: image/png; name="shot.png"\r\nContent-Disposition: attachment\r\n\r\none\r\n--b--\r\n'
)


class StoppedClock(DrivenClock):
    """Both ways write at one and the same instant."""

    def now(self) -> datetime:
        """Noon."""
        return datetime(2026, 11, 21, 12, tzinfo=UTC)


@dataclass
class Way:
    """One way of filing mails, with a workspace of its own."""

    house: MailHouse
    transaction: type[ServerTx]
    raws: list[bytes] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)  # words that only this workspace uses, and ours for them

    def take(self, *raws: bytes, address: str = SUPPORT, past: bool = False) -> list[Taken]:
        """File these mails in one commit."""
        house, batch = self.house, []
        for raw in raws:
            arrival = understand(raw, house.inbox(address), house.directory.of(house.ws), NO_ENVELOPE)
            (kept,) = keep(house.blobs, house.ws, [(raw, arrival)])
            batch.append((arrival, kept))
            self.names[arrival.digest] = f"digest {len(self.names)}"
            self.names |= {blob: f"bytes {len(self.names)}.{at}" for at, blob in enumerate(kept.sizes)}
        filing = Filing(house.tokens, house.catalogues, no_fault)
        return house.uow.run(
            house.ws, SYSTEM, lambda tx: filing.file_all(tx, batch, past=past), transaction=self.transaction
        )

    def letter(self, conversation_id: UUID) -> str:
        """The Message-ID of an operator's answer."""
        entry_id = self.house.answer(conversation_id, "Here it is.")
        found = self.house.tokens.message_id(conversation_id, entry_id, "desk.example.com")
        self.names[found] = f"letter {len(self.names)}"
        return found


def a_talk(way: Way) -> None:
    (first,) = way.take(mail(message_id="a@example.com"))
    way.take(mail("And?", message_id="b@example.com", headers=REPLY.format("a@example.com")))
    way.take(mail("And?", message_id="b@example.com", headers=REPLY.format("a@example.com")))
    way.house.change(first.conversation_id, status=Status.RESOLVED, closed_at=way.house.clock.now())
    way.take(mail("Again.", message_id="c@example.com", headers=REPLY.format("b@example.com")))
    way.house.change(first.conversation_id, status=Status.CLOSED, closed_at=way.house.clock.now())
    way.take(mail("Still.", message_id="d@example.com", headers=REPLY.format("c@example.com")))


def a_talk_that_had_left_the_desks(way: Way) -> None:
    (first,) = way.take(FILE)
    old = way.house.clock.now() - timedelta(days=400)
    way.house.change(first.conversation_id, status=Status.RESOLVED, closed_at=old)
    way.take(mail("Once more.", message_id="b@example.com", headers=REPLY.format("f@example.com")))


def machines_and_bounces(way: Way) -> None:
    (first,) = way.take(mail(message_id="a@example.com"))
    letter = way.letter(first.conversation_id)
    way.take(mail("Away.", message_id="o@example.com", headers=AUTO + "\r\n" + REPLY.format(letter)))
    way.take(bounce(letter))
    way.take(mail("Away.", message_id="p@example.com", headers=AUTO))
    way.take(mail("I am back.", message_id="q@example.com", headers=REPLY.format("p@example.com")))


def strangers(way: Way) -> None:
    (first,) = way.take(mail(message_id="a@example.com"))
    letter = way.letter(first.conversation_id)
    way.take(mail("Me too.", message_id="s@example.com", sender="x@example.org", headers=REPLY.format(letter)))
    way.take(mail("Guess.", message_id="t@example.com", sender="y@example.org", headers=REPLY.format("a@example.com")))


def late_and_nameless(way: Way) -> None:
    way.take(mail("Re.", message_id="b@example.com", headers=REPLY.format("a@example.com")))
    way.take(mail("First.", message_id="a@example.com"))
    way.take(mail("Other.", message_id="c@example.com", headers=REPLY.format("a@example.com")))
    way.take(mail("No id."), mail("No id."), mail("No id.", sender="nobody"))
    way.take(mail("слово " * 20_000, message_id="l@example.com", sender="ИВАНОВА МАРИЯ <m@example.com>"))


def two_inboxes(way: Way) -> None:
    both = mail(message_id="a@example.com", to=f"{BILLING}, {SUPPORT}")
    way.take(both)
    way.take(both, address=BILLING)
    way.take(mail(message_id="b@example.com", date="Sat, 21 Nov 2026 10:00:00 +0300"), address=BILLING)


def the_past(way: Way) -> None:
    old, recent = "Mon, 6 Jan 2020 10:00:00 +0000", way.house.clock.now().strftime("%a, %d %b %Y %H:%M:%S +0000")
    way.take(mail(message_id="a@example.com", date=old), past=True)
    way.take(mail(message_id="b@example.com", date=recent, headers=REPLY.format("a@example.com")), past=True)
    way.take(mail("Now.", message_id="c@example.com", headers=REPLY.format("b@example.com")))


def many_letters(way: Way) -> None:
    for _, raw in generated(30, 11):
        way.take(raw)


SCENES: list[Callable[[Way], None]] = [
    a_talk, a_talk_that_had_left_the_desks, machines_and_bounces, strangers, late_and_nameless, two_inboxes, the_past,
    many_letters,
]  # fmt: skip


@pytest.mark.on_both_databases
@pytest.mark.parametrize("scene", SCENES, ids=lambda it: it.__name__)
def test_the_quick_way_writes_the_rows_the_handlers_write(house: MailHouse, scene: Callable[[Way], None]) -> None:
    quick, slow = (Way(twin(house), BulkTx), Way(twin(house), ServerTx))
    scene(quick)
    scene(slow)
    compare(rows(quick), rows(slow))


def test_a_batch_writes_the_rows_of_one_after_the_other(house: MailHouse) -> None:
    together, singly = Way(twin(house), BulkTx), Way(twin(house), BulkTx)
    raws = [raw for _, raw in generated(50, 5)]
    for start in range(0, 50, 25):
        together.take(*raws[start : start + 25])
    for raw in raws:
        singly.take(raw)
    compare(rows(together, COUNTED_BY_COMMIT), rows(singly, COUNTED_BY_COMMIT))


def twin(house: MailHouse) -> MailHouse:
    """A workspace of its own on the same database."""
    return MailHouse(house.database, house.folder, clock=StoppedClock())


def compare(found: dict[str, Tally[str]], expected: dict[str, Tally[str]]) -> None:
    for table in TABLES:
        name = table.__tablename__
        assert (found[name] - expected[name], expected[name] - found[name]) == (Tally(), Tally()), name


def rows(way: Way, without: Iterable[str] = ()) -> dict[str, Tally[str]]:
    """Every row of the workspace as text, ids by what they stand for."""
    found: dict[str, list[dict[str, Any]]] = {}
    with way.house.database.read() as session:
        for model in TABLES:
            table: Any = model.__table__
            read = session.execute(select(table).where(table.c.ws == way.house.ws)).mappings()
            found[model.__tablename__] = [dict(row) for row in read]
    names = _names(way, found)
    return {
        table: Tally(_text(row, names, {*without, "created_at" if table == "blob" else ""}) for row in every)
        for table, every in found.items()
    }


def _names(way: Way, found: dict[str, list[dict[str, Any]]]) -> dict[str, str]:
    house, names = way.house, dict(way.names)
    names |= {str(house.ws): "ws", str(house.operator_id): "operator"}
    names |= {str(it): f"queue of {address}" for address, it in house.queues.items()}
    names |= {str(it): f"inbox {address}" for address, it in house.inboxes.items()}
    names |= {str(it["id"]): f"talk {it['number']}" for it in found["conversation"]}
    names |= {str(it["entry_id"]): f"{names[str(it['conversation_id'])]}/{it['seq']}" for it in found["log_entry"]}
    names |= {str(it["customer_id"]): f"customer {it['value']}" for it in found["identity"]}
    names |= {str(it["id"]): f"identity {it['value']}" for it in found["identity"]}
    names |= {str(it["id"]): f"file {names[str(it['entry_id'])]} {it['name']}" for it in found["attachment"]}
    return names | {str(it["id"]): "" for table in ("mail_message", "mail_reference", "effect") for it in found[table]}


def _text(row: dict[str, Any], names: dict[str, str], without: set[str]) -> str:
    text = repr({name: str(value) for name, value in sorted(row.items()) if name not in without})
    for word, ours in names.items():
        text = text.replace(word, ours)
    return text
