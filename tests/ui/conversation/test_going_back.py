"""Going to an old message: some of the talk around it is read, and on from there to both sides."""

from uuid import UUID

import pytest
from PySide6.QtCore import QPoint

from tests.fakes.people import fake_id
from tests.ui.shell.test_quiet_news import counted
from tests.ui.talk import EMMA, MARINA, fill, say, talk_of
from ui.conversation.loaded import PAGE

MANY = 1_000


@pytest.fixture
def long_talk(opened, desk):
    fill(desk, MARINA, MANY)
    return opened(MARINA)


def texts(pane) -> list[str]:
    model = pane.timeline.model()
    rows = (model.item(row).entry for row in range(model.rowCount()))
    return [it.payload["text"] for it in rows if it is not None and str(it.payload.get("text")).startswith("message")]


def is_seen(pane, entry_id: UUID) -> bool:
    view = pane.timeline
    row = view.visualRect(view.model().index(view.model().row_of(entry_id)))
    return view.viewport().rect().contains(row)


def test_some_of_the_talk_around_an_old_message_is_read_and_laid_out_however_long_it_is(long_talk, desk, monkeypatch):
    asked = counted(monkeypatch, desk.queries, "timeline")
    resets = []
    long_talk.timeline.model().modelReset.connect(lambda: resets.append(1))
    wanted = fake_id("many", 40)
    assert long_talk.show_entry(wanted)
    assert is_seen(long_talk, wanted)
    assert long_talk.timeline.currentIndex().row() == long_talk.timeline.model().row_of(wanted)
    assert (len(resets), sum(it[1] for it in asked) <= 3 * PAGE) == (1, True)
    assert f"message {MANY - 1}" not in texts(long_talk)


def test_what_was_found_is_gone_to_in_the_same_way(long_talk, desk, monkeypatch):
    asked = counted(monkeypatch, desk.queries, "timeline")
    long_talk.finding.show_entry(fake_id("many", 3))
    assert is_seen(long_talk, fake_id("many", 3))
    assert sum(it[1] for it in asked) <= 3 * PAGE
    before = texts(long_talk)
    long_talk.finding.show_entry(UUID(int=1))
    assert texts(long_talk) == before


def test_one_reads_on_to_both_ends_from_there_and_no_message_is_lost_or_doubled(long_talk):
    long_talk.show_entry(fake_id("many", MANY // 2))
    model = long_talk.timeline.model()
    while model.load_older():
        pass
    assert model.has_newer
    while model.load_newer():
        pass
    assert not model.has_newer
    assert texts(long_talk) == [f"message {n}" for n in range(MANY)]
    rows = [model.item(row) for row in range(model.rowCount())]
    assert rows == model._rows.all()


def test_the_next_page_comes_when_one_scrolls_down_and_what_is_read_stays_where_it_is(long_talk, qtbot):
    long_talk.show_entry(fake_id("many", MANY // 2))
    view, model = long_talk.timeline, long_talk.timeline.model()
    count = model.rowCount()
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    index = view.indexAt(view.viewport().rect().center())
    key, top = model.item(index.row()).key, view.visualRect(index).top()
    qtbot.waitUntil(lambda: model.rowCount() > count)
    assert view.visualRect(model.index(model.row_of(key))).top() == top


def test_the_way_back_to_the_end_is_offered_and_taken(long_talk):
    long_talk.show_entry(fake_id("many", 3))
    assert (long_talk._newer.isHidden(), long_talk._newer.text()) == (False, "To the newest")
    long_talk._newer.click()
    bar = long_talk.timeline.verticalScrollBar()
    assert (bar.value(), texts(long_talk)[-1]) == (bar.maximum(), f"message {MANY - 1}")
    assert long_talk._newer.isHidden()


def test_what_comes_while_one_is_far_up_is_said_and_moves_nothing(long_talk, desk):
    heard = []
    long_talk.heard.connect(heard.append)
    long_talk.show_entry(fake_id("many", 3))
    before, place = texts(long_talk), long_talk.timeline.verticalScrollBar().value()
    say(desk, MARINA, "message for now", channel="chat")
    assert [it.endswith("message for now") for it in heard] == [True]
    assert (texts(long_talk), long_talk.timeline.verticalScrollBar().value()) == (before, place)
    assert long_talk._newer.text() == "New below"
    long_talk._newer.click()
    assert texts(long_talk)[-1] == "message for now"


def test_a_place_far_up_is_found_again(long_talk, opened):
    long_talk.show_entry(fake_id("many", 30))
    view = long_talk.timeline
    where = view.model().item(view.indexAt(QPoint(view.width() // 2, 0)).row()).key
    opened(EMMA)
    opened(MARINA)
    assert view.model().item(view.indexAt(QPoint(view.width() // 2, 0)).row()).key == where
    assert view.model().has_newer


def test_an_older_page_leaves_the_rows_alone_that_are_there(long_talk):
    model = long_talk.timeline.model()
    rows, changed = [model.item(row) for row in range(model.rowCount())], []
    model.dataChanged.connect(lambda *_: changed.append(1))
    assert model.load_older() == PAGE
    kept = [model.item(row) for row in range(model.rowCount())][-PAGE:]
    assert all(before is after for before, after in zip(rows[-PAGE:], kept, strict=True))
    assert not changed


def test_a_request_merged_away_meanwhile_is_shown_where_it_was_read(long_talk, desk):
    long_talk.show_entry(fake_id("many", MANY // 2))
    model = long_talk.timeline.model()
    talk_of(desk, MARINA).merged_into = talk_of(desk, EMMA).id
    talk_of(desk, EMMA).customer = talk_of(desk, MARINA).customer
    model.reload()
    assert f"message {MANY // 2}" in texts(long_talk)
    assert [model.item(row) for row in range(model.rowCount())] == model._rows.all()
