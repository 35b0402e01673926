"""A bug is shown once it happened, and whether to start anew is remembered until the program has ended."""

from collections.abc import Callable

from PySide6.QtCore import QObject


class Crashes(QObject):
    """Shows the dialog and remembers the wish to start anew."""

    def __init__(self, count_kept: Callable[[], tuple[int, int]], end: Callable[[], None], parent: QObject) -> None:
        """``count_kept``: drafts and unsent changes; ``end``: close the program."""
        super().__init__(parent)
        self._count_kept = count_kept
        self._end = end
        self.anew = False
        """Start the program once more when it has ended."""

    def show(self, report: str, saved: bool) -> None:
        """The report is redacted already; ``saved``: drafts are saved already."""
        from ui.crash_dialog import CrashDialog

        dialog = CrashDialog(report, kept=self._counted(), saved=saved)
        dialog.exec()
        wanted = dialog.wants_anew
        dialog.deleteLater()
        if wanted:
            self.anew = True
            self._end()

    def _counted(self) -> tuple[int, int] | None:
        """None: nobody can tell. What cannot be saved may be what cannot be read, and the dialog has to come."""
        try:
            return self._count_kept()
        except Exception:  # noqa: BLE001 - a bug while a bug is shown: nothing would be shown at all
            return None
