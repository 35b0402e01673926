"""What colleagues left unsent at this computer goes out beside whoever works here; this tells how it goes."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.client.left_work import LeftWork
from app.client.port import Link, LinkStatus
from ui.bridge.line import Line

if TYPE_CHECKING:
    from app.client.errands import Errands
    from app.client.start import Surroundings

AFTER_MS = 5_000
"""A desk that was just opened has the computer for itself so long."""

_THERE = (Link.LIVE, Link.POLLING)


class Colleagues(QObject):
    """Knows the errands that run now (``app.client.errands``); nothing of them happens on the main thread."""

    changed = Signal(object)
    """Carries what everybody else left, as a sequence of ``LeftWork``."""

    def __init__(self, around: "Surroundings | None", parent: QObject) -> None:
        super().__init__(parent)
        self._around = around
        self._but = ""
        self._errands: Errands | None = None
        self._round = 0
        self._link = Link.CONNECTING
        self._line = Line(self._on_left)
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._begin)

    def attend(self, but: str = "", *, after_ms: int = 0) -> None:
        """Look anew at what everybody left, but for the person whose profile that is: they are at the screen."""
        self.rest()
        self._but = but
        self.changed.emit(())
        self._later.start(after_ms)

    def rest(self, seconds: float = 0.0) -> None:
        """Nothing is sent for anybody who is away; waits at most ``seconds`` for what is on its way."""
        self._later.stop()
        self._round += 1
        errands, self._errands = self._errands, None
        if errands is not None:
            errands.end(seconds)

    @Slot(object)
    def on_status(self, status: LinkStatus) -> None:
        """The connection of whoever works here changed: a server that is there again may be theirs, too."""
        was, self._link = self._link, status.link
        if self._errands is not None and status.link in _THERE and was not in _THERE:
            self._errands.kick()

    @Slot()
    def _begin(self) -> None:
        from app.client.errands import Errands
        from app.client.surroundings import Surroundings

        tell = partial(self._line, self._round)
        self._errands = Errands(self._around or Surroundings(), tell, but=self._but)
        self._errands.start()

    def _on_left(self, told_in: int, left: Sequence[LeftWork]) -> None:
        if told_in == self._round:
            self.changed.emit(left)
