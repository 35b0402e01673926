"""The ways of telling of this computer, made with their callbacks on a ``Teller``."""

from dataclasses import dataclass
from time import monotonic

from app.client.notice.announcer import Announcer
from app.client.notice.board import Board, DesktopBoard
from app.client.notice.journal import Journal
from app.client.notice.speaker import DeviceSpeaker, Speaker
from app.resource import resource_folder
from ui.bridge.line import Line
from ui.notices.teller import Teller
from ui.notices.words import gathered


@dataclass(frozen=True, slots=True)
class Ways:
    """Board and speaker."""

    board: Board
    speaker: Speaker

    def announcer(self, journal: Journal) -> Announcer:
        """Who tells by them."""
        return Announcer(self.board, self.speaker, journal, monotonic, gathered)

    def close(self) -> None:
        """Take everything down, be silent."""
        self.board.close()
        self.speaker.close()


def open_ways(teller: Teller) -> Ways:
    """Those of this computer; nothing is opened before something is told."""
    icon = resource_folder() / "icons" / "app-icon.svg"
    board = DesktopBoard(icon, Line(teller.on_clicked), Line(teller.on_failed))
    return Ways(board, DeviceSpeaker(resource_folder() / "sounds", Line(teller.on_silent)))
