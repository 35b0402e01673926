"""The part of the panel about promises: those that are owed, the most pressing first."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.client.customer_row import CustomerCard, PromiseRow
from ui.customer.page import Part
from ui.customer.row import header, promise_line
from ui.translation import _, ngettext
from ui.widgets.button import Button

_MOST = 4


class Promises(QObject):
    """A few lines, and a way to all others where they stand."""

    changed = Signal()
    """There is something else to show."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._shows_all = False
        self.chosen: Callable[[PromiseRow, QWidget], object] | None = None
        """Offers what can be done with a promise, under its line; without it promises are only shown."""

    def begin(self) -> None:
        """Another customer."""
        self._shows_all = False

    def parts(self, customer: CustomerCard, now: datetime, zone: tzinfo) -> list[Part]:
        """The lines of a customer; none when nothing was ever promised."""
        if not customer.promises:
            return []
        owed = sorted((it for it in customer.promises if it.state == "open"), key=lambda it: it.due_at)
        shown = owed if self._shows_all or len(owed) <= _MOST + 1 else owed[:_MOST]
        lines = [promise_line(it, now, zone, self._offers(it)) for it in shown]
        left = len(owed) - len(shown)
        more = [Part("more promises", left, self._more, partial(_tell, left))] if left else []
        return [header("handshake", _("Promises"), _in_time(customer), "promise"), *lines, *more]

    def _more(self) -> QWidget:
        made = Button("", look="link")
        made.setObjectName("more_promises")
        made.clicked.connect(self.show_all)
        return made

    @Slot()
    def show_all(self) -> None:
        """Every promise that is owed."""
        self._shows_all = True
        self.changed.emit()

    def _offers(self, promise: PromiseRow) -> Callable[[QWidget], object] | None:
        return None if self.chosen is None else partial(self._offer, promise)

    def _offer(self, promise: PromiseRow, line: QWidget) -> None:
        if self.chosen is not None:
            self.chosen(promise, line)


def _tell(left: int, button: Button) -> None:
    button.setText(ngettext("{count} more promise", "{count} more promises", left).format(count=left))


def _in_time(customer: CustomerCard) -> str:
    settled = [promise for promise in customer.promises if promise.state in ("kept", "broken")]
    kept = sum(1 for promise in settled if promise.in_time)
    return _("{kept} of {all} in time").format(kept=kept, all=len(settled)) if settled else ""
