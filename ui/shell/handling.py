"""One's own time on requests: counted while one looks and works, kept here, told when the request is over."""

from collections.abc import Callable, Iterable
from time import monotonic
from typing import Any, cast
from uuid import UUID

from PySide6.QtCore import QObject, Qt, QTimer, SignalInstance, Slot
from PySide6.QtWidgets import QApplication

from app.client.port import Touched
from app.domain.handling import Handling
from app.domain.status import ACTIVE
from ui.bridge.desk_bridge import DeskBridge
from ui.shell.navigator import Navigator
from ui.shell.screens import Screens

KEPT_EVERY_MS = 30_000
"""At most so much is lost in a crash."""


class HandlingTimes(QObject):
    """``clock`` gives seconds that never go back."""

    def __init__(self, bridge: DeskBridge, parent: QObject, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(parent)
        self._bridge, self._clock = bridge, clock
        self._time = Handling()
        self._keeping = QTimer(self, interval=KEPT_EVERY_MS)
        self._keeping.timeout.connect(self.keep)
        self._keeping.start()
        self._time.act(clock())
        bridge.settled.connect(self._on_settled)
        self._app = QApplication.instance()
        assert isinstance(self._app, QApplication)
        self._app.applicationStateChanged.connect(self._on_state_changed)

    def follow(self, signals: Iterable[SignalInstance]) -> None:
        """What a person does at a conversation: each of these is work."""
        for signal in signals:
            signal.connect(self.act)

    @Slot(object)
    def look(self, conversation_id: UUID | None) -> None:
        """Another conversation is open, or none."""
        self._time.look(conversation_id, self._clock())

    @Slot()
    def act(self) -> None:
        """Something was done."""
        self._time.act(self._clock())

    @Slot()
    def keep(self) -> None:
        """Write what was spent since the last time."""
        self._bridge.desk.handling.add(self._time.take(self._clock()))

    def close(self) -> None:
        """The desk is leaving the window."""
        self.keep()
        self._keeping.stop()
        self._app.applicationStateChanged.disconnect(self._on_state_changed)  # type: ignore[union-attr]
        self.deleteLater()

    @Slot(object)
    def _on_settled(self, touched: Touched) -> None:
        """Requests that are over: their time is told, whoever closed them."""
        if not touched.conversations and not touched.everything:
            return
        self._time.count(self._clock())
        known = self._bridge.desk.handling.spent().keys() | self._time.untaken
        wanted = known if touched.everything else known & touched.conversations
        over = [row.id for row in self._bridge.queries.conversation_rows(wanted) if row.status not in ACTIVE]
        if not over:  # nothing is written for a letter that came or was read: the disk is waited for
            return
        self.keep()
        spent = self._bridge.desk.handling.spent()
        for conversation_id in over:
            self._tell(conversation_id, round(spent.get(conversation_id, 0.0)))

    def _tell(self, conversation_id: UUID, seconds: int) -> None:
        from app.commands.handling import LogHandling

        if seconds < 1:
            return
        told = self._bridge.submit(LogHandling(conversation_id, self._bridge.new_id(), seconds))
        if told is not None:
            self._bridge.desk.handling.forget(conversation_id)

    @Slot(object)
    def _on_state_changed(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self._time.come_back(self._clock())
        else:
            self._time.leave(self._clock())


def handling_of(
    bridge: DeskBridge, navigator: Navigator, screens: Screens, call_notes: SignalInstance
) -> HandlingTimes:
    """What counts as work in this window: writing, reading on, giving a command, notes of a call."""
    made = HandlingTimes(bridge, navigator)
    composer, conversation = cast(Any, screens.composer), cast(Any, screens.conversation)
    scrolled = conversation.timeline.verticalScrollBar().valueChanged
    made.follow((composer.editors.typed, scrolled, bridge.submitted, call_notes))
    navigator.opened.connect(made.look)
    made.look(navigator.open_id)
    return made
