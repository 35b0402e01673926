"""What a change holds and what stands against it, in words."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from app.client.row import ChangeRow, ChangeState
from app.commands.all import REGISTRY
from tests.builders.wire import START
from tests.fakes.desk import FakeDesk
from tests.fakes.people import ME
from tests.ui.talk import talk_of
from ui.outbox.change_names import name_of
from ui.outbox.content import Content

HELD = ChangeRow(UUID(int=1), "reply", {"body": "Едет."}, UUID(int=7), "Плафон", START, ChangeState.HELD)


@pytest.fixture
def desk():
    return FakeDesk()


@pytest.fixture
def content(desk):
    return Content(desk.queries, desk.now())


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ({}, ""),
        ({"seqs": [2], "messages": []}, ""),
        (
            {"messages": [{"author": "Денис", "text": "Отправили"}, {"author": "", "text": "Ау"}]},
            "Денис: Отправили\n\nАу",
        ),
        ({"assignee_id": str(UUID(int=9)), "assignee_name": "Денис"}, "Денис"),
        ({"assignee_id": str(UUID(int=9)), "assignee_name": ""}, ""),
        ({"assignee_id": None}, "Unassigned"),
        ({"queue_id": str(UUID(int=9))}, "Another queue"),
        ({"status": "resolved", "by": "Олег Титов"}, "Олег Титов: Solved"),
        ({"state": "withdrawn"}, "Promise withdrawn"),
        ({"status": "of a newer server"}, "of a newer server"),
    ],
)
def test_what_the_server_has_instead_is_told_with_its_author(content, detail, words):
    assert content.theirs(replace(HELD, detail=detail)) == words


def test_whoever_changed_it_is_named_with_the_time(desk, content):
    at = desk.now() - timedelta(minutes=5)
    told = content.theirs(replace(HELD, detail={"status": "resolved", "by": "Олег Титов", "by_at": at}))
    assert told == f"Олег Титов, {at:%H:%M}: Solved"


def test_every_command_has_words_of_its_own():
    for name in {wire.partition("@")[0] for wire in REGISTRY}:
        assert name_of(name) != "Another change", f"ui/outbox/change_names.py does not know {name!r}"


def test_what_was_chosen_is_told_by_its_name_and_not_only_that_something_was(desk, content):
    queue, tag = desk.queries.queues()[0], desk.queries.tags()[0]
    marina = talk_of(desk, 1204)
    promised = next(iter(desk.queries.customer(marina.customer.id).promises))
    tomorrow = desk.now() + timedelta(days=1)
    day = f"{tomorrow.day} Nov, {tomorrow:%H:%M}"
    assert desk.now().month == 11
    chosen = {
        ("assign", "assignee_id", str(ME.id)): ME.name,
        ("assign", "assignee_id", None): "Unassigned",
        ("assign", "assignee_id", str(UUID(int=9))): "somebody of the team",
        ("change_queue", "queue_id", str(queue.id)): queue.names.get("en", queue.name),
        ("follow_up", "until", tomorrow.isoformat()): day,
        ("follow_up", "until", None): "No longer put aside",
        ("change_later", "send_at", tomorrow.isoformat()): day,
        ("merge", "target_id", str(marina.id)): f"№ 1204 {marina.subject}",
        ("set_status", "status", "on_hold"): "On hold",
        ("mark_junk", "pattern", "spam@example.org"): "spam@example.org",
        ("mark_read", "seq", 4): "Read mark",
    }
    for (name, argument, value), words in chosen.items():
        assert content.own(replace(HELD, name=name, args={argument: value})) == words
    tags = {"add": [str(tag.id)], "remove": [str(UUID(int=9))]}
    assert content.own(replace(HELD, name="tag", args=tags)) == f"+ {tag.names.get('en', tag.name)}, − a tag"
    field = {"name": "priority", "value": "high"}
    assert content.own(replace(HELD, name="set_field", args=field)) == "Priority: High"
    moved = replace(HELD, name="move_promise", conversation_id=promised.conversation_id)
    asked = {"promise_id": str(promised.id), "due_at": tomorrow.isoformat()}
    assert content.own(replace(moved, args=asked)) == f"{promised.text}, by {day}"


def test_a_text_is_kept_as_it_was_written_and_what_goes_along_stands_beside_it(content):
    more = {"files": [{"name": "акт.pdf"}], "cc": ["a@example.org"], "then_status": "waiting_customer"}
    change = replace(HELD, args=HELD.args | more)
    assert content.own(change) == "Едет."
    assert content.along(change) == "Files: акт.pdf · Copies: a@example.org · Status after it: Waiting for customer"


def test_hostile_arguments_are_told_and_never_raise(content):
    for name in {wire.partition("@")[0] for wire in REGISTRY}:
        args = dict.fromkeys(("assignee_id", "queue_id", "until", "target_id", "due_at", "status"), "нет")
        assert content.own(replace(HELD, name=name, args=args))
