"""The foot of the window tells everything it has to tell, one thing beside the other."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QWidget

from app.client.port import Link, LinkStatus
from tests.fakes.desk import FakeDesk
from tests.fakes.people import NOW
from ui.shell.status_bar import StatusBar
from ui.translation import set_language

URL = "http://127.0.0.1:8765/chat/domisvet"
LONG = (
    "Another program uses the trial server's usual port. The server took a free one, and everything works as before. "
    "The new address is in the status bar."
)
UNSENT = LinkStatus(Link.OFFLINE, synced_at=NOW, unsent=3, attention=1)


@pytest.fixture(params=["en", "ru"], autouse=True)
def language(request) -> Iterator[str]:
    set_language(request.param)
    yield request.param
    set_language("en")


@pytest.fixture
def bar_with(qtbot, theme_controller) -> Callable[..., StatusBar]:
    def make(width: int, *, browser: bool = True) -> StatusBar:
        bar = StatusBar(browser=lambda address: browser)
        qtbot.addWidget(bar)
        bar.resize(width, bar.height())
        bar.show_person(replace(FakeDesk().person, chat_url=URL, mail_address="127.0.0.1:2525, help@shop.example"))
        bar.show_promise(NOW)
        bar.show()
        return bar

    return make


def visible(bar: StatusBar) -> list[QWidget]:
    QApplication.processEvents()
    cells = [bar.said, bar.link, bar.copy_age, bar.unsent, bar.attention, bar.chat, bar.mail, bar.promise, bar.presence]
    return sorted((cell for cell in cells if cell.isVisible()), key=lambda cell: left_of(cell, bar))


def left_of(cell: QWidget, bar: StatusBar) -> int:
    return cell.mapTo(bar, QPoint(0, 0)).x()


@pytest.mark.parametrize("width", [960, 1440])
@pytest.mark.parametrize("first", ["message", "count"])
def test_a_sentence_and_the_unsent_count_stand_side_by_side(bar_with, width, first):
    bar = bar_with(width)
    steps = [lambda: bar.say(LONG), lambda: bar.show_status(UNSENT)]
    for step in steps if first == "message" else reversed(steps):
        step()
    shown = visible(bar)
    assert {bar.said, bar.unsent, bar.attention} <= set(shown)
    assert all(left_of(left, bar) + left.width() <= left_of(right, bar) for left, right in pairwise(shown))
    assert bar.said.toolTip() == "" or bar.said.width() < bar.said.sizeHint().width()


def test_when_a_sentence_is_over_everything_else_is_back(qtbot, bar_with):
    bar = bar_with(960)
    bar.show_status(UNSENT)
    before = visible(bar)
    bar.say(LONG, 1)
    qtbot.waitUntil(lambda: not bar.sentence)
    assert set(visible(bar)) >= set(before)


def test_the_browser_that_is_asked_and_the_one_that_never_comes_are_both_told(bar_with):
    QApplication.clipboard().clear()
    bar = bar_with(1440)
    bar.chat.click()
    assert URL in bar.sentence
    assert QApplication.clipboard().text() != URL
    bar = bar_with(1440, browser=False)
    bar.chat.click()
    assert URL in bar.sentence
    assert QApplication.clipboard().text() == URL


def test_a_copy_that_is_days_old_tells_its_day(bar_with, language):
    bar = bar_with(1440)
    bar.show_status(LinkStatus(Link.OFFLINE, synced_at=NOW - timedelta(days=3)), NOW)
    day = {"en": "9 Nov", "ru": "9 нояб"}[language]
    assert day in bar.copy_age.text()
    bar.show_status(LinkStatus(Link.OFFLINE, synced_at=NOW - timedelta(minutes=3)), NOW)
    assert day not in bar.copy_age.text()


def test_a_promise_of_another_day_is_told_with_its_day(bar_with, language):
    bar = bar_with(1440)
    bar.show_promise(NOW + timedelta(days=5), NOW)
    day = {"en": "17 Nov, ", "ru": "17 нояб., "}[language]
    assert day in bar.promise.text()
    bar.show_promise(NOW + timedelta(minutes=5), NOW)
    assert day not in bar.promise.text()
