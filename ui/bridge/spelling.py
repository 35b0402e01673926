"""The speller on a thread of its own, which begins with the first word it is asked about."""

import queue
from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.language.spelled import Word
from ui.bridge.line import Line

if TYPE_CHECKING:
    from app.client.spelling import Speller

    _Jobs = queue.SimpleQueue[Callable[[Speller], None] | None]


class SpellingThread(QObject):
    """Answers arrive on the main thread; a dictionary that cannot be read marks nothing. Ends with its object."""

    judged = Signal(object)
    """Words were looked up. Carries a dict of word to whether it is misspelled."""

    proposed = Signal(str, object)
    """Carries a misspelled word and what it may be meant to be."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: _Jobs = queue.SimpleQueue()
        self._thread: Thread | None = None
        self._to_judged, self._to_proposed = Line(self._on_judged), Line(self._on_proposed)
        jobs = self._jobs
        self.destroyed.connect(lambda: jobs.put(None))  # of no object: this one hears nothing any more

    def judge(self, words: Iterable[Word]) -> None:
        """Look these words up."""
        asked, judged = {(it.language, it.text) for it in words}, self._to_judged
        self._do(lambda speller: judged(speller.wrong(asked)))

    def propose(self, language: str, word: str) -> None:
        """Look for what it may be meant to be."""
        proposed = self._to_proposed
        self._do(lambda speller: proposed(word, speller.near(language, word)))

    def _do(self, job: "Callable[[Speller], None]") -> None:
        if self._thread is None:
            self._thread = Thread(target=_run, args=(self._jobs,), name="deskhand-spelling", daemon=True)
            self._thread.start()
        self._jobs.put(job)

    @Slot(object)
    def _on_judged(self, verdicts: object) -> None:
        self.judged.emit(verdicts)

    @Slot(str, object)
    def _on_proposed(self, word: str, words: object) -> None:
        self.proposed.emit(word, words)


def _run(jobs: "_Jobs") -> None:
    """Until nobody asks any more; without a dictionary nothing is marked, and what is asked for is let go."""
    with suppress(ImportError, OSError, RuntimeError):
        from app.client.spelling import Speller

        speller = Speller()
        while (job := jobs.get()) is not None:
            job(speller)
        return
    while jobs.get() is not None:
        pass
