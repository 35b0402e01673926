"""The list keeps selection and scroll while conversations come, move and leave."""

import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.client.view import Tab, View, ViewKind
from app.commands.conversation import ResolveConversation, SetStatus
from app.domain.status import Status
from tests.fakes.desk import FakeDesk
from ui.bridge.desk_bridge import DeskBridge
from ui.conversation_list.model import ROW_ROLE, ConversationListModel
from ui.conversation_list.pane import ConversationListPane
from ui.conversation_list.words import sentence, snippet
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
    model = pane.model
    return [model.value_at(row).customer_name for row in range(model.rowCount())]


def mine(desk, number):
    return next(talk.id for talk in desk.talks.values() if talk.number == number)


def test_the_most_urgent_stands_first(pane):
    assert names(pane)[:3] == ["Ольга Дёмина", "Тимур Гайсин", "Марина Соколова"]


def test_the_model_keeps_the_rules_of_qt(qtbot, desk):
    bridge = DeskBridge(desk)
    model = ConversationListModel(bridge.queries, View(ViewKind.UNASSIGNED), bridge.now)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    new = desk.open_talk("Новый", "Вопрос", "Здравствуйте")
    model.apply([new])
    assert model.row_of(new) >= 0
    tester.deleteLater()


def test_new_mail_keeps_what_is_open_selected(qtbot, pane, desk):
    opened = []
    pane.opened.connect(opened.append)
    pane.view.step(1)
    pane.view.step(1)
    shown = pane.view.open_id()
    desk.receive(mine(desk, 1203), "Ещё вопрос")
    qtbot.waitUntil(lambda: pane.model.rowCount() == 7)
    assert pane.view.currentIndex().data(ROW_ROLE).id == shown
    assert opened[-1] == shown
    assert len(opened) == 2


def test_the_order_rests_under_the_pointer_and_tells_what_is_new(qtbot, pane, desk):
    pane.model.set_held(True)
    before = names(pane)
    desk.receive(mine(desk, 1203), "Ещё вопрос")
    bar = pane.findChild(object, "new_bar")
    qtbot.waitUntil(bar.isVisible)
    assert names(pane) == before
    assert bar.text() == "1 new"
    bar.click()
    assert "Зарина Ахметова" in names(pane)
    assert not bar.isVisible()


def test_the_filter_finds_by_name_and_esc_takes_it_off(qtbot, pane):
    pane.open_filter("марина")
    assert names(pane) == ["Марина Соколова"]
    qtbot.keyClick(pane.filter.field, Qt.Key.Key_Escape)
    assert len(names(pane)) == 6


def test_nothing_found_says_what_to_do(pane):
    pane.open_filter("48-2091x")
    assert "Nothing for “48-2091x”" in pane._empty.accessibleName()


def test_an_empty_inbox_offers_the_queue(qtbot):
    empty = ConversationListPane(DeskBridge(FakeDesk(empty=True)))
    qtbot.addWidget(empty)
    with qtbot.waitSignal(empty.take_next_requested):
        empty._empty._button.click()
    assert empty._empty.accessibleName() == "All clear."


def test_solving_goes_to_the_next_row_and_the_solved_leaves(qtbot, pane, desk):
    pane.view.step(1)
    first = pane.view.open_id()
    pane.model.set_held(True)
    desk.submit(ResolveConversation(first, pane._bridge.new_id(), desk.talks[first].status_rev))
    pane.solved(first)
    assert pane.view.open_id() != first
    assert pane.model.row_of(first) == -1


def test_what_is_answered_stays_open_when_its_row_leaves_the_tab(qtbot, pane, desk):
    pane.view.step(1)
    first, opened = pane.view.open_id(), []
    pane.opened.connect(opened.append)
    talk = desk.talks[first]
    desk.submit(SetStatus(first, pane._bridge.new_id(), Status.WAITING_CUSTOMER, talk.status_rev))
    qtbot.waitUntil(lambda: pane.model.row_of(first) == -1)
    assert (pane.view.open_id(), opened) == (first, [])


@pytest.mark.parametrize(("direction", "at"), [(1, 2), (-1, 1)])
def test_the_next_one_is_what_followed_the_answered_one(qtbot, pane, desk, direction, at):
    pane.view.go_to(2)
    answered, there = pane.view.open_id(), [pane.model.id_at(row) for row in (1, 3)]
    desk.submit(SetStatus(answered, pane._bridge.new_id(), Status.WAITING_CUSTOMER, desk.talks[answered].status_rev))
    qtbot.waitUntil(lambda: pane.model.row_of(answered) == -1)
    pane.view.step(direction)
    assert (pane.view.currentIndex().row(), pane.view.open_id()) == (at, there[direction > 0])


@pytest.mark.parametrize("direction", [1, -1])
def test_when_the_last_one_was_answered_the_one_before_it_is_next_on_either_way(qtbot, pane, desk, direction):
    last = pane.model.rowCount() - 1
    pane.view.go_to(last)
    answered, before = pane.view.open_id(), pane.model.id_at(last - 1)
    desk.submit(SetStatus(answered, pane._bridge.new_id(), Status.WAITING_CUSTOMER, desk.talks[answered].status_rev))
    qtbot.waitUntil(lambda: pane.model.row_of(answered) == -1)
    pane.view.step(direction)
    assert pane.view.open_id() == before


def test_a_row_that_leaves_because_it_was_opened_leaves_nothing_chosen_in_its_place(pane):
    pane.opened.connect(lambda _id: pane.set_view(replace(pane.model.view, filter="Ольга")))
    pane.view.go_to(pane.model.rowCount() - 1)
    assert pane.model.rowCount() == 1
    assert pane.view.selectionModel().selectedIndexes() == []


def test_tabs_count_what_is_in_them(pane):
    pane.tabs.chosen.emit(Tab.WAITING.value)
    assert pane.model.view.tab is Tab.WAITING
    assert len(names(pane)) == 2
    assert pane.header.count.text == "8"


@pytest.mark.parametrize("tab", Tab)
def test_a_long_list_is_counted_once_for_its_length_and_its_tabs(pane, desk, monkeypatch, tab):
    monkeypatch.setattr("ui.conversation_list.window.PAGE", 1)
    true, asked = {it: desk.queries.count(View(ViewKind.MINE, tab=it)) for it in Tab}, []
    counts = desk.queries.counts
    monkeypatch.setattr(desk.queries, "counts", lambda view: asked.append(view) or counts(view))
    pane.tabs.chosen.emit(tab.value)
    assert pane.model.rowCount() == true[tab]
    assert pane.header.count.text == str(true[Tab.OPEN] + true[Tab.WAITING])
    assert len(asked) == 1


def test_counts_that_were_read_for_a_list_are_not_shown_later(pane, desk, monkeypatch):
    monkeypatch.setattr("ui.conversation_list.window.PAGE", 1)
    pane.model.catch_up()
    pane.model.set_held(True)
    talk = desk.talks[mine(desk, 1204)]
    desk.submit(ResolveConversation(talk.id, talk.id, talk.status_rev))
    pane._bridge._settle()
    assert pane.header.count.text == "7"


def test_a_row_is_spoken_as_one_sentence(pane, desk):
    row = pane.model.row_of(mine(desk, 1204))
    spoken = pane.model.data(pane.model.index(row), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Марина Соколова, VIP, web chat, Замена плафона, заказ 48-20917, reply due in 22 min"


def test_a_subject_that_looks_like_markup_stays_text_in_the_tooltip(desk):
    talk = desk.talks[mine(desk, 1204)]
    talk.subject = "<img src=http://x>"
    bridge = DeskBridge(desk)
    model = ConversationListModel(bridge.queries, View(ViewKind.MINE), bridge.now)
    index = model.index(model.row_of(talk.id))
    assert "<img" not in model.data(index, Qt.ItemDataRole.ToolTipRole)


def test_words_follow_the_language_at_once(qtbot, pane):
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication

    set_language("ru")
    QApplication.sendEvent(pane, QEvent(QEvent.Type.LanguageChange))
    assert pane.header.title.text == "Мои обращения"
    set_language("en")


def test_a_row_whose_answer_was_put_off_says_when_it_leaves(pane, desk):
    row = replace(desk.queries.conversation_rows([pane.model.id_at(0)])[0], draft="")
    now = pane.model.now()
    for at, words in ((now + timedelta(minutes=1), "Leaves at "), (now + timedelta(days=1), "Leaves 13 Nov, ")):
        leaving = replace(row, leaves_at=at)
        assert snippet(leaving, now)[1].startswith(words)
        assert words in sentence(leaving, now)


def test_thousands_of_rows_are_laid_out_without_asking_python_for_each(pane):
    pane.model._count_to(5_000)
    assert pane.model.rowCount() == 5_000
    calls = []
    sys.setprofile(lambda frame, event, _given: calls.append(frame.f_code.co_name) if event == "call" else None)
    try:
        pane.view.doItemsLayout()
    finally:
        sys.setprofile(None)
    assert len(calls) < pane.model.rowCount(), Counter(calls).most_common(3)
    pane.model.catch_up()


def test_a_row_that_was_dragged_away_stays_in_its_list(pane):
    assert pane.model.supportedDragActions() is Qt.DropAction.CopyAction
