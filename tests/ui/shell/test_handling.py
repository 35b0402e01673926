"""One's own time on a request is nobody else's until the request is over; then it is told once."""

import pytest
from PySide6.QtCore import QObject, Qt

from app.commands.conversation import ResolveConversation
from app.commands.handling import LogHandling
from app.domain.handling import IDLE_S
from tests.fakes.desk import FakeDesk
from tests.ui.talk import EMMA, MARINA, talk_of
from ui.bridge.desk_bridge import DeskBridge
from ui.shell.handling import HandlingTimes


class Watch:
    """A clock that stands until it is moved."""

    def __init__(self):
        self.at = 1_000.0

    def __call__(self):
        return self.at


@pytest.fixture
def times(qapp, theme_controller):
    owner, desk, watch = QObject(), FakeDesk(), Watch()
    made = HandlingTimes(DeskBridge(desk, owner), owner, watch)
    made.desk, made.watch = desk, watch
    made._on_state_changed(Qt.ApplicationState.ApplicationActive)
    yield made
    made.close()
    owner.deleteLater()
    qapp.processEvents()


def told(desk):
    return [(it.conversation_id, it.seconds) for it in desk.submitted if isinstance(it, LogHandling)]


def test_a_scripted_session_is_told_within_five_per_cent_when_it_is_solved(times):
    marina, emma = talk_of(times.desk, MARINA).id, talk_of(times.desk, EMMA).id
    times.look(marina)
    for _ in range(30):
        times.watch.at += 4
        times.act()
    times.watch.at += 600
    times.look(emma)
    times.watch.at += 20
    times._on_state_changed(Qt.ApplicationState.ApplicationInactive)
    times.watch.at += 300
    times._on_state_changed(Qt.ApplicationState.ApplicationActive)
    times.look(marina)
    times.watch.at += 10
    times.keep()
    assert told(times.desk) == []
    talk = talk_of(times.desk, MARINA)
    times.desk.submit(ResolveConversation(talk.id, times._bridge.new_id(), talk.status_rev))
    times._bridge._settle()
    [(where, seconds)] = told(times.desk)
    assert where == marina
    assert seconds == pytest.approx(30 * 4 + IDLE_S + 10, rel=0.05)
    assert times.desk.handling.spent() == {emma: 20}


def test_what_was_told_is_not_told_again(times):
    marina = talk_of(times.desk, MARINA)
    times.look(marina.id)
    times.watch.at += 30
    times.desk.submit(ResolveConversation(marina.id, times._bridge.new_id(), marina.status_rev))
    times._bridge._settle()
    times.look(None)
    times.desk.advance(minutes=1)
    times._bridge._settle()
    assert told(times.desk) == [(marina.id, 30)]


def test_a_letter_that_comes_or_is_read_makes_nobody_wait_for_the_disk(times, monkeypatch):
    marina = talk_of(times.desk, MARINA).id
    times.look(marina)
    times.watch.at += 4
    kept = []
    monkeypatch.setattr(times.desk.handling, "add", kept.append)
    times.desk._tell(marina)
    times._bridge._settle()
    assert kept == []
