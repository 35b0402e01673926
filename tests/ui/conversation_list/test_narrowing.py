"""Lists are narrowed, ordered and kept as searches, by keys alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.client.view import Mark, Only, Sort, View, ViewKind
from tests.fakes.desk import FakeDesk
from ui.bridge.desk_bridge import DeskBridge
from ui.conversation_list.filter_menu import FilterWords, filter_menu
from ui.conversation_list.keeping import NameDialog
from ui.conversation_list.pane import ConversationListPane
from ui.conversation_list.picking import MOST_PICKED
from ui.translation import set_language


@pytest.fixture(autouse=True)
def _english():
    set_language("en")


@pytest.fixture
def desk():
    return FakeDesk()


@pytest.fixture
def pane(qtbot, desk):
    made = ConversationListPane(DeskBridge(desk))
    qtbot.addWidget(made)
    made.resize(300, 700)
    made.show()
    return made


def names(pane):
    return [pane.model.value_at(row).customer_name for row in range(pane.model.rowCount())]


def test_a_mark_narrows_the_list_and_its_chip_takes_it_off(qtbot, pane):
    everybody = names(pane)
    pane.open_filter()
    pane.filter._toggle("marks", Mark.VIP)
    assert names(pane) == ["Марина Соколова", "ООО «Вектор-Строй»"] or 0 < len(names(pane)) < len(everybody)
    (chip,) = pane.filter.chips
    assert chip.accessibleName() == "Filter VIP. Take it off"
    chip.setFocus()
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    assert names(pane) == everybody
    assert pane.filter.chips == []


def test_the_filter_finds_what_was_typed_in_the_other_layout_and_leaves_it_as_it_was_typed(qtbot, pane):
    everybody = names(pane)
    pane.open_filter()
    field = pane.filter.field
    for typed in ("vfhbyf", "vfhbyf cjr"):
        field.clear()
        for at in range(1, len(typed) + 1):
            field.setText(typed[:at])
        assert names(pane) == ["Марина Соколова"], typed
        assert field.text() == typed
    field.setText("zzzz")
    assert names(pane) == []
    assert pane.model.view.filter == "zzzz"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert names(pane) == everybody
    assert field.text() == ""
    assert pane.view.hasFocus()


def test_every_choice_is_in_the_menu_with_a_tick(qtbot, pane, desk):
    words = FilterWords(desk.queries)
    wanted = []
    menu = filter_menu(words, Only(marks=frozenset({Mark.UNREAD})), lambda *it: wanted.append(it), pane)
    first = menu.actions()[0]
    assert (first.text(), first.isChecked()) == ("Unread", True)
    titles = [action.menu().title() for action in menu.actions() if action.menu()]
    assert titles == ["Status", "Channel", "Tag", "Owner", "Queue"]
    first.trigger()
    assert wanted == [("marks", Mark.UNREAD)]
    assert words.name("tags", "gone") == "no longer there"


def test_nothing_left_says_that_a_filter_is_on(pane):
    pane.filter._toggle("marks", Mark.UNSENT)
    assert "Take a filter off" in pane._empty.accessibleName()


def test_leaving_the_place_takes_the_filter_off_and_keeps_the_order(pane):
    pane.header.sorted.emit(Sort.WAIT)
    pane.open_filter("марина")
    pane.set_view(pane.model.view.__class__(ViewKind.UNASSIGNED))
    assert (pane.model.view.filter, pane.model.view.sort) == ("", Sort.WAIT)
    assert pane.filter.isHidden()


def test_a_search_is_kept_under_a_name_changed_renamed_and_thrown_away(qtbot, pane, desk, monkeypatch):
    given = iter(["Важные", "Очень важные"])
    monkeypatch.setattr("ui.conversation_list.keeping.ask_name", lambda *_: next(given))
    went = []
    pane.moved.connect(went.append)
    pane.open_filter()
    pane.filter._toggle("marks", Mark.VIP)
    pane.filter.keep.click()
    assert pane.model.view.kind is ViewKind.SAVED
    assert pane.header.title.text == "Важные"
    assert went == [pane.model.view]
    assert pane.model.view.only.owners == {desk.person.user_id}
    pane.filter._toggle("marks", Mark.UNREAD)
    pane.header.kept.emit()
    (kept,) = desk.queries.saved_views()
    assert kept.view.only.marks == {Mark.VIP, Mark.UNREAD}
    pane.header.renamed.emit()
    assert pane.header.title.text == "Очень важные"
    pane.header.removed.emit()
    assert desk.queries.saved_views() == []
    assert pane.model.view.kind is ViewKind.MINE


def test_a_search_needs_a_name(qtbot):
    dialog = NameDialog("Keep as a search", "")
    qtbot.addWidget(dialog)
    ok = dialog.buttons.buttons()[0]
    assert not ok.isEnabled()
    dialog.name.field.setText("  VIP ")
    assert ok.isEnabled()
    assert dialog.text == "VIP"


def test_low_rows_are_44_high_and_still_say_everything_aloud(qtbot, pane):
    pane.header.compacted.emit(True)
    assert pane.view.sizeHintForRow(0) == 44
    assert "Марина Соколова, VIP" in str(
        [pane.model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(6)]
    )
    pane.grab()


def test_the_order_menu_offers_orders_and_keeping(pane):
    menu = pane.header.menu()
    assert [it.text() for it in menu.actions() if it.text()] == [
        "By deadline", "Who waits longest", "Newest first", "Low rows", "Keep as a search…",
    ]  # fmt: skip
    menu.deleteLater()
    QApplication.processEvents()


def test_picking_by_keys_opens_nothing_and_esc_ends_it(qtbot, pane):
    opened = []
    pane.view.step(1)
    first = pane.view.open_id()
    pane.opened.connect(opened.append)
    qtbot.keyClick(pane.view, Qt.Key.Key_Space)
    qtbot.keyClick(pane.view, Qt.Key.Key_Down)
    qtbot.keyClick(pane.view, Qt.Key.Key_Down)
    qtbot.keyClick(pane.view, Qt.Key.Key_Space)
    assert len(pane.view.picked_ids()) == 2
    assert pane.batch.isVisible()
    assert not pane.tabs.isVisible()
    qtbot.keyClick(pane.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(pane.view.picked_ids()) == pane.model.rowCount()
    qtbot.keyClick(pane.view, Qt.Key.Key_Escape)
    assert (pane.view.picked_ids(), opened, pane.view.open_id()) == ([], [], first)
    assert pane.tabs.isVisible()


def test_shift_and_arrows_pick_a_range(qtbot, pane):
    pane.view.step(1)
    for _ in range(2):
        qtbot.keyClick(pane.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert pane.view.picked_ids() == [pane.model.id_at(row) for row in range(3)]
    qtbot.keyClick(pane.view, Qt.Key.Key_Return)
    assert pane.view.open_id() == pane.model.id_at(2)
    assert len(pane.view.picked_ids()) == 3


def test_ctrl_a_in_a_long_list_says_that_it_took_the_first_ones(qtbot, pane, desk):
    for number in range(MOST_PICKED):
        desk.open_talk(f"Клиент {number}", "Вопрос", "Здравствуйте")
    pane.set_view(View(ViewKind.UNASSIGNED))
    rows = pane.model.rowCount()
    assert rows > MOST_PICKED
    pane.focus_list()
    qtbot.keyClick(pane.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert pane.batch.accessibleName() == f"The first 200 of {rows}: more cannot be picked at a time"
    assert len(pane.view.picked_ids()) == MOST_PICKED == len(pane.view.selectionModel().selectedRows())
    qtbot.keyClick(pane.view, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier)
    assert pane.batch.accessibleName() == f"{MOST_PICKED - 1} picked"
