"""Files are dropped by mouse anywhere on the open talk."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.attachment import MAX_FILE_BYTES, MAX_FILES
from tests.ui.talk import EMMA, talk_of

_COPY, _LEFT, _NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(it)) for it in paths])
    return data


def drop(over: QWidget, data: QMimeData) -> bool:
    """Drag it there and let go, as far as a widget would have it; tells whether one did."""
    place = over
    while place is not None and not place.acceptDrops():
        place = place.parentWidget()
    if place is None:
        return False
    entered = QDragEnterEvent(QPointF(9, 9), _COPY, data, _LEFT, _NONE)
    QApplication.sendEvent(place, entered)
    if not entered.isAccepted():
        return False
    QApplication.sendEvent(place, QDropEvent(QPointF(9, 9), _COPY, data, _LEFT, _NONE))
    return True


@pytest.fixture
def screens(window, desk):
    window.desk_view.navigator.open(talk_of(desk, EMMA).id)
    return window.desk_view.screens


def added(screens, qtbot, count: int) -> list[str]:
    bar = screens.composer.face.files
    qtbot.waitUntil(lambda: len(bar.files) == count and not bar.coming)
    return [it.name for it in bar.files]


def test_files_dropped_on_the_talk_go_into_its_answer(screens, tmp_path, qtbot):
    (tmp_path / "bill.pdf").write_bytes(b"%PDF-")
    (tmp_path / "list.txt").write_text("a")
    assert drop(screens.conversation.timeline.viewport(), files(tmp_path / "bill.pdf"))
    assert drop(screens.conversation.header, files(tmp_path / "list.txt"))
    assert added(screens, qtbot, 2) == ["bill.pdf", "list.txt"]


def test_of_several_that_cannot_be_added_each_is_told(screens, tmp_path, qtbot):
    (tmp_path / "folder").mkdir()
    with (tmp_path / "film.mp4").open("wb") as film:
        film.truncate(MAX_FILE_BYTES + 1)
    (tmp_path / "bill.pdf").write_bytes(b"%PDF-")
    assert drop(
        screens.conversation.timeline.viewport(),
        files(tmp_path / "folder", tmp_path / "film.mp4", tmp_path / "bill.pdf", tmp_path / "gone.txt"),
    )
    assert added(screens, qtbot, 1) == ["bill.pdf"]
    told = screens.composer.face.hint.text
    assert "“folder” is a folder" in told
    assert "“film.mp4” is too large" in told
    assert told.endswith("1 more was not added.")


def test_too_many_are_listed_and_hold_the_message_back(screens, tmp_path, qtbot):
    paths = [tmp_path / f"{at}.txt" for at in range(MAX_FILES + 10)]
    for path in paths:
        path.write_text("x")
    assert drop(screens.composer.reply_editor.viewport(), files(*paths))
    added(screens, qtbot, MAX_FILES + 10)
    assert screens.composer.files.obstacle.startswith(f"Too many files: {MAX_FILES + 10}")
    assert not screens.composer.send_button.isEnabled()


def test_a_note_says_that_it_takes_no_files_and_writes_no_path(screens, tmp_path):
    (tmp_path / "bill.pdf").write_bytes(b"%PDF-")
    composer = screens.composer
    composer.note()
    for over in (screens.conversation.timeline.viewport(), composer.note_editor.viewport()):
        composer.face.hint.set_text("")
        assert drop(over, files(tmp_path / "bill.pdf"))
        assert composer.face.hint.text == "A note takes no files. They go to the customer, with an answer."
    assert composer.note_editor.text == ""
    assert composer.face.files.files == ()


def test_words_and_files_of_elsewhere_are_taken_only_where_one_writes(window, screens):
    words, link = QMimeData(), QMimeData()
    words.setText("dragged from a page")
    link.setUrls([QUrl("https://shop.example/lamp.jpg")])
    lists = window.desk_view.workspace.list_pane.view.viewport()
    for over in (screens.conversation.timeline.viewport(), lists):
        assert not drop(over, words)
        assert not drop(over, link)
    assert drop(screens.composer.reply_editor.viewport(), words)
    assert "dragged from a page" in screens.composer.reply_editor.text


def test_nothing_is_dropped_where_no_request_is_open(window, tmp_path):
    (tmp_path / "bill.pdf").write_bytes(b"%PDF-")
    window.desk_view.screens.conversation.open(None)
    assert not drop(window.desk_view.screens.conversation, files(tmp_path / "bill.pdf"))
