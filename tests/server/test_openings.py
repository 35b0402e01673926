"""Requests that an operator opens, by telephone or a letter: a number, the right customer, and nobody's secrets."""

from typing import NamedTuple

import pytest

from app.commands.base import SYSTEM
from app.commands.call import LogCall, OpenByPhone
from app.commands.letter import OpenByMail
from app.commands.message import Reply
from app.domain.call import CallResult, Direction
from app.domain.channel import Channel
from app.domain.entry import EntryKind
from app.domain.erasure import Target
from app.model.conversation import Conversation, LogEntry
from app.model.customer import Customer, Identity
from app.model.identifier import new_id
from app.server.erasure.erasing import Eraser
from tests.builders.conversation import make_conversation

pytestmark = pytest.mark.postgresql_by_night

NUMBER, ADDRESS = "+79175553208", "emma@x.example"


def by_phone(queue, person=None, number=NUMBER):
    return OpenByPhone(new_id(), queue, person or new_id(), new_id(), number, "Марина", "Звонок")


def by_mail(inbox, person=None, address=ADDRESS):
    return OpenByMail(new_id(), new_id(), inbox, person or new_id(), new_id(), address, "Emma", "Your order")


class Way(NamedTuple):
    """One of the two ways; ``near`` and ``far``: where this operator works and does not, in the shop."""

    opening: object
    channel: Channel
    near: str
    far: str
    value: str
    spelled: str
    others: tuple[str, ...]


WAYS = {
    "phone": Way(by_phone, Channel.PHONE, "sales", "support", NUMBER, NUMBER, ("+79990000000", "+79990000001", "")),
    "mail": Way(
        by_mail, Channel.EMAIL, "mail", "support_mail", ADDRESS, "Emma@X.example", ("a@x.example", "b@x.example")
    ),
}


@pytest.fixture(params=WAYS.values(), ids=WAYS)
def way(request):
    return request.param


def on_server(backend, shop, model, key):
    with backend.parts.database.read() as session:
        return session.get(model, (shop.ws, key))


def far_owner(backend, shop, way):
    """A customer of another inbox who has the number or address."""
    talk = make_conversation(backend.parts.uow, shop.ws, shop.support_mail)

    def work(tx):
        owner = tx.get(Conversation, talk).customer_id
        tx.put(Identity(id=new_id(), customer_id=owner, channel=way.channel, value=way.value, display=way.value))
        return owner

    return backend.parts.uow.run(shop.ws, SYSTEM, work)


def what_a_desk_is_given(desk):
    return {op[2] for op in desk.pull_all() if op[0] == "put"}


def test_a_request_by_telephone_gets_the_next_number_and_its_call_is_logged(backend, shop, anna):
    command = by_phone(shop.sales)
    assert anna.give(command)["status"] == "ok"
    call = LogCall(
        command.request_id, new_id(), Direction.IN, NUMBER, backend.clock.now(), 65, 8, "Всё", CallResult.SETTLED
    )
    assert anna.give(call)["status"] == "ok"
    talk = on_server(backend, shop, Conversation, command.request_id)
    assert (talk.number, talk.assignee_id, talk.log_head) == (1, shop.anna, 1)
    assert on_server(backend, shop, LogEntry, call.entry_id).payload["disposition"] == "settled"
    assert {"conversation", "customer", "identity"} <= what_a_desk_is_given(anna)


def test_a_request_by_a_letter_gets_the_next_number_and_the_letter_is_its_first_answer(backend, shop, anna):
    command = by_mail(shop.mail)
    assert anna.give(command)["status"] == "ok"
    letter = Reply(command.request_id, new_id(), "Good day", Channel.EMAIL, 1, to=ADDRESS)
    assert anna.give(letter)["status"] == "ok"
    talk = on_server(backend, shop, Conversation, command.request_id)
    assert (talk.number, talk.assignee_id, talk.log_head, talk.queue_id) == (1, shop.anna, 2, shop.sales)
    assert on_server(backend, shop, LogEntry, command.entry_id).kind is EntryKind.CUSTOMER
    assert {"conversation", "customer", "identity"} <= what_a_desk_is_given(anna)


def test_whose_it_is_is_the_customer_even_when_the_desk_cannot_know_them(backend, shop, anna, way):
    owner, command = far_owner(backend, shop, way), way.opening(getattr(shop, way.near), None, way.spelled)
    assert anna.give(command)["status"] == "ok"
    assert on_server(backend, shop, Conversation, command.request_id).customer_id == owner
    assert on_server(backend, shop, Customer, command.person_id) is None


def test_nobody_opens_in_a_foreign_place_or_in_the_name_of_a_foreign_customer(backend, shop, anna, way):
    owner, near = far_owner(backend, shop, way), getattr(shop, way.near)
    for command in (way.opening(getattr(shop, way.far)), *(way.opening(near, owner, it) for it in way.others)):
        assert anna.give(command)["code"] == "forbidden"
    assert anna.give(way.opening(near, owner))["status"] == "ok"


def test_no_letter_begins_from_what_is_no_mailbox(backend, shop, anna):
    for inbox in (new_id(), shop.chat):
        assert anna.give(by_mail(inbox))["code"] == "gone"


def test_nobody_comes_back_who_was_erased(backend, shop, anna, way):
    commands = [way.opening(getattr(shop, way.near), None, it) for it in way.others[:2]]
    erased = ((Target.CUSTOMER, commands[0].person_id), (Target.CONVERSATION, commands[1].request_id))
    for target, key in erased:  # as after the restore of a backup that never knew them
        backend.parts.uow.run(shop.ws, SYSTEM, lambda tx, what=(target, key): Eraser(tx).erase(*what))
    for command in commands:
        assert anna.give(command)["code"] == "erased"
        assert on_server(backend, shop, Customer, command.person_id) is None
