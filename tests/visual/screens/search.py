"""The search window over everything, and Ctrl+F in a conversation."""

from dataclasses import replace
from uuid import UUID

from PySide6.QtWidgets import QWidget

from tests.fakes.desk import FakeDesk
from tests.fakes.people import NOW
from tests.visual.screens.workspace import close, make_window
from tests.visual.shot import NORMAL, Occasion, screen, settle
from ui.bridge.desk_bridge import DeskBridge
from ui.search.window import SearchWindow

_ROUNDS = 100
"""More than an answer takes."""


def stop(window: QWidget) -> None:
    """End its threads."""
    assert isinstance(window, SearchWindow)
    window.hide()
    window.stop()


def _looked(occasion: Occasion, typed: str, desk: FakeDesk) -> SearchWindow:
    window = SearchWindow(DeskBridge(desk))
    window.resize(*occasion.size)
    window.show()
    window.field.setFocus()
    window.field.setText(typed)
    for looking in range(_ROUNDS):
        settle(window)
        if looking > 1 and window._found is not None and not window._asking:
            break
    return window


@screen("search", sizes=[(900, 560)], close=stop)
def search(occasion: Occasion) -> QWidget:
    """Words, a filter, and older history of the server."""
    desk = FakeDesk(locale=occasion.language)
    first = desk.finder.find("плафон").hits[0]
    desk.lookup.hits = [
        replace(
            first,
            conversation_id=UUID(int=7),
            number=311,
            subject="Плафон для люстры",
            subject_spots=(),
            at=NOW.replace(year=2024),
        )
    ]
    return _looked(occasion, "канал:чат плафон" if occasion.language == "ru" else "channel:chat плафон", desk)


@screen("search-nothing", sizes=[(900, 560)], close=stop)
def nothing(occasion: Occasion) -> QWidget:
    """Nothing found, without the network."""
    desk = FakeDesk(locale=occasion.language)
    desk.go_offline()
    return _looked(occasion, "48-2091", desk)


@screen("search-filter", sizes=[(900, 560)], close=stop)
def completing(occasion: Occasion) -> QWidget:
    """Values for a filter that was begun."""
    desk = FakeDesk(locale=occasion.language)
    return _looked(occasion, "очередь:" if occasion.language == "ru" else "queue:", desk)


@screen("find", sizes=[NORMAL], close=close)
def find(occasion: Occasion) -> QWidget:
    """Ctrl+F in Marina's conversation."""
    window = make_window(occasion, FakeDesk(locale=occasion.language))
    assert window.desk_view is not None
    bar = window.desk_view.screens.talk.finding.bar
    bar.open_with("плафон")
    for _ in range(3):
        settle(window)
    return window
