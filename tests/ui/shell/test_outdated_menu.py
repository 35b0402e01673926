"""A call opens another request while a menu is open: nothing that was offered for the one is done to the other."""

import pytest
from PySide6.QtWidgets import QApplication, QMenu

from app.commands.conversation import MarkRead
from app.commands.field import SetField
from app.domain.call import Direction
from app.domain.channel import Channel
from app.domain.request_field import FieldName
from app.language.phone import CallLink
from tests.ui.talk import EMMA, MARINA, talk_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def ring(window, desk):
    def call() -> None:
        addresses = talk_of(desk, MARINA).customer.addresses
        number = next(value for channel, value in addresses if channel is Channel.PHONE)
        window.desk_view.calls.begin(CallLink(number, Direction.IN))

    return call


def go(window, desk, number):
    window.desk_view.navigator.open(talk_of(desk, number).id)
    window.desk_view.screens.arrive()
    return window.desk_view.screens.talk


def acts_of(menu: QMenu) -> list:
    found = []
    for action in menu.actions():
        found += acts_of(action.menu()) if action.menu() is not None else [action]
    return [it for it in found if it.isEnabled() and not it.isSeparator()]


def pop_fields(pane):
    pane.talk.pop_fields()


def pop_status(pane):
    pane.header._status.click()


def pop_owner(pane):
    pane.header.owner.click()


def pop_more(pane):
    pane.header._more.click()


def pop_one_field(pane):
    pane.talk.pop_field(FieldName.PRIORITY, pane.header.pills)


@pytest.mark.parametrize("pop", [pop_fields, pop_status, pop_owner, pop_more, pop_one_field])
def test_a_menu_of_the_request_goes_when_a_call_opens_another(window, desk, ring, pop):
    pop(go(window, desk, EMMA))
    menu = QApplication.activePopupWidget()
    acts = acts_of(menu)
    assert acts
    before = len(desk.submitted)
    ring()
    assert window.desk_view.navigator.open_id == talk_of(desk, MARINA).id
    assert QApplication.activePopupWidget() is None
    for action in acts:  # even if one of them were chosen at that very moment
        action.trigger()
    given = [it for it in desk.submitted[before:] if not isinstance(it, MarkRead)]
    assert given == []
    assert not [it for it in QApplication.topLevelWidgets() if it.isVisible() and it.isModal()]


def test_menus_of_menu_bar_and_list_go_as_well(window, desk, ring):
    go(window, desk, EMMA)
    for menu in (window.shortcuts._menus["request"], window.shortcuts._menus["call"]):
        menu.popup(window.mapToGlobal(window.rect().center()))
        go(window, desk, EMMA)
        assert QApplication.activePopupWidget() is menu
        go(window, desk, MARINA)
        assert QApplication.activePopupWidget() is None
        go(window, desk, EMMA)


def test_the_same_request_touched_leaves_its_menu_open(window, desk):
    pane = go(window, desk, EMMA)
    pop_fields(pane)
    menu = QApplication.activePopupWidget()
    pane._reload(talk_of(desk, EMMA).id)
    assert QApplication.activePopupWidget() is menu
    urgent = next(it for it in acts_of(menu) if it.text() == "Urgent")
    urgent.trigger()
    menu.close()
    set_to = [(it.conversation_id, it.value) for it in desk.submitted if isinstance(it, SetField)]
    assert set_to == [(talk_of(desk, EMMA).id, "urgent")]


def test_what_was_typed_for_one_request_is_not_given_to_another(window, desk):
    pane = go(window, desk, EMMA)
    pane.talk.fields.ask(FieldName.ORDER)
    dialog = pane.talk.fields.dialog
    chosen = dialog.chosen
    before = len(desk.submitted)
    go(window, desk, MARINA)
    assert not dialog.isVisible()
    chosen.emit("A-1")
    assert len(desk.submitted) == before
