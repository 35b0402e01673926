"""Files of texts to reuse and of what is written open as those of messages do, at once or when they are fetched."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QContextMenuEvent, QDesktopServices
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox

from app.client.handout import Handout
from app.client.row import OutgoingFile, TemplateRow, TextFile
from tests.fakes.people import fake_id
from tests.ui.conversation.test_preview import a_png
from tests.ui.talk import EMMA, MARINA
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.template_dialog import TemplateDialog
from ui.composer.template_item import FILES_ROLE, files_place
from ui.files.file_dialog import FileDialog


def file_named(name: str, kind: str) -> OutgoingFile:
    return OutgoingFile(fake_id("file", name), name, kind, 400, fake_id(name).hex * 2)


PHOTO, FORM = file_named("Photo.png", "image/png"), file_named("Form.docx", "application/msword")
FORM_BYTES = b"PK\x03\x04\x14\x00\x06\x00word/document.xml"
TEXT = TemplateRow(fake_id("t", 1), "A", "Here it is.", "", "", files=(TextFile(PHOTO), TextFile(FORM)))
PLAIN = TemplateRow(fake_id("t", 2), "B", "Nothing with it.", "", "")
ONE = TemplateRow(fake_id("t", 3), "C", "The form.", "", "", files=(TextFile(FORM),))


@pytest.fixture(autouse=True)
def texts(desk, monkeypatch):
    monkeypatch.setattr(type(desk.queries), "templates", lambda _self: [TEXT, PLAIN, ONE])


@pytest.fixture
def launched(monkeypatch) -> list[Path]:
    """What was given to other programs."""
    given: list[Path] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: given.append(Path(url.toLocalFile())) or True)
    return given


@pytest.fixture
def dialog(qtbot, theme_controller, desk, tmp_path):
    made = TemplateDialog(DeskBridge(desk), handout=Handout(tmp_path))
    qtbot.addWidget(made)
    made.show()
    made.list.setCurrentRow(0)
    yield made
    made.form.files.opening.look.wait()


@pytest.fixture
def listed(opened, tmp_path):
    """The composer with the list of texts."""
    composer = opened(EMMA)
    composer.files.opening.look.files.handout = Handout(tmp_path)
    composer.quick_reply()
    yield composer
    composer.files.opening.look.wait()


@pytest.fixture
def menus(monkeypatch) -> list[QMenu]:
    """Those that were shown."""
    shown: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _where: shown.append(menu))
    return shown


# ---------------------------------------------------------------------- where a text is written


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_picture_of_a_text_is_shown_by_a_key_among_the_files_of_that_text(dialog, desk, qtbot, key):
    desk.blobs |= {PHOTO.blob: a_png(), FORM.blob: FORM_BYTES}
    qtbot.keyClick(dialog.form.files.bar._chips[0], key)
    preview = dialog.form.files.opening.look.preview
    assert (preview.file.name, preview.parent().window()) == ("Photo.png", dialog)
    qtbot.waitUntil(lambda: not preview.sheet.pixmap().isNull())
    preview.reject()
    assert dialog.isVisible()


def test_every_other_file_opens_in_its_own_program_also_on_a_dead_network(dialog, desk, launched, qtbot, tmp_path):
    desk.go_offline()
    desk.blobs[FORM.blob] = FORM_BYTES
    qtbot.mouseClick(dialog.form.files.bar._chips[1], Qt.MouseButton.LeftButton, pos=QPoint(20, 8))
    dialog.form.files.opening.look.wait()
    assert [(it.name, it.read_bytes()) for it in launched] == [("Form.docx", FORM_BYTES)]
    assert launched[0].is_relative_to(tmp_path)  # with the copies that go with the program
    assert dialog.form.files._told.text() == ""


def test_what_is_not_here_is_fetched_and_told_of_and_opens_when_it_comes(dialog, desk, launched, qtbot):
    chip = dialog.form.files.bar._chips[1]
    qtbot.keyClick(chip, Qt.Key.Key_Return)
    assert (dialog.form.files._told.text(), desk.wanted_blobs) == ("“Form.docx” is being fetched…", [FORM.blob])
    desk.put_blob(FORM.blob, FORM_BYTES)
    dialog.form.files.opening.look.wait()
    assert [it.name for it in launched] == ["Form.docx"]
    assert dialog.form.files._told.text() == ""


def test_without_a_network_it_says_what_is_missing_and_opens_all_the_same_later(dialog, desk, qtbot):
    desk.go_offline()
    qtbot.keyClick(dialog.form.files.bar._chips[0], Qt.Key.Key_Return)
    words = "“Photo.png” is not on this computer yet. It opens as soon as the server answers."
    assert dialog.form.files._told.text() == words
    desk.go_online()
    desk.put_blob(PHOTO.blob, a_png())
    assert dialog.form.files.opening.look.preview.file.name == "Photo.png"  # looked at here, as if it had been here
    dialog.form.files.opening.look.preview.reject()


def test_a_file_that_cannot_be_had_is_said_to_be_gone(dialog, desk, launched, qtbot):
    qtbot.keyClick(dialog.form.files.bar._chips[1], Qt.Key.Key_Return)
    desk.lose_blob(FORM.blob)
    assert dialog.form.files._told.text() == "Form.docx: no longer on the server"
    desk.put_blob(FORM.blob, FORM_BYTES)
    dialog.form.files.opening.look.wait()
    assert launched == []


def test_what_was_wanted_of_another_text_is_not_opened_later(dialog, desk, launched, qtbot):
    qtbot.keyClick(dialog.form.files.bar._chips[1], Qt.Key.Key_Return)
    dialog.list.setCurrentRow(1)
    desk.put_blob(FORM.blob, FORM_BYTES)
    dialog.form.files.opening.look.wait()
    assert launched == []


def test_a_dangerous_file_is_asked_about_before_the_dialog(dialog, desk, launched, qtbot):
    desk.blobs[FORM.blob] = b"PK\x03\x04 word/vbaProject.bin"
    qtbot.keyClick(dialog.form.files.bar._chips[1], Qt.Key.Key_Return)
    dialog.form.files.opening.look.wait()
    question = dialog.form.files.opening.look.files.question
    assert isinstance(question, QMessageBox)
    assert question.parent().window() is dialog
    assert "may hold macros" in question.text()
    assert launched == []
    question.reject()


def test_the_menu_of_a_chip_saves_and_copies_too(dialog, desk, menus, tmp_path, monkeypatch):
    desk.blobs[PHOTO.blob] = a_png()
    chip = dialog.form.files.bar._chips[0]
    where = chip.mapToGlobal(QPoint(5, 5))
    QApplication.sendEvent(chip, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), where))
    (menu,) = menus
    words = [it.text() for it in menu.actions()]
    assert words == ["Look at “Photo.png”", "Open “Photo.png”", "Save “Photo.png”…", "Copy “Photo.png”"]
    monkeypatch.setattr(FileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "out.png"), ""))
    menu.actions()[2].trigger()
    dialog.form.files.opening.look.wait()
    assert (tmp_path / "out.png").read_bytes() == a_png()


# ---------------------------------------------------------------------- the list


def test_a_button_of_the_list_opens_the_only_file_of_the_chosen_text(listed, desk, launched, qtbot):
    desk.blobs[FORM.blob] = FORM_BYTES
    texts = listed.templates
    assert (texts.open.text(), texts.open.isEnabled()) == ("Open file…", True)
    qtbot.keyClick(texts._field, Qt.Key.Key_Down)
    assert (texts.open.isEnabled(), texts.open.isVisible()) == (False, True)  # it stands where it stood
    qtbot.keyClick(texts._field, Qt.Key.Key_Down)
    assert (texts.open.text(), texts.open.accessibleName()) == ("Open file", "Open “Form.docx”")
    qtbot.keyClick(texts._field, Qt.Key.Key_Tab)
    assert texts.open.hasFocus()
    qtbot.keyClick(texts.open, Qt.Key.Key_Space)
    listed.files.opening.look.wait()
    assert [it.name for it in launched] == ["Form.docx"]
    assert texts.isVisible()  # it is looked at, not put in
    assert listed.reply_editor.text == ""
    qtbot.keyClick(texts.open, Qt.Key.Key_Escape)
    assert texts.isHidden()


def test_of_several_files_one_chooses_by_the_menu_key(listed, desk, menus):
    desk.blobs[PHOTO.blob] = a_png()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), QPoint(1, 1))
    QApplication.sendEvent(listed.templates._field, event)
    (menu,) = menus
    assert [it.text() for it in menu.actions()] == ["Photo.png", "Form.docx"]
    menu.actions()[0].menu().actions()[0].trigger()
    preview = listed.files.opening.look.preview
    assert preview.file.name == "Photo.png"
    preview.reject()


def test_a_click_on_the_files_of_a_row_opens_them_and_beside_them_puts_the_text_in(listed, desk, launched, qtbot):
    desk.blobs[FORM.blob] = FORM_BYTES
    rows = listed.templates._list
    row = QRectF(rows.visualItemRect(rows.item(2)))
    place = files_place(row, rows.item(2).data(FILES_ROLE))
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place.center().toPoint())
    listed.files.opening.look.wait()
    assert ([it.name for it in launched], listed.reply_editor.text) == (["Form.docx"], "")
    beside = QPointF(place.left() - 40, row.center().y()).toPoint()
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=beside)
    assert listed.reply_editor.text == "The form."


def test_without_a_network_the_composer_says_what_is_missing(listed, desk, qtbot):
    desk.go_offline()
    for _step in range(2):
        qtbot.keyClick(listed.templates._field, Qt.Key.Key_Down)
    listed.templates.open.click()
    assert listed.face.hint.text.startswith("“Form.docx” is not on this computer yet.")


def test_texts_without_files_have_no_such_button(listed, monkeypatch, desk):
    monkeypatch.setattr(type(desk.queries), "templates", lambda _self: [PLAIN])
    listed.quick_reply()
    assert listed.templates.open.isHidden()


# ---------------------------------------------------------------------- what is written


def test_a_file_of_the_answer_is_looked_at_before_it_leaves(opened, desk, launched, qtbot, tmp_path):
    desk.blobs[FORM.blob] = FORM_BYTES
    composer = opened(MARINA)
    composer.files.opening.look.files.handout = Handout(tmp_path)
    composer.quick_reply(ONE)
    (chip,) = composer.face.files._chips
    qtbot.keyClick(chip, Qt.Key.Key_Return)
    composer.files.opening.look.wait()
    assert [it.name for it in launched] == ["Form.docx"]
    assert chip.accessibleName() == "Attached: Form.docx, 400 bytes. Enter opens it, Delete takes it out"
