"""What of a talk is laid out before it is painted, and what of it waits."""

from dataclasses import replace

import pytest

from tests.ui.talk import EMMA, MARINA, VECTOR, fill
from ui.conversation.document import Documents
from ui.conversation.loaded import PAGE


@pytest.fixture
def built(monkeypatch) -> list[object]:
    """Every text that is laid out from now on, by its entry."""
    made, build = [], Documents.build

    def counted(self, item, width, parent=None):
        made.append(item.entry.entry_id)
        return build(self, item, width, parent)

    monkeypatch.setattr(Documents, "build", counted)
    return made


def heights(view) -> list[int]:
    return [view.visualRect(view.model().index(row)).height() for row in range(view.model().rowCount())]


def measured(view) -> list[int]:
    return [view._delegate.height(view.model().item(row), view._delegate.width) for row in range(len(heights(view)))]


def seen(view) -> int:
    """How many rows are in sight."""
    first, last = view.indexAt(view.viewport().rect().topLeft()), view.indexAt(view.viewport().rect().bottomLeft())
    return last.row() - first.row() + 1


def test_a_long_talk_is_opened_by_laying_out_what_is_seen_of_it(opened, desk, built):
    fill(desk, MARINA, 170)
    view = opened(MARINA).timeline
    assert 0 < len(built) <= seen(view) + 1 < PAGE
    assert heights(view)[-seen(view) :] == measured(view)[-seen(view) :]


def seen_as_high_as_they_are(view) -> bool:
    first = view.indexAt(view.viewport().rect().topLeft()).row()
    return heights(view)[first : first + seen(view)] == measured(view)[first : first + seen(view)]


def test_the_rest_is_laid_out_row_by_row_when_one_rests(opened, desk, built, qtbot):
    fill(desk, MARINA, 170)
    view = opened(MARINA).timeline
    place = view.verticalScrollBar().maximum() - view.verticalScrollBar().value()
    qtbot.waitUntil(lambda: len(set(built)) >= PAGE)
    assert view.verticalScrollBar().maximum() - view.verticalScrollBar().value() == place == 0
    before = len(built)
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() - 100)
    assert len(built) == before
    assert seen_as_high_as_they_are(view)


def test_who_scrolls_before_finds_rows_in_sight_as_high_as_they_are_and_stays_at_what_was_read(opened, desk):
    fill(desk, MARINA, 170)
    view = opened(MARINA).timeline
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() - 20)
    assert seen_as_high_as_they_are(view)
    assert 0 < bar.maximum() - bar.value() <= 60


def test_who_goes_to_an_old_message_stands_on_it(opened, desk):
    fill(desk, MARINA, 170)
    pane = opened(MARINA)
    old = pane.timeline.model().item(3).entry
    assert pane.show_entry(old.entry_id)
    assert seen_as_high_as_they_are(pane.timeline)
    row = pane.timeline.visualRect(pane.timeline.model().index(3))
    assert pane.timeline.viewport().rect().contains(row)


def test_what_is_seen_does_not_jump_while_one_scrolls_through_rows_that_nobody_measured(opened, desk):
    talk = fill(desk, MARINA, 170)
    talk.entries = [
        replace(it, payload={"channel": "chat", "text": "Wide and narrow letters, lll. " * (n % 7)})
        for n, it in enumerate(talk.entries)
    ]
    view = opened(MARINA).timeline
    bar, middle = view.verticalScrollBar(), view.viewport().rect().center()
    for step in [-60] * 40 + [60] * 40:
        index = view.indexAt(middle)
        key, top = view.model().item(index.row()).key, view.visualRect(index).top()
        room = (bar.value() - bar.minimum()) if step < 0 else bar.maximum() - bar.value()
        bar.setValue(bar.value() + step)
        now = next(row for row in range(view.model().rowCount()) if view.model().item(row).key == key)
        if (room >= -step and step < 0) or room >= step > 0:
            assert view.visualRect(view.model().index(now)).top() == top - step
        assert seen_as_high_as_they_are(view)


def test_another_text_size_lays_out_what_is_seen_however_much_is_loaded(opened, desk, built):
    fill(desk, MARINA, 400)
    view = opened(MARINA).timeline
    while view.model().load_older():
        pass
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    built.clear()
    view.relayout()
    assert 0 < len(built) <= 3 * seen(view)
    assert seen_as_high_as_they_are(view)


def test_the_way_back_to_a_talk_lays_no_text_out_anew(opened, desk, built):
    opened(EMMA)
    opened(VECTOR)
    built.clear()
    opened(EMMA).timeline.viewport().repaint()
    assert built == []


def test_the_end_is_kept_when_a_longer_talk_follows_a_short_one_that_was_scrolled(opened, desk):
    fill(desk, MARINA, 170)
    pane = opened(MARINA)
    bar = pane.timeline.verticalScrollBar()
    bar.setValue(10)
    opened(EMMA)
    assert bar.value() == bar.maximum()
    fill(desk, EMMA, 60)
    assert bar.value() == bar.maximum()
