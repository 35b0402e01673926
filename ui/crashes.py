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

    def show(self, report: str) -> None:
        """The report is redacted already; drafts are saved already."""
        from ui.crash_dialog import CrashDialog

        drafts, unsent = self._count_kept()
        dialog = CrashDialog(report, drafts=drafts, unsent=unsent)
        dialog.exec()
        wanted = dialog.wants_anew
        dialog.deleteLater()
        if wanted:
            self.anew = True
            self._end()
