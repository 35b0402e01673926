"""The speller on a thread of its own, which begins with the first word it is asked about."""

import queue
from collections.abc import Callable, Iterable
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.language.spelled import Word

if TYPE_CHECKING:
    from app.client.spelling import Speller


class SpellingThread(QObject):
    """Answers arrive on the main thread. A dictionary that cannot be read marks nothing."""

    judged = Signal(object)
    """Words were looked up. Carries a dict of word to whether it is misspelled."""

    proposed = Signal(str, object)
    """Carries a misspelled word and what it may be meant to be."""

    _judged = Signal(object)
    _proposed = Signal(str, object)

    def __init__(self, parent: QObject | None = None, speller: "Speller | None" = None) -> None:
        super().__init__(parent)
        self._given = speller
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread: Thread | None = None
        self._judged.connect(self._on_judged)
        self._proposed.connect(self._on_proposed)

    def judge(self, words: Iterable[Word]) -> None:
        """Look these words up."""
        asked = {(it.language, it.text) for it in words}
        self._do(lambda: self._judged.emit(self._speller.wrong(asked)))

    def propose(self, language: str, word: str) -> None:
        """Look for what it may be meant to be."""
        self._do(lambda: self._proposed.emit(word, self._speller.near(language, word)))

    def stop(self) -> None:
        """End the thread; what it is at is not waited for."""
        self._jobs.put(None)

    @property
    def _speller(self) -> "Speller":
        if self._given is None:
            from app.client.spelling import Speller

            self._given = Speller()
        return self._given

    def _do(self, job: Callable[[], None]) -> None:
        if self._thread is None:
            self._thread = Thread(target=self._run, name="deskhand-spelling", daemon=True)
            self._thread.start()
        self._jobs.put(job)

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                job()
            except (ImportError, OSError, RuntimeError):
                return  # no dictionary, or the window is gone: nothing is marked

    @Slot(object)
    def _on_judged(self, verdicts: object) -> None:
        self.judged.emit(verdicts)

    @Slot(str, object)
    def _on_proposed(self, word: str, words: object) -> None:
        self.proposed.emit(word, words)
