"""The header's second line: what matters most has room first, and no room is left unused."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.status import Status
from tests.fakes.desk import FakeDesk
from tests.ui.talk import talk_of
from ui.conversation.header import ConversationHeader
from ui.translation import set_language

PROMISE = "Назвать дату замены, до 15:00"


@pytest.fixture
def header(qtbot, theme_controller):
    set_language("en")
    desk = FakeDesk()
    card = desk.queries.card(talk_of(desk, 1204).id)
    assert card is not None
    made = ConversationHeader()
    qtbot.addWidget(made)
    made.show_card(replace(card, tags=("Брак", "Повтор")), None, (), None, desk.now())
    made.show_promise(PROMISE)
    made.show()
    return made


def widths(header, width):
    header.resize(width, header.height())
    header.layout().activate()
    return {it: getattr(header, it).width() for it in ("_promise", "_tags", "pills")}


def test_with_room_for_all_everything_is_whole(header):
    shown = widths(header, 900)
    assert shown == {it: getattr(header, it).sizeHint().width() for it in shown}


@pytest.mark.parametrize("width", [480, 520, 560, 600, 640, 680, 720])
def test_the_promise_is_whole_before_a_tag_or_a_field_is_and_what_does_not_fit_takes_no_room(header, width):
    shown = widths(header, width)
    assert shown["_tags"] == header._tags.used(shown["_tags"])
    assert shown["pills"] == header.pills.used(shown["pills"])
    whole = header._promise.sizeHint().width()
    if shown["pills"] or shown["_tags"] > header._tags.minimumSizeHint().width():
        assert shown["_promise"] == whole


def test_what_had_no_room_comes_back_with_it(header):
    widths(header, 480)
    test_with_room_for_all_everything_is_whole(header)


def test_a_tag_has_its_name_in_the_language_of_the_window(header):
    header.tag_names = {"Брак": "Defect"}
    header.show_card(header._card, None, (), None, FakeDesk().now())
    assert "Defect" in header._tags.accessibleName()


@pytest.mark.parametrize(("hours", "is_lit"), [(None, False), (-1, False), (1, True)])
def test_the_clock_asks_until_when_and_is_lit_while_the_request_is_aside(qtbot, header, hours, is_lit):
    now = FakeDesk().now()
    until = None if hours is None else now + timedelta(hours=hours)
    card = replace(header._card, row=replace(header._card.row, follow_up_at=until))
    header.show_card(card, None, (), None, now)
    assert header.aside.is_lit is is_lit
    assert header.aside.accessibleName() == ("Put aside: change until when" if is_lit else "Follow up later")
    with qtbot.waitSignal(header.wanted) as asked:
        header.aside.click()
    assert asked.args == ["followup"]
    assert header.aside.is_lit is is_lit, "a press alone changes nothing"


def test_what_is_closed_is_not_put_aside(header):
    card = replace(header._card, row=replace(header._card.row, status=Status.CLOSED))
    header.show_card(card, None, (), None, FakeDesk().now())
    assert not header.aside.isEnabled()
