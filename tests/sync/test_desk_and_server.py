"""A desk and a real server: what a customer writes arrives, what an operator writes goes out once."""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from sqlalchemy import select

from app.client.desk import ProfileDesk
from app.client.port import Link, LinkStatus
from app.client.row import ChangeState
from app.client.view import Tab, View, ViewKind
from app.commands.conversation import AssignConversation, ResolveConversation
from app.commands.message import Reply, WriteNote
from app.domain.channel import Channel
from app.domain.status import Status
from app.model.conversation import LogEntry
from app.model.identifier import new_id
from tests.sync.conftest import Station, wait_for
from tests.sync.real_server import RealServer

NOBODYS = View(ViewKind.UNASSIGNED)


def reply(desk: ProfileDesk, conversation_id: UUID, text: str, **more: object) -> UUID:
    card = desk.queries.card(conversation_id)
    assert card is not None
    values = {"seen_seq": card.seen_seq, "expected_status_rev": card.status_rev} | more
    return desk.submit(Reply(conversation_id, new_id(), text, Channel.CHAT, **values))


def has_log(desk: ProfileDesk, conversation_id: UUID, length: int = 1) -> bool:
    card = desk.queries.card(conversation_id)
    return card is not None and card.seen_seq >= length and card.seen_seq == card.log_head


def on_server(server: RealServer, conversation_id: UUID) -> list[LogEntry]:
    with server.parts.database.read() as session:
        query = select(LogEntry).where(LogEntry.conversation_id == conversation_id).order_by(LogEntry.seq)
        return list(session.scalars(query))


def is_long(timeline: Callable[[UUID], Sequence[object]], talk: UUID) -> bool:
    return len(timeline(talk)) >= 21


def link_of(desk: ProfileDesk) -> Link:
    return desk._status.link


def test_a_customers_words_appear_and_the_answer_reaches_the_server_once(
    server: RealServer, station: Callable[[str], Station]
) -> None:
    desk = station("anna").open()
    wait_for(lambda: link_of(desk) is Link.LIVE, "live")
    talk = server.write("Марина", "Где мой заказ?")
    wait_for(lambda: talk in desk.queries.conversation_ids(NOBODYS) and has_log(desk, talk), "the message")
    assert desk.queries.conversation_ids(View(ViewKind.UNASSIGNED, filter="МАРИНА заказ")) == [talk]
    assert desk.queries.conversation_rows([talk])[0].unread

    reply(desk, talk, "Едет.", then_status=Status.WAITING_CUSTOMER)
    wait_for(lambda: not desk.queries.changes(), "sent")
    wait_for(lambda: has_log(desk, talk, 2), "acknowledged")
    entries = on_server(server, talk)
    assert [it.payload["text"] for it in entries] == ["Где мой заказ?", "Едет."]
    assert not desk.queries.timeline(talk)[-1].pending
    assert desk.queries.conversation_ids(View(ViewKind.MINE, tab=Tab.WAITING)) == [talk]


def test_a_note_is_read_while_the_writer_is_busy_and_is_the_same_when_it_has_been_written(
    server: RealServer, station: Callable[[str], Station]
) -> None:
    talk = server.write("Марина", "Где мой заказ?")
    desk = station("anna").open()
    wait_for(lambda: has_log(desk, talk), "the message")
    server.stop()
    wait_for(lambda: link_of(desk) is Link.OFFLINE, "offline")
    free, told = threading.Event(), []
    desk._engine.post(free.wait)
    desk.on_touched(told.append)
    desk.submit(WriteNote(talk, new_id(), "Она ждёт звонка"))
    note = desk.queries.timeline(talk)[-1]
    assert (note.payload["text"], note.author_name, note.pending) == ("Она ждёт звонка", "Anna", True)
    assert told == []
    free.set()
    wait_for(lambda: told and not desk._parts.outbox.unshown(), "written")
    assert desk.queries.timeline(talk)[-1] == note


def test_everything_works_while_the_server_is_away_and_goes_out_once_when_it_is_back(
    server: RealServer, station: Callable[[str], Station]
) -> None:
    talk = server.write("Марина", "Где мой заказ?")
    place = station("anna")
    desk = place.open()
    wait_for(lambda: has_log(desk, talk), "the message")
    server.stop()
    wait_for(lambda: link_of(desk) is Link.OFFLINE, "offline")
    for number in range(10):
        reply(desk, talk, f"Ответ {number}")
        desk.submit(WriteNote(talk, new_id(), f"Заметка {number}"))
    card = desk.queries.card(talk)
    assert card is not None
    for again in range(2):  # the program is started again, twice
        shown = desk.queries.timeline
        wait_for(partial(is_long, shown, talk), f"shown {again}")
        place.close()
        desk = place.open()
    wait_for(lambda: len(desk.queries.timeline(talk)) >= 21, "shown again")
    card = desk.queries.card(talk)
    assert card is not None
    desk.submit(ResolveConversation(talk, new_id(), card.status_rev))
    wait_for(lambda: desk.queries.conversation_ids(View(ViewKind.MINE, tab=Tab.SOLVED)) == [talk], "solved here")
    assert len(desk.queries.changes()) == 21

    server.start()
    desk.sync_now()
    wait_for(lambda: not desk.queries.changes(), "everything sent")
    wait_for(lambda: has_log(desk, talk, 22), "everything acknowledged")
    texts = [it.payload["text"] for it in on_server(server, talk) if "text" in it.payload]
    assert texts == ["Где мой заказ?"] + [f"{what} {n}" for n in range(10) for what in ("Ответ", "Заметка")]

    other = station("denis").open()
    wait_for(lambda: has_log(other, talk, 22), "the colleague has it")
    mine, theirs = (it.queries.timeline(talk) for it in (desk, other))
    assert [(it.entry_id, it.seq) for it in mine] == [(it.entry_id, it.seq) for it in theirs]


def test_a_reply_that_became_stale_is_held_shown_and_sent_when_confirmed(
    server: RealServer, station: Callable[[str], Station]
) -> None:
    talk = server.write("Марина", "Где мой заказ?")
    desk = station("anna").open()
    wait_for(lambda: has_log(desk, talk), "the message")
    colleague = station("denis").open()
    wait_for(lambda: has_log(colleague, talk), "the message there")
    reply(colleague, talk, "Я уже ответил")
    wait_for(lambda: not colleague.queries.changes(), "the colleague's answer")
    change_id = reply(desk, talk, "Едет.", seen_seq=1)
    wait_for(lambda: desk.queries.changes()[0].state is ChangeState.HELD, "held")
    wait_for(lambda: has_log(desk, talk, 2), "the colleague's answer here")
    wait_for(lambda: all(it.payload["text"] != "Едет." for it in desk.queries.timeline(talk)), "taken off")
    assert desk.queries.changes()[0].args["body"] == "Едет."
    theirs = desk.queries.changes()[0].detail["messages"]
    assert [(it["author"], it["text"]) for it in theirs] == [("Denis", "Я уже ответил")]

    desk.confirm(change_id)
    wait_for(lambda: not desk.queries.changes(), "sent")
    assert [it.payload["text"] for it in on_server(server, talk)][-1] == "Едет."


def test_of_two_who_take_a_conversation_the_first_wins_and_the_second_is_told(
    server: RealServer, station: Callable[[str], Station]
) -> None:
    talk = server.write("Марина", "Где мой заказ?")
    anna, denis = station("anna").open(), station("denis").open()
    for desk in (anna, denis):
        wait_for(partial(has_log, desk, talk), "the message")
    me, him = server.users["anna"], server.users["denis"]
    anna.submit(AssignConversation(talk, new_id(), me, None))
    wait_for(lambda: not anna.queries.changes(), "taken")
    wait_for(lambda: denis.queries.conversation_rows([talk])[0].assignee_id == me, "seen")
    change_id = denis.submit(AssignConversation(talk, new_id(), him, None))
    wait_for(lambda: bool(denis.queries.changes()) and denis.queries.changes()[0].state is ChangeState.CONFLICT, "told")
    assert denis.queries.conversation_rows([talk])[0].assignee_id == me
    denis.discard(change_id)
    assert not denis.queries.changes()


def test_a_message_in_its_undo_time_is_shown_and_can_be_taken_back(
    server: RealServer, station: Callable[[str], Station]
) -> None:
    talk = server.write("Марина", "Где мой заказ?")
    desk = station("anna").open()
    wait_for(lambda: has_log(desk, talk), "the message")
    card = desk.queries.card(talk)
    assert card is not None
    command = Reply(talk, new_id(), "Едет.", Channel.CHAT, card.seen_seq)
    change_id = desk.submit(command, undo_ms=60_000)
    wait_for(lambda: len(desk.queries.timeline(talk)) == 2, "shown")
    assert desk.queries.timeline(talk)[-1].leaving_until is not None
    desk.undo(change_id)
    wait_for(lambda: len(desk.queries.timeline(talk)) == 1, "taken off")
    assert desk.queries.draft(talk) == "Едет."
    assert len(on_server(server, talk)) == 1
    told: list[LinkStatus] = []
    desk.on_status(told.append)
    assert told[0].unsent == 0


def test_a_status_given_behind_a_message_comes_back_with_it(
    server: RealServer, station: Callable[[str], Station]
) -> None:
    talk = server.write("Марина", "Где мой заказ?")
    desk = station("anna").open()
    wait_for(lambda: has_log(desk, talk), "the message")
    card = desk.queries.card(talk)
    assert card is not None
    change_id = desk.submit(Reply(talk, new_id(), "Едет.", Channel.CHAT, card.seen_seq), undo_ms=60_000)
    desk.submit(ResolveConversation(talk, new_id(), card.status_rev))
    desk.undo(change_id)
    assert not desk.queries.changes()
    assert desk.queries.draft(talk) == "Едет."
