"""An account that takes no mail: it is left alone as one, its letters wait and are kept, nobody else waits for it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, select

from app.commands.base import SYSTEM
from app.commands.undelivered import SendAgain, TakeBack, send_again, take_back
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.model.sync import Effect
from app.model.workspace import Inbox
from app.protocol.inbox import ChangeInbox, InboxShown
from app.server.after import send_again_after
from app.server.channels.base import Deliverer
from app.server.channels.email.mime import parse_mail
from app.server.channels.email.sender import EmailSender
from app.server.channels.email.smtp_server import loopback
from app.server.conversations.service import set_delivery
from app.server.inboxes.service import change_inbox, shown
from app.server.jobs.effect import LANES, EffectRunner
from app.server.transaction import ServerTx
from tests.fakes.smtp_script import ScriptedServer
from tests.server.email.house import BILLING, SUPPORT, MailHouse, mail
from tests.sync.conftest import wait_for

pytestmark = pytest.mark.postgresql_by_night
"""Which letters are tried when is the same everywhere; the lanes' SQL is in ``tests/server/test_effect.py``."""

RIGHT = "right"
DAY_S = 24 * 3600


class Post:
    """A house whose letters are carried out by as many workers as it is asked for."""

    def __init__(self, house: MailHouse) -> None:
        self.house = house
        self.sender = EmailSender(
            house.uow, house.database, house.blobs, house.tokens, house.directory, house.ways_out(), house.catalogues
        )
        self.runner = self.worker()

    def worker(self) -> EffectRunner:
        """One more process."""
        house = self.house
        deliverer = Deliverer(house.uow, {Channel.EMAIL: self.sender, Channel.CHAT: Chat(house)}, lambda ws, entry: "")
        return EffectRunner(house.uow, house.database.read, house.clock, {"deliver": deliverer})

    def letter(self, number: int, to: str = SUPPORT, channel: Channel = Channel.EMAIL) -> UUID:
        """An answer to a customer of its own."""
        raw = mail(f"q{number}", message_id=f"m{number}@x.com", sender=f"c{number}@x.com", to=to)
        return self.house.answer(self.house.take(raw, to).conversation_id, "a", channel)

    def all_due(self) -> None:
        """What is due, until nothing is."""
        while self.runner.run_due():
            pass

    def pass_time(self, seconds: float, step_s: float = 60) -> None:
        """Let time pass, and everything happen in it."""
        for _ in range(int(seconds / step_s)):
            self.all_due()
            self.house.later(step_s)
        self.all_due()

    def state(self, entry_id: UUID) -> DeliveryState:
        """How far a letter got."""
        return self.house.delivery(entry_id).state

    def enter(self, password: str, inbox: str = SUPPORT) -> None:
        """An administrator enters a password."""
        change = ChangeInbox(secrets={"smtp_password": password})
        inbox_id = self.house.inboxes[inbox]
        self.house.uow.run(
            self.house.ws, self.house.actor, lambda tx: change_inbox(tx, inbox_id, change, self.house.secrets, {})
        )


def listed(house: MailHouse) -> InboxShown:
    """The support inbox as an administrator sees it."""
    with house.database.read() as session:
        inbox = session.get(Inbox, (house.ws, house.inboxes[SUPPORT]))
        assert inbox is not None
        return shown(session, inbox, house.secrets)


class Chat:
    """The way out of a chat: always open."""

    def __init__(self, house: MailHouse) -> None:
        self.house = house

    def send(self, ws: UUID, entry_id: UUID) -> None:
        """It is there at once."""
        self.house.uow.run(ws, SYSTEM, lambda tx: set_delivery(tx, entry_id, DeliveryState.SENT))


@pytest.fixture
def post(house: MailHouse) -> Iterator[Post]:
    made = Post(house)
    yield made
    made.runner.stop()
    made.sender.close()


@contextmanager
def guarded(house: MailHouse, password: str = RIGHT) -> Iterator[ScriptedServer]:
    """The support inbox sends through a server that wants a password, and keeps an old one."""
    with ScriptedServer(password=password) as server:
        house.settings(SUPPORT, smtp_host="127.0.0.1", smtp_port=str(server.port), smtp_user=SUPPORT)
        house.keep_secrets(smtp_password="old")
        yield server


@contextmanager
def holes(house: MailHouse, count: int) -> Iterator[list[str]]:
    """Inboxes whose servers take a connection and say nothing."""
    listeners = [loopback() for _ in range(count)]
    addresses = [f"hole{number}@desk.example.com" for number in range(count)]
    for address, listener in zip(addresses, listeners, strict=True):
        house.add_inbox(address)
        house.settings(address, smtp_host="127.0.0.1", smtp_port=str(port_of(listener)))
    try:
        yield addresses
    finally:
        for listener in listeners:
            listener.close()


def port_of(listener: socket.socket) -> int:
    """Where it listens."""
    number: int = listener.getsockname()[1]
    return number


def nobody_listens(house: MailHouse, inbox: str = SUPPORT) -> int:
    """The outgoing server of an inbox is switched off; returns its port."""
    with loopback() as listener:
        port = port_of(listener)
    house.settings(inbox, smtp_host="127.0.0.1", smtp_port=str(port))
    return port


def test_why_no_letter_leaves_by_an_inbox_is_shown_until_it_works_again(post: Post) -> None:
    house = post.house
    with guarded(house):
        post.letter(1)
        post.all_due()
        told = listed(house)
        assert (told.outgoing, told.outgoing_data["host"]) == ("smtp.wrong_password", "127.0.0.1")
        assert told.outgoing_since_at is not None
        post.enter(RIGHT)
        assert listed(house).outgoing == ""


def test_a_refused_password_costs_one_sign_in_a_step_however_many_letters_wait(post: Post) -> None:
    with guarded(post.house) as server:
        letters = [post.letter(number) for number in range(12)]
        post.pass_time(3_600)
        assert 2 <= server.sign_ins <= 12
        assert {post.state(it) for it in letters} == {DeliveryState.QUEUED}
        assert all("password" in post.house.why(it) for it in letters)
        late = post.letter(99)
        before = server.sign_ins
        post.all_due()
        assert server.sign_ins == before
        assert "password" in post.house.why(late)


def test_two_workers_try_a_refused_account_no_oftener_than_one(post: Post) -> None:
    with guarded(post.house) as server:
        for number in range(6):
            post.letter(number)
        other = post.worker()
        for _ in range(60):
            while post.runner.run_due() + other.run_due():
                pass
            post.house.later(60)
        other.stop()
        assert 2 <= server.sign_ins <= 13


def test_the_right_password_lets_every_letter_go_at_once(post: Post) -> None:
    with guarded(post.house) as server:
        letters = [post.letter(number) for number in range(5)]
        post.pass_time(19 * 3_600, 3_600)
        post.enter(RIGHT)
        post.all_due()
        assert len(server.letters) == 5
    assert {post.state(it) for it in letters} == {DeliveryState.SENT}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_server_that_is_away_over_the_weekend_fails_no_letter(post: Post, language: str) -> None:
    port = nobody_listens(post.house)
    letters = [post.letter(number) for number in range(3)]
    post.pass_time(63 * 3_600, 3_600)
    assert {post.state(it) for it in letters} == {DeliveryState.QUEUED}
    assert ("tried again" if language == "en" else "повторится") in post.house.why(letters[0], language)
    with ScriptedServer(port=port) as server:
        post.pass_time(4_000, 400)
        assert len(server.letters) == 3
    assert {post.state(it) for it in letters} == {DeliveryState.SENT}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_letter_is_given_up_after_five_days_and_says_what_can_be_done(post: Post, language: str) -> None:
    nobody_listens(post.house)
    letter = post.letter(1)
    post.pass_time(4 * DAY_S, 7_200)
    assert post.state(letter) is DeliveryState.QUEUED
    post.pass_time(1.2 * DAY_S, 7_200)
    assert post.state(letter) is DeliveryState.FAILED
    why = post.house.why(letter, language)
    assert ("tried again" if language == "en" else "повторится") not in why
    assert ("two weeks" if language == "en" else "двух недель") in why
    assert ("into the editor" if language == "en" else "в редактор") in why


def test_the_right_password_revives_what_was_given_up_for_the_wrong_one(post: Post) -> None:
    with guarded(post.house) as server:
        first, second = post.letter(1), post.letter(2)
        post.pass_time(5.5 * DAY_S, 7_200)
        assert {post.state(first), post.state(second)} == {DeliveryState.FAILED}
        post.enter(RIGHT)
        assert {post.state(first), post.state(second)} == {DeliveryState.QUEUED}
        post.all_due()
        assert len(server.letters) == 2
    assert {post.state(first), post.state(second)} == {DeliveryState.SENT}


def test_a_server_that_answers_again_revives_what_was_given_up_when_the_next_letter_gets_through(post: Post) -> None:
    port = nobody_listens(post.house)
    old = post.letter(1)
    post.pass_time(5.5 * DAY_S, 7_200)
    assert post.state(old) is DeliveryState.FAILED
    with ScriptedServer(port=port) as server:
        new = post.letter(2)
        post.pass_time(4_000, 400)
        assert len(server.letters) == 2
    assert {post.state(old), post.state(new)} == {DeliveryState.SENT}


def test_what_was_taken_back_into_an_editor_is_not_revived(post: Post) -> None:
    house = post.house
    with guarded(house) as server:
        taken = house.take(mail("q", message_id="t@x.com", sender="t@x.com"))
        first, second = (house.answer(taken.conversation_id, text) for text in ("one", "two"))
        post.pass_time(5.5 * DAY_S, 7_200)
        command = TakeBack(taken.conversation_id, first)
        house.uow.run(house.ws, house.actor, lambda tx: take_back(command, tx))
        post.enter(RIGHT)
        post.all_due()
        assert len(server.letters) == 1
    assert (post.state(first), post.state(second)) == (DeliveryState.FAILED, DeliveryState.SENT)


def test_an_effect_given_up_before_this_rule_is_revived_unless_somebody_has_answered_since(post: Post) -> None:
    house = post.house
    with guarded(house) as server:
        alone, answered = post.letter(1), post.letter(2)
        post.pass_time(5.5 * DAY_S, 7_200)
        house.uow.run(house.ws, SYSTEM, forget_since)
        talk_id = house.delivery(answered).conversation_id
        again = house.answer(talk_id, "written anew")
        post.enter(RIGHT)
        post.all_due()
        assert len(server.letters) == 2
    assert [post.state(it) for it in (alone, answered, again)] == [
        DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.SENT,
    ]  # fmt: skip


def forget_since(tx: ServerTx) -> None:
    """Effects as they were stored before."""
    for effect in tx.session.scalars(select(Effect)):
        effect.payload = {name: value for name, value in effect.payload.items() if name != "since"}


@pytest.mark.parametrize("kept", [True, False])
def test_a_letter_nobody_confirmed_is_sent_again_when_a_person_says_so(post: Post, kept: bool) -> None:
    house = post.house
    with ScriptedServer(hangs_up_after=1) as server:
        house.settings(SUPPORT, smtp_host="127.0.0.1", smtp_port=str(server.port))
        letter = post.letter(1)
        post.all_due()
        assert post.state(letter) is DeliveryState.UNKNOWN
        if not kept:  # its effect was dropped long ago
            house.uow.run(house.ws, SYSTEM, lambda tx: tx.session.execute(delete(Effect)))
        command = SendAgain(house.delivery(letter).conversation_id, letter)

        def work(tx: ServerTx) -> None:
            send_again(command, tx)
            send_again_after(command, tx)

        house.uow.run(house.ws, house.actor, work)
        post.all_due()
        assert len(server.letters) == 2
        first, second = (parse_mail(raw).message_id for raw in server.letters)
    assert post.state(letter) is DeliveryState.SENT
    assert first == second  # so that whoever has it can tell


def test_what_was_given_up_long_ago_is_not_sent_out_of_the_blue(post: Post) -> None:
    with guarded(post.house) as server:
        letter = post.letter(1)
        post.pass_time(5.5 * DAY_S, 7_200)
        post.house.later(15 * DAY_S)
        post.enter(RIGHT)
        post.all_due()
        assert server.letters == []
    assert post.state(letter) is DeliveryState.FAILED


def test_of_an_unreachable_account_one_letter_at_a_time_is_tried(post: Post) -> None:
    with ScriptedServer("421 4.3.2 Too busy") as server:
        post.house.settings(SUPPORT, smtp_host="127.0.0.1", smtp_port=str(server.port))
        for number in range(10):
            post.letter(number)
        post.pass_time(600)
        assert server.connections <= 12


def test_a_letter_that_is_refused_for_now_holds_up_no_other(post: Post) -> None:
    with ScriptedServer(answers={"RCPT": ["450 4.2.0 Greylisted"]}) as server:
        post.house.settings(SUPPORT, smtp_host="127.0.0.1", smtp_port=str(server.port))
        grey, other = post.letter(1), post.letter(2)
        post.all_due()
        assert (post.state(grey), post.state(other)) == (DeliveryState.QUEUED, DeliveryState.SENT)


def test_a_letter_at_which_every_connection_breaks_does_not_stop_the_others(post: Post) -> None:
    with ScriptedServer(hangs_up_on=b"p@x.com") as server:
        post.house.settings(SUPPORT, smtp_host="127.0.0.1", smtp_port=str(server.port))
        taken = post.house.take(mail("q", message_id="p@x.com", sender="p@x.com"))
        bad = post.house.answer(taken.conversation_id, "a")
        good = [post.letter(number) for number in range(3)]
        post.pass_time(600)
        assert {post.state(it) for it in good} == {DeliveryState.SENT}
        assert post.state(bad) is DeliveryState.QUEUED


@pytest.mark.parametrize("hanging", [1, LANES, LANES + 3])
def test_accounts_that_hang_hold_up_neither_other_inboxes_nor_a_chat(post: Post, hanging: int) -> None:
    house = post.house
    with holes(house, hanging) as addresses, ScriptedServer() as good:
        house.settings(BILLING, smtp_host="127.0.0.1", smtp_port=str(good.port))
        stuck = [post.letter(100 + number, address) for number, address in enumerate(addresses * 3)]
        post.runner.start(only_worker=False)
        post.runner.wake()
        wait_for(lambda: len(taken_of(house)) >= hanging, "all of them hang")
        chat = post.letter(1, channel=Channel.CHAT)
        healthy = post.letter(2, BILLING)
        post.runner.wake()
        wait_for(lambda: post.state(chat) is DeliveryState.SENT, "the chat went on")
        wait_for(lambda: post.state(healthy) is DeliveryState.SENT, "the other inbox went on")
        assert {post.state(it) for it in stuck} == {DeliveryState.QUEUED}


def taken_of(house: MailHouse) -> list[UUID]:
    """Effects that run."""
    with house.database.read() as session:
        return list(session.scalars(select(Effect.id).where(Effect.state == "leased")))


def test_letters_of_one_conversation_keep_their_order_when_their_account_comes_back(post: Post) -> None:
    with guarded(post.house) as server:
        taken = post.house.take(mail("q", message_id="o@x.com", sender="o@x.com"))
        for number in range(4):
            post.house.answer(taken.conversation_id, f"part {number}")
            post.pass_time(60)
        post.enter(RIGHT)
        post.all_due()
        texts = [raw.partition(b"\r\n\r\n")[2].strip() for raw in server.letters]
    assert texts == [f"part {number}".encode() for number in range(4)]


def test_tries_while_the_account_was_at_fault_do_not_count(post: Post) -> None:
    with guarded(post.house):
        letter = post.letter(1)
        post.pass_time(DAY_S, 3_600)
        with post.house.database.read() as session:
            tries = session.scalar(select(Effect.attempts).where(Effect.dedupe_key == f"deliver:{letter}"))
        assert tries == 0


def test_the_other_inboxes_letters_are_not_hurried_into_a_wall(post: Post) -> None:
    nobody_listens(post.house, BILLING)
    with guarded(post.house):
        post.letter(1)
        stuck = post.letter(2, BILLING)
        post.pass_time(3_600, 60)
        before = next_try(post.house, stuck)
        post.enter(RIGHT)
        post.all_due()
        assert abs(next_try(post.house, stuck) - before) < timedelta(seconds=2)


def next_try(house: MailHouse, entry_id: UUID):
    """When a letter is tried again."""
    with house.database.read() as session:
        return session.scalars(select(Effect.not_before).where(Effect.dedupe_key == f"deliver:{entry_id}")).one()
