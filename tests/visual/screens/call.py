"""A call by hand: offered, being talked in, and the work after it."""

from PySide6.QtWidgets import QWidget

from app.domain.call import Direction
from app.language.phone import CallLink
from tests.fakes.desk import FakeDesk
from tests.visual.screens.workspace import close, make_window
from tests.visual.shot import Occasion, screen
from ui.calls.dialog import NewCallDialog


def _calling(occasion: Occasion, number: str) -> QWidget:
    window = make_window(occasion, FakeDesk(locale=occasion.language))
    assert window.desk_view is not None
    window.desk_view.calls.begin(CallLink(number, Direction.IN))
    return window


@screen("call-offered", close=close)
def call_offered(occasion: Occasion) -> QWidget:
    """Marina calls."""
    return _calling(occasion, "+7 917 555-32-08")


@screen("call-talking", sizes=[(1440, 900), (1024, 640)], close=close)
def call_talking(occasion: Occasion) -> QWidget:
    """Notes while one talks."""
    window = _calling(occasion, "+7 917 555-32-08")
    calls = window.desk_view.calls  # type: ignore[attr-defined]
    calls.answer()
    calls.panel.notes.setPlainText("Согласна на замену, удобно после 18:00.")
    return window


@screen("call-wrapup", close=close)
def call_wrapup(occasion: Occasion) -> QWidget:
    """What came of it."""
    window = call_talking(occasion)
    window.desk_view.calls.end()  # type: ignore[attr-defined]
    return window


@screen("new-call", sizes=[(420, 200)])
def new_call(occasion: Occasion) -> QWidget:
    """A number was pasted."""
    dialog = NewCallDialog(FakeDesk(locale=occasion.language).queries.caller)
    dialog.field.setText("8 (917) 555 32 08")
    return dialog
