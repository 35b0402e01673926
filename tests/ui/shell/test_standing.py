"""Whoever gives a request to a colleague reads what they do, in both languages, and is hindered in nothing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStyleOptionViewItem

from app.domain.work_state import GONE, WorkState
from tests.fakes.people import ME, OLEG, USERS
from tests.ui.talk import MARINA, talk_of
from ui.bridge.desk_bridge import DeskBridge
from ui.shell.assign import AssignDialog
from ui.standing import standing_sign, standing_words
from ui.translation import set_language

DENIS, JANE = USERS[1], USERS[3]
ALL = {
    WorkState.AVAILABLE: ("", ""),
    WorkState.BREAK: ("on a break", "на перерыве"),
    WorkState.LUNCH: ("at lunch", "на обеде"),
    WorkState.MEETING: ("in a meeting", "на совещании"),
    WorkState.TRAINING: ("in training", "на обучении"),
    GONE: ("not online", "не в сети"),
    "of_a_later_version": ("away", "не на месте"),
    None: ("", ""),
}


@pytest.fixture
def dialog(qtbot, theme_controller, desk):
    bridge = DeskBridge(desk)
    chosen = []
    made = AssignDialog(bridge, chosen.append)
    made.chosen = chosen
    bridge.setParent(made)
    qtbot.addWidget(made)
    made.show()
    return made


def heard(dialog):
    rows = [dialog.list.item(row) for row in range(dialog.list.count())]
    return {it.text(): it.data(Qt.ItemDataRole.AccessibleTextRole) for it in rows}


def seen(dialog, name):
    """What is painted in the row of that name, and how large its icon is."""
    (item,) = dialog.list.findItems(name, Qt.MatchFlag.MatchExactly)
    option = QStyleOptionViewItem()
    dialog.list.itemDelegate().initStyleOption(option, dialog.list.indexFromItem(item))
    return option.text, 0 if option.icon.isNull() else option.decorationSize.width()


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("state", ALL)
def test_every_state_has_words_in_both_languages_and_a_sign_of_its_own(state, language):
    set_language(language)
    assert standing_words(state) == ALL[state][language == "ru"]
    signs = [standing_sign(it) for it in ALL]
    assert len(set(signs)) == len(signs)


def test_nothing_is_said_while_nothing_is_known(dialog):
    assert seen(dialog, OLEG.name) == (OLEG.name, 0)
    assert heard(dialog)[OLEG.name] == OLEG.name


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_picker_says_who_is_at_lunch_and_who_is_not_online_by_eye_and_by_ear(qtbot, desk, dialog, language):
    set_language(language)
    desk.presence.everybody({ME.id: "lunch", OLEG.id: "lunch", JANE.id: "available"})
    lunch, away = (ALL[it][language == "ru"] for it in (WorkState.LUNCH, GONE))
    qtbot.waitUntil(lambda: heard(dialog)[OLEG.name] == f"{OLEG.name}, {lunch}")
    assert seen(dialog, OLEG.name) == (f"{OLEG.name} · {lunch}", 14)
    assert heard(dialog)[DENIS.name] == f"{DENIS.name}, {away}"
    assert seen(dialog, JANE.name) == (JANE.name, 14)
    assert not any(lunch in said for name, said in heard(dialog).items() if name.startswith(ME.name))


def test_a_change_is_seen_while_one_chooses_and_who_is_at_lunch_is_chosen_as_ever(qtbot, desk, dialog):
    set_language("ru")
    desk.presence.everybody({OLEG.id: "available"})
    qtbot.keyClicks(dialog.field, "oleg")
    desk.presence.became({OLEG.id: "lunch"})
    qtbot.waitUntil(lambda: heard(dialog)[OLEG.name].endswith("на обеде"))
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.chosen == [OLEG.id]


def test_letters_look_for_names_and_not_for_what_people_do(qtbot, desk, dialog):
    set_language("ru")
    desk.presence.everybody({OLEG.id: "lunch"})
    qtbot.waitUntil(lambda: heard(dialog)[OLEG.name].endswith("на обеде"))
    dialog.field.setText("обеде")
    assert dialog.nothing.isVisible()


def test_the_owner_of_a_request_and_whom_its_header_offers_say_it_too(qtbot, window, desk):
    window.desk_view.navigator.open(talk_of(desk, MARINA).id)
    window.desk_view.screens.arrive()
    header = window.desk_view.screens.conversation.header
    assert header.owner.toolTip() == ""
    desk.presence.everybody({OLEG.id: "lunch"})
    offered = [it.text() for it in header.assignee_menu().actions()]
    assert {f"{JANE.name} · not online", f"{OLEG.name} · at lunch"} <= set(offered)
    assert "lunch" not in header.owner.accessibleName()  # mine: what I do I see in the status bar
    header.owner.state_of = {ME.id: "lunch"}.get
    header.show_standing()
    assert header.owner.accessibleName() == f"Owner: {ME.name} · at lunch. Change"
    assert header.owner._pill.tail == "at lunch"
    assert "at lunch" in header.owner.toolTip()


def test_who_goes_to_lunch_makes_no_pane_wider_and_is_shown_by_sign_and_tooltip_there(qtbot, window, desk):
    window.desk_view.navigator.open(talk_of(desk, MARINA).id)
    window.desk_view.screens.arrive()
    header = window.desk_view.screens.conversation.header
    narrowest, owner = header.minimumSizeHint().width(), header.owner
    owner.state_of = {ME.id: "lunch"}.get
    header.show_standing()
    assert header.minimumSizeHint().width() == narrowest
    qtbot.waitUntil(lambda: owner.painted.tail == "at lunch")
    owner.resize(owner.minimumSizeHint())
    assert (owner.painted.text, owner.painted.tail, owner.painted.icon) == (ME.name, "", "utensils")
