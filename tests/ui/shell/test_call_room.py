"""The strip of a call keeps its buttons whole, however long the subject of the request is."""

from uuid import UUID

import pytest

from app.client.call import HandCall
from app.domain.call import Direction
from app.language.phone import number_of
from ui.calls.panel import CallPanel
from ui.translation import set_language
from ui.widgets.beside import BesideOrBelow


@pytest.fixture
def panel(qtbot, theme_controller, desk):
    set_language("ru")
    theme_controller.set_text_percent(150)
    made = CallPanel()
    qtbot.addWidget(made)
    number = number_of("+7 917 555-32-08")
    call = HandCall(number, Direction.OUT, desk.queries.caller(number), lambda: 0.0, desk.now)
    made.show_call(call)
    call.end()
    made.request.insertItem(0, "№ 1204 Замена плафона «Полярис», заказ 48-20917, и ещё два", UUID(int=1))
    made.choose_request(0)
    made.show_call(call)
    yield made
    made.show_call(None)
    theme_controller.set_text_percent(100)
    set_language("en")


def test_the_button_that_saves_the_call_is_whole_beside_a_long_subject(panel, qtbot):
    panel.resize(600, panel.sizeHint().height())
    qtbot.waitUntil(lambda: panel.save_button.width() >= panel.save_button.minimumSizeHint().width())
    assert panel.minimumSizeHint().width() <= 600


def test_what_can_be_said_of_a_call_that_rings_is_whole_and_goes_below_where_there_is_no_room(panel, qtbot, desk):
    number = number_of("+7 917 555-32-08")
    panel.show_call(HandCall(number, Direction.IN, desk.queries.caller(number), lambda: 0.0, desk.now))
    buttons = (panel.answer_button, panel.miss_button, panel.drop_button)
    row = panel.findChild(BesideOrBelow)
    for width in (560, 1200):
        panel.resize(width, panel.sizeHint().height())
        qtbot.waitUntil(lambda below=width == 560: row.is_below is below)
        qtbot.waitUntil(lambda: all(it.width() >= it.minimumSizeHint().width() for it in buttons))
        assert panel._state.width() >= panel._state.minimumSizeHint().width()


def test_the_number_of_who_rings_is_read_whole_before_buttons_stand_beside_it(panel, qtbot, desk):
    number = number_of("+7 917 555-32-08")
    panel.show_call(HandCall(number, Direction.IN, desk.queries.caller(number), lambda: 0.0, desk.now))
    row = panel.findChild(BesideOrBelow)
    panel.resize(1200, panel.sizeHint().height())
    qtbot.waitUntil(lambda: not row.is_below)
    beside = panel._who.sizeHint().width()
    for width in range(1200, 560, -20):
        panel.resize(width, panel.sizeHint().height())
        qtbot.waitUntil(lambda: row.is_below or panel._who.width() >= beside)


def test_in_a_window_of_few_lines_notes_are_a_line_high_and_nothing_lies_over_another(panel, qtbot):
    high = panel.minimumSizeHint().height()
    panel.set_fewest_lines(1)
    assert panel.minimumSizeHint().height() < high - 50
    panel.resize(600, panel.minimumSizeHint().height())
    panel.show()
    qtbot.waitUntil(lambda: panel.notes.geometry().bottom() < panel.save_button.geometry().top())
    panel.set_fewest_lines(3)
    assert panel.minimumSizeHint().height() == high


def test_requests_that_have_no_subject_are_named_in_the_language_of_now(panel, desk):
    number = number_of("+7 917 555-32-08")
    call = HandCall(number, Direction.OUT, desk.queries.caller(number), lambda: 0.0, desk.now)
    panel.show_call(call)
    call.request_id = UUID(int=7)
    panel.show_call(call)
    names = [panel.request.itemText(row) for row in range(panel.request.count())]
    assert (names[0], names[-1]) == ("Это обращение", "Новое обращение")
    set_language("en")
    panel.retranslate()
    names = [panel.request.itemText(row) for row in range(panel.request.count())]
    assert (names[0], names[-1]) == ("This request", "New request")
    assert panel.request.currentData() == UUID(int=7)
