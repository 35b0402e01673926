"""Who wrote a letter that was passed on becomes the customer, and whoever passed it on again."""

from uuid import UUID, uuid4

import pytest

from app.commands.author import ServeAuthor, serve_author
from app.commands.base import Refused
from app.domain.channel import Channel
from app.domain.entry import AuthorKind, EntryKind
from app.model.conversation import Conversation, LogEntry
from app.model.customer import Customer, Identity
from tests.fakes.tx import MemoryTx
from tests.unit.commands.test_commands import ANNA, NOW, a_conversation

MARIA = {"name": "Мария", "address": "maria@example.org"}


@pytest.fixture(params=[True, False], ids=["server", "desk"])
def tx(request: pytest.FixtureRequest) -> MemoryTx:
    return MemoryTx(uuid4(), ANNA, NOW, authority=request.param)


def a_customer(tx: MemoryTx, address: str) -> tuple[UUID, UUID]:
    customer = Customer(id=uuid4(), name="Клиент")
    identity = Identity(id=uuid4(), customer_id=customer.id, channel=Channel.EMAIL, value=address)
    tx.put(customer)
    tx.put(identity)
    return customer.id, identity.id


def a_letter(tx: MemoryTx, talk: Conversation, sender: UUID | None, **payload: object) -> UUID:
    letter = LogEntry(
        entry_id=uuid4(), conversation_id=talk.id, seq=1, kind=EntryKind.MESSAGE_IN, author_kind=AuthorKind.CUSTOMER,
        author_id=sender, at=NOW, payload={"text": "?", "from": "Пётр <petr@example.org>"} | payload,
    )  # fmt: skip
    tx.put(letter)
    return letter.entry_id


def passed_on(tx: MemoryTx) -> tuple[Conversation, UUID]:
    sender, _identity = a_customer(tx, "petr@example.org")
    talk = a_conversation(tx, customer_id=sender)
    return talk, a_letter(tx, talk, sender, forwarded=MARIA)


def test_an_author_nobody_knows_becomes_a_customer_once(tx: MemoryTx) -> None:
    talk, letter = passed_on(tx)
    command = ServeAuthor(talk.id, uuid4(), letter, uuid4(), uuid4())
    serve_author(command, tx)
    serve_author(command, tx)
    made = tx.get(Customer, talk.customer_id)
    assert (made.id, made.name) == (command.author_id, "Мария")
    assert [it.value for it in tx.rows(Identity) if it.customer_id == made.id] == ["maria@example.org"]
    (said,) = [it.payload for it in tx.rows(LogEntry) if it.kind is EntryKind.CUSTOMER]
    assert said == {"of": str(letter), "author": True} | MARIA


def test_an_author_who_is_a_customer_already_is_that_one_and_the_sender_can_come_back(tx: MemoryTx) -> None:
    talk, letter = passed_on(tx)
    sender = talk.customer_id
    maria, identity = a_customer(tx, "maria@example.org")
    serve_author(ServeAuthor(talk.id, uuid4(), letter, maria, identity), tx)
    assert talk.customer_id == maria
    serve_author(ServeAuthor(talk.id, uuid4(), letter, maria, identity, serves=False), tx)
    assert talk.customer_id == sender
    assert len(tx.rows(Customer)) == 2


def test_the_server_goes_by_the_address_whatever_ids_a_desk_sends() -> None:
    tx = MemoryTx(uuid4(), ANNA, NOW)
    talk, letter = passed_on(tx)
    maria, _identity = a_customer(tx, "maria@example.org")
    serve_author(ServeAuthor(talk.id, uuid4(), letter, uuid4(), uuid4()), tx)
    assert talk.customer_id == maria


def test_nobody_else_becomes_the_customer(tx: MemoryTx) -> None:
    talk, letter = passed_on(tx)
    other, identity = a_customer(tx, "other@example.org")
    plain, elsewhere = a_letter(tx, talk, talk.customer_id), a_letter(tx, a_conversation(tx), None, forwarded=MARIA)
    nobodys = a_letter(tx, talk, None, forwarded=MARIA)
    for command, code in (
        (ServeAuthor(talk.id, uuid4(), letter, other, identity), "rejected/invalid"),
        (ServeAuthor(talk.id, uuid4(), letter, other, uuid4()), "rejected/invalid"),
        (ServeAuthor(talk.id, uuid4(), plain, uuid4(), uuid4()), "rejected/gone"),
        (ServeAuthor(talk.id, uuid4(), elsewhere, uuid4(), uuid4()), "rejected/gone"),
        (ServeAuthor(talk.id, uuid4(), uuid4(), uuid4(), uuid4()), "rejected/gone"),
        (ServeAuthor(talk.id, uuid4(), nobodys, uuid4(), uuid4(), serves=False), "rejected/gone"),
    ):
        with pytest.raises(Refused, match=code):
            serve_author(command, tx)
