"""What of a talk is laid out before it is painted, and what of it waits."""

import pytest

from tests.ui.talk import EMMA, MARINA, VECTOR, fill
from ui.conversation.document import Documents
from ui.conversation.timeline_model import PAGE


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


def test_the_rest_is_laid_out_row_by_row_when_one_rests(opened, desk, built, qtbot):
    fill(desk, MARINA, 170)
    view = opened(MARINA).timeline
    place = view.verticalScrollBar().maximum() - view.verticalScrollBar().value()
    qtbot.waitUntil(lambda: len(set(built)) >= PAGE)
    assert view.verticalScrollBar().maximum() - view.verticalScrollBar().value() == place == 0
    before = len(built)
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() - 100)
    assert heights(view) == measured(view)
    assert len(built) == before


def test_who_scrolls_before_finds_every_row_as_high_as_it_is_and_stays_at_what_was_read(opened, desk):
    fill(desk, MARINA, 170)
    view = opened(MARINA).timeline
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() - 20)
    assert heights(view) == measured(view)
    assert 0 < bar.maximum() - bar.value() <= 60


def test_who_goes_to_an_old_message_stands_on_it(opened, desk):
    fill(desk, MARINA, 170)
    pane = opened(MARINA)
    old = pane.timeline.model().item(3).entry
    assert pane.show_entry(old.entry_id)
    assert heights(pane.timeline) == measured(pane.timeline)
    row = pane.timeline.visualRect(pane.timeline.model().index(3))
    assert pane.timeline.viewport().rect().contains(row)


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
