"""The button that says what sending does, with the other ways in its menu."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.status import Status
from ui.translation import _
from ui.widgets.button import PrimaryButton

_KEY = "Ctrl+Return"


class SendButton(PrimaryButton):
    """Sends nothing itself."""

    chosen = Signal(object)
    """The text is to leave. Carries the ``Status`` the request gets then."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._ways = QMenu(self)
        self._ways.aboutToShow.connect(self._fill_menu)
        self.clicked.connect(partial(self.chosen.emit, Status.WAITING_CUSTOMER))

    def show_state(self, *, is_note: bool, is_away: bool) -> None:
        """Say what pressing does: a note is saved; without a connection a reply waits here."""
        words = _("Queue to send") if is_away else _("Send, wait for customer")
        self.setMenu(None if is_note else self._ways)
        self.set_text(_("Save note") if is_note else words, _KEY)

    def choices(self) -> QMenu:
        """The ways to send, as the menu shows them."""
        self._fill_menu()
        return self._ways

    def _fill_menu(self) -> None:
        self._ways.clear()
        for words, then in (
            (_("Send, wait for customer"), Status.WAITING_CUSTOMER),
            (_("Send and keep open"), Status.OPEN),
            (_("Send and solve"), Status.RESOLVED),
        ):
            self._ways.addAction(words, partial(self.chosen.emit, then))
