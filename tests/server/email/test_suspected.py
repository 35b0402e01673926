"""What only sounds like a machine's is a person's letter with a mark: served like any other, answered by no program."""

import smtplib
from uuid import UUID, uuid4

import pytest

from app.commands.junk import MarkCustomer, mark_customer
from app.domain.delivery import DeliveryState
from app.domain.status import Status
from app.model.conversation import Conversation
from app.server.channels.email.arrival import Envelope
from app.server.channels.email.mime import parse_mail
from tests.server.email.house import SUPPORT, MailHouse, mail
from tests.server.email.test_acknowledgement import acks, run, switch_on
from tests.server.email.test_intake import REPLY, bounce
from tests.server.email.test_receiver import receiving
from tests.server.email.test_sender import office

pytestmark = pytest.mark.postgresql_by_night

SUBJECT = "Delivery failure"
COMPLAINT = """The sofa was not delivered.

> Message-ID: <1@shop.example>
> From: Home & Light <support@desk.example.com>
> To: Maria Ivanova <maria@example.com>
> Subject: Your order
> Date: Fri, 20 Nov 2026 10:00:00 +0500
"""
AWAY = "Автоответ: заказ 55"


def complaint(message_id: str = "a@example.com", headers: str = "") -> bytes:
    """A person's letter that has all the words of a bounce, and the id of a letter quoted whole."""
    return mail(COMPLAINT, subject=SUBJECT, message_id=message_id, headers=headers)


def mark(house: MailHouse, conversation_id: UUID) -> str:
    """What the newest letter there is suspected to be."""
    return house.log(conversation_id)[-1].payload.get("suspected", "")


@pytest.mark.parametrize(("raw", "kind"), [
    (complaint(), "bounce"), (mail(subject=AWAY, message_id="a@example.com"), "auto_reply"),
])  # fmt: skip
def test_it_waits_for_an_answer_and_may_get_one_but_none_by_itself(house: MailHouse, raw: bytes, kind: str) -> None:
    with office(house) as (made, server):
        switch_on(house)
        taken = house.take(raw)
        run(made)
        assert (acks(house), server.taken) == ([], [])
        talk = house.conversation(taken.conversation_id)
        assert (talk.machine, talk.status, mark(house, talk.id)) == ("", Status.NEW, kind)
        assert talk.waiting_since is not None
        assert talk.reply_due_at is not None
        entry_id = house.answer(talk.id, "We look into it.")
        run(made)
        assert len(server.taken) == 1
    assert house.delivery(entry_id).state is DeliveryState.SENT


@pytest.mark.parametrize("subject", [SUBJECT, AWAY])
def test_it_opens_a_solved_request_again_and_our_letter_has_not_come_back(house: MailHouse, subject: str) -> None:
    with office(house) as (made, server):
        entry_id = made.answered("Your sofa was delivered yesterday.")
        ours = parse_mail(server.taken[0]).message_id
    (talk,) = house.conversations()
    house.change(talk.id, status=Status.RESOLVED)
    text = COMPLAINT.replace("1@shop.example", ours)
    taken = house.take(mail(text, subject=subject, message_id="b@example.com", headers=REPLY.format(ours)))
    (talk,) = house.conversations()
    assert (taken.outcome, talk.status, talk.machine) == ("joined", Status.OPEN, "")
    assert talk.waiting_since is not None
    assert mark(house, talk.id)
    assert house.delivery(entry_id).state is DeliveryState.SENT


def test_an_answer_given_without_having_seen_it_is_held(house: MailHouse) -> None:
    first = house.take(mail(message_id="a@example.com"))
    rev = house.conversation(first.conversation_id).status_rev
    house.take(complaint("b@example.com", REPLY.format("a@example.com")))
    assert house.conversation(first.conversation_id).status_rev > rev
    assert "machine" not in house.log(first.conversation_id)[-1].payload


def test_once_an_operator_said_a_customer_the_next_letters_bear_no_mark(house: MailHouse) -> None:
    first = house.take(complaint())

    def say(tx):
        rev = tx.get(Conversation, first.conversation_id).status_rev
        mark_customer(MarkCustomer(first.conversation_id, uuid4(), rev, "maria@example.com", trusted=True), tx)

    house.uow.run(house.ws, house.actor, say)
    again = house.take(complaint("b@example.com"))
    talk = house.conversation(again.conversation_id)
    assert (talk.machine, mark(house, talk.id)) == ("", "")
    assert "an operator said" in house.log(talk.id)[-1].payload["why"]


def test_what_came_without_a_sender_over_smtp_is_a_machines_and_hears_nothing(house: MailHouse) -> None:
    away = mail("Ich bin nicht erreichbar.", subject="Your request", message_id="v@isp.de", sender="Hans <hans@isp.de>")
    with office(house) as (made, server), receiving(house) as receiver:
        switch_on(house)
        with smtplib.SMTP("127.0.0.1", receiver.port) as smtp:
            smtp.sendmail("", [SUPPORT], away)
        run(made)
        assert (acks(house), server.taken) == ([], [])
    (talk,) = house.conversations()
    assert (talk.machine, talk.reply_due_at) == ("auto_reply", None)


def test_a_bounce_without_a_report_marks_our_letter_when_its_envelope_says_that_it_is_one(house: MailHouse) -> None:
    with office(house) as (made, server):
        entry_id = made.answered()
        ours = parse_mail(server.taken[0]).message_id
    text = f"Your message was not delivered.\n<maria@example.com>: 550 5.1.1 user unknown\n\nMessage-ID: <{ours}>\n"
    raw = mail(text, subject="Undelivered mail", message_id="w@isp.de", sender="Postbote <postbote@isp.de>")
    house.intake().take(house.inbox(), raw, Envelope(""))
    assert house.delivery(entry_id).state is DeliveryState.FAILED


def copied(house: MailHouse) -> tuple[UUID, str]:
    """A letter of ours to Maria with a copy to her boss, and its id; it has left."""
    with office(house) as (made, server):
        taken = house.take(mail(message_id="a@example.com"))
        entry_id = house.answer(taken.conversation_id, "Tomorrow.", cc=["boss@partner.example"])
        run(made)
        return entry_id, parse_mail(server.taken[0]).message_id


@pytest.mark.on_both_databases
def test_a_copy_that_came_back_leaves_the_letter_sent_with_a_remark(house: MailHouse) -> None:
    entry_id, ours = copied(house)
    report = bounce(ours).replace(b"rfc822; maria@example.com", b"rfc822; Boss@partner.example")
    house.take(report)
    assert house.delivery(entry_id).state is DeliveryState.SENT
    assert "boss@partner.example" in house.why(entry_id).lower()
    (talk,) = house.conversations()
    assert "a copy" in house.log(talk.id)[-1].payload["why"]
    house.take(bounce(ours))
    assert house.delivery(entry_id).state is DeliveryState.FAILED


def test_a_copy_known_by_the_address_it_was_written_to_is_a_copy(house: MailHouse) -> None:
    entry_id, ours = copied(house)
    moved = b"Original-Recipient: rfc822; boss@partner.example\r\nFinal-Recipient: rfc822; b.oss@new.example"
    house.take(bounce(ours).replace(b"Final-Recipient: rfc822; maria@example.com", moved))
    assert house.delivery(entry_id).state is DeliveryState.SENT


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_a_report_that_a_letter_has_arrived_does_not_call_it_late(house: MailHouse, action: str) -> None:
    entry_id, ours = copied(house)
    house.take(bounce(ours, action=action, status="2.0.0"))
    (talk,) = house.conversations()
    why = house.log(talk.id)[-1].payload["why"]
    assert house.delivery(entry_id).state is DeliveryState.SENT
    assert "late" not in why
    assert "has arrived" in why or "passed" in why


def test_history_that_sounds_like_a_machines_is_a_persons(house: MailHouse) -> None:
    (taken,) = house.intake().take_all(house.inbox(), [(complaint(), Envelope())], past=True)
    talk = house.conversation(taken.conversation_id)
    assert (talk.status, talk.machine, talk.reply_due_at) == (Status.CLOSED, "", None)
