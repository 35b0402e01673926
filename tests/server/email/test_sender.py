"""Letters on their way out: in the thread, once, with a reason when they do not arrive."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from cryptography.exceptions import InvalidTag
from fastapi import FastAPI
from sqlalchemy import text

from app.commands.base import SYSTEM
from app.commands.call import OpenByPhone, open_by_phone
from app.commands.letter import OpenByMail, open_by_mail
from app.commands.message import FileOfMessage
from app.domain.answering import addresses_in
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.model.account import InboxSecret, MailMessage
from app.model.conversation import Attachment
from app.model.customer import Identity
from app.model.identifier import new_id
from app.server.call import opened_after
from app.server.channels.base import Deliverer
from app.server.channels.email.acknowledgement import KIND, Acknowledger
from app.server.channels.email.address import parse_addresses
from app.server.channels.email.intake import Fault, Taken, no_fault
from app.server.channels.email.mime import ParsedMail, parse_mail
from app.server.channels.email.secret import InboxSecrets
from app.server.channels.email.sender import EmailSender
from app.server.channels.email.sent_page import routes
from app.server.channels.email.sink import MailSink
from app.server.channels.email.smtp_server import loopback
from app.server.jobs.effect import EffectRunner
from app.server.unit_of_work import ServerTx
from tests.fakes.mail_server import MailServer
from tests.server.email.browser import get
from tests.server.email.house import BILLING, KEY, SUPPORT, MailHouse, mail
from tests.server.email.test_intake import AUTO, REPLY, Killed, bounce

pytestmark = pytest.mark.postgresql_by_night


class Office:
    """A house whose effects go out to a mail server."""

    def __init__(self, house: MailHouse, server: MailServer | MailSink, fault: Fault = no_fault) -> None:
        self.house = house
        house.settings(smtp_host="127.0.0.1", smtp_port="sink")
        self.sender = EmailSender(
            house.uow, house.database, house.blobs, house.tokens, house.directory,
            house.ways_out(sink=server.port), house.catalogues, fault=fault,
        )  # fmt: skip
        deliverer = Deliverer(house.uow, {Channel.EMAIL: self.sender}, lambda ws, entry_id: "")
        handlers = {"deliver": deliverer, KIND: Acknowledger(house.uow, house.directory)}
        self.runner = EffectRunner(house.uow, house.database.read, house.clock, handlers)

    def answered(self, text: str = "It comes tomorrow.") -> UUID:
        """A customer's mail and our reply, tried once."""
        taken = self.house.take(mail(message_id="a@example.com", subject="Мой заказ"))
        entry_id = self.house.answer(taken.conversation_id, text)
        self.runner.run_due()
        return entry_id


@contextmanager
def office(house: MailHouse, *answers: str, fault: Fault = no_fault) -> Iterator[tuple[Office, MailServer]]:
    """An office and its mail server."""
    with MailServer(*answers) as server:
        made = Office(house, server, fault)
        try:
            yield made, server
        finally:
            made.runner.stop()
            made.sender.close()


def only(letters: list[bytes]) -> ParsedMail:
    """The one letter."""
    (raw,) = letters
    return parse_mail(raw)


def test_a_reply_leaves_in_its_thread_and_the_next_mail_comes_back_to_it(house: MailHouse) -> None:
    with office(house) as (made, server):
        entry_id = made.answered()
        letter = only(server.taken)
    assert house.delivery(entry_id).state is DeliveryState.SENT
    assert (letter.subject, letter.body_text.strip()) == ("Re: Мой заказ", "It comes tomorrow.")
    assert (letter.from_[0].address, letter.to[0].address) == (SUPPORT, "maria@example.com")
    assert (letter.in_reply_to, letter.references) == (("a@example.com",), ("a@example.com",))
    (conversation,) = house.conversations()
    assert letter.message_id == house.tokens.message_id(conversation.id, entry_id, "desk.example.com")
    assert house.take(mail("Thanks.", message_id="b@example.com", headers=REPLY.format(letter.message_id))).outcome == (
        "joined"
    )


def test_a_second_letter_names_the_whole_thread_and_uses_the_same_connection(house: MailHouse) -> None:
    with office(house) as (made, server):
        made.answered()
        (conversation,) = house.conversations()
        first = parse_mail(server.taken[0]).message_id
        house.take(mail("And?", message_id="b@example.com", headers=REPLY.format(first)))
        house.answer(conversation.id, "Now.")
        made.runner.run_due()
        letter = parse_mail(server.taken[1])
        assert server.connections == 1
    assert letter.in_reply_to == ("b@example.com",)
    assert letter.references == ("a@example.com", first, "b@example.com")


def test_reply_to_carries_the_token_where_the_inbox_allows_it(house: MailHouse) -> None:
    with office(house) as (made, server):
        house.settings(plus_addressing=True)
        made.answered()
        letter = only(server.taken)
    (conversation,) = house.conversations()
    assert [each.address for each in letter.reply_to] == [house.tokens.reply_address(SUPPORT, conversation.id)]


def test_files_go_with_the_letter(house: MailHouse) -> None:
    with office(house) as (made, server):
        taken = house.take(mail(message_id="a@example.com"))
        entry_id = house.answer(taken.conversation_id, "See the file.")
        file = FileOfMessage(new_id(), "счёт.pdf", "application/pdf", 5, house.blobs.put(house.ws, b"%PDF-"))

        def attach(tx: ServerTx) -> None:
            tx.put(
                Attachment(
                    id=file.id, conversation_id=taken.conversation_id, entry_id=entry_id, name=file.name,
                    content_type=file.content_type, size=file.size, blob=file.blob,
                )
            )  # fmt: skip

        house.uow.run(house.ws, SYSTEM, attach)
        made.runner.run_due()
        (part,) = only(server.taken).attachments
    assert (part.name, part.data) == ("счёт.pdf", b"%PDF-")


def test_a_letter_refused_for_now_is_tried_again(house: MailHouse) -> None:
    with office(house, "RCPT 450 4.2.0 Greylisted", "451 4.3.0 Busy") as (made, server):
        entry_id = made.answered()
        first = house.delivery(entry_id)
        assert (first.state, "Greylisted" in house.why(entry_id)) == (DeliveryState.QUEUED, True)
        for _ in range(2):
            house.later(60)
            made.runner.run_due()
        assert len(server.taken) == 1
    assert house.delivery(entry_id).state is DeliveryState.SENT


@pytest.mark.parametrize("answer", ["RCPT 550 5.1.1 No such user", "554 5.7.1 Spam"])
def test_a_letter_refused_for_good_says_why(house: MailHouse, answer: str) -> None:
    with office(house, answer) as (made, server):
        entry_id = made.answered()
        delivery = house.delivery(entry_id)
        house.later(3_600)
        assert made.runner.run_due() == 0
        assert server.taken == []
    assert delivery.state is DeliveryState.FAILED
    sentence = "does not exist" if "5.1.1" in answer else "refused the letter by its rules"
    assert sentence in house.why(entry_id)
    wrong = "не существует" if "5.1.1" in answer else "по своим правилам"
    assert wrong in house.why(entry_id, "ru")
    assert answer.removeprefix("RCPT ") in house.why(entry_id, "ru")


def test_a_letter_nobody_confirmed_is_never_sent_again_blindly(house: MailHouse) -> None:
    with office(house, "hang up") as (made, server):
        entry_id = made.answered()
        delivery = house.delivery(entry_id)
        house.later(3_600)
        made.runner.run_due()
        assert len(server.taken) == 1
    assert delivery.state is DeliveryState.UNKNOWN
    assert house.why(entry_id).startswith("The mail server went away")


def test_a_mail_server_that_is_away_delays_the_letter(house: MailHouse) -> None:
    server = MailServer()
    with server:
        pass
    made = Office(house, server)
    entry_id = made.answered()
    delivery = house.delivery(entry_id)
    made.runner.stop()
    assert (delivery.state, "127.0.0.1" in house.why(entry_id)) == (DeliveryState.QUEUED, True)


@pytest.mark.parametrize(("step", "sent"), [("leaving", 0), ("handed over", 1)])
def test_a_letter_that_was_leaving_when_the_server_died_is_not_sent_twice(
    house: MailHouse, step: str, sent: int
) -> None:
    def die(reached: str) -> None:
        if reached == step:
            raise Killed

    with office(house, fault=die) as (made, server):
        with pytest.raises(Killed):
            made.answered()
        (conversation,) = house.conversations()
        entry_id = house.log(conversation.id)[1].entry_id
        again = Office(house, server)
        house.later(61)
        again.runner.run_due()
        again.runner.stop()
        assert len(server.taken) == sent
    assert house.delivery(entry_id).state is DeliveryState.UNKNOWN


def test_no_letter_ever_answers_a_machine(house: MailHouse) -> None:
    with office(house) as (made, server):
        taken = house.take(mail(message_id="a@example.com"))
        entry_id = house.answer(taken.conversation_id, "Hello.")
        house.change(taken.conversation_id, machine="auto_reply")
        made.runner.run_due()
        assert server.taken == []
    assert house.delivery(entry_id).state is DeliveryState.FAILED
    machine = house.take(mail("Away.", message_id="m@example.com", headers=AUTO))
    assert house.conversation(machine.conversation_id).machine == "auto_reply"


def test_a_mail_that_names_no_sender_cannot_be_answered(house: MailHouse) -> None:
    with office(house) as (made, server):
        taken = house.take(b"Subject: hello\r\n\r\nWho am I?\r\n")
        entry_id = house.answer(taken.conversation_id, "Hello.")
        made.runner.run_due()
        assert server.taken == []
    assert house.why(entry_id) == "The customer has no mail address."


def test_a_letter_that_has_left_is_not_sent_again(house: MailHouse) -> None:
    with office(house) as (made, server):
        entry_id = made.answered()
        made.sender.send(house.ws, entry_id)
        assert len(server.taken) == 1
    assert house.delivery(entry_id).state is DeliveryState.SENT
    assert house.count(MailMessage) == 2


def test_a_bounce_that_is_faster_than_our_commit_wins(house: MailHouse) -> None:
    bounces: list[Taken] = []

    def bounce_comes(step: str) -> None:
        if step == "handed over":  # the server said 250, we have not written it yet
            letter = parse_mail(server.taken[0])
            bounces.append(house.take(bounce(letter.message_id)))

    with office(house, fault=bounce_comes) as (made, server):
        entry_id = made.answered()
    delivery = house.delivery(entry_id)
    assert [it.outcome for it in bounces] == ["joined"]
    assert delivery.state is DeliveryState.FAILED
    assert "does not exist" in house.why(entry_id)


def test_who_hears_the_servers_yes_late_says_so_though_another_gave_the_letter_up(house: MailHouse) -> None:
    def lease_ends(step: str) -> None:
        if step == "handed over":
            (conversation,) = house.conversations()
            Office(house, server).sender.send(house.ws, house.log(conversation.id)[1].entry_id)

    with office(house, fault=lease_ends) as (made, server):
        entry_id = made.answered()
        assert len(server.taken) == 1
    assert house.delivery(entry_id).state is DeliveryState.SENT


@pytest.mark.on_both_databases
def test_the_trials_sink_keeps_letters_for_reading(house: MailHouse) -> None:
    sink = MailSink(house.database.write, house.clock, loopback())
    sink.start()
    made = Office(house, sink)
    made.answered("<script>alert(1)</script> & more")
    made.runner.stop()
    made.sender.close()
    sink.stop()
    app = FastAPI()
    app.include_router(routes(house.database.read, house.catalogues))
    listed = get(app, "/trial/mail")
    (letter,) = json.loads(get(app, "/trial/mail.json").text)
    page = get(app, f"/trial/mail/{letter['id']}")
    raw = get(app, letter["raw"])
    sent_at = datetime.fromisoformat(letter["at"]).astimezone(ZoneInfo("Europe/Moscow"))
    assert f"{sent_at:%Y-%m-%d %H:%M:%S}" in listed.text
    assert "Europe/Moscow" in listed.text
    assert get(app, "/trial/mail/none").status_code == 404
    assert get(app, "/trial/mail/style.css").status_code == 200
    assert "default-src 'none'" in listed.headers["content-security-policy"]
    assert (letter["recipients"], letter["in_reply_to"]) == (["maria@example.com"], ["a@example.com"])
    assert "&lt;script&gt;" in page.text
    assert "<script>" not in page.text
    assert parse_mail(raw.content).message_id == letter["message_id"]


def test_secrets_open_only_for_their_inbox(house: MailHouse) -> None:
    secrets = InboxSecrets(KEY)
    inbox_id = house.inboxes[SUPPORT]
    house.uow.run(house.ws, SYSTEM, lambda tx: secrets.keep(tx, inbox_id, {"smtp_password": "hush"}))
    sealed = secrets.seal(house.ws, inbox_id, {"smtp_password": "hush"})
    assert b"hush" not in sealed
    assert secrets.open(None) == {}
    assert secrets.open(InboxSecret(ws=house.ws, inbox_id=inbox_id, sealed=sealed)) == {"smtp_password": "hush"}
    for ws, inbox in ((house.ws, house.inboxes[BILLING]), (new_id(), inbox_id)):
        with pytest.raises(InvalidTag):
            secrets.open(InboxSecret(ws=ws, inbox_id=inbox, sealed=sealed))
    with pytest.raises(InvalidTag):
        InboxSecrets(bytes(32)).open(InboxSecret(ws=house.ws, inbox_id=inbox_id, sealed=sealed))


def test_a_letter_to_and_from_a_cyrillic_domain_leaves(house: MailHouse) -> None:
    house.add_inbox("help@магазин.рф")
    with office(house) as (made, server):
        house.settings("help@магазин.рф", smtp_host="127.0.0.1", smtp_port="sink")
        raw = mail(message_id="a@example.com", sender="Иван <ivan@пример.рф>", to="help@xn--80aaglikep.xn--p1ai")
        written = house.take(raw.replace(b"help@xn--80aaglikep.xn--p1ai", "help@магазин.рф".encode()))
        entry_id = house.answer(written.conversation_id, "Здравствуйте!")
        made.runner.run_due()
        ((sender, recipients),) = server.envelopes
    assert house.delivery(entry_id).state is DeliveryState.SENT
    assert (sender, recipients) == ("help@" + "магазин.рф".encode("idna").decode(), ["ivan@xn--e1afmkfd.xn--p1ai"])
    found = house.directory.find(sender)
    assert found is not None
    assert (found.id, found.queue_id) == (house.inbox("help@магазин.рф").id, house.queues[SUPPORT])


class SlowBounce:
    """A bounce that is being filed until somebody waits for its locks."""

    def __init__(self, house: MailHouse) -> None:
        self.house = house
        self.filing, self.may_end = threading.Event(), threading.Event()
        self.threads: list[threading.Thread] = []

    def begin(self, raw: bytes) -> None:
        """Returns when it holds its rows."""
        intake = self.house.intake(self._hold)
        self.threads = [
            threading.Thread(target=lambda: intake.take(self.house.inbox(), raw)),
            threading.Thread(target=self._end_when_somebody_waits),
        ]
        self.threads[0].start()
        assert self.filing.wait(30)
        self.threads[1].start()

    def _hold(self, step: str) -> None:
        if step == "marked":
            self.filing.set()
            assert self.may_end.wait(30)

    def _end_when_somebody_waits(self) -> None:
        waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        while not self.may_end.is_set():
            with self.house.database.read() as session:
                if session.scalar(waiting):
                    self.may_end.set()


@pytest.mark.on_both_databases
@pytest.mark.parametrize("house", ["postgresql"], indirect=True)
def test_a_bounce_that_is_being_filed_is_not_overwritten_by_our_commit(house: MailHouse) -> None:
    slow = SlowBounce(house)

    def bounce_comes(step: str) -> None:
        if step == "handed over":
            slow.begin(bounce(parse_mail(server.taken[0]).message_id))

    with office(house, fault=bounce_comes) as (made, server):
        entry_id = made.answered()
        for thread in slow.threads:
            thread.join(30)
    assert house.delivery(entry_id).state is DeliveryState.FAILED


def test_marks_go_as_html_beside_the_plain_text_and_copies_reach_everybody_but_ourselves(house: MailHouse) -> None:
    with office(house) as (made, server):
        taken = made.house.take(mail(message_id="a@example.com", subject="Order"))
        cc = ["boss@example.com", SUPPORT, "maria@example.com"]
        made.house.answer(taken.conversation_id, "Yes", marked="**Yes** & <b>", cc=cc)
        made.runner.run_due()
        letter = only(server.taken)
    assert letter.body_text.strip() == "Yes"
    assert b"<p><b>Yes</b> &amp; &lt;b&gt;</p>" in server.taken[0].replace(b"=\r\n", b"")
    assert [it.address for it in letter.cc] == ["boss@example.com"]
    assert server.envelopes[0][1] == ["maria@example.com", "boss@example.com"]


def test_a_copy_that_is_refused_stops_the_letter_and_is_named(house: MailHouse) -> None:
    with office(house, "RCPT 250 OK", "RCPT 550 5.1.1 No such user") as (made, server):
        taken = made.house.take(mail(message_id="a@example.com", subject="Order"))
        entry_id = made.house.answer(taken.conversation_id, "Yes", cc=["gone@example.com"])
        made.runner.run_due()
        assert server.taken == []
    assert house.delivery(entry_id).state is DeliveryState.FAILED
    assert "gone@example.com" in house.why(entry_id)


WISH = "Reply-To: Maria at home <home@example.net>"


def test_an_answer_goes_where_the_letter_asks_for_it_when_that_is_chosen(house: MailHouse) -> None:
    with office(house) as (made, server):
        taken = house.take(mail(message_id="a@example.com", headers=WISH))
        house.answer(taken.conversation_id, "Yes", to="home@example.net")
        made.runner.run_due()
        house.answer(taken.conversation_id, "And more")
        made.runner.run_due()
    assert [it[1] for it in server.envelopes] == [["home@example.net"], ["maria@example.com"]]
    assert [(it.name, it.address) for it in parse_mail(server.taken[0]).to] == [("Maria at home", "home@example.net")]


def test_an_address_that_no_letter_of_the_customer_asks_for_gets_nothing(house: MailHouse) -> None:
    with office(house) as (made, server):
        taken = house.take(mail(message_id="a@example.com"))
        house.answer(taken.conversation_id, "Yes")
        made.runner.run_due()
        ours = f"In-Reply-To: <{parse_mail(server.taken[0]).message_id}>\n"
        stranger = mail(message_id="b@example.com", sender="x@evil.example", headers=ours + WISH)
        assert house.take(stranger).conversation_id == taken.conversation_id
        entry_id = house.answer(taken.conversation_id, "Yes", to="home@example.net")
        made.runner.run_due()
        assert len(server.taken) == 1
    assert house.delivery(entry_id).state is DeliveryState.FAILED
    assert "home@example.net" in house.why(entry_id)


def test_what_comes_back_from_there_goes_on_in_the_same_request(house: MailHouse) -> None:
    with office(house) as (made, server):
        taken = house.take(mail(message_id="a@example.com", headers=WISH))
        house.answer(taken.conversation_id, "Yes", to="home@example.net")
        made.runner.run_due()
    sent = parse_mail(server.taken[0])
    headers = f"In-Reply-To: <{sent.message_id}>"
    back = house.take(mail(message_id="c@example.net", sender="home@example.net", headers=headers))
    assert back.conversation_id == taken.conversation_id


def test_an_answer_goes_to_all_that_the_letter_asks_for_the_sender_among_them(house: MailHouse) -> None:
    headers = "Reply-To: maria@example.com, Boss <boss@example.org>, maria@example.com"
    with office(house) as (made, server):
        taken = house.take(mail(message_id="a@example.com", headers=headers))
        (entry,) = house.log(taken.conversation_id)
        assert entry.payload["reply_to"] == "maria@example.com, Boss <boss@example.org>"
        house.answer(taken.conversation_id, "Yes", to="maria@example.com, boss@example.org", cc=["boss@example.org"])
        made.runner.run_due()
    assert server.envelopes[0][1] == ["maria@example.com", "boss@example.org"]
    sent = parse_mail(server.taken[0])
    assert [it.address for it in sent.to] == ["maria@example.com", "boss@example.org"]
    assert not sent.cc


def test_nobody_gets_an_answer_when_one_of_its_addresses_is_nobodys_wish(house: MailHouse) -> None:
    with office(house) as (made, server):
        taken = house.take(mail(message_id="a@example.com", headers=WISH))
        wanted = "maria@example.com, x@evil.example, home@example.net, y@evil.example"
        entry_id = house.answer(taken.conversation_id, "Yes", to=wanted)
        made.runner.run_due()
    assert server.taken == []
    assert house.delivery(entry_id).state is DeliveryState.FAILED
    assert house.why(entry_id).endswith(": x@evil.example, y@evil.example")  # whoever may have it is not blamed


@pytest.mark.parametrize(
    ("wish", "kept"),
    [
        (", ".join(f"a{n}@example.org" for n in range(60)), [f"a{n}@example.org" for n in range(5)]),
        ('"boss@bank.example" <x@evil.example>', ["x@evil.example"]),
        (", ".join(f"{'A' * 240} <a{n}@example.org>" for n in range(5)), [f"a{n}@example.org" for n in range(3)]),
        ("nobody, <>, @, z@example.org", ["z@example.org"]),
    ],
)
def test_a_hostile_wish_names_a_few_addresses_and_no_other_than_it_says(
    house: MailHouse, wish: str, kept: list[str]
) -> None:
    taken = house.take(mail(message_id="a@example.com", headers=f"Reply-To: {wish}"))
    (entry,) = house.log(taken.conversation_id)
    assert addresses_in(entry.payload["reply_to"]) == kept
    assert [it.address for it in parse_addresses(entry.payload["reply_to"])] == kept


@pytest.mark.parametrize("headers", ["Reply-To: maria@example.com", f"Reply-To: x@example.org, {SUPPORT}", ""])
def test_a_letter_that_asks_for_its_sender_or_for_us_asks_for_nobody_else(house: MailHouse, headers: str) -> None:
    taken = house.take(mail(message_id="a@example.com", headers=headers))
    (entry,) = house.log(taken.conversation_id)
    assert "reply_to" not in entry.payload


@pytest.mark.on_both_databases
def test_a_call_is_answered_by_letter_and_what_comes_back_joins_its_request(house: MailHouse) -> None:
    first = house.take(mail(message_id="a@example.com", sender="maria@example.com"))
    customer_id = house.conversation(first.conversation_id).customer_id
    number, identity = "+79175553208", new_id()
    call = OpenByPhone(new_id(), house.queues[SUPPORT], customer_id, identity, number, "Maria", "Call: Maria")

    def ring(tx: ServerTx) -> None:
        tx.put(Identity(id=identity, customer_id=customer_id, channel=Channel.PHONE, value=number))
        open_by_phone(call, tx)
        opened_after(call, tx)

    house.uow.run(house.ws, house.actor, ring)
    with office(house) as (made, server):
        house.answer(call.request_id, "As we said", switched="asked_for")
        made.runner.run_due()
    sent = only(server.taken)
    assert (sent.from_[0].address, sent.to[0].address, sent.subject) == (SUPPORT, "maria@example.com", "Call: Maria")
    back = house.take(mail("Thanks", message_id="b@example.com", headers=REPLY.format(sent.message_id)))
    assert back.conversation_id == call.request_id


@pytest.mark.on_both_databases
def test_a_first_letter_goes_to_the_address_it_was_begun_for_and_its_answer_comes_back(house: MailHouse) -> None:
    first = house.take(mail(message_id="a@example.com", sender="maria@example.com"))
    customer_id = house.conversation(first.conversation_id).customer_id
    opening = OpenByMail(
        new_id(), new_id(), house.inboxes[SUPPORT], customer_id, new_id(), "home@example.net", "Maria", "Your lamp"
    )

    def begin(tx: ServerTx) -> None:
        tx.put(Identity(id=new_id(), customer_id=customer_id, channel=Channel.EMAIL, value="home@example.net"))
        open_by_mail(opening, tx)
        opened_after(opening, tx)

    house.uow.run(house.ws, house.actor, begin)
    with office(house) as (made, server):
        house.answer(opening.request_id, "It is here", to="home@example.net")
        made.runner.run_due()
    sent = parse_mail(server.taken[0])
    assert (server.envelopes[0][1], sent.subject, sent.in_reply_to) == (["home@example.net"], "Your lamp", ())
    back = house.take(
        mail(message_id="c@example.net", sender="home@example.net", headers=f"In-Reply-To: <{sent.message_id}>")
    )
    assert back.conversation_id == opening.request_id
