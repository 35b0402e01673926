"""Asking for files where the system has no dialog of its own: everything in Qt's has a name."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QTreeView, QWidget

from ui.files.file_dialog import FileDialog
from ui.translation import set_language


@pytest.fixture
def parent(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_every_cell_of_a_folder_says_something(qtbot, parent, tmp_path: Path):
    set_language("ru")
    (tmp_path / "letters").mkdir()
    (tmp_path / "one.txt").write_text("one")
    told: dict[str, list[str]] = {}

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        tree = dialog.findChild(QTreeView, "treeView")
        model, root = tree.model(), tree.rootIndex()
        qtbot.waitUntil(lambda: model.rowCount(root) == 2)
        for row in range(2):
            cells = [model.index(row, column, root) for column in range(4)]
            told[cells[0].data()] = [it.data(Qt.ItemDataRole.AccessibleTextRole) or it.data() for it in cells]
        told["label"] = [dialog.findChild(QLabel, "lookInLabel").text()]
        told["name"] = [QAccessible.queryAccessibleInterface(dialog).text(QAccessible.Text.Name)]
        dialog.reject()

    QTimer.singleShot(0, parent, look)
    assert FileDialog.getOpenFileNames(parent, "Приложить файлы", str(tmp_path)) == ([], "")
    assert told["label"] == ["Папка:"]
    assert told["name"] == ["Приложить файлы"]
    assert told["letters"][1] == told["letters"][2] != ""
    assert all(words for cells in told.values() for words in cells)


def test_a_file_is_chosen_and_a_place_is_named(qtbot, parent, tmp_path: Path, monkeypatch):
    set_language("en")
    (tmp_path / "one.txt").write_text("one")
    monkeypatch.chdir(tmp_path)

    def choose() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog.acceptMode() is FileDialog.AcceptMode.AcceptOpen:
            dialog.selectFile("one.txt")
        dialog.accept()

    QTimer.singleShot(0, parent, choose)
    assert FileDialog.getOpenFileNames(parent, "Attach files", str(tmp_path))[0] == [str(tmp_path / "one.txt")]
    QTimer.singleShot(0, parent, choose)
    assert FileDialog.getSaveFileName(parent, "Save file", "two.txt")[0] == str(tmp_path / "two.txt")
