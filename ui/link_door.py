"""Links from other programs: the call one tells of is taken as soon as there is a desk to take it at."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from app.language.phone import CallLink
    from ui.session import Session


class LinkDoor(QObject):
    """Any program of this person may knock with any text; only a call is let in."""

    def __init__(self, session: "Callable[[], Session | None]", parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._call: CallLink | None = None

    @Slot(str)
    def take(self, text: str) -> None:
        """What was said; all but a call is forgotten."""
        from app.language.phone import call_link

        self._call = call_link(text) or self._call
        self.hand_over()

    def hand_over(self) -> None:
        """Give the call to the desk, if both are there."""
        session = self._session()
        if session is not None and self._call is not None:
            call, self._call = self._call, None
            session.take_call(call)
