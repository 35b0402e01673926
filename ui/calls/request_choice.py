"""The request that a call is logged in: the caller's open ones, the one made for the call, or a new one."""

from uuid import UUID

from PySide6.QtWidgets import QWidget

from app.client.call import HandCall
from app.language.plain_text import one_line
from ui.translation import _
from ui.widgets.choice import Choice


class RequestChoice(Choice):
    """Rows carry the ``UUID`` of a request; None is a new one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._own: UUID | None = None

    def fill(self, call: HandCall) -> None:
        """The requests of who calls, and a new one."""
        self.clear()
        self._own = None
        for it in call.caller.requests:
            number = "" if it.number is None else f"№ {it.number} "
            self.addItem(f"{number}{one_line(it.subject, 80)}", it.id)
        self.addItem("", None)
        self._name()
        self.setCurrentIndex(max(self._place_of(call.request_id), 0))

    def add_own(self, request_id: UUID | None) -> None:
        """A request was made for the call: it is chosen from now on. Nothing happens when it is among the rows."""
        if request_id is not None and self._place_of(request_id) < 0:
            self._own = request_id
            self.insertItem(0, "", request_id)
            self._name()
            self.setCurrentIndex(0)

    def retranslate(self) -> None:
        """All words."""
        self.setAccessibleName(_("Request of this call"))
        self._name()

    def _name(self) -> None:
        """Those that have no subject to be named by."""
        for row in range(self.count()):
            if (request_id := self.itemData(row)) is None:
                self.setItemText(row, _("New request"))
            elif request_id == self._own:
                self.setItemText(row, _("This request"))

    def _place_of(self, request_id: UUID | None) -> int:
        """Its row, -1 without one: Qt would look for the same object, not for the same id."""
        places = [self.itemData(row) for row in range(self.count())]
        return places.index(request_id) if request_id in places else -1
