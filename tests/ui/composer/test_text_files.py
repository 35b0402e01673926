"""Files of reusable texts: attached where a text is written, sent with the reply it is put into, seen in the list."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage

from app.client.row import EntryRow, FileRow, OutgoingFile, TemplateRow, TextFile
from app.commands.message import Reply
from app.commands.template import SaveTemplate
from app.domain.delivery import DeliveryState
from app.domain.entry import AuthorKind, EntryKind
from app.domain.role import SHARE_TEXTS
from tests.fakes.people import fake_id
from tests.ui.composer.test_files import mime, picture
from tests.ui.talk import EMMA, talk_of
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.template_dialog import TemplateDialog
from ui.composer.template_item import FILES_ROLE
from ui.files.file_dialog import FileDialog


def file_named(name: str, size: int = 9) -> OutgoingFile:
    return OutgoingFile(fake_id("text file", name), name, "application/pdf", size, fake_id(name).hex * 2)


def text_with(*files: TextFile, body: str = "The prices are attached.", number: int = 40) -> TemplateRow:
    return TemplateRow(fake_id("template", number), "Prices", body, "", "", files=files)


PRICES, FORM = TextFile(file_named("Prices.pdf")), TextFile(file_named("Form.docx"))


@pytest.fixture
def only(desk, monkeypatch) -> Callable[..., None]:
    """Call it with the only texts there are."""

    def keep(*rows: TemplateRow) -> None:
        monkeypatch.setattr(type(desk.queries), "templates", lambda _self: list(rows))

    return keep


def attached(composer) -> list[str]:
    return [it.name for it in composer.face.files.files]


# ---------------------------------------------------------------------- using a text


def test_a_text_brings_its_files_into_the_reply_and_they_leave_with_it(opened, desk):
    composer = opened(EMMA)
    composer.quick_reply(text_with(PRICES, FORM))
    assert composer.reply_editor.text == "The prices are attached."
    assert attached(composer) == ["Prices.pdf", "Form.docx"]
    assert composer.face.files.isVisible()
    composer.send()
    (sent,) = [it for it in desk.submitted if isinstance(it, Reply)]
    assert [(it.name, it.blob) for it in sent.files] == [(it.file.name, it.file.blob) for it in (PRICES, FORM)]
    assert not {it.id for it in sent.files} & {PRICES.file.id, FORM.file.id}  # each message has its own


def test_a_file_that_is_attached_already_is_not_attached_twice(opened):
    composer = opened(EMMA)
    composer.quick_reply(text_with(PRICES))
    composer.quick_reply(text_with(PRICES, FORM, number=41))
    assert attached(composer) == ["Prices.pdf", "Form.docx"]


def test_it_can_be_taken_out_as_if_it_had_been_attached_by_hand(opened, desk, qtbot):
    composer = opened(EMMA)
    composer.quick_reply(text_with(PRICES))
    qtbot.keyClick(composer.face.files._chips[0], Qt.Key.Key_Delete)
    assert attached(composer) == []
    assert not desk.queries.draft_files(composer._card.row.id)


def test_a_file_that_has_not_reached_the_server_is_named_and_the_words_are_put_in(opened, qtbot):
    composer = opened(EMMA)
    coming, lost = TextFile(file_named("Plan.pdf"), coming=True), TextFile(file_named("x.exe"), True, "file_infected")
    composer.quick_reply(text_with(PRICES, coming, lost))
    assert composer.reply_editor.text == "The prices are attached."
    assert attached(composer) == ["Prices.pdf"]
    told = composer.face.files._sum.text()
    assert told == "Not attached, it has not reached the server yet: Plan.pdf, x.exe"
    composer.drafts.flush()
    assert composer.face.files._sum.text() == told  # keeping the draft does not take the words away
    composer.quick_reply(text_with(TextFile(coming.file, coming=True, local=True), number=42))
    assert attached(composer) == ["Prices.pdf", "Plan.pdf"]


def test_a_missing_file_is_told_even_when_it_is_the_only_one(opened):
    composer = opened(EMMA)
    composer.quick_reply(text_with(TextFile(file_named("Plan.pdf"), coming=True)))
    assert composer.face.files.isVisible()
    assert "Plan.pdf" in composer.face.files._sum.text()
    opened(EMMA)
    assert composer.face.files.isHidden()


def test_a_text_that_cannot_be_filled_brings_no_file(opened):
    composer = opened(EMMA)
    composer.quick_reply(text_with(PRICES, body="{{ order.number }}"))
    assert (composer.reply_editor.text, attached(composer)) == ("", [])


def test_files_that_are_too_large_together_stop_the_message_in_the_usual_words(opened):
    composer = opened(EMMA)
    large = [TextFile(file_named(f"{it}.pdf", 20 * 1024 * 1024)) for it in range(2)]
    composer.quick_reply(text_with(*large))
    assert composer.face.files.obstacle.startswith("Too large to send")
    assert not composer.send_button.isEnabled()


def failed(desk, reason: str) -> EntryRow:
    """A letter of ours with a file of a text that never was on this computer."""
    file = FileRow(fake_id("row"), "Prices.pdf", "application/pdf", 9, PRICES.file.blob, "", False, False)
    return EntryRow(
        fake_id("entry", reason), talk_of(desk, EMMA).id, EMMA, 9, EntryKind.MESSAGE_OUT, AuthorKind.USER, "Anna",
        desk.now(), {"channel": "email", "text": "Here they are."}, (file,), DeliveryState.FAILED, reason,
    )  # fmt: skip


def test_a_letter_that_failed_is_taken_back_with_files_that_only_the_server_has(opened, desk):
    composer = opened(EMMA)
    composer.take_back(failed(desk, "bounced"))
    assert attached(composer) == ["Prices.pdf"]
    assert composer.face.files.files[0].blob == PRICES.file.blob


def test_a_letter_that_failed_is_taken_back_with_its_marks_its_way_and_its_copies(opened, desk):
    composer = opened(EMMA)
    letter = failed(desk, "bounced")
    more = {"text": "the list (https://x.example)", "marked": "[the list](https://x.example)", "cc": "boss@x.example"}
    composer.take_back(replace(letter, payload=letter.payload | more))
    assert composer.reply_editor.text.strip() == more["marked"]
    assert composer.face.envelope.cc == ["boss@x.example"]
    assert "boss@x.example" in composer.face.recipients.text


@pytest.mark.parametrize("reason", ["file_lost", "files_never_came"])
def test_a_file_that_the_server_never_had_is_named_instead(opened, desk, reason):
    composer = opened(EMMA)
    composer.take_back(failed(desk, reason))
    assert attached(composer) == []
    assert composer.face.hint.text == "No longer on this computer, add it again: Prices.pdf"


# ---------------------------------------------------------------------- the list


def test_a_row_of_the_list_shows_which_files_go_with_the_text(opened, only):
    only(text_with(PRICES, FORM), text_with(number=41))
    composer = opened(EMMA)
    composer.quick_reply()
    model = composer.templates._list.model()
    first, second = model.index(0, 0), model.index(1, 0)
    assert (first.data(FILES_ROLE), second.data(FILES_ROLE)) == ("Prices.pdf  +1", None)
    spoken = first.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Prices — The prices are attached. — 2 files: Prices.pdf, Form.docx"
    assert "Form.docx" in first.data(Qt.ItemDataRole.ToolTipRole)
    assert not composer.templates.grab().isNull()
    composer.templates._field.setText("form.d")
    assert composer.templates._list.count() == 1


# ---------------------------------------------------------------------- where a text is written


@pytest.fixture
def dialog(qtbot, theme_controller, desk):
    made = TemplateDialog(DeskBridge(desk))
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def has(qtbot, dialog):
    """Wait until the open text has so many files."""

    def wait(count: int) -> list[str]:
        qtbot.waitUntil(lambda: len(dialog.form.files.bar.files) == count and not dialog.form.files.bar.coming)
        return [it.name for it in dialog.form.files.bar.files]

    return wait


def write(dialog: TemplateDialog) -> None:
    dialog.form.title.setText("Prices")
    dialog.form.body.setPlainText("The prices are attached.")


def test_files_are_attached_by_dialog_paste_and_drop_and_saved_with_the_text(
    dialog, desk, has, tmp_path: Path, monkeypatch, qtbot
):
    paths = [tmp_path / f"{it}.txt" for it in ("one", "two", "three")]
    for it in paths:
        it.write_text(it.stem)
    write(dialog)
    monkeypatch.setattr(FileDialog, "getOpenFileNames", lambda *_: ([str(paths[0])], ""))
    qtbot.mouseClick(dialog.form.files.attach, Qt.MouseButton.LeftButton)
    has(1)
    dialog.form.body.insertFromMimeData(mime(paths=(paths[1],)))
    has(2)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(paths[2]))])
    dialog.form.files.dropEvent(
        QDropEvent(
            QPoint(5, 5).toPointF(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )  # fmt: skip
    assert has(3) == ["one.txt", "two.txt", "three.txt"]
    dialog.form.body.insertFromMimeData(mime(image=picture()))
    assert has(4)[3].startswith("Picture 20")
    dialog.save.click()
    assert dialog.said.text() == "Saved."
    saved = desk.submitted[-1]
    assert isinstance(saved, SaveTemplate)
    assert [it.name for it in saved.files][:3] == ["one.txt", "two.txt", "three.txt"]
    assert desk.blobs[saved.files[0].blob] == b"one"
    assert dialog.form.body.toPlainText() == "The prices are attached."


def test_a_text_whose_files_changed_is_not_left_without_a_question(dialog, desk, has, tmp_path, qtbot):
    (tmp_path / "one.txt").write_text("one")
    write(dialog)
    dialog.save.click()
    dialog.form.body.insertFromMimeData(mime(paths=(tmp_path / "one.txt",)))
    has(1)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    next(it for it in dialog.question.buttons() if it.text() == "Save").click()
    assert not dialog.isVisible()
    assert [it.name for it in desk.submitted[-1].files] == ["one.txt"]


def test_a_file_taken_out_is_saved_so_and_the_same_bytes_count_once(dialog, desk, has, tmp_path, qtbot):
    for name in ("one.txt", "copy.txt", "two.txt"):
        (tmp_path / name).write_text(name[:1])
    (tmp_path / "copy.txt").write_text("o")
    write(dialog)
    dialog.form.body.insertFromMimeData(mime(paths=tuple(tmp_path / it for it in ("one.txt", "copy.txt", "two.txt"))))
    assert has(2) == ["one.txt", "two.txt"]
    qtbot.keyClick(dialog.form.files.bar._chips[0], Qt.Key.Key_Delete)
    dialog.save.click()
    assert [it.name for it in desk.submitted[-1].files] == ["two.txt"]


def test_what_cannot_be_attached_is_said_as_plain_text(dialog, tmp_path, qtbot):
    hostile = tmp_path / "<b>x<b>.txt"
    hostile.write_bytes(b"")
    dialog.form.body.insertFromMimeData(mime(paths=(hostile,)))
    qtbot.waitUntil(lambda: "is empty" in dialog.said.text())
    assert dialog.said.textFormat() is Qt.TextFormat.PlainText


def test_more_than_a_letter_takes_is_not_saved(dialog, desk, has):
    write(dialog)
    large = tuple(TextFile(file_named(f"{it}.pdf", 20 * 1024 * 1024)) for it in range(2))
    dialog.form.files.show_files(dialog._open, large, may_change=True)
    dialog.save.click()
    assert dialog.said.text().startswith("Too large to send")
    assert not desk.submitted


def test_who_may_only_read_a_text_takes_no_file_out_of_it(dialog, desk, only, has, tmp_path, qtbot):
    only(text_with(PRICES))
    dialog._show_list(None)
    dialog.list.setCurrentRow(0)
    assert has(1) == ["Prices.pdf"]
    assert dialog.form.files.attach.isHidden()
    (chip,) = dialog.form.files.bar._chips
    qtbot.keyClick(chip, Qt.Key.Key_Delete)
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 3, chip.height() // 2))
    (tmp_path / "one.txt").write_text("one")
    dialog.form.body.insertFromMimeData(mime(paths=(tmp_path / "one.txt",)))
    assert has(1) == ["Prices.pdf"]
    assert chip.accessibleName() == "Attached: Prices.pdf, 9 bytes. Enter opens it"
    dialog.new.click()
    assert (dialog.form.files.attach.isHidden(), has(0)) == (False, [])


def test_what_is_not_at_the_server_is_told_where_the_text_is_written(dialog, desk, only, has, tmp_path):
    desk.allowed.add(SHARE_TEXTS)
    coming, lost = TextFile(file_named("Plan.pdf"), coming=True), TextFile(file_named("Old.pdf"), True, "file_lost")
    only(text_with(PRICES, coming, lost))
    dialog._show_list(None)
    dialog.list.setCurrentRow(0)
    assert dialog.form.files._told.text().splitlines() == [
        "Never reached the server, attach it again: Old.pdf",
        "Still on its way to the server: Plan.pdf",
    ]
    assert not QImage(dialog.grab().toImage()).isNull()
