"""What opening a request costs the window, in reads, writes and parts that are laid out anew."""

import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QRegion
from PySide6.QtTest import QTest

from tests.living import live
from tests.ui.shell.test_quiet_news import counted
from ui.conversation import timeline_delegate
from ui.shell.screens import _REST_MS

_LONG_MS = 60_000
_FRAMES_MS = 100
_LONG_ENOUGH_MS = 500


class Heard(QObject):
    """Counts the events of one type that a part gets."""

    def __init__(self, part, wanted):
        super().__init__(part)
        self.times, self._wanted = 0, wanted
        part.installEventFilter(self)

    def eventFilter(self, watched, event):
        self.times += event.type() is self._wanted
        return False


class Painted(QObject):
    """Where a part is painted."""

    def __init__(self, part):
        super().__init__(part)
        self.region = QRegion()
        part.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint:
            self.region |= event.region()
        return False


def step(window):
    QTest.keyClick(window.desk_view.workspace.list_pane.view, Qt.Key.Key_Down)


def test_opening_a_request_reads_its_card_once(window, desk, monkeypatch):
    read = counted(monkeypatch, desk.queries, "card")
    before = window.desk_view.navigator.open_id
    step(window)
    assert window.desk_view.navigator.open_id != before
    assert read == [(window.desk_view.navigator.open_id,)]
    assert window.desk_view.navigator.card().row.id == window.desk_view.navigator.open_id


def test_a_request_is_painted_once_and_nothing_under_it(window):
    workspace, screens = window.desk_view.workspace, window.desk_view.screens
    step(window)
    live(_LONG_ENOUGH_MS)
    under, behind = Painted(workspace), Painted(workspace.place)
    painted = [
        Heard(it, QEvent.Type.Paint)
        for it in (workspace.list_pane.view.viewport(), screens.conversation.timeline.viewport())
    ]
    step(window)
    QCoreApplication.sendPostedEvents()
    parts = workspace.list_pane, workspace.place
    assert [under.region.intersects(it.geometry()) for it in parts] == [False, False]
    assert behind.region.isEmpty()
    assert [it.times for it in painted] == [1, 1]


def test_panels_wait_until_a_request_was_painted_however_long_that_took(window, qtbot):
    screens = window.desk_view.screens
    qtbot.waitUntil(lambda: screens.guide.conversation_id == window.desk_view.navigator.open_id)
    step(window)
    time.sleep(2 * _REST_MS / 1_000)  # a slow computer is still at it
    QCoreApplication.sendPostedEvents()
    QCoreApplication.processEvents()
    assert screens.guide.conversation_id is None
    qtbot.waitUntil(lambda: screens.guide.conversation_id == window.desk_view.navigator.open_id)


def test_the_guide_keeps_its_place_while_one_walks_through_the_list(window, qtbot):
    screens = window.desk_view.screens
    page = screens.guide.widget()
    qtbot.waitUntil(lambda: not page.isHidden())
    hidden = Heard(page, QEvent.Type.Hide)
    step(window)
    qtbot.waitUntil(lambda: screens.guide.conversation_id == window.desk_view.navigator.open_id)
    assert hidden.times == 0


def test_the_guide_is_not_painted_with_every_request_one_walks_past(window, qtbot):
    guide = window.desk_view.screens.guide
    window.desk_view.screens._rest.setInterval(_LONG_MS)
    step(window)
    live(_FRAMES_MS)
    laid_out, painted = Heard(guide._bar, QEvent.Type.LayoutRequest), Heard(guide._line, QEvent.Type.Paint)
    step(window)
    live(_FRAMES_MS)
    assert (laid_out.times, painted.times) == (0, 0)


def test_while_one_walks_through_the_list_nothing_is_stored_of_what_was_read(window, desk):
    acts = window.desk_view.screens.conversation.acts
    acts.flush()
    acts._seen[acts.card.row.id] = 1
    acts._rest.start(_LONG_MS)
    waited, stored = acts._rest.timerId(), len(desk.submitted)
    step(window)
    assert acts._rest.isActive()
    assert acts._rest.timerId() != waited
    assert len(desk.submitted) == stored
    acts.flush()
    assert len(desk.submitted) > stored


def test_what_was_read_on_a_walk_is_stored_one_by_one_so_that_a_key_comes_between(window, desk, qtbot):
    acts = window.desk_view.screens.conversation.acts
    acts.flush()
    stored = len(desk.submitted)
    acts._seen.update(dict.fromkeys(list(desk.talks)[:3], 1))
    acts._rest.timeout.emit()
    assert len(desk.submitted) == stored + 1
    qtbot.waitUntil(lambda: len(desk.submitted) == stored + 3)
    assert not acts._seen


def test_rows_in_sight_are_laid_out_once_however_often_they_are_painted(window, monkeypatch):
    step(window)
    timeline = window.desk_view.screens.conversation.timeline
    timeline.viewport().repaint()
    laid_out, painted = (
        counted(monkeypatch, timeline_delegate, "measure"),
        Heard(timeline.viewport(), QEvent.Type.Paint),
    )
    timeline.viewport().repaint()
    timeline.viewport().repaint()
    assert painted.times == 2
    assert laid_out == []
    timeline.relayout()
    assert laid_out != []


def test_a_letter_that_needs_no_more_room_lays_nothing_out_around_it(window, qapp, qtbot):
    composer = window.desk_view.screens.composer
    composer.reply()
    qtbot.keyClicks(composer.reply_editor, "Good")
    qapp.processEvents()
    around = Heard(composer.face.frame, QEvent.Type.LayoutRequest), Heard(composer.face, QEvent.Type.LayoutRequest)
    qtbot.keyClick(composer.reply_editor, Qt.Key.Key_S)
    qapp.processEvents()
    assert composer.reply_editor.text == "Goods"
    assert [it.times for it in around] == [0, 0]


def test_the_style_is_not_asked_for_the_size_of_icons_that_no_row_has(window):
    lists = window.desk_view.workspace.list_pane.view, window.desk_view.screens.conversation.timeline
    assert all(it.iconSize().isValid() for it in lists)


def test_names_that_are_no_mistakes_are_gathered_only_when_something_is_written(window, qtbot):
    spelling = window.desk_view.screens.composer.aids.spelling
    step(window)
    assert spelling._names is None
