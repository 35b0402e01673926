"""What opening a request costs the window, in reads, writes and parts that are laid out anew."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest

from tests.ui.shell.test_quiet_news import counted

_LONG_MS = 60_000


class Hidden(QObject):
    """Counts how often a part is hidden."""

    def __init__(self, part):
        super().__init__(part)
        self.times = 0
        part.installEventFilter(self)

    def eventFilter(self, watched, event):
        self.times += event.type() is QEvent.Type.Hide
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


def test_the_guide_keeps_its_place_while_one_walks_through_the_list(window, qtbot):
    screens = window.desk_view.screens
    page = screens.guide.widget()
    qtbot.waitUntil(lambda: not page.isHidden())
    hidden = Hidden(page)
    step(window)
    qtbot.waitUntil(lambda: screens.guide.conversation_id == window.desk_view.navigator.open_id)
    assert hidden.times == 0


def test_while_one_walks_through_the_list_nothing_is_stored_of_what_was_read(window, desk, qtbot):
    acts = window.desk_view.screens.conversation.acts
    acts.flush()
    acts._rest.setTimerType(Qt.TimerType.PreciseTimer)
    acts._seen[acts.card.row.id] = 1
    acts._rest.start(_LONG_MS)
    qtbot.waitUntil(lambda: acts._rest.remainingTime() < _LONG_MS - 20)
    waited, stored = acts._rest.remainingTime(), len(desk.submitted)
    step(window)
    assert acts._rest.remainingTime() > waited
    assert len(desk.submitted) == stored
    acts.flush()
    assert len(desk.submitted) > stored
