"""Files are added by paste, drop and dialog, kept with the draft, and leave with the message."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage

from app.commands.message import Reply
from app.domain.attachment import MAIL_BYTES
from tests.ui.talk import EMMA, MARINA, talk_of
from ui.composer.file_bar import FileBar
from ui.composer.pasted import pasted_from, png_of
from ui.files.file_dialog import FileDialog
from ui.gallery.lines import LARGE
from ui.theme.tokens import theme


def replies(desk) -> list[Reply]:
    return [command for command in desk.submitted if isinstance(command, Reply)]


def mime(*, text: str = "", paths: tuple[Path, ...] = (), image: QImage | None = None) -> QMimeData:
    data = QMimeData()
    if text:
        data.setText(text)
    if paths:
        data.setUrls([QUrl.fromLocalFile(str(it)) for it in paths])
    if image is not None:
        data.setImageData(image)
    return data


def picture(width: int = 40) -> QImage:
    image = QImage(width, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    return image


@pytest.fixture
def shown(qtbot):
    """Wait until so many files are in the composer."""

    def wait(composer, count: int) -> list[str]:
        qtbot.waitUntil(lambda: len(composer.face.files.files) == count and not composer.face.files.coming)
        return [it.name for it in composer.face.files.files]

    return wait


def test_dropped_files_are_listed_in_order_kept_with_the_draft_and_leave_with_the_reply(opened, desk, tmp_path, shown):
    composer = opened(EMMA)
    paths = (tmp_path / "Счёт №7.pdf", tmp_path / "photo.png")
    paths[0].write_bytes(b"%PDF-1.4 x")
    paths[1].write_bytes(png_of(picture()))
    data = mime(paths=paths)  # the event only borrows it
    event = QDropEvent(
        QPoint(5, 5).toPointF(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    composer.reply_editor.dropEvent(event)
    assert shown(composer, 2) == ["Счёт №7.pdf", "photo.png"]
    talk = talk_of(desk, EMMA)
    assert [it.content_type for it in desk.queries.draft_files(talk.id)] == ["application/pdf", "image/png"]
    opened(MARINA)
    assert composer.face.files.isHidden()
    opened(EMMA)
    assert shown(composer, 2)
    composer.send()
    (sent,) = replies(desk)
    assert [(it.name, it.size) for it in sent.files] == [("Счёт №7.pdf", 10), ("photo.png", len(png_of(picture())))]
    assert sent.body == ""
    assert desk.queries.draft_files(talk.id) == ()
    assert composer.face.files.isHidden()


def test_an_undone_letter_brings_its_files_back(opened, desk, tmp_path, shown):
    composer = opened(EMMA)
    (tmp_path / "a.txt").write_bytes(b"a")
    composer.reply_editor.insertFromMimeData(mime(paths=(tmp_path / "a.txt",)))
    shown(composer, 1)
    composer.send()
    (change,) = desk.queries.changes()
    desk.undo(change.change_id)
    composer.refresh(desk.queries.card(talk_of(desk, EMMA).id), None)
    assert shown(composer, 1) == ["a.txt"]
    assert composer.send_button.isEnabled()


def test_a_pasted_picture_becomes_a_png_and_a_table_its_text(opened, desk, shown, qtbot):
    composer = opened(EMMA)
    composer.reply_editor.insertFromMimeData(mime(image=picture()))
    (name,) = shown(composer, 1)
    assert name.startswith("Picture 20")
    assert name.endswith(".png")
    table = "Товар\tЦена\nПлафон «Полярис»\t1 490\n"
    composer.reply_editor.insertFromMimeData(mime(text=table, image=picture()))
    assert composer.reply_editor.text == "Товар            | Цена\nПлафон «Полярис» | 1 490"
    assert composer.face.hint.text == "Pasted as text. Shift+F3 adds it as a picture."
    assert len(composer.face.files.files) == 1
    QGuiApplication.clipboard().setMimeData(mime(text=table, image=picture(50)))
    composer.slots["paste-picture"]()
    shown(composer, 2)
    QGuiApplication.clipboard().clear()  # it crashes at the end of a program without a screen


def test_the_dialog_begins_among_ones_own_files_and_then_where_one_was_last(opened, tmp_path, shown, monkeypatch):
    composer, begun = opened(EMMA), []
    (tmp_path / "one.txt").write_text("one")

    def choose(_parent, _title, folder):
        begun.append(folder)
        return [str(tmp_path / "one.txt")], ""

    monkeypatch.setattr(FileDialog, "getOpenFileNames", choose)
    composer.face.attach.click()
    composer.face.attach.click()
    assert shown(composer, 2) == ["one.txt", "one.txt"]
    assert Path(begun[0]).is_relative_to(Path.home())
    assert begun[1] == str(tmp_path)


def test_files_are_chosen_in_the_systems_dialog_and_taken_out_by_key(opened, desk, tmp_path, shown, qtbot, monkeypatch):
    composer = opened(EMMA)
    paths = [str(tmp_path / it) for it in ("one.txt", "two.txt")]
    for it in paths:
        Path(it).write_text(it)
    monkeypatch.setattr(FileDialog, "getOpenFileNames", lambda *_: (paths, ""))
    composer.face.attach.click()
    assert shown(composer, 2) == ["one.txt", "two.txt"]
    first, second = composer.face.files._chips
    assert first.accessibleName().startswith("Attached: one.txt, ")
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Delete)
    assert shown(composer, 1) == ["two.txt"]
    assert second.hasFocus()
    cross = QPoint(second.width() - 5, second.height() // 2)
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton, pos=cross)
    assert composer.face.files.isHidden()
    assert desk.queries.draft_files(talk_of(desk, EMMA).id) == ()


def test_what_cannot_be_added_is_said_and_the_rest_is_added(opened, desk, tmp_path, shown, qtbot):
    composer = opened(EMMA)
    (tmp_path / "empty.txt").touch()
    composer.reply_editor.insertFromMimeData(mime(paths=(tmp_path,)))
    qtbot.waitUntil(lambda: "is a folder" in composer.face.hint.text)
    composer.reply_editor.insertFromMimeData(mime(paths=(tmp_path / "gone.txt",)))
    qtbot.waitUntil(lambda: "cannot be read" in composer.face.hint.text)
    composer.reply_editor.insertFromMimeData(mime(paths=(tmp_path / "empty.txt",)))
    qtbot.waitUntil(lambda: "is empty" in composer.face.hint.text)
    desk.is_disk_full = True
    (tmp_path / "a.txt").write_text("a")
    composer.reply_editor.insertFromMimeData(mime(paths=(tmp_path / "a.txt",)))
    qtbot.waitUntil(lambda: "disk is full" in composer.face.hint.text)
    assert shown(composer, 0) == []


def test_what_is_said_of_a_file_is_read_whole_and_goes_with_the_next_words(opened, tmp_path, qtbot):
    composer = opened(EMMA)
    face = composer.face
    assert face.hint_line.isHidden()
    composer.reply_editor.insertFromMimeData(mime(paths=(tmp_path,)))
    qtbot.waitUntil(lambda: "is a folder" in face.hint.text)
    assert face.hint_line.isVisible()
    assert face.hint_line.text == face.hint.text
    assert face.hint_line.width() >= face.hint_line.sizeHint().width()
    assert face.hint_line.geometry().bottom() < face.send_button.mapTo(face.frame, QPoint(0, 0)).y()
    face.hint.set_text("Short")
    assert face.hint_line.isHidden()


def test_a_letter_larger_than_its_limit_is_not_sent_and_says_so_before(opened, desk, tmp_path, shown):
    composer = opened(EMMA)
    with (tmp_path / "large.bin").open("wb") as file:
        file.truncate(MAIL_BYTES + 1)
    composer.reply_editor.insertFromMimeData(mime(text="", paths=(tmp_path / "large.bin",)))
    shown(composer, 1)
    assert "Too large to send" in composer.files.obstacle
    assert not composer.send_button.isEnabled()
    composer.send()
    assert replies(desk) == []
    assert "Too large to send" in composer.face.hint.text


def test_what_stands_in_the_way_of_files_is_read_whole_in_a_narrow_composer(qtbot, theme_controller):
    bar = FileBar()
    qtbot.addWidget(bar)
    bar.show_files((LARGE,), MAIL_BYTES)
    wide, narrow = (bar.heightForWidth(width) for width in (1_200, 280))
    assert narrow >= wide + theme().line("meta")
    bar.tell_missing(["plan_of_the_" * 20 + "house.pdf"])
    assert bar.heightForWidth(280) > 3 * theme().line("meta")  # it goes on in the next lines
    bar.tell_missing(["Plan" * 60 + ".pdf"])
    assert bar.minimumSizeHint().width() < 400  # one long word does not widen the composer


def test_a_note_takes_no_files_and_a_file_added_late_goes_to_its_own_conversation(opened, desk, tmp_path, shown, qtbot):
    composer = opened(EMMA)
    (tmp_path / "a.txt").write_text("a")
    composer.reply_editor.insertFromMimeData(mime(paths=(tmp_path / "a.txt",)))
    opened(MARINA)
    qtbot.waitUntil(lambda: len(desk.queries.draft_files(talk_of(desk, EMMA).id)) == 1)
    assert composer.face.files.files == ()
    composer.note()
    assert composer.face.attach.isHidden()
    assert not composer.note_editor.canInsertFromMimeData(mime(image=picture()))


def test_text_that_is_no_table_stays_as_it_is():
    assert pasted_from(mime(text="a\tb\nc")).text == "a\tb\nc"
    assert pasted_from(mime(text="просто текст")).text == "просто текст"
    assert pasted_from(QMimeData()).text == ""


def test_a_bug_with_one_file_does_not_hold_up_the_next(opened, desk, qtbot, tmp_path):
    composer = opened(EMMA)
    keep, broken = desk.keep_file, iter([True])

    def keep_file(name, kind, content):
        if next(broken, False):
            raise RuntimeError("a bug")
        return keep(name, kind, content)

    desk.keep_file = keep_file
    paths = [tmp_path / name for name in ("one.txt", "two.txt")]
    for path in paths:
        path.write_text("x")
    with qtbot.captureExceptions() as raised:
        composer.files._adding.add_paths(talk_of(desk, EMMA).id, paths)
        qtbot.waitUntil(lambda: [it.name for it in composer.files.named()] == ["two.txt"])
    assert len(raised) == 1
    assert not composer.files.obstacle
