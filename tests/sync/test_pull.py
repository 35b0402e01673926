"""What a desk is told: everything granted, nothing else, in pages that can be resumed."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from app.client.sync.packing import unpacked
from app.commands.base import SYSTEM
from app.commands.conversation import AssignConversation, ResolveConversation
from app.commands.message import WriteNote
from app.domain.feed import WINDOW, queue_feed, user_feed
from app.model.conversation import Conversation
from app.model.identifier import new_id
from app.model.sync import ServerMeta
from app.model.workspace import TeamMember
from app.protocol.cursor import Cursor, seal, unseal
from app.protocol.versions import PROTO, PULL_PATH, SCHEMA
from app.server.db import POOL
from app.server.jobs.retention import Retention
from tests.builders.conversation import make_conversation
from tests.builders.workspace import Shop
from tests.services.backend import Backend


def move(backend: Backend, shop: Shop, talk: UUID, queue: UUID) -> None:
    def work(tx):
        tx.get(Conversation, talk).queue_id = queue

    backend.parts.uow.run(shop.ws, SYSTEM, work)


def kinds(ops, verb="put"):
    return sorted({op[2] for op in ops if op[0] == verb})


def test_a_new_desk_gets_its_queue_and_nothing_of_another(backend, shop, anna):
    mine = make_conversation(backend.parts.uow, shop.ws, shop.mail)
    make_conversation(backend.parts.uow, shop.ws, shop.support_mail, address="other@example.com")
    ops = anna.pull_all()
    talks = [op[3]["id"] for op in ops if op[2] == "conversation"]
    assert talks == [str(mine)]
    assert [op[3]["value"] for op in ops if op[2] == "identity"] == ["marina@example.com"]
    assert {op[1] for op in ops} == {"w", queue_feed(shop.sales)}


def test_a_manager_sees_all_queues(backend, shop):
    make_conversation(backend.parts.uow, shop.ws, shop.mail)
    make_conversation(backend.parts.uow, shop.ws, shop.support_mail)
    ops = backend.desk(shop.ws, shop.vera).pull_all()
    assert sum(op[2] == "conversation" for op in ops) == 2


def test_pages_of_three_rows_bring_the_same_as_one_page_while_others_write(backend, shop, anna):
    talks = [make_conversation(backend.parts.uow, shop.ws, shop.mail, address=f"{n}@x.example") for n in range(7)]
    seen: dict[tuple[str, str], dict] = {}
    more, pages = True, 0
    while more:
        page = anna.pull(max_rows=3)
        assert len([op for op in page["ops"] if op[0] == "put"]) <= 3
        for op in page["ops"]:
            if op[0] == "put":
                seen[(op[2], op[3].get("id") or op[3]["entry_id"])] = op[3]
            elif op[0] == "leave":
                seen.pop((op[2], op[3]), None)  # it may not have come yet
        more, pages = page["more"], pages + 1
        if pages == 3:  # one leaves that may have come, one changes, one is new
            move(backend, shop, talks[0], shop.support)
            backend.parts.uow.run(shop.ws, SYSTEM, lambda tx: setattr(tx.get(Conversation, talks[1]), "subject", "new"))
            make_conversation(backend.parts.uow, shop.ws, shop.mail, address="late@x.example")
    fresh = backend.desk(shop.ws, shop.anna).pull_all()
    assert seen == {(op[2], op[3].get("id") or op[3]["entry_id"]): op[3] for op in fresh}
    assert pages > 5


def test_results_come_only_with_the_last_page_and_name_their_commands(backend, shop, anna):
    for n in range(4):
        talk = make_conversation(backend.parts.uow, shop.ws, shop.mail, address=f"{n}@x.example")
    note = anna.message(WriteNote(talk, new_id(), "note"))
    assert anna.push(note).json()["results"] == [{"mid": 1, "status": "ok"}]
    first = anna.pull(max_rows=3)
    assert (first["more"], first["last_mid"], first["results"]) == (True, 0, [])
    while (page := anna.pull(max_rows=3))["more"]:
        pass
    assert (page["last_mid"], page["results"]) == (1, [{"mid": 1, "status": "ok", "id": note["id"]}])
    assert anna.pull(ack=1)["results"] == []
    assert page["durable_mid"] == 0
    backend.clock.advance(timedelta(days=8))
    anna.tokens = backend.desk(shop.ws, shop.anna, anna.tokens.client).tokens
    assert anna.pull(ack=1)["durable_mid"] == 1


def test_nothing_new_is_an_empty_page(backend, shop, anna):
    make_conversation(backend.parts.uow, shop.ws, shop.mail)
    anna.pull_all()
    page = anna.pull()
    assert (page["ops"], page["logs"], page["more"]) == ([], {}, False)


def test_a_conversation_that_moves_to_another_queue_leaves_with_all_of_it(backend, shop, anna):
    talk = make_conversation(backend.parts.uow, shop.ws, shop.mail)
    anna.pull_all()
    move(backend, shop, talk, shop.support)
    ops = anna.pull_all()
    assert kinds(ops, "leave") == ["conversation", "customer", "identity"]
    assert kinds(ops) == []
    assert kinds(backend.desk(shop.ws, shop.boris).pull_all())[:2] == ["conversation", "customer"]


def test_an_assigned_conversation_of_another_queue_comes_by_the_own_feed(backend, shop, anna):
    talk = make_conversation(backend.parts.uow, shop.ws, shop.support_mail)
    anna.pull_all()
    vera = backend.desk(shop.ws, shop.vera)
    vera.give(AssignConversation(talk, new_id(), shop.anna, None))
    puts = {(op[1], op[2]) for op in anna.pull_all()}
    assert puts == {(user_feed(shop.anna), it) for it in ("conversation", "customer", "identity", "notice")}


def test_who_leaves_a_team_is_told_to_drop_its_queue(backend, shop, anna):
    make_conversation(backend.parts.uow, shop.ws, shop.mail)
    anna.pull_all()

    def leave(tx):
        for row in tx.session.query(TeamMember).filter_by(ws=tx.ws, user_id=shop.anna):
            tx.remove(row)

    backend.parts.uow.run(shop.ws, SYSTEM, leave)
    ops = anna.pull_all()
    assert ["drop", queue_feed(shop.sales)] in ops
    assert not any(op[2] == "conversation" for op in ops if op[0] == "put")


def test_the_log_of_a_small_conversation_comes_along(backend, shop, anna):
    talk = make_conversation(backend.parts.uow, shop.ws, shop.mail, messages=3)
    logs = anna.pull()["logs"]
    assert [it["seq"] for it in logs[str(talk)]["entries"]] == [1, 2, 3]


def test_after_a_change_only_what_may_be_new_to_the_desk_comes_along(backend, shop, anna):
    talk = make_conversation(backend.parts.uow, shop.ws, shop.mail, messages=3)
    backend.clock.advance(timedelta(minutes=5))
    anna.pull_all()
    anna.give(WriteNote(talk, new_id(), "note"))
    assert [it["seq"] for it in anna.pull(keep=False)["logs"][str(talk)]["entries"]] == [4]
    forgetful = unseal(anna.cursor)
    anna.cursor = seal(Cursor(epoch=forgetful.epoch, feeds=forgetful.feeds))  # as servers made them before
    assert [it["seq"] for it in anna.pull()["logs"][str(talk)]["entries"]] == [1, 2, 3, 4]


def test_what_is_new_comes_along_on_whatever_page_its_conversation_does(backend, shop, anna):
    uow = backend.parts.uow
    talks = [make_conversation(uow, shop.ws, shop.mail, address=f"{n}@x.example") for n in range(4)]
    backend.clock.advance(timedelta(minutes=5))
    anna.pull_all()
    for talk in talks:
        anna.give(WriteNote(talk, new_id(), "note"))
    backend.clock.advance(timedelta(minutes=5))
    logs, more = {}, True
    while more:
        page = anna.pull(max_rows=2)
        logs |= page["logs"]
        more = page["more"]
    assert {key: [it["seq"] for it in log["entries"]] for key, log in logs.items()} == {str(it): [2] for it in talks}


def test_who_is_refused_keeps_no_connection_from_others(backend, shop, anna):
    stranger = backend.desk(shop.ws, shop.boris)
    body = {"proto": PROTO, "schema": SCHEMA, "client": str(anna.tokens.client)}
    for _ in range(POOL + 1):
        assert stranger.call("POST", PULL_PATH, json=body).status_code == 403
    assert stranger.call("GET", PULL_PATH).status_code == 405
    assert stranger.call("POST", PULL_PATH, data=b"{").json()["error"] == "bad_message"
    assert stranger.call("POST", PULL_PATH, headers={"Authorization": "Bearer x"}).status_code == 401
    assert anna.pull_all()


def test_a_long_log_is_fetched_in_slices_and_only_where_granted(backend, shop, anna):
    long = make_conversation(backend.parts.uow, shop.ws, shop.mail, messages=60)
    foreign = make_conversation(backend.parts.uow, shop.ws, shop.support_mail, address="b@x.example")
    assert str(long) not in anna.pull()["logs"]
    body = {"client": str(anna.tokens.client), "wanted": {str(long): [11, 20], str(foreign): [1, None]}}
    answer = anna.call("POST", "/v1/sync/logs", json=body).json()
    assert list(answer["logs"]) == [str(long)]
    assert [it["seq"] for it in answer["logs"][str(long)]["entries"]] == list(range(11, 21))


def test_large_logs_come_in_several_answers_without_a_hole(backend, shop, anna):
    talk = make_conversation(backend.parts.uow, shop.ws, shop.mail, messages=40, text="ж" * 30_000)
    seqs: list[int] = []
    wanted, rounds = {str(talk): [1, None]}, 0
    while wanted:
        answer = anna.call("POST", "/v1/sync/logs", json={"client": str(anna.tokens.client), "wanted": wanted}).json()
        seqs += [it["seq"] for it in answer["logs"][str(talk)]["entries"]]
        wanted = {it: [len(seqs) + 1, None] for it in answer.get("more", [])}
        rounds += 1
    assert seqs == list(range(1, 41))
    assert rounds > 1


def test_a_server_restored_from_backup_lets_desks_begin_anew(backend, shop, anna):
    anna.pull_all()
    cursor = unseal(anna.cursor)
    assert cursor.epoch == backend.parts.epoch
    with backend.parts.database.write() as session:
        session.execute(update(ServerMeta).values(epoch=new_id()))
        session.commit()
    anna.cursor = seal(Cursor(epoch=new_id(), feeds=cursor.feeds))
    page = anna.pull()
    assert page["reset"]
    assert "workspace" in kinds(page["ops"])


def test_a_closed_conversation_leaves_after_the_window_and_old_cursors_bootstrap(backend, shop, anna):
    talk = make_conversation(backend.parts.uow, shop.ws, shop.mail)
    anna.pull_all()
    early = anna.cursor
    assert anna.give(ResolveConversation(talk, new_id(), 1))["status"] == "ok"
    retention = Retention(backend.parts.database, backend.parts.uow, backend.clock, backend.parts.uploads)
    backend.clock.advance(WINDOW)
    retention.run_once()
    anna.tokens = backend.desk(shop.ws, shop.anna, anna.tokens.client).tokens
    assert "conversation" in kinds(anna.pull_all(), "leave")
    backend.clock.advance(timedelta(days=46))
    retention.run_once()
    anna.tokens = backend.desk(shop.ws, shop.anna, anna.tokens.client).tokens
    anna.cursor = early
    ops = anna.pull_all()
    assert ["drop", queue_feed(shop.sales)] in ops
    assert "conversation" not in kinds(ops)


@pytest.mark.parametrize("known", [False, True], ids=["bootstrap", "changes"])
def test_a_page_that_was_asked_for_weeks_later_begins_its_feed_anew(backend, shop, anna, known):
    """Otherwise a row whose tombstone was deleted meanwhile would stay on that desk for ever."""
    talk = make_conversation(backend.parts.uow, shop.ws, shop.mail)
    feed, view = queue_feed(shop.sales), set()
    if known:
        apply(view, anna.pull_all())
        for _ in range(3):
            make_conversation(backend.parts.uow, shop.ws, shop.mail)
    while anna.cursor is None or feed not in unseal(anna.cursor).pages or str(talk) not in view:
        apply(view, anna.pull(max_rows=1)["ops"])
    kept, tokens = anna.cursor, anna.tokens
    anna.give(ResolveConversation(talk, new_id(), 1))
    retention = Retention(backend.parts.database, backend.parts.uow, backend.clock, backend.parts.uploads)
    for days in (WINDOW, timedelta(days=46)):
        backend.clock.advance(days)
        retention.run_once()
    anna.tokens, anna.cursor = backend.desk(shop.ws, shop.anna, tokens.client).tokens, kept
    apply(view, anna.pull_all())
    assert str(talk) not in view


def apply(view, ops):
    """What a desk does with operations on conversations; one queue holds them all."""
    for what, feed, *rest in ops:
        if what == "drop" and feed.startswith("q:"):
            view.clear()
        elif what == "put" and rest[0] == "conversation":
            view.add(rest[1]["id"])
        elif what == "leave":
            view.discard(rest[1])


def test_a_deleted_row_leaves(backend, shop, anna):
    anna.pull_all()
    vera_row = backend.parts.uow.run(shop.ws, SYSTEM, lambda tx: _drop_member(tx, shop))
    assert ["leave", "w", "team_member", str(vera_row)] in anna.pull_all()


def _drop_member(tx, shop: Shop) -> UUID:
    row = tx.session.query(TeamMember).filter_by(ws=tx.ws, user_id=shop.boris).one()
    tx.remove(row)
    return row.id


def test_who_can_read_it_gets_a_long_answer_compressed_and_nobody_else_does(backend, shop):
    make_conversation(backend.parts.uow, shop.ws, shop.mail)
    anna = backend.desk(shop.ws, shop.anna)
    body = {"proto": PROTO, "schema": SCHEMA, "client": str(anna.tokens.client), "cursor": None}
    plain = anna.call("POST", PULL_PATH, json=body, headers={"Accept-Encoding": "gzip"})
    packed = anna.call("POST", PULL_PATH, json=body, headers={"Accept-Encoding": "zstd, identity"}, stream=True)
    raw = packed.raw.read(decode_content=False)
    assert (plain.headers.get("Content-Encoding"), packed.headers["Content-Encoding"]) == (None, "zstd")
    assert len(raw) < len(plain.content) / 2
    assert json.loads(unpacked(raw))["ops"] == plain.json()["ops"]
