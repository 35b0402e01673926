"""Commands of a desk: every one has exactly one outcome, whatever the network does to it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.client.store.change import WITHDRAWAL
from app.commands.base import REGISTRY, Registered
from app.commands.conversation import AssignConversation, MarkRead, ResolveConversation
from app.commands.junk import MarkJunk
from app.commands.later import SendLater
from app.commands.message import FileOfMessage, Reply, WriteNote
from app.domain.channel import Channel
from app.domain.status import Status
from app.model.conversation import Attachment, Conversation, LogEntry
from app.model.identifier import new_id
from app.model.later_message import LaterMessage
from app.model.sync import CommandResult, Effect, SyncClient
from app.server.transaction import ServerTx
from tests.builders.conversation import customer_writes, make_conversation
from tests.builders.workspace import Shop
from tests.services.backend import Backend


@pytest.fixture
def talk(backend: Backend, shop: Shop) -> UUID:
    return make_conversation(backend.parts.uow, shop.ws, shop.mail)


def answer(talk: UUID, **more: object) -> Reply:
    return Reply(talk, new_id(), "Здравствуйте! Уже в пути.", Channel.EMAIL, **({"seen_seq": 1} | more))


def count(backend: Backend, model: type, *where: object) -> int:
    with backend.parts.database.read() as session:
        return session.scalar(select(func.count()).select_from(model).where(*where))


def test_a_reply_pushed_twice_is_sent_once(backend, anna, talk):
    message = anna.message(answer(talk))
    first, again = anna.push(message).json(), anna.push(message).json()
    assert first["results"] == again["results"] == [{"mid": 1, "status": "ok"}]
    assert count(backend, LogEntry, LogEntry.kind == "message_out") == 1
    assert count(backend, Effect, Effect.kind == "deliver") == 1


def test_a_hole_in_the_numbers_is_told_and_nothing_of_the_push_is_kept(backend, anna, talk):
    taken = anna.message(WriteNote(talk, new_id(), "one"), mid=1)
    refused = anna.push(taken, anna.message(WriteNote(talk, new_id(), "three"), mid=3))
    assert (refused.status_code, refused.json()["error"], refused.json()["expected"]) == (409, "gap", 2)
    assert count(backend, LogEntry, LogEntry.kind == "note") == 0
    assert anna.push(taken).json()["results"][0]["status"] == "ok"


def test_a_cloned_disk_is_noticed_and_its_commands_keep_their_first_outcome(backend, shop, anna, talk):
    note = WriteNote(talk, new_id(), "from the first disk")
    original = anna.message(note)
    anna.push(original)
    clone = anna.push(anna.message(WriteNote(talk, new_id(), "from the clone"), mid=1))
    assert (clone.status_code, clone.json()["error"]) == (409, "client_forked")
    other = backend.desk(shop.ws, shop.anna)
    assert other.push(original).json()["results"] == [{"mid": 1, "status": "ok"}]
    assert other.push(original).json()["results"] == [{"mid": 1, "status": "ok"}]
    assert count(backend, LogEntry, LogEntry.kind == "note") == 1


def test_a_reply_is_held_when_the_customer_wrote_meanwhile_and_goes_when_confirmed(backend, shop, anna, talk):
    customer_writes(backend.parts.uow, shop.ws, talk)
    reply = answer(talk)
    held = anna.give(reply)
    assert (held["status"], held["code"], held["detail"]["seqs"]) == ("held", "newer_messages", [2])
    assert count(backend, LogEntry, LogEntry.kind == "message_out") == 0
    confirmed = Reply(talk, reply.entry_id, reply.body, reply.channel, seen_seq=1, confirmed_seq=2)
    assert anna.give(confirmed)["status"] == "ok"


def test_a_reply_older_than_twelve_hours_is_held(backend, anna, talk):
    old = (backend.clock.now() - timedelta(hours=12)).isoformat()
    assert anna.give(answer(talk), at=old)["status"] == "held"
    assert anna.give(answer(talk), age_ms=12 * 3_600_000)["status"] == "held"
    ahead = (backend.clock.now() + timedelta(days=1)).isoformat()
    assert anna.give(answer(talk), at=ahead, skew_ms=-86_400_000)["status"] == "ok"


def test_notes_events_and_own_messages_hold_nothing(backend, shop, anna, talk):
    anna.give(WriteNote(talk, new_id(), "колеге"))
    assert anna.give(answer(talk))["status"] == "ok"
    assert anna.give(answer(talk))["status"] == "ok"


def test_in_live_chat_a_fresh_reply_is_not_held_by_the_customers_newer_message(backend, shop, anna):
    chat = make_conversation(backend.parts.uow, shop.ws, shop.chat, address="v1")
    customer_writes(backend.parts.uow, shop.ws, chat)
    live = Reply(chat, new_id(), "Да", Channel.CHAT, seen_seq=1)
    assert anna.give(live)["status"] == "ok"
    late = Reply(chat, new_id(), "Нет", Channel.CHAT, seen_seq=1)
    assert anna.give(late, age_ms=60_000)["status"] == "held"


def test_the_first_of_two_assignments_wins_and_the_second_sees_who(backend, shop, anna, talk):
    vera = backend.desk(shop.ws, shop.vera)
    assert anna.give(AssignConversation(talk, new_id(), shop.anna, None))["status"] == "ok"
    lost = vera.give(AssignConversation(talk, new_id(), shop.vera, None))
    assert (lost["status"], lost["code"]) == ("conflict", "assignee_changed")
    assert lost["detail"]["assignee_id"] == str(shop.anna)


def test_resolving_conflicts_with_a_message_the_operator_has_not_seen(backend, shop, anna, talk):
    customer_writes(backend.parts.uow, shop.ws, talk)
    assert anna.give(ResolveConversation(talk, new_id(), 1))["code"] == "status_changed"
    assert anna.give(ResolveConversation(talk, new_id(), 2))["status"] == "ok"


def test_a_refused_command_does_not_stop_the_others_of_its_push(backend, anna, talk):
    messages = [
        anna.message(WriteNote(talk, new_id(), "one")),
        anna.message(WriteNote(new_id(), new_id(), "nowhere")),
        anna.message(WriteNote(talk, new_id(), "  ")),
        {"mid": 4, "id": str(new_id()), "name": "fly@1", "args": {}, "at": anna.now().isoformat()},
        {"mid": 5, "id": str(new_id()), "name": "note@1", "args": {"body": 7}, "at": anna.now().isoformat()},
        anna.message(WriteNote(talk, new_id(), "nul \0"), mid=6),
        anna.message(WriteNote(talk, new_id(), "two"), mid=7),
    ]
    results = anna.push(*messages).json()["results"]
    assert [it.get("code", it["status"]) for it in results] == [
        "ok", "gone", "empty", "unknown_command", "invalid", "invalid", "ok",
    ]  # fmt: skip
    with backend.parts.database.read() as session:
        entries = session.scalars(select(LogEntry).order_by(LogEntry.seq)).all()
        assert [it.seq for it in entries] == [1, 2, 3]
        assert session.scalars(select(Conversation.log_head)).all() == [3]


def test_a_command_that_depends_on_a_refused_one_is_refused(backend, shop, anna, talk):
    customer_writes(backend.parts.uow, shop.ws, talk)
    first = anna.message(answer(talk))
    second = anna.message(answer(talk, seen_seq=2, after=1))
    results = anna.push(first, second).json()["results"]
    assert [(it["status"], it["code"]) for it in results] == [("held", "newer_messages"), ("rejected", "dependency")]


@pytest.mark.parametrize("kind", [MarkJunk, ResolveConversation])
def test_nothing_is_closed_or_set_aside_over_a_held_answer(backend, shop, anna, talk, kind):
    customer_writes(backend.parts.uow, shop.ws, talk)
    messages = [anna.message(answer(talk)), anna.message(kind(talk, new_id(), 2, after=1))]
    results = anna.push(*messages).json()["results"]
    assert [(it["status"], it["code"]) for it in results] == [("held", "newer_messages"), ("rejected", "dependency")]
    with backend.parts.database.read() as session:
        assert session.scalar(select(Conversation.status)) is Status.NEW


@pytest.mark.expects_log("deskhand.push")
def test_a_command_that_keeps_crashing_is_given_up_after_ten_minutes(backend, anna, talk, monkeypatch):
    crashing(monkeypatch, "note@2", fail)
    message = anna.message(WriteNote(talk, new_id(), "poison"))
    after = anna.message(MarkRead(talk, 1))
    assert [it["status"] for it in anna.push(message, after).json()["results"]] == ["retry"]
    assert anna.push(message).json()["results"][0]["status"] == "retry"
    backend.clock.advance(timedelta(minutes=10))
    poisoned = anna.push(message, after).json()
    assert [it.get("code", it["status"]) for it in poisoned["results"]] == ["internal", "ok"]
    assert poisoned["results"][0]["detail"]["incident"]


def crashing(monkeypatch: pytest.MonkeyPatch, name: str, act: Callable[..., None]) -> None:
    """From now on that command does this instead."""
    known = REGISTRY[name]
    monkeypatch.setitem(REGISTRY, name, Registered(known.name, known.version, known.command, act))


def fail(*_: object) -> None:
    raise ZeroDivisionError


FILE = FileOfMessage(new_id(), "счёт.pdf", "application/pdf", 3, "a" * 64)


def test_a_file_given_twice_is_refused_and_stops_nothing(backend, anna, talk):
    assert anna.give(answer(talk, files=[FILE]))["status"] == "ok"
    later = SendLater(talk, new_id(), "Завтра", Channel.EMAIL, 1, backend.clock.now() + timedelta(days=1), files=[FILE])
    messages = [answer(talk, files=[FILE]), later, answer(talk, files=[replace(FILE, id=new_id())] * 2)]
    pushed = anna.push(*map(anna.message, [*messages, answer(talk, files=[replace(FILE, id=new_id())])])).json()
    results = [it.get("code", it["status"]) for it in pushed["results"]]
    assert results == ["file_id_taken", "file_id_taken", "file_id_taken", "ok"]
    assert count(backend, Attachment) == 2


def test_of_two_answers_put_off_with_one_file_the_second_is_held(backend, anna, talk):
    for minutes in (1, 2):
        at = backend.clock.now() + timedelta(minutes=minutes)
        later = SendLater(talk, new_id(), f"Через {minutes}", Channel.EMAIL, 1, at, files=[FILE])
        assert anna.give(later)["status"] == "ok"
    backend.clock.advance(timedelta(minutes=3))
    for _ in range(5):
        backend.parts.effects.run_due()
    with backend.parts.database.read() as session:
        rows = session.execute(select(LaterMessage.state, LaterMessage.reason).order_by(LaterMessage.send_at))
        assert rows.all() == [("sent", ""), ("held", "file_id_taken")]


@pytest.mark.expects_log("deskhand.push")
def test_a_command_that_writes_what_is_there_never_stops_those_behind_it(backend, anna, talk, monkeypatch):
    def doubled(cmd: MarkRead, tx: ServerTx) -> None:
        tx.put(Attachment(id=FILE.id, conversation_id=talk, entry_id=talk, name="", content_type="", size=1, blob=""))

    crashing(monkeypatch, "mark_read@1", doubled)
    assert anna.give(MarkRead(talk, 1))["status"] == "ok"
    poison, behind = anna.message(MarkRead(talk, 2)), anna.message(answer(talk))
    for _ in range(2):
        assert [it["status"] for it in anna.push(poison, behind).json()["results"]] == ["retry"]
    backend.clock.advance(timedelta(minutes=10))
    results = anna.push(poison, behind).json()["results"]
    assert [it.get("code", it["status"]) for it in results] == ["internal", "ok"]


@pytest.mark.expects_log("deskhand.push")
@pytest.mark.parametrize("withdrawn", [False, True])
def test_what_crashed_goes_on_under_another_device_of_its_person(backend, shop, anna, talk, monkeypatch, withdrawn):
    message = anna.message(WriteNote(talk, new_id(), "once more"))
    with monkeypatch.context() as patch:
        crashing(patch, "note@2", fail)
        assert anna.push(message).json()["results"][0]["status"] == "retry"
    anew = backend.desk(shop.ws, shop.anna)
    sent = message | ({"name": WITHDRAWAL, "args": {}} if withdrawn else {})
    results = [anew.push(sent).json()["results"][0] for _ in range(2)]
    assert [it.get("code", it["status"]) for it in results] == ["unknown_command" if withdrawn else "ok"] * 2
    assert count(backend, CommandResult) == 1
    assert anna.push(message).json()["results"] == [results[0]]
    assert count(backend, LogEntry, LogEntry.kind == "note") == (0 if withdrawn else 1)


@pytest.mark.expects_log("deskhand.push")
def test_how_often_it_crashed_is_known_to_each_device_that_gives_it(backend, shop, anna, talk, monkeypatch):
    crashing(monkeypatch, "note@2", fail)
    poison, other = (anna.message(WriteNote(talk, new_id(), it), mid=1) for it in ("poison", "other"))
    anew = backend.desk(shop.ws, shop.anna)
    attempts = [it.push(poison).json()["results"][0]["detail"]["attempts"] for it in (anna, anew, anna)]
    assert attempts == [1, 2, 3]
    assert anew.push(other).json()["results"][0]["detail"]["attempts"] == 1
    backend.clock.advance(timedelta(minutes=10))
    assert anna.push(poison).json()["results"][0]["code"] == "internal"
    assert anew.push(poison).json()["results"][0]["code"] == "internal"


@pytest.mark.expects_log("deskhand.push")
def test_what_crashed_is_nobody_elses(backend, shop, anna, talk, monkeypatch):
    message = anna.message(WriteNote(talk, new_id(), "hers"))
    with monkeypatch.context() as patch:
        crashing(patch, "note@2", fail)
        anna.push(message)
    vera = backend.desk(shop.ws, shop.vera)
    assert vera.push(message).json()["results"][0]["code"] == "command_id_taken"
    assert anna.push(message).json()["results"][0]["status"] == "ok"


def test_a_revoked_device_is_told_so(backend, shop, anna, talk):
    with backend.parts.database.write() as session:
        session.get(SyncClient, (shop.ws, anna.tokens.client)).revoked = True
        session.commit()
    refused = anna.push(anna.message(WriteNote(talk, new_id(), "x")))
    assert (refused.status_code, refused.json()["error"]) == (403, "revoked")


def test_a_client_of_an_old_protocol_may_still_push_but_not_pull(backend, anna, talk):
    body = {"proto": 0, "schema": 0, "client": str(anna.tokens.client)}
    pushed = anna.call(
        "POST", "/v1/sync/push", json=body | {"commands": [anna.message(WriteNote(talk, new_id(), "old"))]}
    )
    assert pushed.json()["results"][0]["status"] == "ok"
    pulled = anna.call("POST", "/v1/sync/pull", json=body)
    assert (pulled.status_code, pulled.json()["min"]) == (426, 1)
