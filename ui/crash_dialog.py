"""What a person sees of a bug: what is kept, and the ways on."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from ui.translation import _, ngettext


class CrashDialog(QMessageBox):
    """Go on, or start anew; the report can be read and copied before it is given to anybody."""

    def __init__(self, report: str, *, drafts: int = 0, unsent: int = 0) -> None:
        """``drafts``, ``unsent``: how much is kept on this computer."""
        super().__init__(QApplication.activeWindow())
        self._report = report
        self.setObjectName("crash_dialog")
        self.setIcon(QMessageBox.Icon.Warning)
        self.setWindowTitle("Deskhand")
        self.setText(_("Something in Deskhand broke. Your drafts are saved."))
        self.setInformativeText(_kept(drafts, unsent))
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


def _kept(drafts: int, unsent: int) -> str:
    parts = [
        ngettext("{count} draft", "{count} drafts", drafts).format(count=drafts),
        ngettext("{count} change that has not gone out", "{count} changes that have not gone out", unsent).format(
            count=unsent
        ),
    ]
    kept = _("Kept on this computer: {drafts}, {changes}.").format(drafts=parts[0], changes=parts[1])
    more = _("You can go on, or start Deskhand anew: it opens where you are now.")
    return f"{kept} {more} {_('The report holds no word of a customer.')}"
