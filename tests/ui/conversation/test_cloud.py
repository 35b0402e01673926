"""A large file left in a cloud is a chip that names its host, and is opened only when the operator says so twice."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices

from tests.ui.talk import EMMA, say

LINK = "https://cloud.mail.ru/public/AbC/video"


@pytest.fixture
def went(monkeypatch):
    made = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: made.append(url.toString()) or True)
    return made


@pytest.fixture
def talk(opened, desk):
    pane = opened(EMMA)
    cloud = [{"cloud": "mail.ru", "url": LINK, "name": "video.mp4"}]
    say(desk, EMMA, f"Here: {LINK}", channel="email", cloud=cloud)
    return pane


def last(pane):
    model = pane.timeline.model()
    return model.index(model.rowCount() - 1)


def press_chip(pane, qtbot):
    view = pane.timeline
    lies = view._delegate.geometry(view._rows.item(last(pane).row()), view.viewport().width())
    ((rect, _link),) = lies.clouds
    at = view.visualRect(last(pane)).topLeft() + QPoint(int(rect.center().x()), int(rect.center().y()))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)


def button(pane, text):
    return next(it for it in pane.opener.question.buttons() if it.text() == text)


def test_the_chip_asks_naming_the_host_and_enter_does_not_open(talk, went, qtbot):
    press_chip(talk, qtbot)
    question = talk.opener.question
    assert "cloud.mail.ru" in question.text()
    qtbot.keyClick(question, Qt.Key.Key_Return)
    assert went == []
    press_chip(talk, qtbot)
    button(talk, "Open cloud.mail.ru").click()
    assert went == [LINK]


def test_the_same_link_in_the_text_asks_too_and_another_link_does_not(talk, went):
    talk.opener.open_link(LINK)
    assert went == []
    button(talk, "Do not open").click()
    talk.opener.open_link("https://shop.example/")
    assert went == ["https://shop.example/"]


def test_the_file_is_told_to_a_screen_reader_and_reached_by_the_menu(talk, went):
    assert "In the cloud: video.mp4, cloud.mail.ru" in last(talk).data(Qt.ItemDataRole.AccessibleTextRole)
    item = talk.timeline._rows.item(last(talk).row())
    menu = talk.timeline.acts.menu(item)
    act = next(it for it in menu.actions() if "cloud.mail.ru" in it.text())
    act.trigger()
    assert talk.opener.question is not None
    button(talk, "Do not open").click()
    menu.deleteLater()
    assert went == []


@pytest.mark.parametrize("cloud", ["x", [1, {"url": ""}], {"a": 1}, None])
def test_what_is_no_list_of_links_shows_nothing(opened, desk, cloud):
    pane = opened(EMMA)
    say(desk, EMMA, "hello", cloud=cloud)
    view = pane.timeline
    assert view._delegate.geometry(view._rows.item(last(pane).row()), 500).clouds == ()
