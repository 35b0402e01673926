"""Work that is looked at again and again: a thread as long-lived as its process, which outlives an absent database."""

import logging
import threading
from abc import ABC, abstractmethod

from app.server.db import DATABASE_AWAY
from app.server.log import warning


class Rounds(ABC):
    """One thread that goes on its round every few seconds. A database that is away costs a round, never the thread."""

    def __init__(self, name: str, every_s: float, log: logging.Logger, failed: str, away_s: float = 0.0) -> None:
        """``failed``: the event that tells of a round the database was away in; ``away_s``: a longer wait after it."""
        self._every_s = every_s
        self._away_s = away_s
        self._told = (log, failed)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name=name, daemon=True)

    def start(self) -> None:
        """Begin; the first round comes after one wait."""
        self._thread.start()

    def stop(self) -> None:
        """End, after the round that is going on."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def is_alive(self) -> bool:
        """Whether it still goes its rounds."""
        return self._thread.is_alive()

    @abstractmethod
    def go_round(self) -> None:
        """One round. On the thread of the rounds; a test may call it on its own."""

    def _loop(self) -> None:
        while not self._stop.wait(self._every_s):
            try:
                self.go_round()
            except DATABASE_AWAY as error:  # the next round will do
                log, failed = self._told
                warning(log, failed, error)
                self._stop.wait(self._away_s)
