"""What a person sees of a bug: what is kept, and the ways on."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from ui.translation import _, ngettext


class CrashDialog(QMessageBox):
    """Go on, or start anew; the report can be read and copied before it is given to anybody."""

    def __init__(self, report: str, *, kept: tuple[int, int] | None = None, saved: bool = True) -> None:
        """``kept``: how many drafts and unsent changes are on this computer, None: nobody can tell.

        ``saved``: what was being typed is among them.
        """
        super().__init__(QApplication.activeWindow())
        self._report = report
        self.setObjectName("crash_dialog")
        self.setIcon(QMessageBox.Icon.Warning)
        self.setWindowTitle("Deskhand")
        lost = _("Something in Deskhand broke, and what you typed last is not saved. Copy it before you go on.")
        self.setText(_("Something in Deskhand broke. Your drafts are saved.") if saved else lost)
        self.setInformativeText(_told(kept))
        self.setDetailedText(report)
        self.go_on = self.addButton(_("Go on"), QMessageBox.ButtonRole.RejectRole)
        self.anew = self.addButton(_("Start anew"), QMessageBox.ButtonRole.AcceptRole)
        self.copy = QPushButton(_("Copy the report"))
        self.addButton(self.copy, QMessageBox.ButtonRole.ActionRole)
        self.copy.clicked.disconnect()  # copying closes nothing
        self.copy.clicked.connect(self._on_copy)
        self.setDefaultButton(self.go_on)
        self.setEscapeButton(self.go_on)

    @property
    def wants_anew(self) -> bool:
        """Whether the program shall be started anew."""
        return self.clickedButton() is self.anew

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
        self.copy.setText(_("Copied"))


def _told(kept: tuple[int, int] | None) -> str:
    more = _("You can go on, or start Deskhand anew: it opens where you are now.")
    told = [] if kept is None else [_kept(*kept)]
    return " ".join([*told, more, _("The report holds no word of a customer.")])


def _kept(drafts: int, unsent: int) -> str:
    parts = [
        ngettext("{count} draft", "{count} drafts", drafts).format(count=drafts),
        ngettext("{count} change that has not gone out", "{count} changes that have not gone out", unsent).format(
            count=unsent
        ),
    ]
    return _("Kept on this computer: {drafts}, {changes}.").format(drafts=parts[0], changes=parts[1])
