"""The status bar tells what colleagues left unsent at this computer, and by name why it stays."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from app.client.left_work import Course, LeftWork
from ui.shell.status_bar import StatusBar
from ui.translation import set_language


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


@pytest.fixture
def bar(qtbot, theme_controller) -> StatusBar:
    made = StatusBar()
    qtbot.addWidget(made)
    made.resize(1_200, made.height())
    made.show()
    return made


def left(name: str, course: Course, unsent: int | None, attention: int = 0) -> LeftWork:
    return LeftWork(name.lower(), name, course, unsent, attention)


def test_a_colleagues_work_is_there_by_name_until_it_has_gone_out(bar: StatusBar):
    assert not bar.left.isVisible()
    bar.left.show_left([left("Anna", Course.OFFLINE, 2)])
    assert bar.left.isVisible()
    assert bar.left.text() == "Anna: 2 unsent"
    assert bar.left.accessibleDescription() == "Anna: 2 unsent · the server does not answer"
    bar.left.show_left([left("Anna", Course.SENDING, 1)])
    assert (bar.left.text(), bar.left.toolTip()) == ("Anna: 1 unsent", "Anna: 1 unsent · going out now")
    bar.left.show_left([left("Anna", Course.DONE, 0, 1)])  # held for Anna: it is hers to look at
    assert not bar.left.isVisible()


def test_of_several_the_sum_stands_in_the_bar_and_each_name_in_its_description(bar: StatusBar, qtbot):
    with qtbot.waitSignal(bar.left.changed) as told:
        bar.left.show_left(
            [left("Anna", Course.SENDING, 2), left("Denis", Course.SIGN_IN, 1), left("Olga", Course.KEYRING, None)]
        )
    assert [it.name for it in told.args[0]] == ["Anna", "Denis"]
    assert bar.left.text() == "Colleagues: 3 unsent"
    assert bar.left.accessibleDescription() == "Anna: 2 unsent · going out now; Denis: 1 unsent · needs their sign-in"
    set_language("ru")
    QApplication.sendEvent(bar.left, QEvent(QEvent.Type.LanguageChange))
    assert bar.left.text() == "Коллеги: не отправлено 3 изменения"
    assert (
        bar.left.toolTip()
        == "Anna: не отправлено 2 изменения · идёт отправка; Denis: не отправлено 1 изменение · нужен вход"
    )


def test_who_was_signed_out_from_afar_is_named_once(bar: StatusBar):
    said = []
    bar.left.revoked.connect(lambda sentence, _ms: said.append(sentence))
    for unsent in (2, 2):
        bar.left.show_left([left("Anna", Course.REVOKED, unsent), left("Denis", Course.DONE, 0)])
    sentence = "Anna was signed out here from afar. Their unsent work stays on this computer, encrypted."
    assert said == [sentence]
    assert bar.sentence == sentence


def test_it_leads_to_the_outbox(bar: StatusBar, qtbot):
    bar.left.show_left([left("Anna", Course.OFFLINE, 2)])
    with qtbot.waitSignal(bar.changes_requested):
        bar.left.click()
