"""What of a customer is not here: older requests, and those of queues one does not work, as lines of the server."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QWidget

from app.client.inbox import Declined
from app.client.search import PastLine, PastThere
from ui.bridge.desk_bridge import DeskBridge
from ui.bridge.latest import Latest
from ui.customer.page import Part
from ui.customer.row import past_line
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.button import Button

_MOST = 30


class Elsewhere(QObject):
    """Asks only when one wants to see it: the server writes down that this person looked, and nothing is kept here."""

    changed = Signal()
    """There is something else to show."""

    opened = Signal(object)
    """One of them is to be opened. Carries its ``UUID``."""

    def __init__(self, bridge: DeskBridge, panel: QWidget) -> None:
        super().__init__(panel)
        self._panel = panel
        self._queries = bridge.queries
        self._looking = Latest(lambda wish: bridge.desk.lookup.past(*wish), self)
        self._looking.done.connect(self._on_looked)
        self._customer_id: UUID | None = None
        self._said = ""
        self._lines: Sequence[PastLine] = ()

    def show_customer(self, customer_id: UUID | None) -> None:
        """Another one: what was looked at is forgotten."""
        self._looking.forget()
        self._customer_id, self._said, self._lines = customer_id, "", ()

    def parts(self, now: datetime, zone: tzinfo) -> list[Part]:
        """A button, or what came of it."""
        if not self._said:
            return [Part("older ones", None, self._button)]
        lines = [past_line(it, now, zone, self.opened.emit) for it in self._lines[:_MOST]]
        return [*lines, Part("what came of it", self._said, _words, partial(_say, said=self._said))]

    def _button(self) -> QWidget:
        made = Button(_("Older ones and other queues"), look="link small")
        made.setObjectName("customer_elsewhere")
        made.setToolTip(_("Asks the server, which writes down that you looked"))
        made.clicked.connect(self.look)
        return made

    @Slot()
    def look(self) -> None:
        """Ask the server."""
        if self._customer_id is not None:
            self._said = _("Asking the server…")
            self._looking.ask((self._customer_id,))
            self._panel.setFocus(Qt.FocusReason.OtherFocusReason)  # the button goes
            self.changed.emit()

    @Slot(object, object)
    def _on_looked(self, _wish: object, answer: PastThere | Declined) -> None:
        if isinstance(answer, Declined):
            self._said = _declined(answer)
        else:
            here = {row.id for row in self._queries.conversation_rows(_ids(answer.lines))}
            self._lines = [it for it in answer.lines if it.conversation_id not in here]
            self._said = _looked_at(more=answer.more or len(self._lines) > _MOST, any_lines=bool(self._lines))
        self.changed.emit()


def _ids(lines: Sequence[PastLine]) -> list[UUID]:
    return [it.conversation_id for it in lines if it.conversation_id is not None]


def _looked_at(*, more: bool, any_lines: bool) -> str:
    found = "" if any_lines else _("There are no others.")
    if more:
        found = _("These are the newest; the search shows more.")
    kept = _("Not kept on this computer. That you looked at it is in the audit log.")
    return f"{found} {kept}".strip()


def _declined(no: Declined) -> str:
    said = {
        "offline": _("The server does not answer: only what is on this computer is shown."),
        "signed_out": _("Sign in again to ask the server."),
        "forbidden": _("Your role does not look into history at the server. A team lead can do this."),
        "not_found": _("It is no longer at the server, or not for you."),
    }
    return said.get(no.code) or _("The server did not answer the question ({code}).").format(code=no.code)


def _words() -> QLabel:
    made = QLabel()
    made.setWordWrap(True)
    made.setProperty("role", "secondary")
    made.setFont(theme().font("meta"))
    return made


def _say(words: QLabel, said: str) -> None:
    words.setText(said)
    words.setAccessibleName(said)
