"""Who wants something gone says exactly what and where; a hold keeps it, on the desk as on the server."""

from uuid import uuid4

import pytest

from app.commands.base import Refused
from app.commands.redaction import MOST_REASON, Redact, SetHold, redact, set_hold
from app.domain.erasure import Target, blank_payload, subject_of
from app.model.conversation import LogEntry
from app.model.customer import Customer
from tests.fakes.tx import MemoryTx
from tests.unit.commands.test_commands import ANNA, NOW, a_conversation


@pytest.fixture(params=[True, False], ids=["server", "desk"])
def tx(request: pytest.FixtureRequest) -> MemoryTx:
    return MemoryTx(uuid4(), ANNA, NOW, authority=request.param)


def refusal(act, command, tx: MemoryTx) -> str:
    with pytest.raises(Refused) as refused:
        act(command, tx)
    return refused.value.code


def a_customer(tx: MemoryTx) -> Customer:
    customer = Customer(id=uuid4(), name="Марина", legal_hold=False)
    tx.put(customer)
    return customer


def test_the_desk_and_the_shared_handler_change_nothing(tx: MemoryTx) -> None:
    talk, customer = a_conversation(tx), a_customer(tx)
    redact(Redact(Target.ENTRY, uuid4(), conversation_id=talk.id), tx)
    redact(Redact(Target.ATTACHMENT, uuid4(), conversation_id=talk.id), tx)
    redact(Redact(Target.CUSTOMER, customer.id, customer_id=customer.id), tx)
    assert (customer.name, tx.rows(LogEntry)) == ("Марина", [])


def test_what_does_not_say_where_it_is_is_refused(tx: MemoryTx) -> None:
    talk, customer = a_conversation(tx), a_customer(tx)
    for command in (
        Redact(Target.CUSTOMER, customer.id),
        Redact(Target.CUSTOMER, customer.id, customer_id=uuid4()),
        Redact(Target.ENTRY, uuid4()),
        Redact(Target.CONVERSATION, talk.id, conversation_id=talk.id),
    ):
        assert refusal(redact, command, tx) == "invalid"
    for hold in (SetHold(True), SetHold(True, conversation_id=talk.id, customer_id=customer.id)):
        assert refusal(set_hold, hold, tx) == "invalid"


def test_a_hold_refuses_until_it_is_lifted(tx: MemoryTx) -> None:
    talk, customer = a_conversation(tx), a_customer(tx)
    entry = Redact(Target.ENTRY, uuid4(), conversation_id=talk.id)
    person = Redact(Target.CUSTOMER, customer.id, customer_id=customer.id)
    for on in (True, False):
        set_hold(SetHold(on, conversation_id=talk.id), tx)
        set_hold(SetHold(on, customer_id=customer.id), tx)
        assert (talk.legal_hold, customer.legal_hold) == (on, on)
        if on:
            assert refusal(redact, entry, tx) == refusal(redact, person, tx) == "legal_hold"
    redact(entry, tx)
    redact(person, tx)


def test_why_a_customer_is_held_is_kept_until_the_hold_is_lifted(tx: MemoryTx) -> None:
    customer = a_customer(tx)
    set_hold(SetHold(True, customer_id=customer.id, reason=f"  case\n  А40-17 {'x' * 400}"), tx)
    assert customer.hold_reason.startswith("case А40-17 xxx")
    assert len(customer.hold_reason) == MOST_REASON
    set_hold(SetHold(False, customer_id=customer.id, reason="any"), tx)
    assert customer.hold_reason == ""


def test_of_an_erased_entry_only_what_tells_nothing_about_a_person_is_left() -> None:
    payload = {"channel": "email", "text": "secret", "from": "a@b.c", "raw": "f" * 64, "seconds": 7}
    assert blank_payload(payload) == {"channel": "email", "text": "", "seconds": 7, "redacted": True}
    key = uuid4()
    assert subject_of(Target.ENTRY, key) == f"entry:{key}"
