"""What happens on a bug: drafts are saved, then a dialog says so, with a report that holds no customer's word."""

import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Slot

from ui.bridge.line import Line

_ROOT = Path(__file__).resolve().parents[2]
_FRAMES = 40


def redacted(error: BaseException) -> str:
    """The kinds of the error and of its causes, and the places in the code: no message, no value, no home folder."""
    parts: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(parts) < _FRAMES:
        places = [f"  {_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in _frames(cause)]
        parts.append("\n".join([type(cause).__qualname__, *places]))
        cause = cause.__cause__ or cause.__context__
    return "\n\n".join(parts)


def _frames(error: BaseException) -> list[traceback.FrameSummary]:
    return list(traceback.extract_tb(error.__traceback__))[-_FRAMES:]


def _place(filename: str) -> str:
    path = Path(filename)
    return path.relative_to(_ROOT).as_posix() if path.is_relative_to(_ROOT) else path.name


class CrashReporter(QObject):
    """Takes over ``sys.excepthook`` and that of threads until ``release``."""

    def __init__(
        self,
        save_drafts: Callable[[], None],
        show: Callable[[str, bool], None],
        parent: QObject | None = None,
    ) -> None:
        """``save_drafts`` is called first; ``show`` gets the redacted report and whether that was done; main thread."""
        super().__init__(parent)
        self._save_drafts = save_drafts
        self._show = show
        self._busy = False
        self._before = (sys.excepthook, threading.excepthook)
        self._tell = Line(self._on_crashed)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception

    def release(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._before

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, error, trace)
            return
        sys.stderr.write(redacted(error) + "\n")
        self._tell(error)

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._on_exception(args.exc_type, args.exc_value, args.exc_traceback)

    @Slot(object)
    def _on_crashed(self, error: BaseException) -> None:
        if self._busy:  # a bug in saving or showing must not call itself
            return
        self._busy = True
        report, saved = redacted(error), True
        try:
            self._save_drafts()
        except Exception as second:  # noqa: BLE001 - let go it would come here again, and again
            report, saved = f"{report}\n\n{redacted(second)}", False
        try:
            self._show(report, saved)
        except Exception as third:  # noqa: BLE001 - it would only come here again
            sys.stderr.write(redacted(third) + "\n")
        finally:
            self._busy = False
