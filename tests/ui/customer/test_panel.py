"""The customer panel tells who writes and how to treat them."""

import re
from dataclasses import replace
from datetime import UTC, timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.client.port import Touched
from app.client.search import PastLine, PastThere
from app.domain.channel import Channel
from app.domain.status import Status
from app.language.phone import number_of
from tests.fakes.desk import FakeDesk
from tests.fakes.people import MARINA, ROBOT, UNKNOWN, VECTOR, fake_id
from tests.ui.shell.test_quick_opening import Heard
from tests.ui.talk import talk_of
from ui.bridge.desk_bridge import DeskBridge
from ui.customer.facts import summary
from ui.customer.panel import CustomerPanel
from ui.customer.past_row import PastRow
from ui.customer.row import promise_line
from ui.customer.sparkline import sentence
from ui.deadline import deadline_of
from ui.theme.tokens import theme
from ui.translation import set_language
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.sla_ring import Sla


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def panel(qtbot, theme_controller, desk):
    made = CustomerPanel(DeskBridge(desk))
    qtbot.addWidget(made)
    made.resize(348, 600)
    made.show()
    yield made
    made.hide()
    set_language("en")


def told(panel) -> str:
    return "\n".join(part.accessibleName() for part in panel.widget().findChildren(QWidget) if part.accessibleName())


def test_marina_is_known_from_all_sides(panel):
    panel.show_customer(MARINA.id)
    text = told(panel)
    for fact in (
        "Казань · customer since 2019 · 14 orders",
        "VIP",
        "Address as: Марина Андреевна, formal",
        "Channel: чат или письмо, без звонков",
        "Time: после 18:00 · 14:32 there",
        "NPS 9, up from 7 over 7 surveys",
        "Назвать дату замены: by 15:00 · 28 min",
        "48-20917, Светильник «Полярис», 2 шт., 12,480 ₽",
        "Срок доставки · closed",
        "E-mail: m.sokolova@example.org",
    ):
        assert fact in text


def test_the_language_changes_at_once(panel, qtbot):
    panel.show_customer(MARINA.id)
    set_language("ru")
    QApplication.sendEvent(panel, QEvent(QEvent.Type.LanguageChange))
    qtbot.waitUntil(lambda: "Время: после 18:00 · там 14:32" in told(panel))
    assert "12\u00a0480 ₽" in told(panel)


def test_the_customers_own_time_is_told(panel):
    panel.show_customer(VECTOR.id)
    assert "Time: 15:32 there" in told(panel)
    panel.show_customer(UNKNOWN.id)
    assert "Time: 14:32 here, theirs unknown" in told(panel)


def test_a_first_contact_asks_how_to_reach_them(panel):
    panel.show_customer(UNKNOWN.id)
    labels = [
        part.text() for part in panel.widget().findChildren(QWidget) if hasattr(part, "text") and callable(part.text)
    ]
    assert "First contact. Ask how they prefer to be reached." in labels


def test_a_robot_is_not_addressed_by_a_name(panel):
    panel.show_customer(ROBOT.id)
    assert "Address as: without a name" in told(panel)


def test_a_hostile_name_is_one_plain_line(panel, desk):
    talk = talk_of(desk, 1204)
    talk.customer = replace(talk.customer, name="<b>Ann</b>\n\u202eevil" + "x" * 9_000)
    panel.show_customer(MARINA.id)
    name = panel.accessibleName()
    assert name.startswith("Customer <b>Ann</b> evil")
    assert len(name) < 400


def test_it_is_read_anew_when_touched(panel, desk):
    panel.show_customer(MARINA.id)
    talk = talk_of(desk, 1204)
    talk.customer = replace(talk.customer, city="Самара")
    panel._bridge.settled.emit(Touched(customers=frozenset({MARINA.id})))
    assert "Самара" in told(panel)


def test_nobody_is_an_empty_panel(panel):
    panel.show_customer(fake_id("nobody"))
    panel.show_customer(None)
    assert panel.accessibleName() == "Customer"
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_scores_are_a_sentence(qtbot):
    assert sentence("CSAT", [4.5, 4.5]) == "CSAT 4.5, unchanged over 2 surveys"
    assert sentence("NPS", [9, 7]) == "NPS 7, down from 9 over 2 surveys"
    assert summary(UNKNOWN) == "first contact"


def test_requests_of_other_queues_are_lines_without_a_word_and_asked_for_by_a_press(panel, qtbot, desk):
    at = desk.now().replace(month=2)
    mine = talk_of(desk, 1204)
    desk.lookup.pasts[MARINA.id] = PastThere(
        [
            PastLine(desk.now(), mine.channel, mine.queue.name, mine.status, mine.id, mine.number, mine.subject),
            PastLine(at, Channel.EMAIL, "Delivery", Status.CLOSED, UUID(int=7), 311, "An old lamp"),
            PastLine(at, Channel.PHONE, "Legal", Status.RESOLVED),
        ]
    )
    panel.show_customer(MARINA.id)
    assert desk.lookup.asked == []  # the server writes down who looks: nobody does by opening a request
    panel.findChild(QPushButton, "customer_elsewhere").click()
    assert "Asking the server…" in told(panel)
    qtbot.waitUntil(lambda: "Legal" in told(panel))
    lines = told(panel).splitlines()
    assert "12 Feb, E-mail, Delivery · № 311 · An old lamp · closed" in lines
    assert "12 Feb, Phone, Legal · solved" in lines
    assert not any("№ 1204" in it for it in lines)  # it is here already
    assert "Not kept on this computer. That you looked at it is in the audit log." in lines
    panel.show_customer(VECTOR.id)
    panel.show_customer(MARINA.id)
    assert "Legal" not in told(panel)


def test_without_the_network_the_panel_says_that_only_this_computer_was_asked(panel, qtbot, desk):
    desk.go_offline()
    panel.show_customer(MARINA.id)
    panel.findChild(QPushButton, "customer_elsewhere").click()
    qtbot.waitUntil(lambda: "only what is on this computer is shown" in told(panel))


def test_a_line_of_the_history_opens_its_conversation_by_a_press_and_by_a_key(panel, qtbot, desk):
    panel.show_customer(MARINA.id)
    there = desk.queries.customer(MARINA.id).history[0].conversation_id
    row = panel.widget().findChildren(PastRow)[0]
    for press in (
        lambda: qtbot.mouseClick(row, Qt.MouseButton.LeftButton),
        lambda: qtbot.keyClick(row, Qt.Key.Key_Return),
    ):
        with qtbot.waitSignal(panel.opened) as opened:
            press()
        assert opened.args == [there]


def test_the_name_of_a_new_customer_is_read_whole_beside_nothing_that_cuts_it(panel, desk):
    talk = talk_of(desk, 1213)
    talk.customer = replace(talk.customer, name="Лилия Нуриева", first_contact=True)
    panel.show_customer(talk.customer.id)
    panel.widget().layout().activate()
    name, chip = (
        next(it for it in panel.widget().findChildren(QWidget) if it.accessibleName() == words)
        for words in ("Лилия Нуриева", "New customer")
    )
    QCoreApplication.processEvents()
    for part in (name, chip):
        assert part.width() >= part.sizeHint().width()


def test_the_number_and_the_sum_of_an_order_are_whole_and_its_title_gives_way(panel, desk):
    talk = talk_of(desk, 1204)
    order = replace(talk.customer.orders[0], number="51-33100", title="Светильник " * 20, amount_minor=26_880_000)
    talk.customer = replace(talk.customer, orders=(order,))
    panel.show_customer(talk.customer.id)
    QCoreApplication.processEvents()
    whole = [it for it in panel.widget().findChildren(ElidedLabel) if it.text in ("51-33100", "268,800 ₽")]
    assert len(whole) == 2
    for part in whole:
        assert part.width() >= part.sizeHint().width()


def test_another_customer_is_told_by_the_lines_that_are_there(panel, desk):
    panel.show_customer(MARINA.id)
    known = {id(it) for it in panel.widget().findChildren(QWidget)}
    panel.show_customer(VECTOR.id)
    vectors = told(panel)
    assert "Time: 15:32 there" in vectors
    assert "Марина" not in vectors
    built = [it for it in panel.widget().findChildren(QWidget) if id(it) not in known]
    assert len(built) <= 6  # a line that she does not have
    panel.show_customer(MARINA.id)
    assert told(panel).count("Address as: Марина Андреевна, formal") == 1


def test_where_the_keyboard_is_it_stays_when_the_clock_goes_on(panel, qtbot, desk):
    panel.show_customer(MARINA.id)
    line = panel.widget().findChildren(PastRow)[-1]
    line.setFocus()
    desk.advance(seconds=60)
    QCoreApplication.processEvents()
    painted = Heard(line, QEvent.Type.Paint)
    panel._minute.timeout.emit()
    QCoreApplication.processEvents()
    assert "14:33 there" in told(panel)
    assert panel.widget().findChildren(PastRow)[-1] is line
    assert (panel.focusWidget() or line.window().focusWidget()) is line
    assert painted.times == 0


@pytest.mark.parametrize(("count", "shown", "link"), [(5, 5, ""), (6, 4, "2 more promises"), (9, 4, "5 more promises")])
def test_more_promises_than_fit_are_counted_and_open_where_they_stand(panel, desk, count, shown, link):
    talk = talk_of(desk, 1204)
    kept = replace(talk.customer.promises[0], state="open")
    owed = [replace(kept, id=fake_id("owed", it), text=f"Owed {it}") for it in range(count)]
    talk.customer = replace(talk.customer, promises=tuple(owed))
    panel.show_customer(talk.customer.id)
    assert len(set(re.findall(r"Owed \d", told(panel)))) == shown
    buttons = [it for it in panel.findChildren(QPushButton) if it.objectName() == "more_promises"]
    assert [it.text() for it in buttons] == [link] * bool(link)
    for button in buttons:
        button.click()
        assert len(set(re.findall(r"Owed \d", told(panel)))) == count
    panel.show_customer(None)
    panel.show_customer(talk.customer.id)
    assert len(set(re.findall(r"Owed \d", told(panel)))) == shown


def test_a_phone_is_read_in_groups_as_everywhere_else(panel, desk):
    reached = (it.customer for it in desk.talks.values() if Channel.PHONE in dict(it.customer.addresses))
    svetlana = next(reached)
    panel.show_customer(svetlana.id)
    (phone,) = [value for channel, value in svetlana.addresses if channel is Channel.PHONE]
    assert f"Phone: {number_of(phone).written}" in told(panel)
    assert " " in number_of(phone).written


def test_the_panel_has_the_ground_of_a_panel_not_of_the_window(panel):
    page = panel.widget()
    seen = page.grab().toImage().pixelColor(page.width() - 3, page.height() - 3)
    assert seen.name() == theme().color("bg.panel").name()


@pytest.mark.parametrize("minutes", [-5, 20, 58, 100])
def test_a_promise_has_the_colour_it_has_in_the_list(panel, desk, minutes):
    now, talk = desk.now(), talk_of(desk, 1204)
    due_at = now + timedelta(minutes=minutes)
    promise = replace(talk.customer.promises[0], state="open", due_at=due_at)
    row = replace(desk.queries.card(talk.id).row, promise_due_at=due_at, reply_due_at=None)
    part = promise_line(promise, now, UTC)
    shown = next(it for it in part.told[0] if isinstance(it, Sla))
    assert shown.state is deadline_of(row, now).state
