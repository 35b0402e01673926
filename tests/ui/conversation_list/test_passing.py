"""Time alone: a second paints the deadlines that read otherwise, and reads nothing."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

from app.client.view import View, ViewKind
from tests.fakes.desk import FakeDesk
from ui.bridge.desk_bridge import DeskBridge
from ui.conversation_list.model import ConversationListModel
from ui.conversation_list.view import ConversationListView
from ui.deadline import deadline_of
from ui.theme.tokens import theme
from ui.translation import set_language
from ui.widgets.sla_ring import Sla, SlaLabel, SlaState


class Painted(QObject):
    """Remembers what of the list is painted."""

    def __init__(self, view):
        super().__init__()
        self.events = []
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint and isinstance(event, QPaintEvent):
            self.events.append(event.region())
        return False


@pytest.fixture
def desk():
    set_language("en")
    return FakeDesk()


@pytest.fixture
def view(qtbot, desk):
    bridge = DeskBridge(desk)
    desk.passed = timedelta(seconds=30)
    now = bridge.now()
    model = ConversationListModel(bridge.queries, View(ViewKind.MINE), lambda: now + desk.passed)
    made = ConversationListView(model)
    qtbot.addWidget(made)
    made.resize(300, 700)
    made.show()
    made.grab()
    made._passing.stop()
    made._passing.tick()
    made.grab()
    return made


def tick(view, desk, seconds=1):
    """Let time go on; returns what was painted for it."""
    painted = Painted(view)
    desk.passed += timedelta(seconds=seconds)
    view._passing.tick()
    QApplication.processEvents()
    view.viewport().removeEventFilter(painted)
    return painted.events


def test_a_second_paints_only_the_deadlines_that_tell_seconds(view, desk):
    (region,) = tick(view, desk)
    rows = [view.visualRect(view.model().index(row)) for row in range(3)]
    assert [region.intersects(rect) for rect in rows] == [True, True, False]
    assert region.boundingRect().width() < rows[0].width() / 2


def test_rows_that_have_just_been_listed_are_not_painted_once_more(view, monkeypatch):
    view.model().set_view(View(ViewKind.UNASSIGNED))
    view.grab()
    shown = [view.model().known_at(row) for row in range(view.model().rowCount())]
    assert any(deadline_of(it, view.model().now()) for it in shown)
    painted = []
    monkeypatch.setattr(view._passing, "_paint", lambda *row: painted.append(row))
    view._passing.tick()
    assert painted == []


@pytest.mark.parametrize("compact", [False, True])
def test_a_deadline_painted_alone_looks_as_in_a_row_painted_whole(view, desk, compact):
    view.set_compact(compact)
    view.grab()
    for seconds in (1, 1, 59, 600):
        kept = view.viewport().grab().toImage()
        (region,) = tick(view, desk, seconds)
        whole = view.viewport().grab().toImage()
        view.viewport().render(kept, region.boundingRect().topLeft(), region)
        rects = [view.visualRect(view.model().index(row)) for row in range(6)]
        assert all(kept.copy(rect) == whole.copy(rect) for rect in rects if region.intersects(rect))


def test_beside_a_scroll_bar_a_narrow_list_paints_a_deadline_alone_where_it_stands(view, desk):
    view.resize(theme().size("list.min"), 3 * view._delegate.size.height())
    QApplication.processEvents()
    assert view.viewport().width() < view._delegate.size.width()
    kept = view.viewport().grab().toImage()
    (region,) = tick(view, desk)
    whole = view.viewport().grab().toImage()
    view.viewport().render(kept, region.boundingRect().topLeft(), region)
    assert region.boundingRect().width() < view.viewport().width() / 2
    rects = [view.visualRect(view.model().index(row)) & view.viewport().rect() for row in range(3)]
    assert all(kept.copy(rect) == whole.copy(rect) for rect in rects if region.intersects(rect))


def test_a_second_reads_nothing(view, desk, monkeypatch):
    model = view.model()
    held = model._queries
    monkeypatch.setattr(model, "_queries", None)
    tick(view, desk)
    monkeypatch.setattr(model, "_queries", held)


def test_a_deadline_in_a_header_is_painted_again_only_when_it_looks_otherwise(qtbot):
    label = SlaLabel(Sla(SlaState.ON_TRACK, "48 min", 0.8))
    qtbot.addWidget(label)
    label.show()
    qtbot.waitExposed(label)
    QApplication.processEvents()
    painted = []
    label.paintEvent = painted.append
    label.set_sla(Sla(SlaState.ON_TRACK, "48 min", 0.7999))
    QApplication.processEvents()
    assert painted == []
    label.set_sla(Sla(SlaState.ON_TRACK, "47 min", 0.79))
    assert label.accessibleName() == "47 min"
    QApplication.processEvents()
    assert len(painted) == 1
