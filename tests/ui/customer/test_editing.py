"""What is known of a customer is written where it stands, can be undone, and two customers become one."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QMenu
from shiboken6 import Shiboken

from app.client.drafting import FACT
from app.client.port import Problem, Trouble
from app.client.search import Found
from app.commands.customer import EditCustomer, SetOrganisation, StatePreference
from app.commands.identity import AddIdentity, RemoveIdentity, VerifyIdentity
from app.commands.merge_customers import PartCustomers
from app.language.search.wanted import Search
from tests.fakes.desk import FakeDesk
from tests.fakes.people import MARINA, VECTOR
from ui.bridge.desk_bridge import DeskBridge
from ui.customer.editing import EditableRow, FactField
from ui.customer.knowing import Knowing
from ui.customer.menu import customer_menu
from ui.customer.merge_dialog import MergeDialog
from ui.customer.panel import CustomerPanel
from ui.translation import set_language


@pytest.fixture(autouse=True)
def _english():
    set_language("en")


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def panel(qtbot, theme_controller, desk):
    made = CustomerPanel(DeskBridge(desk))
    qtbot.addWidget(made)
    made.resize(348, 600)
    made.show()
    made.show_customer(MARINA.id)
    return made


def row(panel, title):
    return next(it for it in panel.widget().findChildren(EditableRow) if it.accessibleName().startswith(title))


def field(panel):
    return panel.widget().findChild(FactField)


def write(qtbot, panel, text):
    field(panel).field.setText(text)
    qtbot.keyClick(field(panel).field, Qt.Key.Key_Return)


def test_a_fact_is_written_where_it_stands_and_can_be_undone_for_a_while(qtbot, panel, desk):
    qtbot.keyClick(row(panel, "Time"), Qt.Key.Key_Return)
    assert field(panel).field.text() == "после 18:00"
    write(qtbot, panel, "утром")
    (command,) = desk.submitted
    assert (type(command), command.key, command.value) == (StatePreference, "time", "утром")
    assert desk.undo_times == [8_000]
    assert "утром" in row(panel, "Time").accessibleName()
    assert field(panel) is None


def test_esc_leaves_it_as_it_was_and_the_same_again_is_no_change(qtbot, panel, desk):
    panel.edit("time")
    qtbot.keyClick(field(panel).field, Qt.Key.Key_Escape)
    assert field(panel) is None
    panel.edit("time")
    write(qtbot, panel, "после 18:00")
    assert desk.submitted == []


def test_what_is_being_typed_outlives_the_minute_and_another_language(qtbot, panel, desk):
    panel.edit("time")
    field(panel).field.setText("по будням утром")
    panel._minute.timeout.emit()
    assert field(panel).field.text() == "по будням утром"
    QApplication.sendEvent(panel, QEvent(QEvent.Type.LanguageChange))
    shown = field(panel)
    qtbot.waitUntil(lambda: field(panel) is not shown)
    assert field(panel).field.text() == "по будням утром"
    assert desk.submitted == []


@pytest.mark.parametrize("go", [lambda panel: panel.show_customer(VECTOR.id), lambda panel: panel.edit("do_not")])
def test_what_was_typed_is_kept_when_one_goes_elsewhere(panel, desk, go):
    panel.edit("time")
    field(panel).field.setText("по будням утром")
    go(panel)
    (command,) = desk.submitted
    assert (command.customer_id, command.key, command.value) == (MARINA.id, "time", "по будням утром")


def test_what_cannot_be_written_down_yet_waits_until_one_is_back(qtbot, panel, desk, theme_controller):
    panel.edit("address")
    field(panel).field.setText("8 917 20")
    panel.show_customer(VECTOR.id)
    assert field(panel) is None
    panel.show_customer(MARINA.id)
    assert field(panel).field.text() == "8 917 20"
    assert field(panel).field.accessibleDescription()
    field(panel).field.setText("8 917 204")
    panel.flush()  # as at a sign-out
    again = CustomerPanel(DeskBridge(desk))
    qtbot.addWidget(again)
    again.show_customer(MARINA.id)
    assert field(again).field.text() == "8 917 204"
    assert desk.submitted == []
    write(qtbot, again, "8 917 204 44 10")
    assert [type(it) for it in desk.submitted] == [AddIdentity]
    again.show_customer(MARINA.id)
    assert field(again) is None


def test_what_was_being_written_is_let_go_with_its_customer(qtbot, panel):
    panel.edit("time")
    gone = field(panel)
    panel.show_customer(None)
    qtbot.waitUntil(lambda: not Shiboken.isValid(gone))
    panel.show_customer(VECTOR.id)
    panel.flush()
    assert field(panel) is None


def test_another_fact_that_is_written_meanwhile_does_not_take_its_place(qtbot, panel, desk):
    panel.edit("address")
    field(panel).field.setText("8 917 20")
    panel.edit("time")
    write(qtbot, panel, "утром")
    panel.show_customer(MARINA.id)
    assert field(panel).field.text() == "8 917 20"


def test_what_is_half_written_outlives_a_crash_and_once_it_is_written_nothing_is_left(qtbot, panel, desk):
    panel.edit("time")
    field(panel).field.clear()
    qtbot.keyClicks(field(panel).field, "utrom")
    qtbot.waitUntil(lambda: "utrom" in desk.drafts.unfinished(f"{FACT}{MARINA.id}"))
    again = CustomerPanel(DeskBridge(desk))
    qtbot.addWidget(again)
    again.show_customer(MARINA.id)
    assert field(again).field.text() == "utrom"
    write(qtbot, again, "утром")
    assert desk.drafts.unfinished(f"{FACT}{MARINA.id}") == ""
    assert not again._typing.isActive()


def test_what_was_wiped_away_again_does_not_come_back(qtbot, panel, desk):
    panel.edit("address")
    qtbot.keyClicks(field(panel).field, "8 917 20")
    qtbot.waitUntil(lambda: "8 917 20" in desk.drafts.unfinished(f"{FACT}{MARINA.id}"))
    for _letter in "8 917 20":
        qtbot.keyClick(field(panel).field, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: desk.drafts.unfinished(f"{FACT}{MARINA.id}") == "")
    panel.show_customer(VECTOR.id)
    panel.show_customer(MARINA.id)
    assert field(panel) is None


def test_what_was_left_by_esc_does_not_come_back(qtbot, panel, desk):
    panel.edit("address")
    field(panel).field.setText("8 917 20")
    panel.show_customer(MARINA.id)
    qtbot.keyClick(field(panel).field, Qt.Key.Key_Escape)
    panel.show_customer(VECTOR.id)
    panel.show_customer(MARINA.id)
    assert field(panel) is None


@pytest.mark.parametrize(
    ("fact", "text", "kind"),
    [
        ("name", "Марина Соколова-Ли", EditCustomer),
        ("city", "Москва", EditCustomer),
        ("company", "ООО «Вектор»", SetOrganisation),
        ("do_not", "не звонить", StatePreference),
        ("address", "marina.s@example.org", AddIdentity),
        ("address", "8 917 204 44 10", AddIdentity),
    ],
)
def test_everything_that_is_known_can_be_written(qtbot, panel, desk, fact, text, kind):
    panel.edit(fact)
    write(qtbot, panel, text)
    assert [type(it) for it in desk.submitted] == [kind]


@pytest.mark.parametrize(("fact", "text"), [("address", "звоните"), ("name", "  ")])
def test_what_is_wrong_is_said_where_it_stands(qtbot, panel, desk, fact, text):
    panel.edit(fact)
    write(qtbot, panel, text)
    assert desk.submitted == []
    assert field(panel).field.accessibleDescription()


def actions(menu):
    for action in menu.actions():
        yield action
        if action.menu():
            yield from actions(action.menu())


def test_choices_addresses_and_old_merges_are_in_the_menu(qtbot, panel, desk):
    customer = desk.queries.customer(MARINA.id)
    merged = {"merged": [{"id": str(MARINA.id), "name": "Марина С.", "at": ""}]}
    menu = customer_menu(
        replace(customer, facts=merged), Knowing(panel._bridge), panel.edit, panel.merge, panel.see_to_data, panel
    )
    by_text = {it.text(): it for it in actions(menu)}
    by_text["VIP"].trigger()
    by_text["informal"].trigger()
    by_text["Made sure that it is theirs"].trigger()
    by_text["Not theirs: take it off"].trigger()
    by_text["Part from “Марина С.” again"].trigger()
    assert [type(it) for it in desk.submitted] == [
        EditCustomer, StatePreference, VerifyIdentity, RemoveIdentity, PartCustomers,
    ]  # fmt: skip
    assert isinstance(menu, QMenu)
    menu.deleteLater()


@pytest.fixture
def merging(qtbot, panel, desk):
    dialog = MergeDialog(desk.queries, desk.finder, desk.queries.customer(MARINA.id), panel)
    qtbot.addWidget(dialog)
    return dialog


def test_the_other_customer_is_found_by_a_few_letters(qtbot, merging):
    ok = merging.buttons.buttons()[0]
    assert not ok.isEnabled()
    merging.field.setText("вектор")
    qtbot.waitUntil(lambda: merging.other is not None)
    assert merging.other.customer_id == VECTOR.id
    assert ok.isEnabled()
    merging.field.setText("dtrnjh")
    qtbot.waitUntil(lambda: merging._asked is None)
    assert merging.other.customer_id == VECTOR.id
    assert VECTOR.name in merging.goes.text()
    assert merging.nothing.isHidden()
    merging.field.setText("никто")
    qtbot.waitUntil(lambda: not merging.nothing.isHidden())
    assert merging.other is None
    assert merging.goes.text() == "The other one stays"
    merging.field.clear()
    qtbot.waitUntil(merging.nothing.isHidden)


def test_letters_typed_while_people_are_looked_up_are_asked_about_together(qtbot, merging, desk):
    for text in ("в", "ве", "век"):
        merging.field.setText(text)
    qtbot.waitUntil(lambda: merging.other is not None)
    assert desk.finder.asked[0] == "в"
    assert desk.finder.asked[-1] == "век"
    assert "ве" not in desk.finder.asked


def test_neither_the_customer_nor_who_was_merged_before_is_offered(qtbot, merging, desk, monkeypatch):
    found, gone = desk.finder.find("вектор", 1).people[0], {VECTOR.id: True}
    without = replace(found, talks=0)
    mine = replace(found, customer_id=MARINA.id)
    monkeypatch.setattr(desk.finder, "find", lambda *_asked, **_more: Found(Search(), people=[mine, without]))
    card = desk.queries.customer(VECTOR.id)
    monkeypatch.setattr(desk.queries, "customer", lambda it: replace(card, merged=gone.get(it, False)))
    merging.field.setText("вектор")
    qtbot.waitUntil(lambda: not merging.nothing.isHidden())
    gone.clear()
    merging.field.setText("вектор ")
    qtbot.waitUntil(lambda: merging.other == without)


def test_after_a_look_up_that_failed_the_next_letters_are_looked_up_again(qtbot, merging, desk, monkeypatch):
    def full(*_asked, **_more):
        raise Trouble(Problem.DISK_FULL)

    with monkeypatch.context() as broken:
        broken.setattr(desk.finder, "find", full)
        merging.field.setText("век")
        qtbot.waitUntil(lambda: merging._asked is None)
    merging.field.setText("вектор")
    qtbot.waitUntil(lambda: merging.other is not None)
