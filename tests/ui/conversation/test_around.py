"""Two people at one request see each other before they write the same answer."""

from app.client.presence import Colleague
from tests.fakes.people import ME, OLEG
from tests.ui.talk import MARINA, TIMUR, talk_of
from ui.shell.around import Around, answering_words


def joined(pane, qtbot):
    around = Around(pane._bridge, pane)
    pane.opened.connect(around.show_card)
    around.people_changed.connect(pane.header.show_people)
    return around


def test_the_header_says_who_looks_and_who_answers(pane, opened, desk, qtbot):
    joined(pane, qtbot)
    talk = talk_of(desk, MARINA).id
    opened(MARINA)
    assert desk.looked[-1] == talk
    desk.presence.met(talk, [Colleague(ME.id), Colleague(OLEG.id)])
    qtbot.waitUntil(lambda: pane.header.people == "Олег is looking at this")
    desk.presence.met(talk, [Colleague(OLEG.id, claims=True)])
    qtbot.waitUntil(lambda: pane.header.people == "Олег is answering")
    assert answering_words(pane._bridge, talk) == "Олег is answering"
    desk.presence.everybody({OLEG.id: "lunch"})
    qtbot.waitUntil(lambda: pane.header.people == "Олег is answering (at lunch)")
    assert answering_words(pane._bridge, talk) == "Олег is answering (at lunch)"
    opened(TIMUR)
    assert pane.header.people == ""


def test_who_writes_second_is_told_and_hindered_in_nothing(pane, opened, desk, qtbot):
    around, told = joined(pane, qtbot), []
    around.held.connect(told.append)
    talk = talk_of(desk, MARINA).id
    opened(MARINA)
    desk.presence.met(talk, [Colleague(OLEG.id, claims=True)])
    qtbot.waitUntil(lambda: told[-1] == "Олег is already answering. What you write is kept")
    desk.presence.only([])
    qtbot.waitUntil(lambda: told[-1] == "")


def test_the_first_key_claims_and_the_next_ones_do_not(pane, opened, desk, qtbot):
    around = joined(pane, qtbot)
    opened(MARINA)
    for _ in range(3):
        around.claim()
    assert desk.claimed == [talk_of(desk, MARINA).id]
