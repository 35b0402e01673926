"""What the server refuses of several changes that were given together, however late, said together."""

from collections.abc import Iterable
from uuid import UUID

from PySide6.QtCore import QObject, Slot

from app.client.port import Touched
from app.client.row import ChangeState
from ui.bridge.desk_bridge import DeskBridge
from ui.translation import _
from ui.widgets.toast import Toast

_REFUSED = frozenset({ChangeState.HELD, ChangeState.CONFLICT, ChangeState.REJECTED})


class Refusals(QObject):
    """Watches the changes that were given last; each time more of them are refused it says how many."""

    def __init__(self, bridge: DeskBridge, toast: Toast) -> None:
        super().__init__(toast)
        self._bridge, self._toast = bridge, toast
        self.given: frozenset[UUID] = frozenset()
        """What is watched."""
        self._told = 0
        bridge.settled.connect(self._on_touched)

    def watch(self, given: Iterable[UUID]) -> None:
        """These were given now."""
        self.given, self._told = frozenset(given), 0

    @Slot(object)
    def _on_touched(self, touched: Touched) -> None:
        if not (touched.changes and self.given):
            return
        changes = self._bridge.queries.changes()
        refused = sum(1 for it in changes if it.change_id in self.given and it.state in _REFUSED)
        if refused > self._told:
            self._told = refused
            text = _("{refused} of {all} were refused: somebody changed them meanwhile")
            self._toast.show_text(text.format(refused=refused, all=len(self.given)), _("Show"))
