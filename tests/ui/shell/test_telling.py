"""The bell: opened by Shift+F12, worked by keys, it counts and leads to the item."""

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QApplication, QMenu

from app.client.notice.policy import Event, Outcome
from app.domain.notice import NoticeKind
from tests.fakes.notice import MemoryBoard, MemorySpeaker
from tests.ui.talk import EMMA, MARINA, talk_of
from ui.notices.delegate import ROW_ROLE
from ui.notices.journal import JournalDialog
from ui.notices.tray import Tray, TrayState, tray_icon
from ui.notices.ways import Ways
from ui.notices.words import outcome_words, title_of


@pytest.fixture
def told(window, desk):
    desk.tell(NoticeKind.PROMISE_BROKEN, talk_of(desk, EMMA).id)
    desk.advance(minutes=1)
    desk.tell(NoticeKind.MENTION, talk_of(desk, MARINA).id, by="Олег Панин")
    return window


def test_the_status_bar_counts_and_the_key_opens_the_bell_with_the_newest_chosen(told, desk, qtbot):
    assert (told.status.bell.text(), told.status.bell.accessibleName()) == ("2", "Notifications, 2 not seen")
    told.shortcuts["notifications"].trigger()
    bell = told.desk_view.telling.bell
    assert bell.isVisible()
    assert QApplication.focusWidget() is bell.list
    assert bell.list.currentItem().data(ROW_ROLE).kind is NoticeKind.MENTION
    words = bell.list.currentItem().data(Qt.ItemDataRole.AccessibleTextRole)
    assert words.startswith("Олег Панин mentioned you, ")
    assert words.endswith("not seen yet")


def test_enter_leads_to_the_conversation_and_escape_back_to_where_one_was(told, desk, qtbot):
    bell, before = told.desk_view.telling.bell, QApplication.focusWidget()
    told.shortcuts["notifications"].trigger()
    qtbot.keyClick(bell.list, Qt.Key.Key_Escape)
    assert not bell.isVisible()
    assert QApplication.focusWidget() is before
    told.shortcuts["notifications"].trigger()
    qtbot.keyClick(bell.list, Qt.Key.Key_Return)
    assert told.desk_view.navigator.open_id == talk_of(desk, MARINA).id
    assert not bell.isVisible()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is told.desk_view.screens.composer.reply_editor)
    assert told.status.bell.text() == "1"


def test_what_a_screen_reader_selects_in_the_bell_is_what_opens(told, desk, qtbot):
    bell = told.desk_view.telling.bell
    told.shortcuts["notifications"].trigger()
    (emma,) = [row for row in range(1, bell.list.count()) if getattr(bell.list.item(row).data(ROW_ROLE), "kind", None)
               is NoticeKind.PROMISE_BROKEN]  # fmt: skip
    select = QItemSelectionModel.SelectionFlag
    bell.list.selectionModel().select(bell.list.model().index(emma, 0), select.ClearAndSelect)
    qtbot.waitUntil(lambda: bell.list.currentRow() == emma)
    bell.open.click()
    assert told.desk_view.navigator.open_id == talk_of(desk, EMMA).id
    assert not bell.isVisible()


def test_all_are_seen_at_once_and_stay_for_seven_days(told, desk):
    bell = told.desk_view.telling.bell
    bell.toggle()
    bell.seen.click()
    assert told.status.bell.text() == ""
    assert not bell.seen.isEnabled()
    assert bell.list.count() == 3
    bell.close_bell()


def quiet_choices(menu):
    """What is offered, by name; the full hours of the inner menu among them."""
    inner = [it.menu() for it in menu.actions() if it.menu()]
    return {it.text(): it for part in (menu, *inner) for it in part.actions() if not it.menu()}


@pytest.mark.parametrize(
    ("choice", "until", "after"),
    [
        ("For an hour, until 15:33", "Do not disturb until 15:33", {"minutes": 60}),
        ("16:00", "Do not disturb until 16:00", {"minutes": 87}),
        ("Until tomorrow, 09:00", "Do not disturb until tomorrow, 09:00", {"hours": 18, "minutes": 27}),
    ],
)
def test_do_not_disturb_ends_by_itself_and_until_then_bell_bar_and_tray_say_so(told, desk, choice, until, after):
    telling = told.desk_view.telling
    telling.start(lambda _teller: Ways(MemoryBoard(), MemorySpeaker()))
    quiet_choices(telling.quiet.menu(told))[choice].trigger()
    assert telling.teller.undisturbed
    assert telling.bell.quiet.text() == until
    assert told.status.bell.accessibleName() == f"Notifications, 2 not seen, {until}"
    assert telling.tray.words == "Deskhand · do not disturb · 2 notices not seen"
    desk.advance(**after)
    desk.advance(minutes=-1)
    telling.quiet.look()
    assert telling.teller.undisturbed
    desk.advance(minutes=1)
    telling.quiet.look()
    assert not telling.teller.undisturbed
    assert telling.bell.quiet.text() == "Do not disturb"
    assert telling.tray.words.startswith("Deskhand · available")


def test_after_midnight_tomorrow_is_not_said_of_today(told, desk):
    telling = told.desk_view.telling
    quiet_choices(telling.quiet.menu(told))["Until tomorrow, 09:00"].trigger()
    desk.advance(hours=10)
    telling.quiet.look()
    assert telling.bell.quiet.text() == "Do not disturb until 09:00"
    assert told.status.bell.accessibleName().endswith("Do not disturb until 09:00")


def test_do_not_disturb_without_an_end_is_turned_off_by_the_same_button_or_from_the_tray(told, desk):
    telling = told.desk_view.telling
    telling.start(lambda _teller: Ways(MemoryBoard(), MemorySpeaker()))
    quiet_choices(telling.quiet.menu(told))["Until I turn it off"].trigger()
    desk.advance(days=3)
    telling.quiet.look()
    assert telling.teller.undisturbed
    telling.bell.quiet.click()
    assert not telling.teller.undisturbed
    for choice, is_on in (("Until I turn it off", True), ("May be disturbed again", False)):
        of_tray = {it.text(): it for it in telling._tray_actions()}["Do not disturb"].menu()
        quiet_choices(of_tray)[choice].trigger()
        assert telling.teller.undisturbed is is_on


def test_every_event_and_outcome_has_words_and_the_journal_shows_them(told, desk, qtbot):
    assert all(title_of(event) for event in Event)
    assert all(outcome_words(outcome) for outcome in Outcome)
    telling = told.desk_view.telling
    telling.start(lambda _teller: Ways(MemoryBoard(), MemorySpeaker()))
    dialog = JournalDialog(desk.journal.lines(), desk.now(), telling._bridge.zone)
    qtbot.addWidget(dialog)
    texts = [dialog.table.item(0, column).text() for column in range(4)]
    assert texts[2:] == ["Sound", "not meant for this"]


def test_the_tray_has_four_drawings_for_light_and_dark_panels():
    sizes = {tray_icon(state, dark=dark).pixmap(32).toImage().isNull() for state in TrayState for dark in (True, False)}
    assert sizes == {False}


def test_a_press_on_the_tray_wants_the_window(qtbot, qapp, theme_controller):
    tray = Tray(list, qapp)
    with qtbot.waitSignal(tray.shown):
        tray.icon.activated.emit(tray.icon.ActivationReason.Trigger)
    tray.show_state(TrayState.RINGING, 3)
    assert tray.words == "Deskhand · incoming call · 3 notices not seen"
    tray.close()


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing|propagateSizeHints)")
def test_do_not_disturb_is_in_the_menu_and_in_the_palette_and_ends_there(told, qtbot):
    telling = told.desk_view.telling
    telling.start(lambda _teller: Ways(MemoryBoard(), MemorySpeaker()))
    told.shortcuts["quiet"].trigger()
    (menu,) = [it for it in told.status.bell.findChildren(QMenu) if it.isVisible()]
    quiet_choices(menu)["Until I turn it off"].trigger()
    assert telling.teller.undisturbed
    menu.close()
    told.shortcuts["quiet"].trigger()
    assert not telling.teller.undisturbed
    assert {"quiet", "journal", "attach", "texts"} <= set(told.shortcuts.titles())
