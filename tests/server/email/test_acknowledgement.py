"""We have your request: once a thread, with its number and a time that is kept, in the customer's language."""

from datetime import timedelta
from email import message_from_bytes
from typing import Any

import pytest

from app.commands.base import SYSTEM
from app.domain.entry import AuthorKind, EntryKind
from app.domain.status import Status
from app.model.conversation import LogEntry
from app.model.customer import Customer
from app.model.workspace import Workspace
from app.server.channels.email.acknowledgement import SENT_READ
from app.server.channels.email.arrival import Envelope
from app.server.channels.email.mime import parse_mail
from tests.server.email.house import SUPPORT, MailHouse, mail
from tests.server.email.test_intake import AUTO, REPLY
from tests.server.email.test_sender import Office, office

pytestmark = pytest.mark.postgresql_by_night

ALWAYS = {day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
NEVER_NOW = {"mon": ["09:00-18:00"]}
RU = "Здравствуйте! Подскажите, пожалуйста, где мой заказ?"


def switch_on(house: MailHouse, **more: Any) -> None:
    """Let the inbox acknowledge."""
    house.settings(acknowledgement={"on": True} | more)
    house.directory._until = float("-inf")


def hours(house: MailHouse, week: dict[str, list[str]], **more: Any) -> None:
    """Give the workspace opening hours."""

    def work(tx):
        tx.get(Workspace, house.ws).settings = {"hours": {"week": week} | more}

    house.uow.run(house.ws, SYSTEM, work)
    house.directory._until = float("-inf")


def run(made: Office) -> None:
    """All effects there are."""
    while made.runner.run_due():
        pass


def acks(house: MailHouse) -> list[LogEntry]:
    """Every acknowledgement that was written."""
    every = [entry for talk in house.conversations() for entry in house.log(talk.id)]
    return [it for it in every if it.kind is EntryKind.MESSAGE_OUT and it.author_kind is AuthorKind.SYSTEM]


def test_a_new_inbox_writes_to_nobody_by_itself(house: MailHouse) -> None:
    with office(house) as (made, server):
        house.take(mail(message_id="a@x"))
        run(made)
        assert server.taken == []


def test_a_request_is_acknowledged_once_in_its_thread_with_number_and_deadline(house: MailHouse) -> None:
    with office(house) as (made, server):
        switch_on(house, contacts={"ru": "Телефон: 8 800 555-00-41", "en": ""})
        hours(house, ALWAYS)
        taken = house.take(mail(RU, message_id="a@x", sender="Марина Соколова <marina@example.com>"))
        run(made)
        house.take(mail("И ещё вопрос", message_id="b@x", headers=REPLY.format("a@x"), sender="marina@example.com"))
        run(made)
        (raw,) = server.taken
    letter, headers = parse_mail(raw), message_from_bytes(raw)
    talk = house.conversation(taken.conversation_id)
    assert letter.in_reply_to == ("a@x",)
    assert "Марина" in letter.body_text
    assert f"его номер — {talk.number}." in letter.body_text
    assert "Ответим " in letter.body_text
    assert "Мы работаем: круглосуточно." in letter.body_text
    assert "8 800 555-00-41" in letter.body_text
    assert (headers["Auto-Submitted"], headers["X-Auto-Response-Suppress"], headers["Precedence"]) == (
        "auto-replied", "All", "bulk",
    )  # fmt: skip
    (entry,) = acks(house)
    assert letter.message_id == house.tokens.message_id(talk.id, entry.entry_id, "desk.example.com")
    assert "acknowledgement" in entry.payload["why"]
    assert (talk.status, talk.waiting_since is None, talk.preview_author) == (Status.NEW, False, AuthorKind.CUSTOMER)
    answer = mail("Спасибо", message_id="c@x", headers=REPLY.format(letter.message_id), sender="marina@example.com")
    assert house.take(answer).conversation_id == talk.id


def test_the_letter_is_signed_with_the_shops_name_in_its_language(house: MailHouse) -> None:
    def work(tx):
        tx.get(Workspace, house.ws).names = {"en": "Home & Light"}

    house.uow.run(house.ws, SYSTEM, work)
    with office(house) as (made, server):
        switch_on(house)
        house.take(mail("Where is my order? It was due yesterday.", message_id="a@x"))
        run(made)
        assert "\nHome & Light\n" in parse_mail(server.taken[0]).body_text


def test_an_operators_answer_is_not_held_because_of_it(house: MailHouse) -> None:
    from app.commands.message import Reply, reply
    from app.domain.channel import Channel
    from app.model.identifier import new_id

    with office(house) as (made, _server):
        switch_on(house)
        taken = house.take(mail(message_id="a@x"))
        rev = house.conversation(taken.conversation_id).status_rev
        run(made)
    assert len(acks(house)) == 1
    command = Reply(taken.conversation_id, new_id(), "Soon.", Channel.EMAIL, 1, Status.WAITING_CUSTOMER, rev)
    house.uow.run(house.ws, house.actor, lambda tx: reply(command, tx))
    assert house.conversation(taken.conversation_id).status is Status.WAITING_CUSTOMER


@pytest.mark.on_both_databases
def test_when_the_shop_is_closed_the_letter_says_when_it_opens_and_the_deadline_is_the_desks(house: MailHouse) -> None:
    with office(house) as (made, server):
        switch_on(house)
        hours(house, NEVER_NOW, timezone="Europe/Moscow", holidays=[])
        while house.clock.now().weekday() == 0:
            house.later(86_400)
        taken = house.take(mail("Where is my order? It was due yesterday.", message_id="a@x"))
        run(made)
        text = parse_mail(server.taken[0]).body_text
    due = house.conversation(taken.conversation_id).reply_due_at
    assert due is not None
    assert due - house.clock.now() > timedelta(hours=1)
    assert (due.weekday(), due.hour) == (0, 7)  # 10:00 in Moscow
    assert "We are closed now. We open " in text
    assert "10:00" in text
    assert "Our hours: Mon 09:00–18:00." in text


def test_a_queue_may_have_hours_of_its_own(house: MailHouse) -> None:
    hours(house, NEVER_NOW, queues={str(house.queues[SUPPORT]): {"week": ALWAYS}})
    taken = house.take(mail(message_id="a@x"), SUPPORT)
    talk = house.conversation(taken.conversation_id)
    assert talk.reply_due_at == talk.waiting_since + timedelta(hours=1)


def test_texts_are_the_inboxes_own_and_one_that_cannot_be_filled_gives_way(house: MailHouse) -> None:
    with office(house) as (made, server):
        switch_on(house, texts={"en": {"open": "Hi! It is {{ number }}, answer {{ due }}."}})
        first = house.take(mail("Where is my order, please?", message_id="a@x"))
        run(made)
        switch_on(house, texts={"en": {"open": "{{ nothing }}"}})
        house.take(mail("Where is my order, please?", message_id="b@x", sender="bob@example.com"))
        run(made)
        own, ours = (parse_mail(raw).body_text for raw in server.taken)
    assert own.startswith(f"Hi! It is {house.conversation(first.conversation_id).number}, answer ")
    assert "We have received your request" in ours


@pytest.mark.parametrize(
    "raw",
    [
        mail(message_id="a@x", headers=AUTO),
        mail(message_id="a@x", headers="Precedence: bulk"),
        mail(message_id="a@x", headers="List-Id: <news.example.com>"),
        mail(message_id="a@x", headers="X-Spam-Flag: YES"),
        mail(message_id="a@x", sender="noreply@example.com"),
        mail(message_id="a@x", sender=SUPPORT),
        mail(message_id="a@x", sender="Robot <robot@example.com>"),
        mail(message_id="a@x", sender=""),
        mail("+7 900 555-00-00", message_id="a@x", sender="Tilda <noreply@tilda.ws>", subject="Новая заявка с сайта"),
    ],
)
def test_machines_junk_and_ourselves_hear_nothing(house: MailHouse, raw: bytes) -> None:
    with office(house) as (made, server):
        switch_on(house)
        house.take(raw)
        run(made)
        assert server.taken == []
    assert acks(house) == []


def test_the_visitor_of_a_form_hears_of_it_not_the_robot(house: MailHouse) -> None:
    with office(house) as (made, server):
        switch_on(house)
        house.take(
            mail(
                "Имя: Олег\nE-mail: oleg@example.org\nВопрос: где заказ?", message_id="a@x",
                sender="Tilda <noreply@tilda.ws>", subject="Новая заявка с сайта", headers="Precedence: bulk",
            )
        )  # fmt: skip
        run(made)
        assert [to for _, to in server.envelopes] == [["oleg@example.org"]]


def test_two_robots_that_answer_each_other_come_to_rest(house: MailHouse) -> None:
    with office(house) as (made, server):
        switch_on(house)
        for number in range(8):
            house.take(mail("Thank you for your message.", message_id=f"{number}@x", subject=f"Ticket {number}"))
            run(made)
            house.later(60)
        assert len(server.taken) == 3
        house.later(86_400)
        house.take(mail("A new day", message_id="next@x"))
        run(made)
        assert len(server.taken) == 4


def test_history_and_what_was_answered_at_once_hear_nothing(house: MailHouse) -> None:
    with office(house) as (made, server):
        switch_on(house)
        from app.server.channels.email.arrival import NO_ENVELOPE

        house.intake().take_all(house.inbox(), [(mail(message_id="old@x"), NO_ENVELOPE)], past=True)
        taken = house.take(mail(message_id="a@x"))
        house.answer(taken.conversation_id, "It is on its way.")
        run(made)
        assert [parse_mail(raw).body_text.strip() for raw in server.taken] == ["It is on its way."]


def test_what_lay_in_the_mailbox_for_a_night_is_acknowledged_unless_a_colleague_has_answered_it(
    house: MailHouse,
) -> None:
    with office(house) as (made, server):
        switch_on(house)
        evening = Envelope(received_at=house.clock.now() - timedelta(hours=9))
        answered = house.intake().take(house.inbox(), mail(message_id="a@x"), evening)
        house.intake().take(house.inbox(), mail(message_id="b@x", sender="bob@example.com"), evening)
        run(made)
        assert server.taken == []
        house.answer(answered.conversation_id, "It is on its way.")
        run(made)
        house.later(SENT_READ.total_seconds() + 1)
        run(made)
        assert [parse_mail(raw).to[0].address for raw in server.taken] == ["maria@example.com", "bob@example.com"]


def test_the_customers_language_wins_over_the_houses(house: MailHouse) -> None:
    with office(house) as (made, server):
        switch_on(house)
        house.take(mail(RU, message_id="a@x"))
        house.take(mail("Hello, where is my order please?", message_id="b@x", sender="bob@example.com"))
        run(made)
        first, second = (parse_mail(raw).body_text for raw in server.taken)
    assert "Мы получили ваше обращение" in first
    assert "We have received your request" in second
    with house.database.read() as session:
        assert {it.locale for it in session.query(Customer)} == {"ru", "en"}
