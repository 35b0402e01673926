"""Requests begun by a letter of ours: a number, the right customer, and nobody's secrets."""

from app.commands.base import SYSTEM
from app.commands.letter import OpenByMail
from app.commands.message import Reply
from app.domain.channel import Channel
from app.domain.entry import EntryKind
from app.domain.erasure import Target
from app.model.conversation import Conversation, LogEntry
from app.model.customer import Customer, Identity
from app.model.identifier import new_id
from app.server.erasure.erasing import Eraser
from tests.builders.conversation import make_conversation

ADDRESS = "emma@x.example"


def opening(inbox, person=None, address=ADDRESS):
    return OpenByMail(new_id(), new_id(), inbox, person or new_id(), new_id(), address, "Emma", "Your order")


def on_server(backend, shop, model, key):
    with backend.parts.database.read() as session:
        return session.get(model, (shop.ws, key))


def with_address(backend, shop, inbox):
    """A customer of that inbox who has the address."""
    talk = make_conversation(backend.parts.uow, shop.ws, inbox)

    def work(tx):
        owner = tx.get(Conversation, talk).customer_id
        tx.put(Identity(id=new_id(), customer_id=owner, channel=Channel.EMAIL, value=ADDRESS, display=ADDRESS))
        return owner

    return backend.parts.uow.run(shop.ws, SYSTEM, work)


def test_a_request_gets_the_next_number_and_the_letter_is_its_first_answer(backend, shop):
    anna, command = backend.desk(shop.ws, shop.anna), opening(shop.mail)
    assert anna.give(command)["status"] == "ok"
    letter = Reply(command.request_id, new_id(), "Good day", Channel.EMAIL, 1, to=ADDRESS)
    assert anna.give(letter)["status"] == "ok"
    talk = on_server(backend, shop, Conversation, command.request_id)
    assert (talk.number, talk.assignee_id, talk.log_head, talk.queue_id) == (1, shop.anna, 2, shop.sales)
    assert on_server(backend, shop, LogEntry, command.entry_id).kind is EntryKind.CUSTOMER
    kinds = {op[2] for op in anna.pull_all() if op[0] == "put"}
    assert {"conversation", "customer", "identity"} <= kinds


def test_who_has_the_address_is_the_customer_even_when_the_desk_cannot_know_them(backend, shop):
    owner = with_address(backend, shop, shop.support_mail)
    anna, command = backend.desk(shop.ws, shop.anna), opening(shop.mail, address="Emma@X.example")
    assert anna.give(command)["status"] == "ok"
    assert on_server(backend, shop, Conversation, command.request_id).customer_id == owner
    assert on_server(backend, shop, Customer, command.person_id) is None


def test_nobody_writes_from_a_foreign_mailbox_or_to_a_foreign_customer(backend, shop):
    owner = with_address(backend, shop, shop.support_mail)
    anna = backend.desk(shop.ws, shop.anna)
    for command in (opening(shop.support_mail), opening(shop.mail, owner, "other@x.example")):
        assert anna.give(command)["code"] == "forbidden"
    for command in (opening(new_id()), opening(shop.chat)):
        assert anna.give(command)["code"] == "gone"
    assert anna.give(opening(shop.mail, owner))["status"] == "ok"


def test_a_letter_brings_nobody_back_who_was_erased(backend, shop):
    anna, commands = backend.desk(shop.ws, shop.anna), [opening(shop.mail, address=f"{it}@x.example") for it in "ab"]
    erased = ((Target.CUSTOMER, commands[0].person_id), (Target.CONVERSATION, commands[1].request_id))
    for target, key in erased:  # as after the restore of a backup that never knew them
        backend.parts.uow.run(shop.ws, SYSTEM, lambda tx, what=(target, key): Eraser(tx).erase(*what))
    for command in commands:
        assert anna.give(command)["code"] == "erased"
        assert on_server(backend, shop, Customer, command.person_id) is None
