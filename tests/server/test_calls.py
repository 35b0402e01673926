"""Requests opened by telephone: a number, the right customer, and nobody's secrets."""

from app.commands.base import SYSTEM
from app.commands.call import LogCall, OpenByPhone
from app.domain.call import CallResult, Direction
from app.domain.channel import Channel
from app.domain.erasure import Target
from app.model.conversation import Conversation, LogEntry
from app.model.customer import Customer, Identity
from app.model.identifier import new_id
from app.server.erasure.erasing import Eraser
from tests.builders.conversation import make_conversation

NUMBER = "+79175553208"


def opening(queue, person=None, number=NUMBER):
    return OpenByPhone(new_id(), queue, person or new_id(), new_id(), number, "Марина", "Звонок")


def on_server(backend, shop, model, key):
    with backend.parts.database.read() as session:
        return session.get(model, (shop.ws, key))


def with_phone(backend, shop, inbox):
    """A customer of that inbox who has the number."""
    talk = make_conversation(backend.parts.uow, shop.ws, inbox)

    def work(tx):
        owner = tx.get(Conversation, talk).customer_id
        tx.put(Identity(id=new_id(), customer_id=owner, channel=Channel.PHONE, value=NUMBER, display=NUMBER))
        return owner

    return backend.parts.uow.run(shop.ws, SYSTEM, work)


def test_a_request_by_telephone_gets_the_next_number_and_its_call_is_logged(backend, shop):
    anna, command = backend.desk(shop.ws, shop.anna), opening(shop.sales)
    assert anna.give(command)["status"] == "ok"
    call = LogCall(
        command.request_id, new_id(), Direction.IN, NUMBER, backend.clock.now(), 65, 8, "Всё", CallResult.SETTLED
    )
    assert anna.give(call)["status"] == "ok"
    talk = on_server(backend, shop, Conversation, command.request_id)
    assert (talk.number, talk.assignee_id, talk.log_head) == (1, shop.anna, 1)
    assert on_server(backend, shop, LogEntry, call.entry_id).payload["disposition"] == "settled"
    kinds = {op[2] for op in anna.pull_all() if op[0] == "put"}
    assert {"conversation", "customer", "identity"} <= kinds


def test_who_has_the_number_is_the_customer_even_when_the_desk_cannot_know_them(backend, shop):
    owner = with_phone(backend, shop, shop.support_mail)
    anna, command = backend.desk(shop.ws, shop.anna), opening(shop.sales)
    assert anna.give(command)["status"] == "ok"
    assert on_server(backend, shop, Conversation, command.request_id).customer_id == owner
    assert on_server(backend, shop, Customer, command.person_id) is None


def test_nobody_opens_in_a_foreign_queue_or_in_the_name_of_a_foreign_customer(backend, shop):
    owner = with_phone(backend, shop, shop.support_mail)
    anna = backend.desk(shop.ws, shop.anna)
    for command in (opening(shop.support), opening(shop.sales, owner, "+79990000000"), opening(shop.sales, owner, "")):
        assert anna.give(command)["code"] == "forbidden"
    assert anna.give(opening(shop.sales, owner))["status"] == "ok"


def test_a_request_by_telephone_brings_nobody_back_who_was_erased(backend, shop):
    anna, commands = backend.desk(shop.ws, shop.anna), [opening(shop.sales, number=f"+7917555320{it}") for it in "12"]
    erased = ((Target.CUSTOMER, commands[0].person_id), (Target.CONVERSATION, commands[1].request_id))
    for target, key in erased:  # as after the restore of a backup that never knew them
        backend.parts.uow.run(shop.ws, SYSTEM, lambda tx, what=(target, key): Eraser(tx).erase(*what))
    for command in commands:
        assert anna.give(command)["code"] == "erased"
        assert on_server(backend, shop, Customer, command.person_id) is None
