"""Looking for something everywhere: at once here, the server's lines below, all of it by keys."""

from collections.abc import Iterator
from dataclasses import replace
from threading import Event, main_thread
from uuid import UUID

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt

from app.client.search import EntryThere, Hit, PastLine, PastThere, TalkThere
from app.domain.channel import Channel
from app.domain.entry import AuthorKind, EntryKind
from app.domain.status import Status
from tests.fakes.desk import FakeDesk
from tests.fakes.people import NOW, fake_id
from tests.ui.talk import MARINA, talk_of
from ui.bridge.desk_bridge import DeskBridge
from ui.search.window import SearchWindow
from ui.translation import set_language

OLD = UUID(int=4_711)


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk(locale="ru")


@pytest.fixture
def window(qtbot, theme_controller, desk: FakeDesk) -> Iterator[SearchWindow]:
    set_language("ru")
    bridge = DeskBridge(desk)
    made = SearchWindow(bridge)
    qtbot.addWidget(made)
    made.look_for()
    qtbot.waitExposed(made)
    yield made
    made.hide()
    made.stop()
    set_language("en")


def old_hit() -> Hit:
    return Hit(
        OLD, None, 311, fake_id("customer", 1), "Марина Соколова", "Старая люстра", "Плафон пришёл целым",
        AuthorKind.CUSTOMER, NOW.replace(year=2024), Channel.EMAIL, Status.CLOSED, UUID(int=1),
    )  # fmt: skip


def lines(window: SearchWindow) -> list[str]:
    return [str(window.model.index(row).data()) for row in range(window.model.rowCount())]


def look(qtbot, window: SearchWindow, typed: str) -> None:
    window.field.setText(typed)
    qtbot.waitUntil(lambda: window._found is not None and window.told.text() != "" and not window._asking)
    qtbot.waitUntil(lambda: not window._pause.isActive())


def test_this_computer_answers_at_once_and_the_first_conversation_is_chosen_by_enter(qtbot, window, desk):
    look(qtbot, window, "плафон ")
    assert any("Марина Соколова" in it for it in lines(window))
    assert window.list.currentIndex().row() == 1  # below its heading
    with qtbot.waitSignal(window.chosen) as chosen:
        qtbot.keyClick(window.field, Qt.Key.Key_Return)
    conversation_id, entry_id, typed = chosen.args
    assert conversation_id == talk_of(desk, MARINA).id
    assert entry_id in {it.entry_id for it in talk_of(desk, MARINA).entries}
    assert typed == "плафон "
    assert not window.isVisible()


def test_what_a_screen_reader_selects_is_what_enter_opens(qtbot, window, desk):
    look(qtbot, window, "канал:чат")
    rows = [row for row in range(window.model.rowCount()) if not window.model.line(row).heading]
    wanted = window.model.index(rows[-1])
    assert wanted != window.list.currentIndex()
    window.list.selectionModel().select(wanted, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    qtbot.waitUntil(lambda: window.list.currentIndex() == wanted)
    with qtbot.waitSignal(window.chosen):
        qtbot.keyClick(window.list, Qt.Key.Key_Return)


def test_lines_of_the_server_come_below_without_moving_what_is_there_and_each_once(qtbot, window, desk):
    known = replace(old_hit(), conversation_id=talk_of(desk, MARINA).id)
    desk.lookup.hits = [known, old_hit()]
    window.field.setText("плафон")
    qtbot.waitUntil(lambda: window.model.rowCount() > 0)
    before = lines(window)
    window.list.setCurrentIndex(window.model.index(1))
    qtbot.waitUntil(lambda: len(lines(window)) == len(before) + 2)
    assert lines(window)[: len(before)] == before
    assert window.list.currentIndex().row() == 1
    assert "С сервера" in lines(window)[len(before)]
    assert "Старая люстра" in lines(window)[-1]
    assert "сервере" in window.told.text()


def test_a_conversation_of_the_server_is_read_in_place_and_esc_goes_back(qtbot, window, desk):
    desk.lookup.hits = [old_hit()]
    entries = [EntryThere(UUID(int=1), EntryKind.MESSAGE_IN, True, "Марина", NOW.replace(year=2024), "<b>Целым</b>")]
    desk.lookup.talks[OLD] = TalkThere(OLD, Status.CLOSED, "Доставка", entries)
    look(qtbot, window, "такогоздесьнет")
    qtbot.waitUntil(lambda: window.model.rowCount() == 2)
    qtbot.keyClick(window.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "<b>Целым</b>" in window.there.text.toPlainText())
    assert "не сохраняется" in window.there.note.text()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.pages.currentWidget() is window.list
    assert window.isVisible()


def test_nothing_found_says_what_to_try_and_without_the_network_what_was_searched(qtbot, window, desk):
    desk.go_offline()
    look(qtbot, window, "48-2091999")
    assert window.model.rowCount() == 0
    qtbot.waitUntil(lambda: "48-2091999" in window.empty.accessibleName())
    assert "Проверьте номер" in window.empty.accessibleName()
    assert "Без сети" in window.told.text()
    assert desk.lookup.asked == []


def test_arrows_walk_over_lines_and_not_over_headings(qtbot, window, desk):
    look(qtbot, window, "канал:чат")
    headings = {row for row in range(window.model.rowCount()) if window.model.line(row).heading}
    seen = []
    for _press in range(window.model.rowCount() + 2):
        seen.append(window.list.currentIndex().row())
        qtbot.keyClick(window.field, Qt.Key.Key_Down)
    assert not headings & set(seen)
    assert seen[-1] == window.model.rowCount() - 1


def test_a_filter_is_begun_by_a_button_completed_by_tab_and_taken_away_by_its_chip(qtbot, window, desk):
    next(it for it in window.filters.adds if "Очередь" in it.text()).click()
    assert window.field.text() == "очередь:"
    qtbot.waitUntil(lambda: "Доставка" in window.filters.offered)
    window.field.insert("Сч")
    qtbot.keyClick(window.field, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: window.field.text() == 'очередь:"Счета и оплата" ')
    chip = window.filters.chips[0]
    assert "Счета и оплата" in chip.accessibleName()
    chip.click()
    assert window.field.text() == ""


def test_a_slow_look_up_of_customers_holds_no_key_and_tab_takes_the_first_when_it_is_there(qtbot, window, desk):
    desk.finder.gate = Event()
    window.field.setText("от:")
    window.field.insert("Мари")
    qtbot.keyClick(window.field, Qt.Key.Key_Tab)
    assert window.field.text() == "от:Мари"
    assert window.field.hasFocus()
    desk.finder.gate.set()
    qtbot.waitUntil(lambda: window.field.text() == 'от:"Марина Соколова" ')
    assert main_thread() not in desk.finder.threads


def test_what_only_looks_like_a_filter_is_said(qtbot, window, desk):
    look(qtbot, window, "статус:странный плафон")
    assert "статус:странный" in window.told.text()


def test_opened_again_the_window_is_as_it_was(qtbot, window, desk):
    look(qtbot, window, "плафон")
    window.hide()
    window.look_for()
    qtbot.waitUntil(lambda: window.model.rowCount() > 0)
    assert window.field.selectedText() == "плафон"


def test_all_requests_of_a_customer_are_listed_those_of_other_queues_without_a_word(qtbot, window, desk):
    look(qtbot, window, "плафон ")
    hit = window.model.line(window.list.currentIndex().row()).hit
    at = NOW.replace(year=2024)
    desk.lookup.pasts[hit.customer_id] = PastThere(
        [
            PastLine(at, Channel.EMAIL, "Доставка", Status.CLOSED, OLD, 311, "Старая люстра"),
            PastLine(at, Channel.PHONE, "Юристы", Status.RESOLVED),
        ]
    )
    window.past.click()
    qtbot.waitUntil(lambda: "Юристы" in window.there.text.toPlainText())
    ours, theirs = window.there.text.toPlainText().splitlines()
    assert ours.endswith("Доставка · Закрыто · № 311 · Старая люстра")
    assert theirs.endswith("Юристы · Решено")
