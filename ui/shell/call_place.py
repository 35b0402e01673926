"""Where a call by hand stands: with the request it is about, never in the talk of somebody else."""

from PySide6.QtCore import QObject, Slot

from app.client.call import CallState, HandCall
from ui.calls.panel import CallPanel
from ui.guide.panel import GuidePanel
from ui.shell.navigator import Navigator


class CallPlace(QObject):
    """Follows what is open: the strip is whole with its own request, and the guide speaks to the caller alone.

    Whoever rings and has no request yet is nobody of whom the guide could know a name: it offers nothing then.
    """

    def __init__(self, panel: CallPanel, guide: GuidePanel | None, navigator: Navigator, parent: QObject) -> None:
        super().__init__(parent)
        self._panel, self._guide, self._navigator = panel, guide, navigator
        self._call: HandCall | None = None
        panel.wanted.connect(self._go_back)
        navigator.opened.connect(self._on_opened)

    def show_call(self, call: HandCall | None) -> None:
        """Another call, or the same in another state; None: there is none."""
        self._call = call
        has_request = call is not None and call.request_id is not None
        is_here = self._is_of_open()
        self._panel.set_away(has_request and not is_here)
        if self._guide is not None:
            in_talk = call is not None and call.state in (CallState.OFFERED, CallState.TALKING)
            self._guide.set_spoken(in_talk and is_here, elsewhere=in_talk and not has_request and not is_here)

    def _is_of_open(self) -> bool:
        """Whether the open request is the caller's."""
        call = self._call
        card = None if call is None else self._navigator.card()
        if call is None or card is None:
            return False
        return call.request_id == card.row.id or call.caller.customer_id == card.row.customer_id

    @Slot()
    def _go_back(self) -> None:
        if self._call is not None and self._call.request_id is not None:
            self._navigator.open(self._call.request_id)
            self._panel.notes.setFocus()

    @Slot(object)
    def _on_opened(self, _request_id: object) -> None:
        self.show_call(self._call)
