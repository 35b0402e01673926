"""Who comes back is told which chats the queue took meanwhile."""

from dataclasses import replace

import pytest

from app.commands.conversation import AssignConversation
from app.domain.channel import Channel
from app.domain.entry import AuthorKind, EntryKind
from tests.fakes.desk import FakeDesk
from tests.fakes.people import ME
from ui.bridge.desk_bridge import DeskBridge
from ui.shell.given_back import GivenBack


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


def my_chat(desk):
    return next(it for it in desk.talks.values() if it.channel is Channel.CHAT and it.assignee == ME)


@pytest.mark.parametrize("by", [AuthorKind.SYSTEM, AuthorKind.USER])
def test_a_chat_the_server_gave_back_is_named_and_one_given_back_by_hand_is_not(desk, qtbot, by):
    talk = my_chat(desk)
    bridge = DeskBridge(desk)
    told = []
    given_back = GivenBack(bridge)
    bridge.noticed.connect(told.append)
    command = AssignConversation(talk.id, bridge.new_id(), None, ME.id)
    hear, desk_told = bridge.settled, []
    hear.connect(desk_told.append)
    desk.submit(command)
    entry = talk.entries[-1]
    assert entry.kind is EntryKind.ASSIGNED
    talk.entries[-1] = replace(entry, author_kind=by)
    desk._tell(talk.id)
    qtbot.waitUntil(lambda: bool(desk_told))
    assert [talk.customer.name in it for it in told] == ([True] if by is AuthorKind.SYSTEM else [])
    assert given_back.parent() is None


def test_of_all_requests_only_those_with_news_are_looked_at_to_know_my_chats(desk, monkeypatch):
    bridge = DeskBridge(desk)
    given_back = GivenBack(bridge)
    asked, held = [], desk.queries.held
    monkeypatch.setattr(desk.queries, "held", lambda view, ids: asked.append(set(ids)) or held(view, ids))
    monkeypatch.setattr(desk.queries, "conversation_ids", lambda *_: pytest.fail("all were read"))
    before = dict(given_back._mine)
    for talk in desk.talks:
        desk._tell(talk)
        bridge._settle()
    assert asked == [{talk} for talk in desk.talks]
    assert given_back._mine == before != {}


def test_chats_of_before_are_not_read_again_when_something_else_changes(desk, qtbot, monkeypatch):
    talk = my_chat(desk)
    bridge = DeskBridge(desk)
    given_back = GivenBack(bridge)
    desk.submit(AssignConversation(talk.id, bridge.new_id(), None, ME.id))
    read, timeline = [], desk.queries.timeline
    monkeypatch.setattr(desk.queries, "timeline", lambda it: read.append(it) or timeline(it))
    other = next(it for it in desk.talks.values() if it.id != talk.id)
    for changed in (other, talk):
        with qtbot.waitSignal(bridge.settled, check_params_cb=lambda told, it=changed.id: it in told.conversations):
            desk._tell(changed.id)
    assert read == [talk.id]
    assert given_back.parent() is None
