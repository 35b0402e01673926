"""One's own state: chosen by key or in the status bar, seen with its time, followed by notices and colleagues."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from app.domain.work_state import WorkState
from tests.fakes.people import NOW
from tests.ui.shell.test_window import open_talk
from ui.shell.own_state import GOES_ON, OwnState
from ui.translation import set_language

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing|propagateSizeHints)")


@pytest.fixture
def clock():
    return [NOW]


@pytest.fixture
def own(qapp, clock):
    parent = QObject()
    yield OwnState(lambda: clock[0], parent)
    parent.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def pick(window, words):
    window.shortcuts["presence"].trigger()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    act = next(it for it in menu.actions() if it.text() == words)
    menu.close()
    act.trigger()


def test_a_state_lasts_from_the_moment_it_was_chosen(own, clock):
    clock[0] += timedelta(minutes=102, seconds=10)
    assert (own.state, own.lasted, own.is_away) == (WorkState.AVAILABLE, "1:42", False)
    own.choose(WorkState.LUNCH)
    assert (own.lasted, own.is_away) == ("0:00", True)
    clock[0] += timedelta(minutes=5)
    own.choose(WorkState.LUNCH)
    assert own.lasted == "0:05"
    clock[0] -= timedelta(hours=1)  # somebody set the clock
    assert own.lasted == "0:00"


def test_minutes_are_told_and_seconds_are_not(own, clock, qtbot):
    told = []
    own.aged.connect(lambda: told.append(own.lasted))
    own.look()
    own.look()
    clock[0] += timedelta(seconds=61)
    own.look()
    assert told == ["0:00", "0:01"]


@pytest.mark.parametrize(
    ("passed", "state"), [(timedelta(minutes=20), WorkState.LUNCH), (GOES_ON, WorkState.AVAILABLE)]
)
def test_a_restart_goes_on_with_it_and_a_new_day_begins_at_work(own, clock, passed, state):
    own.choose(WorkState.LUNCH)
    kept = own.kept
    own.choose(WorkState.AVAILABLE)
    clock[0] += passed
    own.restore(kept)
    assert own.state is state


@pytest.mark.parametrize("kept", ["", "asleep 2026-11-12T11:00:00+00:00", "lunch", "lunch yesterday"])
def test_what_cannot_be_read_is_no_state(own, kept):
    own.restore(kept)
    assert own.state is WorkState.AVAILABLE


def test_by_key_one_is_away_undisturbed_and_seen_at_no_request_until_one_is_back(window, desk):
    set_language("en")
    talk = open_talk(window, desk, 1197).id
    status, teller = window.status, window.desk_view.telling.teller
    window.desk_view.screens.arrive()
    assert desk.looked[-1] == talk
    pick(window, "Lunch")
    assert status.presence.text() == "Lunch"
    assert status.presence.accessibleName().endswith("Lunch, 0:00")
    assert "Lunch from now on" in status.sentence
    assert teller.undisturbed
    assert desk.looked[-1] is None
    open_talk(window, desk, 1204)
    window.desk_view.screens.arrive()
    assert desk.looked[-1] is None
    pick(window, "At work")
    assert desk.looked[-1] is not None
    assert not teller.undisturbed


def test_colleagues_are_told_each_time_one_says_what_one_does(window, desk):
    set_language("en")
    pick(window, "Lunch")
    pick(window, "Lunch")  # also at another computer: here is where one is
    pick(window, "At work")
    at_work = WorkState.AVAILABLE
    assert desk.states == [at_work, WorkState.LUNCH, WorkState.LUNCH, at_work]


def test_the_menu_of_a_key_stands_on_what_one_likely_wants_and_the_cell_opens_it_too(qtbot, window):
    set_language("en")
    for state, wanted in ((WorkState.AVAILABLE, "Break"), (WorkState.TRAINING, "At work")):
        window.desk_view.own_state._own.choose(state)
        window.shortcuts["presence"].trigger()
        menu = QApplication.activePopupWidget()
        assert menu.activeAction().text() == wanted
        assert [it.text() for it in menu.actions() if it.isChecked()] == [
            "Training" if state is WorkState.TRAINING else "At work"
        ]
        menu.close()
    QTest.mouseClick(window.status.presence, Qt.MouseButton.LeftButton)
    assert QApplication.activePopupWidget() is not None
    QApplication.activePopupWidget().close()
