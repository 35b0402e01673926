"""Looks at what came in, so that a virus is known before anybody asks for the file."""

import logging

from app.server.antivirus.gate import VirusGate
from app.server.rounds import Rounds

EVERY_S = 5.0

_log = logging.getLogger("deskhand.antivirus")


class ScanRounds(Rounds):
    """Every few seconds; when the scanner is away, until it is there again."""

    def __init__(self, gate: VirusGate) -> None:
        super().__init__("antivirus", EVERY_S, _log, "scan_failed")
        self._gate = gate

    def go_round(self) -> None:
        """Look at a few new files."""
        self._gate.look_at_new()
