"""Asking for files: the system's own dialog; where it has none, Qt's, of which every cell says something."""

from typing import cast

from PySide6.QtCore import QIdentityProxyModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from ui.translation import _

_SIZE, _KIND = 1, 2
"""Columns of Qt's model of files."""


class SpokenFiles(QIdentityProxyModel):
    """A folder has no size: its empty cell is told as what it is, a folder."""

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """As the files are, but for what a screen reader would find empty."""
        found = super().data(index, role)
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == _SIZE and not index.data():
            return index.sibling(index.row(), _KIND).data()
        return cast(object, found)


class FileDialog(QFileDialog):
    """Asked by its class methods, which answer as Qt's own do."""

    @classmethod
    def getOpenFileNames(cls, parent: QWidget, title: str, folder: str) -> tuple[list[str], str]:  # type: ignore[override]
        """Files that are there; none when it was left."""
        made = cls(parent, title, folder)
        made.setFileMode(QFileDialog.FileMode.ExistingFiles)
        return made._chosen()

    @classmethod
    def getSaveFileName(cls, parent: QWidget, title: str, name: str, kinds: str = "") -> tuple[str, str]:  # type: ignore[override]
        """Where to write, after a question when something is there; empty when it was left."""
        made = cls(parent, title, "", kinds)
        made.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        made.setFileMode(QFileDialog.FileMode.AnyFile)
        made.selectFile(name)
        paths, kind = made._chosen()
        return (paths[0] if paths else ""), kind

    def _chosen(self) -> tuple[list[str], str]:
        self.setLabelText(QFileDialog.DialogLabel.LookIn, _("Folder:"))
        self.setProxyModel(SpokenFiles(cast(QObject, self)))
        left = self.exec() != QDialog.DialogCode.Accepted
        found = ([], "") if left else (self.selectedFiles(), self.selectedNameFilter())
        self.deleteLater()
        return found
