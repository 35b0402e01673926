"""Requests with numbers and names that no desk of ours makes: refused or of no effect, never a bug of the server."""

import pytest

from app.commands.conversation import MarkRead
from app.domain.feed import WORKSPACE
from app.protocol.cursor import Cursor, seal
from app.protocol.versions import LOGS_PATH, PROTO, PULL_PATH, PUSH_PATH, SCHEMA
from tests.builders.conversation import make_conversation
from tests.builders.workspace import make_shop


def asked(desk, path, **more):
    """A request of a desk with these fields beside its usual ones."""
    body = {"proto": PROTO, "schema": SCHEMA, "client": str(desk.tokens.client)}
    return desk.call("POST", path, json=body | more)


MOST = 2**63
TALK = "00000000-0000-7000-8000-000000000001"
STRANGE = {
    "a version too large": {"feeds": {WORKSPACE: MOST}},
    "a version below zero": {"feeds": {WORKSPACE: -1}},
    "a page with a version too large": {"pages": {WORKSPACE: (9, MOST, "", "")}},
    "a page with a head too large": {"pages": {WORKSPACE: (MOST, 1, "", "")}},
    "a page with a kind that no text of the database can be": {"pages": {WORKSPACE: (9, 1, "no\0kind", TALK)}},
    "a page with an id that is none": {"pages": {WORKSPACE: (9, 1, "conversation", "no id")}},
    "a page without an id": {"pages": {WORKSPACE: (9, 1, "conversation", "")}},
}


@pytest.mark.parametrize("fields", STRANGE.values(), ids=list(STRANGE))
def test_a_cursor_that_nobody_made_is_refused_as_such(backend, fields):
    shop = make_shop(backend.parts.uow)
    desk = backend.desk(shop.ws, shop.anna)
    answer = asked(desk, PULL_PATH, cursor=seal(Cursor(epoch=backend.parts.epoch, **fields)))
    assert (answer.status_code, answer.json()["error"]) == (400, "bad_cursor")


@pytest.mark.parametrize("number", [2**40, MOST, -(2**40), -MOST - 1])
def test_numbers_beyond_every_log_and_outcome_find_nothing(backend, number):
    shop = make_shop(backend.parts.uow)
    talk = make_conversation(backend.parts.uow, shop.ws, shop.mail)
    desk = backend.desk(shop.ws, shop.anna)
    desk.give(MarkRead(talk, 1))
    assert asked(desk, PULL_PATH, ack_result=number).status_code == 200
    assert asked(desk, LOGS_PATH, wanted={str(talk): [number, number]}).json()["logs"][str(talk)]["entries"] == []


@pytest.mark.parametrize(
    ("strange", "outcome"),
    [
        ({"mid": MOST}, "gap"),
        ({"mid": 0}, "bad_message"),
        ({"mid": -MOST - 1}, "bad_message"),
        ({"skew_ms": MOST}, "ok"),
        ({"age_ms": -MOST}, "ok"),
        ({"at": "9999-12-31T23:59:59.999999-12:00"}, "ok"),
        ({"at": "0001-01-01T00:00:00+12:00"}, "ok"),
        ({"at": "9999-12-31T23:59:59Z", "skew_ms": 1_000}, "invalid"),
        ({"at": "0001-01-01T00:00:00Z", "skew_ms": -MOST}, "invalid"),
        ({"at": "2026-01-01T00:00:00"}, "invalid"),
    ],
    ids=str,
)
def test_a_command_of_a_strange_number_or_time_is_refused_or_done(backend, strange, outcome):
    shop = make_shop(backend.parts.uow)
    talk = make_conversation(backend.parts.uow, shop.ws, shop.mail)
    desk = backend.desk(shop.ws, shop.anna)
    assert outcome_of(desk.push(desk.message(MarkRead(talk, 1)) | strange)) == outcome


def outcome_of(answer):
    """What became of one command, in a word."""
    (result,) = answer.json().get("results", [{"code": answer.json().get("error")}])
    return result.get("code", result.get("status"))


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("mark_read@1", {"seq": 2**62}),
        ("mark_read@1", {"seq": -(2**31)}),
        ("mark_read@1", {"seq": 1, "more": {"no\0name": 1}}),
        ("mark_read@1", {"seq": 1, "more": [[{"deep": "no\0text"}]]}),
        ("mark_read@1", {"seq": 1, "more": 2**80}),
        ("follow_up@1", {"entry_id": TALK, "until": "2030-01-01T00:00:00"}),
        ("follow_up@1", {"entry_id": TALK, "until": "9999-12-31T23:59:59-12:00"}),
    ],
    ids=str,
)
def test_a_command_that_no_database_can_keep_is_refused_at_once(backend, name, args):
    shop = make_shop(backend.parts.uow)
    talk = make_conversation(backend.parts.uow, shop.ws, shop.mail)
    desk = backend.desk(shop.ws, shop.anna)
    message = desk.message(MarkRead(talk, 1)) | {"name": name, "args": {"conversation_id": str(talk)} | args}
    assert outcome_of(desk.push(message)) == "invalid"
    assert desk.give(MarkRead(talk, 1))["status"] == "ok"


@pytest.mark.parametrize("schema", [-1, 2**31, MOST])
def test_a_push_of_a_schema_that_nobody_has_is_refused(backend, schema):
    shop = make_shop(backend.parts.uow)
    desk = backend.desk(shop.ws, shop.anna)
    assert asked(desk, PUSH_PATH, commands=[], schema=schema).status_code == 400
