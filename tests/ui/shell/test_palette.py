"""The palette: everything by a few letters, from local data, in either layout."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.client.port import Problem, Trouble
from app.commands.conversation import ResolveConversation
from tests.ui.shell.test_window import open_talk, talk_of
from ui.palette.entry import Group, Question
from ui.shell.palette_source import Actions
from ui.translation import set_language


@pytest.fixture
def palette(qtbot, window):
    window.activateWindow()
    found = window.desk_view.finder.palette
    window.shortcuts["palette"].trigger()
    assert found.isVisible()
    return found


def titles(palette, group=None):
    return [entry.title for entry in palette.model.entries if group in (None, entry.group)]


def test_a_few_letters_find_a_command_and_enter_runs_it(qtbot, window, palette):
    QTest.keyClicks(palette.field, "rail")  # Enter at once: what was typed counts, not what is still shown
    was = window.desk_view.workspace.rail.is_collapsed
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert window.desk_view.workspace.rail.is_collapsed is not was


def test_the_letters_that_fit_are_marked(qtbot, palette):
    QTest.keyClicks(palette.field, "repl")
    qtbot.waitUntil(lambda: palette.model.entries[0].title.startswith("Reply"))
    first = palette.model.entries[0]
    assert [first.title[start:end] for start, end in first.spans] == ["Repl"]


@pytest.mark.parametrize("typed", ["соколова", "cjrjkjdf", "sokolova"])
def test_a_customer_is_found_in_any_layout_and_alphabet(qtbot, window, desk, palette, typed):
    palette.field.setText(f"@{typed}")
    qtbot.waitUntil(lambda: titles(palette) == ["Марина Соколова"])
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert desk.talks[window.desk_view.navigator.open_id].customer.name == "Марина Соколова"


def test_after_a_look_up_that_failed_the_next_letters_are_looked_up_again(qtbot, palette, monkeypatch):
    def full(*_asked, **_more):
        raise Trouble(Problem.DISK_FULL)

    with monkeypatch.context() as broken:
        broken.setattr(palette._lookup._finder, "find", full)
        with qtbot.waitSignal(palette._lookup.found):
            palette.field.setText("@мар")
    palette.field.setText("@марина")
    qtbot.waitUntil(lambda: titles(palette) == ["Марина Соколова"])


def test_what_a_look_up_needs_is_opened_before_the_first_letter_and_once(qtbot, window, palette, desk):
    qtbot.waitUntil(lambda: desk.finder.asked == ["…"])
    window.shortcuts["palette"].trigger()
    window.shortcuts["palette"].trigger()
    palette.field.setText("@марина")
    qtbot.waitUntil(lambda: titles(palette) == ["Марина Соколова"])
    assert desk.finder.asked == ["…", "марина"]


def test_a_number_finds_its_request(qtbot, window, desk, palette):
    palette.field.setText("#1197")
    qtbot.waitUntil(lambda: len(palette.model.entries) == 1)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.desk_view.navigator.open_id == talk_of(desk, 1197).id


def test_the_chip_names_the_open_request_and_without_it_nothing_is_done_to_it(qtbot, window, desk):
    open_talk(window, desk, 1204)
    palette = window.desk_view.finder.palette
    window.desk_view.finder.open("solve")
    assert palette.chip.text() == "1204 · Марина Соколова"
    qtbot.waitUntil(lambda: titles(palette, Group.REQUEST) == ["Solve"])
    palette.chip.click()
    assert palette.chip.isHidden()
    qtbot.waitUntil(lambda: titles(palette, Group.REQUEST) == [])


def test_a_quick_reply_is_put_into_the_answer(qtbot, window, desk):
    open_talk(window, desk, 1204)
    template = desk.queries.templates()[0]
    window.desk_view.finder.open(f"?{template.title}")
    QTest.keyClick(window.desk_view.finder.palette.field, Qt.Key.Key_Return)
    assert window.desk_view.screens.composer.reply_editor.text


@pytest.mark.parametrize("typed", ["greet", "приветств"])
def test_the_greeting_is_found_by_its_name_in_both_languages_and_put_in(qtbot, window, desk, typed):
    open_talk(window, desk, 1204)
    window.desk_view.finder.open(f">{typed}")
    palette = window.desk_view.finder.palette
    qtbot.waitUntil(lambda: titles(palette)[:1] == ["Greet"])
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    screens = window.desk_view.screens
    assert screens.composer.reply_editor.text.startswith(screens.guide.opening_text)
    assert screens.guide.opening_text


def test_a_press_on_the_field_of_the_menu_bar_opens_it(window):
    QTest.mouseClick(window.search, Qt.MouseButton.LeftButton)
    assert window.desk_view.finder.palette.isVisible()


def test_escape_and_a_press_beside_it_close_it_and_the_focus_is_where_it_was(window):
    window.activateWindow()
    rows = window.desk_view.workspace.list_pane.view
    rows.setFocus()
    palette = window.desk_view.finder.palette
    for close in (
        lambda: QTest.keyClick(palette.field, Qt.Key.Key_Escape),
        lambda: QTest.mouseClick(palette.scrim, Qt.MouseButton.LeftButton),
    ):
        window.desk_view.finder.open()
        close()
        assert not palette.isVisible()
        assert rows.hasFocus()


def test_while_one_types_no_other_key_of_the_window_works(window, desk, palette):
    QTest.keyClick(palette.field, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert not [it for it in desk.submitted if isinstance(it, ResolveConversation)]
    assert palette.isVisible()


def test_what_is_not_there_is_told_in_both_languages(qtbot, window, palette):
    palette.field.setText("48-2091x")
    nothing = "Nothing for “48-2091x”. Check the number or try the phone."
    qtbot.waitUntil(lambda: palette.list.words == palette.field.accessibleDescription() == nothing)
    set_language("ru")
    palette.field.setText("48-2091ж")
    qtbot.waitUntil(lambda: palette.list.words.startswith("Ничего не нашли по «48-2091ж»."))


def test_the_field_says_which_line_enter_would_run(qtbot, palette):
    palette.field.setText(">sol")
    qtbot.waitUntil(lambda: palette.field.accessibleDescription() == "Solve, Ctrl+E")
    palette.field.setText(">show")
    qtbot.waitUntil(lambda: len(palette.model.entries) > 1)
    first = palette.field.accessibleDescription()
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.field.accessibleDescription() != first


def test_a_pointer_that_lies_where_the_palette_opens_chooses_nothing(qtbot, window, palette):
    QTest.keyClicks(palette.field, "re")
    qtbot.waitUntil(lambda: len(palette.model.entries) > 2)
    view = palette.list
    row = next(at for at in range(view.model().rowCount()) if at > view.currentIndex().row() + 1)
    spot = view.visualRect(view.model().index(row, 0)).center()
    chosen = view.currentIndex().row()

    def tell(place):
        at = QPointF(view.viewport().mapToGlobal(place))
        left, none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        told = QMouseEvent(QEvent.Type.MouseMove, QPointF(place), at, left, left, none)
        QApplication.sendEvent(view.viewport(), told)

    view._resting_at = view.viewport().mapToGlobal(spot)
    tell(spot)  # Qt says so when the list appears below it
    assert view.currentIndex().row() == chosen
    tell(spot + QPoint(1, 0))
    assert view.currentIndex().row() == row


def test_every_command_has_its_sign(palette, window):
    listed = Actions(window.shortcuts).entries(Question.of("e"))
    assert [it.title for it in listed if not it.icon] == []


@pytest.mark.parametrize(
    ("language", "typed"), [("en", "rename"), ("en", "change name"), ("en", "edit customer"), ("ru", "изменить имя")]
)
def test_the_name_of_a_customer_is_changed_from_here(qtbot, palette, window, language, typed):
    set_language(language)
    window.shortcuts.retranslate()
    window.desk_view.navigator.open(window.desk_view.workspace.list_pane.model.id_at(0))
    palette.field.setText(typed)
    name = {"en": "Edit customer…", "ru": "Изменить клиента…"}[language]
    qtbot.waitUntil(lambda: name in titles(palette))
