"""Keeps the call that goes on, with its notes, until it is in the log: as drafts are kept."""

from PySide6.QtCore import QObject, QTimer, Slot

from app.client.call import CallState, HandCall
from app.client.drafting import Drafting
from app.client.kept_call import PLACE, KeptCall, kept_call
from ui.calls.panel import CallPanel

SAVE_AFTER_MS = 300
"""sync.md 2.5, as of drafts."""
_COUNTED_EVERY_MS = 30_000
"""At most so much of the time one talks is lost in a crash."""


class CallKeeper(QObject):
    """Keeps what the panel shows of a call, one at a time; of one that only rings, once something is written."""

    def __init__(self, panel: CallPanel, drafts: Drafting, parent: QObject) -> None:
        super().__init__(parent)
        self._panel, self._drafts = panel, drafts
        self._call: HandCall | None = None
        self._soon = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._counted = QTimer(self, interval=_COUNTED_EVERY_MS)
        for timer in (self._soon, self._counted):
            timer.timeout.connect(self.flush)
        panel.notes.textChanged.connect(self._touch)
        for choice in (panel.request, panel.result):
            choice.currentIndexChanged.connect(self._touch)

    def left(self) -> KeptCall | None:
        """The call that was not in the log yet when the program ended."""
        return kept_call(self._drafts.unfinished(PLACE))

    def watch(self, call: HandCall | None) -> None:
        """This call goes on, in another state than before; None: it is in the log, or was none."""
        gone = self._call is not None and call is not self._call
        self._call = call
        if gone:
            self._drafts.keep_unfinished(PLACE, "")
        if self._call is not None and self._call.state is CallState.TALKING:
            self._counted.start()
        else:
            self._counted.stop()
        self.flush()

    @Slot()
    def flush(self) -> None:
        """Keep it now."""
        self._soon.stop()
        call, panel = self._call, self._panel
        if call is None or (call.state is CallState.OFFERED and not panel.notes.toPlainText().strip()):
            return
        place = panel.request.currentData() if panel.request.count() else call.request_id
        kept = KeptCall(
            call.number.logged, call.direction, call.started_at, call.seconds, place,
            panel.notes.toPlainText(), panel.chosen_result,
        )  # fmt: skip
        self._drafts.keep_unfinished(PLACE, kept.as_text(), place)

    @Slot()
    def _touch(self) -> None:
        if self._call is not None:
            self._soon.start()
