"""The next start goes on where one was, also when the program was cut off."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from app.client.view import Sort
from tests.fakes.desk import FakeDesk
from tests.fakes.people import OLEG
from tests.ui.shell.test_window import open_talk, talk_of
from ui.bridge.desk_bridge import DeskBridge
from ui.conversation_list.pane import ConversationListPane
from ui.crash_dialog import CrashDialog
from ui.crashes import Crashes
from ui.shell.layout import LayoutStore
from ui.shell.panes import build_screens
from ui.shell.window import MainWindow
from ui.translation import set_language


@pytest.fixture
def next_start(qtbot, tmp_path, theme_controller):
    """Opens another window of the same person, over the same settings file."""
    made = []

    def start(desk: FakeDesk) -> MainWindow:
        settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
        window = MainWindow(theme_controller, LayoutStore(settings))
        made.append(window)
        bridge = DeskBridge(desk, window)
        window.attach(bridge, build_screens(bridge, window.show_list(bridge)))
        return window

    yield start
    for window in made:
        window.detach()
        window.close()
        window.deleteLater()


def test_the_next_start_opens_the_place_and_the_request_one_was_at(window, desk, next_start):
    window.shortcuts["view2"].trigger()
    rows = window.desk_view.workspace.list_pane
    rows.view.setCurrentIndex(rows.model.index(1))
    was = window.desk_view.navigator.open_id
    window.detach()
    again = next_start(desk)
    assert again.desk_view.navigator.open_id == was
    assert again.desk_view.workspace.list_pane.model.view == rows.model.view
    assert again.desk_view.place.recovered() == ""


def test_order_and_height_of_rows_are_as_this_person_left_them(window, desk, next_start, qtbot):
    header = window.desk_view.workspace.list_pane.header
    wanted = {"Newest first", "Low rows"}
    for action in header.menu().actions():
        if action.text() in wanted:
            action.trigger()
    window.shortcuts["view2"].trigger()
    window.detach()
    again = next_start(desk).desk_view.workspace.list_pane
    assert again.model.view.sort is Sort.NEWEST
    assert {it.text() for it in again.header.menu().actions() if it.isChecked()} == wanted
    fresh = ConversationListPane(again._bridge)
    qtbot.addWidget(fresh)
    assert again.view.sizeHintForRow(0) < fresh.view.sizeHintForRow(0)
    desk.person = replace(desk.person, user_id=OLEG.id)
    other = next_start(desk).desk_view.workspace.list_pane
    assert other.model.view.sort is Sort.DEADLINE
    assert not other.header.is_compact


@pytest.mark.parametrize(
    ("hours", "passed", "words"),
    [(2, 1, "Do not disturb until 16:32"), (2, 3, ""), (None, 72, "Do not disturb")],
)
def test_who_is_not_to_be_disturbed_is_not_after_the_next_start_either(window, desk, next_start, hours, passed, words):
    window.desk_view.telling.quiet.begin(
        None if hours is None else window.desk_view.bridge.now() + timedelta(hours=hours)
    )
    window.detach()
    desk.advance(hours=passed)
    again = next_start(desk).desk_view.telling
    assert again.quiet.words == words
    assert again.teller.undisturbed is bool(words)
    assert again.bell.quiet.text() == (words or "Do not disturb")


def test_a_request_that_is_gone_leaves_the_most_urgent_one_open(window, desk, next_start):
    talk = open_talk(window, desk, 1204)
    window.detach()
    del desk.talks[talk.id]
    assert next_start(desk).desk_view.navigator.open_id == talk_of(desk, 1197).id


@pytest.mark.parametrize(
    ("language", "words"), [("en", "2 drafts were restored."), ("ru", "Восстановили 2 черновика.")]
)
def test_a_program_that_was_cut_off_says_how_many_drafts_it_brought_back(window, desk, next_start, language, words):
    for talk in desk.talks.values():
        talk.draft = talk.note_draft = ""
    first, second = list(desk.talks.values())[:2]
    first.draft, second.note_draft = "Добрый день!", "Спросить склад"
    again = next_start(desk)  # the first window never ended
    set_language(language)
    assert again.desk_view.place.recovered().endswith(words)


def test_what_stands_in_the_file_by_mistake_is_no_place(window, desk, next_start, tmp_path):
    group = f"place/{desk.person.user_id.hex}"
    window.detach()
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    settings.setValue(f"{group}/view", "elsewhere:7:open")
    settings.setValue(f"{group}/conversation", "no id")
    settings.sync()
    assert next_start(desk).desk_view.navigator.open_id == talk_of(desk, 1197).id


def test_a_bug_says_what_is_kept_and_its_report_can_be_copied(qtbot, theme_controller):
    dialog = CrashDialog("ValueError\n  ui/x.py:1 run", kept=(2, 1))
    qtbot.addWidget(dialog)
    assert "Kept on this computer: 2 drafts, 1 change that has not gone out." in dialog.informativeText()
    dialog.show()
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == "ValueError\n  ui/x.py:1 run"
    assert dialog.isVisible()
    assert not dialog.wants_anew
    dialog.anew.click()
    assert dialog.wants_anew
    assert dialog.icon() is QMessageBox.Icon.Warning
    assert "Your drafts are saved" in dialog.text()


def test_a_bug_over_which_the_last_words_were_lost_does_not_say_they_are_saved(qtbot, theme_controller):
    dialog = CrashDialog("ValueError", saved=False)
    qtbot.addWidget(dialog)
    assert "what you typed last is not saved. Copy it before you go on." in dialog.text()
    assert "Your drafts are saved" not in dialog.text()
    assert "Kept on this computer" not in dialog.informativeText()


def test_a_bug_is_shown_also_when_nobody_can_tell_what_is_kept(qtbot, theme_controller):
    def count():
        raise KeyError

    shown = []

    def answer():
        dialog = QApplication.activeModalWidget()
        shown.append(dialog.informativeText())
        dialog.go_on.click()

    crashes = Crashes(count, lambda: None, theme_controller)
    QTimer.singleShot(0, answer)
    crashes.show("ValueError", False)
    assert shown == [
        "You can go on, or start Deskhand anew: it opens where you are now. The report holds no word of a customer."
    ]
    assert not crashes.anew


def test_the_window_knows_what_is_kept(window, desk):
    drafts, unsent = window.count_kept()
    assert drafts == sum(1 for talk in desk.talks.values() for text in (talk.draft, talk.note_draft) if text)
    assert unsent == 0
