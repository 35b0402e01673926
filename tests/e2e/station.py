"""A test's starter of the real program: the window of ``ui.main``, driven over pipes; absent from the bundle.

One JSON line in, ``{"do": name, "with": {...}}``, one JSON line out, ``{"result": ...}`` or ``{"error": ...}``.
"""

import json
import os
import sys
import threading
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any, TextIO

from ui.main import arguments, import_qt

if TYPE_CHECKING:
    from tests.e2e.operator import Operator

UNIMPORTANT = ("This plugin does not support",)


class DrivenClock:
    """The computer's clocks, moved on by the test; waiting looks again often, since time may jump."""

    def __init__(self, wrong_by_s: float = 0) -> None:
        self._ahead_s = 0.0
        self._wrong_by_s = wrong_by_s

    def wall(self) -> datetime:
        """Now, as this computer believes."""
        return datetime.now(UTC) + timedelta(seconds=self._ahead_s + self._wrong_by_s)

    def monotonic(self) -> float:
        """Seconds since some start."""
        import time

        return time.monotonic() + self._ahead_s

    def patience(self, seconds: float) -> float:
        """A little, then look again."""
        return min(max(0.0, seconds), 0.05)

    def advance(self, seconds: float) -> None:
        """So much time passes at once."""
        self._ahead_s += seconds


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program until it is told to end."""
    given = list(sys.argv[1:] if argv is None else argv)
    wrong_by_s = float(given.pop(0).partition("=")[2]) if given and given[0].startswith("--wrong-by") else 0.0
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)  # nothing else may speak on that pipe
    import_qt()
    from PySide6.QtCore import QtMsgType, qInstallMessageHandler

    said: list[str] = []

    def listen(kind: QtMsgType, _context: Any, words: str) -> None:
        if words.startswith(UNIMPORTANT):
            return
        print(words, file=sys.stderr, flush=True)
        if kind is not QtMsgType.QtDebugMsg:
            said.append(words)

    qInstallMessageHandler(listen)
    from app.client.start import Surroundings
    from tests.e2e.operator import Operator  # before the program imports the same on a thread of its own
    from ui.crashes import Crashes
    from ui.main import open_program

    Crashes.show = lambda _crashes, report, _saved: said.append(report)  # type: ignore[method-assign]
    program = open_program(arguments(given), Surroundings(clock=DrivenClock(wrong_by_s)))
    if program is None:
        print(json.dumps({"result": "raised the first window"}), file=answers)
        return 0
    _tell_whole_errors()
    code = _driven(Operator(program), program, answers, said)
    qInstallMessageHandler(None)
    return code


def _tell_whole_errors() -> None:
    """The program's own report names no words; a test is told them."""
    report = sys.excepthook

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        traceback.print_exception(kind, error, trace)
        report(kind, error, trace)

    sys.excepthook = tell


def _driven(operator: "Operator", program: Any, answers: TextIO, said: list[str]) -> int:
    from PySide6.QtCore import QObject, Signal, Slot

    class Ear(QObject):
        heard = Signal(str)

        def __init__(self) -> None:
            super().__init__()
            self.heard.connect(self.obey)
            threading.Thread(target=self._listen, name="ear", daemon=True).start()

        def _listen(self) -> None:
            for line in sys.stdin:
                self.heard.emit(line)
            os._exit(3)  # whoever drove us is gone

        @Slot(str)
        def obey(self, line: str) -> None:
            asked = json.loads(line)
            try:
                answer = {"result": getattr(operator, asked["do"])(**asked["with"])}
            except Exception:  # noqa: BLE001 - told to the test, which fails
                answer = {"error": traceback.format_exc()}
            if said:
                answer.setdefault("error", "\n".join(["said by Qt or a crash:", *said]))
                said.clear()
            print(json.dumps(answer, ensure_ascii=False), file=answers)

    ear = Ear()
    code: int = program.run()
    ear.heard.disconnect(ear.obey)
    return code


if __name__ == "__main__":
    sys.exit(main())
