"""Whose a request is that an operator opens, whichever way it is opened, on both sides."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest

from app.commands.base import Refused
from app.commands.whose import whose
from app.domain.channel import Channel
from app.model.customer import Customer, Identity
from tests.fakes.tx import MemoryTx
from tests.unit.commands.test_commands import ANNA, tx

__all__ = ["tx"]

ADDRESS = "emma@x.example"


@dataclass
class Meant:
    name: str = " Emma \n Clarke"
    person_id: UUID = field(default_factory=uuid4)
    identity_id: UUID = field(default_factory=uuid4)


def test_somebody_new_has_the_address_and_the_name(tx: MemoryTx) -> None:
    meant = Meant()
    assert whose(meant, Channel.EMAIL, ADDRESS, tx, added_by_id=ANNA.id) == meant.person_id
    assert tx.get(Customer, meant.person_id).name == "Emma Clarke"
    made = tx.get(Identity, meant.identity_id)
    assert (made.customer_id, made.channel, made.value) == (meant.person_id, Channel.EMAIL, ADDRESS)
    assert (made.display, made.added_by_id) == (ADDRESS, ANNA.id)


def test_without_a_name_somebody_new_is_called_by_the_address(tx: MemoryTx) -> None:
    assert tx.get(Customer, whose(Meant(" "), Channel.EMAIL, ADDRESS, tx)).name == ADDRESS


def test_without_an_address_somebody_new_has_a_name_alone(tx: MemoryTx) -> None:
    meant = Meant("Скрытый номер")
    assert tx.get(Customer, whose(meant, Channel.PHONE, "", tx)).name == "Скрытый номер"
    assert tx.find(Identity, meant.identity_id) is None


def test_a_known_customer_is_meant_and_gets_no_address(tx: MemoryTx) -> None:
    person = Customer(id=uuid4(), name="Emma")
    tx.put(person)
    meant = Meant(person_id=person.id)
    assert whose(meant, Channel.EMAIL, ADDRESS, tx) == person.id
    assert tx.find(Identity, meant.identity_id) is None


def test_at_the_server_it_is_whose_address_it_is(tx: MemoryTx) -> None:
    tx.authority = True
    tx.put(Identity(id=uuid4(), customer_id=(owner := uuid4()), channel=Channel.EMAIL, value=ADDRESS))
    meant = Meant()
    assert whose(meant, Channel.EMAIL, ADDRESS, tx) == owner
    assert tx.find(Customer, meant.person_id) is None


def test_the_id_of_somebody_elses_address_is_refused(tx: MemoryTx) -> None:
    taken = Identity(id=uuid4(), customer_id=uuid4(), channel=Channel.EMAIL, value="boss@x.example")
    tx.put(taken)
    with pytest.raises(Refused, match="invalid"):
        whose(Meant(identity_id=taken.id), Channel.EMAIL, ADDRESS, tx)
