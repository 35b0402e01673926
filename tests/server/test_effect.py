"""What happens outside: once, in order, again after a failure, and never when the command was refused."""

import hashlib
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.commands.base import SYSTEM
from app.commands.message import FileOfMessage, Reply
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.model.conversation import Delivery
from app.model.identifier import new_id
from app.model.sync import Effect
from app.server.conversations.service import set_delivery
from app.server.errors import Failed, Later
from app.server.jobs.effect import LEASE, MAX_CRASHES, EffectRunner, _End
from app.server.jobs.look import MOST_REST_S
from tests.builders.conversation import customer_writes, make_conversation
from tests.builders.workspace import make_shop
from tests.services.backend import Backend
from tests.sync.conftest import wait_for


class TellingSender:
    """A channel that does what it is told, and remembers."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.sent: list[UUID] = []
        self.troubles: list[Exception] = []

    def send(self, ws: UUID, entry_id: UUID) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
        self.sent.append(entry_id)
        self.backend.parts.uow.run(ws, SYSTEM, lambda tx: set_delivery(tx, entry_id, DeliveryState.SENT))


@pytest.fixture
def sender(backend: Backend) -> TellingSender:
    sender = TellingSender(backend)
    backend.parts.senders[Channel.EMAIL] = sender
    return sender


@pytest.fixture
def anna(backend: Backend):
    shop = make_shop(backend.parts.uow)
    desk = backend.desk(shop.ws, shop.anna)
    desk.talk = make_conversation(backend.parts.uow, shop.ws, shop.mail)
    desk.shop = shop
    return desk


def reply(talk: UUID, channel: Channel = Channel.EMAIL, **more: object) -> Reply:
    return Reply(talk, new_id(), "Здравствуйте!", channel, seen_seq=1, **more)


def delivery(backend: Backend, reply: Reply) -> tuple[str, str]:
    with backend.parts.database.read() as session:
        row = session.scalars(select(Delivery).where(Delivery.entry_id == reply.entry_id)).one()
        return row.state.value, row.reason


def test_replies_leave_once_in_the_order_they_were_written(backend, anna, sender):
    replies = [reply(anna.talk) for _ in range(4)]
    anna.push(*(anna.message(it) for it in replies))
    while backend.parts.effects.run_due():
        pass
    assert sender.sent == [it.entry_id for it in replies]
    assert delivery(backend, replies[0]) == ("sent", "")


def test_a_reply_that_cannot_leave_now_leaves_later(backend, anna, sender):
    sender.troubles = [Later(60, "the mail server is busy")]
    late = reply(anna.talk)
    anna.give(late)
    backend.parts.effects.run_due()
    assert delivery(backend, late) == ("queued", "the mail server is busy")
    assert backend.parts.effects.run_due() == 0
    backend.clock.advance(timedelta(seconds=61))
    backend.parts.effects.run_due()
    assert delivery(backend, late) == ("sent", "")


def test_a_reply_that_will_never_leave_says_why(backend, anna, sender):
    sender.troubles = [Failed("no such mailbox")]
    dead = reply(anna.talk)
    anna.give(dead)
    backend.parts.effects.run_due()
    assert delivery(backend, dead) == ("failed", "no such mailbox")
    backend.clock.advance(timedelta(days=1))
    assert backend.parts.effects.run_due() == 0


def test_a_channel_that_is_not_connected_fails_with_a_reason(backend, anna):
    message = reply(anna.talk, Channel.PHONE)
    anna.give(message)
    backend.parts.effects.run_due()
    assert delivery(backend, message) == ("failed", "channel_not_connected")


def test_a_reply_that_has_to_wait_is_not_overtaken_in_its_conversation_and_blocks_no_other(backend, anna, sender):
    elsewhere = make_conversation(backend.parts.uow, anna.shop.ws, anna.shop.mail, address="b@x.example")
    sender.troubles = [Later(60, "the mail server is busy")]
    first, second, other = reply(anna.talk), reply(anna.talk), reply(elsewhere)
    anna.push(*(anna.message(it) for it in (first, second, other)))
    while backend.parts.effects.run_due():
        pass
    assert sender.sent == [other.entry_id]
    third = reply(anna.talk)
    anna.give(third)
    assert backend.parts.effects.run_due() == 0
    backend.clock.advance(timedelta(seconds=61))
    while backend.parts.effects.run_due():
        pass
    assert sender.sent[1:] == [first.entry_id, second.entry_id, third.entry_id]


def test_a_reply_that_will_never_leave_lets_the_next_one_go(backend, anna, sender):
    sender.troubles = [Failed("no such mailbox")]
    dead, alive = reply(anna.talk), reply(anna.talk)
    anna.push(anna.message(dead), anna.message(alive))
    while backend.parts.effects.run_due():
        pass
    assert sender.sent == [alive.entry_id]


def test_a_reply_waits_for_its_files_and_blocks_no_other_conversation(backend, anna, sender):
    data = b"invoice"
    sha256 = hashlib.sha256(data).hexdigest()
    waiting = reply(anna.talk, files=[FileOfMessage(new_id(), "invoice.pdf", "application/pdf", 7, sha256)])
    other = reply(make_conversation(backend.parts.uow, anna.shop.ws, anna.shop.mail, address="b@x.example"))
    anna.push(anna.message(waiting), anna.message(other))
    while backend.parts.effects.run_due():
        pass
    assert sender.sent == [other.entry_id]
    assert delivery(backend, waiting) == ("queued", "awaiting_blobs")
    anna.call("PUT", f"/v1/blobs/{sha256}", data=data)
    backend.clock.advance(timedelta(seconds=6))
    backend.parts.effects.run_due()
    assert sender.sent == [other.entry_id, waiting.entry_id]


@pytest.mark.parametrize(("channel", "left"), [(Channel.EMAIL, False), (Channel.CHAT, True)])
def test_a_reply_whose_files_come_after_the_customers_next_message_waits_for_its_author(
    backend, anna, sender, channel, left
):
    backend.parts.senders[Channel.CHAT] = sender
    sha256 = hashlib.sha256(b"invoice").hexdigest()
    waiting = reply(anna.talk, channel, files=[FileOfMessage(new_id(), "invoice.pdf", "application/pdf", 7, sha256)])
    anna.give(waiting)
    backend.parts.effects.run_due()
    customer_writes(backend.parts.uow, anna.shop.ws, anna.talk)
    anna.call("PUT", f"/v1/blobs/{sha256}", data=b"invoice")
    backend.clock.advance(timedelta(seconds=6))  # in live chat that is within its minute
    backend.parts.effects.run_due()
    assert delivery(backend, waiting) == (("sent", "") if left else ("failed", "newer_messages"))
    assert sender.sent == ([waiting.entry_id] if left else [])
    after = reply(anna.talk, channel)
    anna.give(replace(after, seen_seq=3))
    backend.parts.effects.run_due()
    assert delivery(backend, after) == ("sent", "")


@pytest.mark.parametrize(
    ("hours", "writes", "left"), [(11, True, True), (12, True, False), (12, False, True)]
)  # fmt: skip
def test_a_reply_that_no_server_took_for_half_a_day_is_judged_once_more(backend, anna, sender, hours, writes, left):
    sender.troubles = [Later(60, "the mail server is busy")]
    late = reply(anna.talk)
    anna.give(late)
    backend.parts.effects.run_due()
    if writes:
        customer_writes(backend.parts.uow, anna.shop.ws, anna.talk)
    backend.clock.advance(timedelta(hours=hours))
    backend.parts.effects.run_due()
    assert delivery(backend, late) == (("sent", "") if left else ("failed", "newer_messages"))


def test_an_effect_of_a_dead_process_is_taken_again_when_its_lease_ends(backend, anna, sender):
    anna.give(reply(anna.talk))
    backend.parts.effects._take()  # a process that died here
    assert backend.parts.effects.run_due() == 0
    other = EffectRunner(backend.parts.uow, backend.parts.database.read, backend.clock, backend.parts.handlers)
    assert other.run_due() == 0
    backend.clock.advance(LEASE + timedelta(seconds=1))
    assert other.run_due() == 1
    assert len(sender.sent) == 1


def test_what_takes_longer_than_a_lease_is_not_taken_by_another_process(backend, anna):
    runner, began, may_end = backend.parts.effects, threading.Event(), threading.Event()

    def slow(effect: Effect) -> None:
        began.set()
        assert may_end.wait(30)

    backend.parts.handlers["slow"] = slow
    runner.start(only_worker=False)
    backend.parts.stops.append(runner.stop)
    backend.parts.uow.run(anna.shop.ws, SYSTEM, lambda tx: tx.effect("slow", "slow:1", {}))
    assert began.wait(30)
    other = EffectRunner(backend.parts.uow, backend.parts.database.read, backend.clock, backend.parts.handlers)
    for _ in range(5):
        before = lease_of(backend)
        backend.clock.advance(LEASE / 2)
        wait_for(lambda before=before: lease_of(backend) > before, "renewed")
        assert other.run_due() == 0
    may_end.set()
    wait_for(lambda: lease_of(backend) is None, "done")


def test_who_lost_the_lease_does_not_write_the_end_of_somebody_elses_try(backend, anna, sender):
    anna.give(reply(anna.talk))
    (slow,) = backend.parts.effects._take()
    backend.clock.advance(LEASE + timedelta(seconds=1))
    other = EffectRunner(backend.parts.uow, backend.parts.database.read, backend.clock, backend.parts.handlers)
    assert len(other._take()) == 1
    backend.parts.effects._finish(slow, _End("done"))
    assert lease_of(backend) is not None


def lease_of(backend: Backend) -> datetime | None:
    with backend.parts.database.read() as session:
        return session.scalars(select(Effect.lease_until)).one()


@pytest.mark.expects_log("deskhand.effect")
def test_a_bug_in_one_effect_is_logged_and_tried_again(backend, anna, sender):
    sender.troubles = [ZeroDivisionError()]
    anna.give(reply(anna.talk))
    backend.parts.effects.run_due()
    backend.clock.advance(timedelta(seconds=2))
    assert backend.parts.effects.run_due() == 1
    assert len(sender.sent) == 1


@pytest.mark.expects_log("deskhand.effect")
def test_a_reply_that_a_bug_keeps_from_leaving_is_told_in_the_end(backend, anna, sender):
    sender.troubles = [ZeroDivisionError() for _ in range(MAX_CRASHES)]
    lost = reply(anna.talk)
    anna.give(lost)
    for _ in range(MAX_CRASHES):
        backend.parts.effects.run_due()
        backend.clock.advance(timedelta(hours=1))
    assert delivery(backend, lost) == ("failed", "internal")


@pytest.mark.expects_log("deskhand.effect")
@pytest.mark.parametrize(
    ("reached", "told"),
    [(DeliveryState.SENDING, ("unknown", "internal")), (DeliveryState.DELIVERED, ("delivered", ""))],
)
def test_what_may_have_left_before_a_bug_is_told_as_unknown(backend, anna, reached, told):
    class Stumbling:
        def send(self, ws: UUID, entry_id: UUID) -> None:
            backend.parts.uow.run(ws, SYSTEM, lambda tx: set_delivery(tx, entry_id, reached))
            raise ZeroDivisionError

    backend.parts.senders[Channel.EMAIL] = Stumbling()
    lost = reply(anna.talk)
    anna.give(lost)
    for _ in range(MAX_CRASHES):
        backend.parts.effects.run_due()
        backend.clock.advance(timedelta(hours=1))
    assert delivery(backend, lost) == told


@pytest.mark.expects_log("deskhand.effect")
def test_a_database_that_is_away_gives_no_reply_up(backend, anna, sender):
    sender.troubles = [OperationalError("select", {}, Exception()) for _ in range(MAX_CRASHES + 2)]
    late = reply(anna.talk)
    anna.give(late)
    for _ in range(MAX_CRASHES + 3):
        backend.parts.effects.run_due()
        backend.clock.advance(timedelta(hours=1))
    assert delivery(backend, late) == ("sent", "")


def test_a_chat_answer_does_not_wait_for_hundreds_of_letters(backend, anna):
    def letters(tx):
        for number in range(250):
            tx.effect("ring", f"letter:{number}", {"lane": "email"})

    backend.parts.uow.run(anna.shop.ws, SYSTEM, letters)
    backend.parts.uow.run(anna.shop.ws, SYSTEM, lambda tx: tx.effect("ring", "chat:1", {"lane": "chat"}))
    taken = backend.parts.effects._take()
    assert [effect.dedupe_key for effect in taken] == ["letter:0", "chat:1"]
    backend.parts.uow.run(anna.shop.ws, SYSTEM, lambda tx: tx.effect("ring", "ring:1", {}))
    assert [effect.dedupe_key for effect in backend.parts.effects._take()] == ["ring:1"]


def test_thousands_that_wait_are_not_gone_through_for_each_that_leaves(backend, anna):
    rung, looks = [], []
    everybody = threading.Event()

    def ring(effect):
        rung.append(effect.payload["number"])
        if len(rung) == 500:
            everybody.set()

    def letters(tx):
        for number in range(500):
            tx.effect("ring", f"letter:{number}", {"lane": "email", "number": number})

    backend.parts.handlers["ring"] = ring
    backend.parts.uow.run(anna.shop.ws, SYSTEM, letters)
    read = backend.parts.effects._looks._read
    backend.parts.effects._looks._read = lambda busy: looks.append(busy) or read(busy)
    backend.parts.effects.start(only_worker=backend.parts.database.is_sqlite)
    backend.parts.stops.append(backend.parts.effects.stop)
    assert everybody.wait(60)
    assert rung == list(range(500))
    assert len(looks) < 50


def test_whoever_writes_meanwhile_is_found_beside_what_is_known(backend, anna):
    def letters(tx):
        for number in range(100):
            tx.effect("ring", f"letter:{number}", {"lane": "email"})

    rung = []
    backend.parts.handlers["ring"] = lambda effect: rung.append(effect.dedupe_key)
    backend.parts.uow.run(anna.shop.ws, SYSTEM, letters)
    runner = backend.parts.effects

    def next_ones():
        for effect in runner._take(may_rest=True):
            runner._run(effect)

    next_ones()
    next_ones()
    assert rung == ["letter:0", "letter:1"]
    backend.parts.uow.run(anna.shop.ws, SYSTEM, lambda tx: tx.effect("ring", "chat:1", {"lane": "chat"}))
    runner._looks.wish()
    backend.clock.advance(timedelta(seconds=1))  # a look may have been long
    next_ones()
    assert rung == ["letter:0", "letter:1", "letter:2", "chat:1"]


def test_what_becomes_due_by_itself_is_found_however_many_wait_in_another_lane(backend, anna):
    def write(tx):
        for number in range(50):
            tx.effect("ring", f"letter:{number}", {"lane": "email"})
        tx.effect("ring", "later:1", {"lane": "later"}, not_before=tx.now + timedelta(minutes=1))

    backend.parts.uow.run(anna.shop.ws, SYSTEM, write)
    looks = backend.parts.effects._looks
    assert [it.lane for it in looks.firsts([])] == ["email"]
    assert looks.rests_s() > 0
    backend.clock.on_move = None  # nobody says that time has passed
    backend.clock.advance(timedelta(minutes=2))
    assert [it.lane for it in looks.firsts([], may_rest=True)] == ["email", "later"]


def test_a_look_during_which_the_clock_jumped_or_all_stood_still_is_soon_followed_by_another(backend):
    looks = backend.parts.effects._looks
    read = looks._read

    def interrupted(busy):
        backend.clock.advance(timedelta(minutes=5))
        return read(busy)

    looks._read = interrupted
    looks.firsts([])
    looks.wish()
    assert 0 < looks.rests_s() <= MOST_REST_S


def test_a_worker_that_lost_its_lease_does_not_end_what_another_one_runs(backend, anna):
    ended: list[str] = []
    backend.parts.handlers["ring"] = lambda effect: ended.append(effect.dedupe_key)
    backend.parts.uow.run(anna.shop.ws, SYSTEM, lambda tx: tx.effect("ring", "ring:1", {}))
    first = backend.parts.effects
    second = EffectRunner(backend.parts.uow, backend.parts.database.read, backend.clock, backend.parts.handlers)
    (slow,) = first._take()
    backend.clock.advance(LEASE + timedelta(seconds=1))
    (again,) = second._take()
    first._run(slow)
    backend.clock.advance(LEASE - timedelta(seconds=1))
    first._renew_leases()

    def state():
        with backend.parts.database.read() as session:
            row = session.scalars(select(Effect).where(Effect.dedupe_key == "ring:1")).one()
            return row.state, row.attempts

    assert state() == ("leased", 2)
    second._run(again)
    assert state() == ("done", 2)


def test_a_commit_wakes_the_worker_at_once(backend, anna, sender):
    arrived = threading.Event()
    backend.parts.handlers["ring"] = lambda _: arrived.set()
    backend.parts.effects.start(only_worker=backend.parts.database.is_sqlite)
    backend.parts.stops.append(backend.parts.effects.stop)
    backend.parts.uow.run(anna.shop.ws, SYSTEM, lambda tx: tx.effect("ring", "ring:1", {}))
    assert arrived.wait(10)


def test_who_has_nothing_to_do_waits_for_nobody_who_writes(backend, anna, sender):
    looked = []

    def write(tx):
        looking = threading.Thread(target=lambda: looked.append(backend.parts.effects.run_due()), daemon=True)
        looking.start()
        looking.join(10)

    backend.parts.uow.run(anna.shop.ws, SYSTEM, write)
    assert looked == [0]


def test_of_two_processes_that_chose_the_same_one_takes_it(backend, anna, sender):
    anna.give(reply(anna.talk))
    runner = backend.parts.effects
    other = EffectRunner(backend.parts.uow, backend.parts.database.read, backend.clock, backend.parts.handlers)
    taken, before = [], runner._lease

    def lease(keys):
        taken.append(len(other._take()))
        return before(keys)

    runner._lease = lease
    assert (runner._take(), taken) == ([], [1])


def test_one_dedupe_key_is_one_effect(backend, anna):
    for _ in range(2):
        backend.parts.uow.run(anna.shop.ws, SYSTEM, lambda tx: tx.effect("ring", "ring:1", {}))
    with backend.parts.database.read() as session:
        assert len(session.scalars(select(Effect.id)).all()) == 1
