"""The whole history of a relationship: one ordered list with years, filters by kind, and ways to the messages."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.domain.entry import EntryKind
from tests.fakes.desk import FakeDesk
from tests.fakes.people import MARINA
from tests.living import live
from tests.ui.talk import talk_of
from ui.bridge.desk_bridge import DeskBridge
from ui.customer.panel import CustomerPanel
from ui.customer.relation_dialog import RelationDialog
from ui.customer.relation_model import PAGE
from ui.translation import set_language

CALL = "Трещину подтвердила. Согласна на замену. Удобно после 18:00, звонить не нужно — лучше написать."


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def dialog(qtbot, theme_controller, desk):
    bridge = DeskBridge(desk)
    made = RelationDialog(bridge, desk.queries.customer(MARINA.id))
    bridge.setParent(made)
    qtbot.addWidget(made)
    made.show()
    yield made
    set_language("en")


def lines(dialog) -> list[str]:
    model = dialog.model
    return [model.index(at).data(Qt.ItemDataRole.AccessibleTextRole) for at in range(model.rowCount())]


def test_everything_stands_in_one_order_the_newest_first_under_its_year(dialog):
    assert lines(dialog) == [
        "2026",
        "12 Nov, Promise: Назвать дату замены · by 12 Nov, 15:00 · owed",
        f"12 Nov, Outgoing call · 4:12 · {CALL}",
        "11 Nov, Order 48-20917 · Светильник «Полярис», 2 шт. · 12,480 ₽",
        "3 Nov, Web chat, № 1204 · Замена плафона, заказ 48-20917 · open",
        "3 Nov, Survey · 4 of 5 · “Всё хорошо, но ответа ждала два дня”",
        "2 Nov, E-mail, № 1180 · Срок доставки · closed",
        "13 Oct, Promise: Вернуть разницу · by 13 Oct, 18:00 · kept",
        "18 Aug, Order 48-19302 · Диммер «Ритм» · 2,190 ₽",
    ]


def test_in_a_larger_window_the_list_takes_the_room(dialog):
    dialog.resize(960, 760)
    live(0)
    assert dialog.list.height() > dialog.height() * 2 // 3


def test_a_filter_leaves_one_kind_and_an_empty_one_says_so(dialog, qtbot, desk):
    qtbot.keyClick(dialog.kinds, Qt.Key.Key_Right)
    assert [it.split(",")[0] for it in lines(dialog)] == ["2026", "3 Nov", "2 Nov"]
    for talk in desk.talks.values():
        talk.entries = [it for it in talk.entries if it.kind is not EntryKind.SURVEY]
    for _step in range(4):
        qtbot.keyClick(dialog.kinds, Qt.Key.Key_Right)
    assert lines(dialog) == []
    assert dialog.nothing.isVisible()


def test_enter_on_a_call_leads_to_it_and_on_a_year_nowhere(dialog, qtbot, desk):
    opened = []
    dialog.opened.connect(lambda *where: opened.append(where))
    dialog.list.setCurrentIndex(dialog.model.index(0))
    dialog.list.activated.emit(dialog.model.index(0))
    assert not opened
    dialog.list.setCurrentIndex(dialog.model.index(2))
    qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    talk = talk_of(desk, 1204)
    call = next(it for it in talk.entries if it.kind is EntryKind.CALL)
    assert opened == [(talk.id, call.entry_id)]


def test_a_long_relationship_is_read_page_by_page_with_every_year_once(dialog, desk):
    talk = talk_of(desk, 1204)
    call = next(it for it in talk.entries if it.kind is EntryKind.CALL)
    for day in range(2 * PAGE):
        talk.entries.append(replace(call, entry_id=DeskBridge.new_id(None), at=call.at - timedelta(days=5 * day)))
    dialog.model.show(MARINA.id)
    assert PAGE < dialog.model.rowCount() < PAGE + 10
    while dialog.model.canFetchMore():
        dialog.model.fetchMore(dialog.list.rootIndex())
    years = [it for it in lines(dialog) if it.isdigit()]
    assert years == ["2026", "2025", "2024"]
    assert len(lines(dialog)) == 2 * PAGE + 8 + len(years)


def test_the_panel_opens_it_and_what_was_chosen_is_read(qtbot, theme_controller, desk, monkeypatch):
    panel = CustomerPanel(DeskBridge(desk))
    qtbot.addWidget(panel)
    panel.show_customer(MARINA.id)
    opened, wanted = [], []
    panel.opened.connect(opened.append)
    panel.history.entry_wanted.connect(wanted.append)

    def choose(dialog: RelationDialog) -> int:
        dialog.list.activated.emit(dialog.model.index(2))
        return 1

    monkeypatch.setattr(RelationDialog, "exec", choose)
    panel.widget().findChild(QPushButton, "customer_relation").click()
    assert opened == [talk_of(desk, 1204).id]
    assert len(wanted) == 1
