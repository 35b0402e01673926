"""Links from other programs: the call one tells of is taken as soon as there is a desk to take it at."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal, Slot

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
        if text:
            from app.language.phone import call_link

            self._call = call_link(text) or self._call
        self.hand_over()

    def hand_over(self) -> None:
        """Give the call to the desk, if both are there."""
        session = self._session()
        if session is not None and self._call is not None:
            call, self._call = self._call, None
            session.take_call(call)


class OpenedLinks(QObject):
    """macOS starts no second program for a link: it sends the running one an event.

    Elsewhere nothing is listened to: every event of the program would pass through it.
    """

    asked = Signal(str)
    """Another program opened a link. Carries its text."""

    def __init__(self, app: QCoreApplication) -> None:
        super().__init__(app)
        if sys.platform == "darwin":
            app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Only links; a file that is opened is not ours."""
        if event.type() is not QEvent.Type.FileOpen:
            return False
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QFileOpenEvent

        if isinstance(event, QFileOpenEvent) and not event.url().isLocalFile():
            self.asked.emit(event.url().toString(QUrl.ComponentFormattingOption.FullyEncoded))
            return True
        return False
