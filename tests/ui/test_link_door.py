"""A link of a switchboard reaches the desk that is open already; whatever else is said does nothing."""

import sys
import threading

import pytest
from PySide6.QtCore import QEvent, QObject, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from app.domain.call import Direction
from app.language.phone import CallLink
from app.model.identifier import new_id
from ui.instance import MOST_BYTES, Instance, name_of, raise_first
from ui.link_door import LinkDoor, OpenedLinks

LINK = "deskhand://call?from=+79175553208&dir=in"


class Desk:
    """Takes calls."""

    def __init__(self):
        self.calls = []

    def take_call(self, call):
        self.calls.append(call)


def say(name, message):
    thread = threading.Thread(target=raise_first, args=(name, message))
    thread.start()
    return thread


@pytest.fixture
def first(qapp):
    made = Instance(name_of(str(new_id())), qapp)
    yield made
    made.close()
    made.deleteLater()


def test_a_second_start_hands_its_link_to_the_first_and_raises_it(qtbot, first):
    name, asked, raised = first._server.serverName(), [], []
    first.asked.connect(asked.append)
    first.raised.connect(lambda: raised.append(1))
    say(name, LINK)
    qtbot.waitUntil(lambda: asked == [LINK])
    say(name, "")
    qtbot.waitUntil(lambda: len(raised) == 2)
    say(name, "я" * 100_000)
    qtbot.waitUntil(lambda: len(asked) == 2)
    assert len(asked[1]) <= MOST_BYTES


def test_a_call_waits_for_the_desk_and_other_texts_are_forgotten(qapp):
    desks = []
    door = LinkDoor(lambda: desks[0] if desks else None, qapp)
    door.take("deskhand://call?from=101&dir=in")
    door.take("rm -rf /")
    desks.append(Desk())
    door.hand_over()
    door.hand_over()
    assert desks[0].calls == [CallLink("101", Direction.IN)]
    door.take("https://example.org/call?from=1")
    assert len(desks[0].calls) == 1
    door.deleteLater()


def test_a_link_that_macos_sends_to_the_running_program_is_taken_and_a_file_is_not(qapp, monkeypatch):
    with monkeypatch.context() as around:
        around.setattr(sys, "platform", "darwin")
        opened, asked = OpenedLinks(qapp), []
    opened.asked.connect(asked.append)
    link = "deskhand://call?from=%2B79175553208&dir=in"
    QApplication.sendEvent(qapp, QFileOpenEvent(QUrl(link)))
    QApplication.sendEvent(qapp, QFileOpenEvent(QUrl("file:///etc/hosts")))
    assert asked == [link]
    qapp.removeEventFilter(opened)
    opened.deleteLater()


@pytest.mark.skipif(sys.platform == "darwin", reason="there links come as events")
def test_where_links_start_a_program_the_events_of_this_one_do_not_pass_through_it(qapp, monkeypatch):
    passed = []
    monkeypatch.setattr(OpenedLinks, "eventFilter", lambda *told: bool(passed.append(told)))
    opened = OpenedLinks(qapp)
    QApplication.sendEvent(QObject(opened), QEvent(QEvent.Type.User))
    assert passed == []
    opened.deleteLater()
