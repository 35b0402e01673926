"""The folder of sent mail: our letters go into it once, a colleague's come out of it into their conversation."""

from datetime import timedelta

import pytest

from app.commands.base import SYSTEM
from app.domain.entry import AuthorKind, EntryKind
from app.domain.status import Status
from app.model.account import Credential
from app.model.conversation import Delivery
from app.model.workspace import User
from app.server.channels.email.imap import trouble
from app.server.unit_of_work import ServerTx
from tests.server.email.house import SUPPORT, MailHouse, mail
from tests.server.email.imap.room import Mailroom, until
from tests.services.dovecot import Dovecot

pytestmark = [pytest.mark.expects_log("deskhand.mailbox"), pytest.mark.postgresql_by_night]

CUSTOMER = "Maria Ivanova <maria@example.com>"


def reply_elsewhere(parent: str, text: str, message_id: str, sender: str = f"Support <{SUPPORT}>") -> bytes:
    headers = f"In-Reply-To: <{parent}>\r\nReferences: <{parent}>"
    return mail(text, message_id=message_id, sender=sender, to=CUSTOMER, subject="Re: My order", headers=headers)


@pytest.mark.on_both_databases
def test_a_copy_of_each_reply_goes_to_the_sent_folder_once(room: Mailroom) -> None:
    room.connect()
    taken = room.house.take(mail(message_id="a@example.com"))
    with room.sending() as post:
        room.house.answer(taken.conversation_id, "Tomorrow.")
        while post.runner.run_due():
            pass
        assert room.sent() == post.server.taken
        entry_id = room.house.log(taken.conversation_id)[1].entry_id
        room.house.uow.run(room.house.ws, SYSTEM, lambda tx: forget_copy(tx, entry_id))
        while post.runner.run_due():
            pass
    assert len(room.sent()) == 1
    assert room.dovecot.flags(room.user, "Sent") == {1: (rb"\Seen",)}


def forget_copy(tx: ServerTx, entry_id: object) -> None:
    """As after a crash between the append and our note of it."""
    payload = {"entry_id": str(entry_id), "inbox_id": str(inbox_of(tx)), "lane": "sent"}
    tx.effect("file_sent", key="file_sent:again", payload=payload)


def inbox_of(tx: ServerTx) -> object:
    from sqlalchemy import select

    from app.model.workspace import Inbox

    return tx.session.scalar(select(Inbox.id).where(Inbox.ws == tx.ws, Inbox.address == SUPPORT))


def test_our_own_copy_in_the_sent_folder_enters_no_conversation(room: Mailroom) -> None:
    room.connect()
    taken = room.house.take(mail(message_id="a@example.com"))
    with room.sending() as post, room.working():
        room.house.answer(taken.conversation_id, "Tomorrow.")
        while post.runner.run_due():
            pass
        room.write_elsewhere(reply_elsewhere("a@example.com", "From Outlook.", "o@desk.example.com"))
        until(lambda: "From Outlook." in room.texts())
    assert room.texts() == ["Where is my order?", "Tomorrow.", "From Outlook."]


def test_a_provider_that_files_by_itself_gets_no_copy(room: Mailroom) -> None:
    room.connect(keeps_sent=True)
    taken = room.house.take(mail(message_id="a@example.com"))
    with room.sending() as post:
        room.house.answer(taken.conversation_id, "Tomorrow.")
        while post.runner.run_due():
            pass
        assert len(post.server.taken) == 1
    assert room.sent() == []


@pytest.mark.on_both_databases
def test_a_full_mailbox_is_said_and_the_copy_follows_when_there_is_room(room: Mailroom, own_dovecot: Dovecot) -> None:
    room.dovecot, room.user = own_dovecot, own_dovecot.new_user()
    own_dovecot.reload(quota="1K")
    room.connect()
    taken = room.house.take(mail(message_id="a@example.com"))
    with room.sending() as post:
        room.house.answer(taken.conversation_id, "Tomorrow. " * 300)
        while post.runner.run_due():
            pass
        assert len(post.server.taken) == 1
        assert room.state.sent_state == trouble.QUOTA
        own_dovecot.reload(quota="1G")
        room.house.later(3_600)
        while post.runner.run_due():
            pass
    assert room.state.sent_state == ""
    assert len(room.sent()) == 1


@pytest.mark.on_both_databases
def test_what_a_colleague_sends_from_another_program_enters_the_conversation_as_theirs(room: Mailroom) -> None:
    house = room.house
    house.uow.run(house.ws, SYSTEM, lambda tx: hire(tx, house))
    room.connect()
    with room.working():
        room.deliver(mail("Where is my order?", message_id="a@example.com"))
        until(lambda: room.entries() == 1)
        room.write_elsewhere(
            reply_elsewhere("a@example.com", "It is on its way.", "o@desk.example.com", "Anna <anna@shop.example>")
        )
        until(lambda: room.entries() == 2)
    (conversation,) = house.conversations()
    entry = house.log(conversation.id)[1]
    assert (entry.kind, entry.author_kind, entry.author_id) == (
        EntryKind.MESSAGE_OUT, AuthorKind.USER, house.operator_id,
    )  # fmt: skip
    assert entry.payload["elsewhere"] is True
    assert conversation.status is Status.WAITING_CUSTOMER
    assert (conversation.waiting_since, conversation.reply_due_at) == (None, None)
    assert conversation.assignee_id == house.operator_id
    assert conversation.preview == "It is on its way."
    assert house.count(Delivery) == 0


def hire(tx: ServerTx, house: MailHouse) -> None:
    tx.put(User(id=house.operator_id, name="Anna"))
    tx.put(Credential(user_id=house.operator_id, email="anna@shop.example", password_hash=""))


def test_a_letter_of_nobody_we_know_is_of_a_colleague_and_found_again_after_renumbering(room: Mailroom) -> None:
    room.connect()
    with room.working():
        room.deliver(mail("Where is my order?", message_id="a@example.com"))
        until(lambda: room.entries() == 1)
        room.write_elsewhere(reply_elsewhere("a@example.com", "It is on its way.", "o@desk.example.com"))
        until(lambda: room.entries() == 2)
    room.dovecot.renumber(room.user, "Sent")
    with room.working():
        room.write_elsewhere(reply_elsewhere("o@desk.example.com", "It has arrived.", "p@desk.example.com"))
        until(lambda: room.entries() == 3)
    (conversation,) = room.house.conversations()
    authors = [(entry.author_kind, entry.author_id) for entry in room.house.log(conversation.id)[1:]]
    assert authors == [(AuthorKind.USER, None)] * 2


@pytest.mark.on_both_databases
def test_a_letter_to_nobody_who_wrote_to_us_stays_where_it_is(room: Mailroom) -> None:
    room.connect()
    with room.working():
        room.write_elsewhere(mail("An order to our supplier.", message_id="s@desk.example.com", to="x@example.com"))
        room.deliver(mail("Where is my order?", message_id="a@example.com"))
        until(lambda: room.entries() == 1)
        room.write_elsewhere(reply_elsewhere("a@example.com", "Yours.", "o@desk.example.com"))
        until(lambda: room.entries() == 2)
    assert len(room.house.conversations()) == 1


def test_a_customer_who_answers_the_colleagues_letter_goes_on_in_the_same_conversation(room: Mailroom) -> None:
    room.connect()
    with room.working():
        room.deliver(mail("Where is my order?", message_id="a@example.com"))
        until(lambda: room.entries() == 1)
        room.write_elsewhere(reply_elsewhere("a@example.com", "On its way.", "o@desk.example.com"))
        until(lambda: room.entries() == 2)
        headers = "In-Reply-To: <o@desk.example.com>"
        room.deliver(mail("Thanks!", message_id="b@example.com", headers=headers))
        until(lambda: room.entries() == 3)
    (conversation,) = room.house.conversations()
    assert conversation.status is Status.OPEN
    assert conversation.reply_due_at is not None
    assert conversation.reply_due_at - conversation.updated_at <= timedelta(hours=1)


def test_what_a_colleague_answered_while_we_were_away_is_in_the_conversation(room: Mailroom) -> None:
    room.connect()
    with room.working():
        until(room.is_idle)
    room.deliver(mail("Where is my order?", message_id="a@example.com"))
    room.write_elsewhere(reply_elsewhere("a@example.com", "On its way.", "o@desk.example.com"))
    with room.working():
        until(lambda: room.entries() == 2)
    (conversation,) = room.house.conversations()
    assert room.texts() == ["Where is my order?", "On its way."]
    assert conversation.status is Status.WAITING_CUSTOMER


def test_who_wrote_after_what_a_colleague_answered_while_we_were_away_still_waits(room: Mailroom) -> None:
    room.connect()
    with room.working():
        until(room.is_idle)
    headers = "In-Reply-To: <o@desk.example.com>\r\nReferences: <a@example.com> <o@desk.example.com>"
    room.deliver(mail("Where is my order?", message_id="a@example.com"))
    room.write_elsewhere(reply_elsewhere("a@example.com", "On its way.", "o@desk.example.com"))
    room.deliver(mail("And where is it now?", message_id="b@example.com", headers=headers))
    with room.working():
        until(lambda: room.entries() == 3)
    (conversation,) = room.house.conversations()
    assert conversation.status is not Status.WAITING_CUSTOMER
    assert conversation.preview == "And where is it now?"
    assert conversation.reply_due_at is not None
