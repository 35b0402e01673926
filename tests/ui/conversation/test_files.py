"""Files of messages: seen small, opened when asked, asked twice when dangerous, saved and copied."""

import stat
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage
from PySide6.QtWidgets import QMessageBox

from app.client.handout import Handout
from app.client.row import FileRow, Transfer
from app.domain.delivery import DeliveryState
from app.domain.entry import EntryKind
from tests.fakes.people import fake_id
from tests.ui.talk import EMMA, MARINA, say, talk_of
from ui.composer.pasted import png_of
from ui.conversation.document import Documents
from ui.conversation.item import Item
from ui.files.file_check import all_dangers
from ui.files.file_words import file_pill, file_sentence
from ui.files.pictures import READ_AT_ONCE, decoded, is_picture
from ui.widgets.pill import PillKind

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n"


def picture(side: int = 300) -> bytes:
    image = QImage(side, side // 2, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkRed)
    return png_of(image)


def file_row(name: str, content: bytes, kind: str = "application/octet-stream", **more: object) -> FileRow:
    import hashlib

    values = {"content_id": "", "inline": False, "local": True} | more
    return FileRow(fake_id("file", name), name, kind, len(content), hashlib.sha256(content).hexdigest(), **values)


@pytest.fixture
def launched(monkeypatch, tmp_path) -> list[Path]:
    """What other programs were given."""
    paths: list[Path] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: paths.append(Path(url.toLocalFile())) or True)
    return paths


@pytest.fixture
def with_files(opened, desk, tmp_path):
    """Marina's talk with a message that has these files; contents are on this computer."""

    def make(*files: tuple[FileRow, bytes], here: bool = True, **payload: object):
        talk = talk_of(desk, MARINA)
        say(desk, MARINA, "Вот файлы")
        entry = talk.entries[-1]
        talk.entries[-1] = replace(
            entry, files=tuple(it for it, _ in files), payload={"channel": "email", "text": "Вот"} | payload
        )
        if here:
            desk.blobs |= {it.blob: content for it, content in files}
        pane = opened(MARINA)
        pane.opener.files.handout = Handout(tmp_path)
        return pane

    return make


def last(pane):
    model = pane.timeline.model()
    return model.item(model.rowCount() - 1)


def test_an_ordinary_file_is_opened_as_a_private_copy_that_goes_with_the_program(with_files, launched, tmp_path):
    file = file_row("../Счёт №7.pdf", PDF)
    pane = with_files((file, PDF))
    pane.opener.files.open(file)
    pane.opener.files.wait()
    (path,) = launched
    assert (path.name, path.read_bytes()) == ("_Счёт №7.pdf", PDF)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.parent.stat().st_mode) == 0o700
    assert path.is_relative_to(tmp_path)
    pane.opener.files.close_copies()
    assert not path.exists()


def test_a_file_that_is_not_here_is_fetched_and_then_opened(with_files, desk, launched, qtbot):
    file = file_row("план.pdf", PDF, local=False)
    pane = with_files((file, PDF), here=False)
    pane.opener.files.open(file)
    pane.opener.files.wait()
    assert desk.wanted_blobs[-1] == file.blob
    assert launched == []
    desk.put_blob(file.blob, PDF)
    qtbot.waitUntil(lambda: bool(launched))
    assert launched[0].read_bytes() == PDF


def test_a_file_that_is_fetched_says_so_before_anything_of_it_is_here(with_files, desk, launched):
    file = file_row("план.pdf", PDF, local=False)
    pane = with_files((file, PDF), here=False)
    assert file_pill(last(pane).entry.files[0]).tail == "29 bytes"
    pane.opener.files.open(file)
    pane.opener.files.wait()
    assert file_pill(last(pane).entry.files[0]).tail == "29 bytes · 0 %"
    assert "0 %" in pane._words.sentence(last(pane))
    desk.put_blob(file.blob, PDF)
    pane._model.open(last(pane).entry.conversation_id)
    assert "%" not in file_pill(last(pane).entry.files[0]).tail


def test_without_a_network_it_is_said_that_a_file_is_not_here_until_it_is(with_files, desk, launched):
    file = file_row("план.pdf", PDF, local=False)
    pane = with_files((file, PDF), here=False)
    desk.go_offline()
    pane.opener.files.open(file)
    pane.opener.files.wait()
    assert pane.top.trouble.text.startswith("“план.pdf” is not on this computer yet.")
    desk.go_online()
    desk.put_blob(file.blob, PDF)
    pane.opener.files.wait()
    assert (len(launched), pane.top.trouble.isHidden()) == (1, True)


def test_a_pdf_that_is_fetched_first_is_looked_at_here_as_one_that_is_here(with_files, desk, launched):
    file = file_row("план.pdf", PDF, "application/pdf", local=False)
    pane = with_files((file, PDF), here=False)
    pane.opener.look.at(file, [file])
    desk.put_blob(file.blob, PDF)
    assert (pane.opener.look.preview.file.name, launched) == ("план.pdf", [])
    pane.opener.look.preview.reject()
    pane.opener.look.wait()


def test_what_was_wanted_in_another_conversation_is_not_opened_later(with_files, desk, opened, launched):
    file = file_row("план.pdf", PDF, local=False)
    pane = with_files((file, PDF), here=False)
    pane.opener.files.open(file)
    pane.opener.files.wait()
    opened(EMMA)
    desk.put_blob(file.blob, PDF)
    opened(MARINA)
    assert launched == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("setup.exe", b"MZ\x90\x00"),
        ("photo.jpg", b"MZ\x90\x00" + b"\0" * 64),
        ("invoice.pdf.js", b"alert(1)"),
        ("page.html", b"<html><form>"),
        ("letter\u202efdp.scr", b"x"),
        ("link.lnk", bytes.fromhex("4c0000000114020000000000c000000000000046")),
        ("price.xlsm", b"PK\x03\x04 xl/vbaProject.bin"),
        ("offer.docx", b"PK\x03\x04 word/vbaProject.bin"),
        ("disk.iso", b"x"),
        ("scan.pdf", picture()),
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
        ("text.txt", b"#!/bin/sh\nrm -rf /"),
    ],
)
def test_a_dangerous_file_is_asked_about_and_not_opened_unasked(with_files, launched, name, content):
    file = file_row(name, content)
    pane = with_files((file, content))
    pane.opener.files.open(file)
    pane.opener.files.wait()
    question = pane.opener.files.question
    assert isinstance(question, QMessageBox)
    assert launched == []
    assert question.textFormat() is Qt.TextFormat.PlainText
    assert question.defaultButton().text() == "Do not open"
    assert "can be dangerous" in question.text()
    buttons = {it.text(): it for it in question.buttons()}
    buttons["Do not open"].click()
    assert launched == []
    pane.opener.files.open(file)
    pane.opener.files.wait()
    {it.text(): it for it in pane.opener.files.question.buttons()}["Open anyway"].click()
    pane.opener.files.wait()
    assert [it.read_bytes() for it in launched] == [content]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF), ("фото.png", picture()), ("a.txt", "привет".encode()), ("a.csv", b"a;b\n1;2\n"),
        ("a.docx", b"PK\x03\x04\x14\x00\x06\x00word/document.xml"), ("a.zip", b"PK\x03\x04\x14\x00\x00\x00x"),
        ("без ending", b"x"), ("a.unknown", b"\x00\x01\x02"), ("a.rar", b"Rar!\x1a\x07\x00x"),
        ("a.v2.final.pdf", PDF),
    ],
)  # fmt: skip
def test_ordinary_files_are_no_danger(qtbot, name, content):
    assert all_dangers(name, content) == ()


def test_a_file_with_a_virus_is_shown_as_such_and_never_opened(with_files, desk, launched):
    file = file_row("счёт.pdf", PDF, scan="infected")
    pane = with_files((file, PDF))
    pane.opener.files.open(file)
    pane.opener.files.wait()
    assert launched == []
    assert "virus" in pane.top.trouble.text
    assert file_pill(file).kind is PillKind.DANGER
    assert "virus found" in file_sentence(file)


def test_chips_say_how_far_a_file_came_and_what_is_wrong_with_it(qtbot):
    plain = file_row("план.pdf", PDF)
    assert file_pill(plain).end_icon == ""
    assert file_pill(replace(plain, local=False)).end_icon == "download"
    up = replace(plain, transfer=Transfer(5, 10, up=True))
    assert "sent: 50 %" in file_sentence(up)
    assert "lost on this computer" in file_sentence(
        replace(plain, transfer=Transfer(0, 1, up=True, failed="file_lost"))
    )
    assert "no longer on the server" in file_pill(replace(plain, transfer=Transfer(0, 0, failed="not_here"))).tail
    assert "not checked for viruses yet" in file_sentence(replace(plain, scan="unknown"))
    assert file_pill(file_row("x.pdf.exe", b"")).kind is PillKind.WARNING
    assert "it is a program, its name pretends" in file_sentence(file_row("x.pdf.exe", b""))


def test_the_menu_of_a_row_reaches_every_file_and_says_what_can_be_done(with_files, desk):
    first, second = file_row("IMG_1.HEIC", b"x"), file_row("вся папка.rar", b"y")
    pane = with_files((first, b"x"), (second, b"y"))
    menu = pane.timeline.acts.menu(last(pane))
    menus = {it.text(): it.menu() for it in menu.actions() if it.menu() is not None}
    assert set(menus) == {"IMG_1.HEIC", "вся папка.rar"}
    words = [it.text() for it in menus["IMG_1.HEIC"].actions()]
    assert words[0].startswith("Photo of an iPhone")
    assert words[1:] == ["Open “IMG_1.HEIC”", "Save “IMG_1.HEIC”…", "Copy “IMG_1.HEIC”"]
    assert menus["вся папка.rar"].actions()[0].text().startswith("Archive")


def test_a_picture_is_copied_as_a_file_and_as_a_picture(with_files, qtbot):
    content = picture()
    file = file_row("photo.png", content, "image/png")
    pane = with_files((file, content))
    pane.opener.files.copy(file)
    pane.opener.files.wait()
    data = QGuiApplication.clipboard().mimeData()
    assert data.hasImage()
    (url,) = data.urls()
    assert Path(url.toLocalFile()).read_bytes() == content
    pane.opener.files.close_copies()
    QGuiApplication.clipboard().clear()  # it crashes at the end of a program without a screen


def test_small_pictures_are_shown_under_the_message_and_clicked_open(with_files, launched, qtbot):
    content = picture()
    file = file_row("photo.png", content, "image/png")
    pane = with_files((file, content))
    view = pane.timeline
    index = view.model().index(view.model().rowCount() - 1)
    geometry = view._delegate.geometry(last(pane), view.viewport().width())
    ((rect, shown),) = geometry.thumbs
    assert shown == file
    qtbot.waitUntil(lambda: _is_red(view, index, rect))
    at = view.visualRect(index).topLeft() + rect.center().toPoint()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    preview = pane.opener.look.preview
    assert preview.file == file
    preview.buttons["open"].click()
    pane.opener.files.wait()
    assert [it.read_bytes() for it in launched] == [content]
    preview.reject()
    pane.opener.look.wait()


def _is_red(view, index, rect) -> bool:
    at = view.visualRect(index).topLeft() + rect.center().toPoint()
    colour = view.viewport().grab().toImage().pixelColor(QPoint(at.x(), at.y()))
    return colour.red() > 100 and colour.green() < 20


def test_a_picture_inside_a_letter_is_shown_in_its_page_and_not_as_a_file(with_files, desk, qtbot):
    content, page = picture(), b'<p>See</p><img src="cid:logo@mail"><p>End</p>'
    file = file_row("logo.png", content, "image/png", content_id="<logo@mail>", inline=True)
    desk.blobs["page"] = page
    pane = with_files((file, content), html="page")
    view, item = pane.timeline, last(pane)
    assert view._delegate.geometry(item, view.viewport().width()).chips == ()
    index = view.model().index(view.model().rowCount() - 1)

    def is_shown() -> bool:
        image = view.viewport().grab(view.visualRect(index)).toImage()
        colours = {
            image.pixelColor(x, y).name() for x in range(0, image.width(), 9) for y in range(0, image.height(), 9)
        }
        return "#800000" in colours

    qtbot.waitUntil(is_shown)


def test_a_large_picture_inside_a_letter_is_never_read_by_the_thread_that_paints(theme_controller, desk, qtbot):
    main, readers, blob = threading.get_ident(), {}, desk.queries.blob

    def told(sha256):
        readers.setdefault(sha256, []).append(threading.get_ident())
        return blob(sha256)

    desk.queries.blob = told
    content = picture(240)
    large = replace(
        file_row("photo.png", content, "image/png", content_id="<photo@mail>", inline=True), size=READ_AT_ONCE + 1
    )
    desk.blobs |= {large.blob: content, "page": b'<p>See</p><img src="cid:photo@mail"><p>End</p>'}
    say(desk, MARINA, "See")
    entry = replace(desk.talks[talk_of(desk, MARINA).id].entries[-1], files=(large,))
    entry = replace(entry, payload={"channel": "email", "text": "See", "html": "page"})
    documents, item = Documents(desk.queries.blob, desk.want_blob), Item(entry.at.date(), entry)
    written = documents.get(item, 400)
    before = written.document.size().height()
    for _painted in range(5):
        written.document.size()
    with qtbot.waitSignal(documents.pictures.ready):
        pass
    documents.pictures.wait()
    assert documents.get(item, 400) is written
    assert written.document.size().height() >= before + 100
    assert len(readers[large.blob]) == 1
    assert main not in readers[large.blob]


def test_an_inline_picture_of_a_plain_letter_is_a_file_like_any_other(with_files):
    content = picture()
    file = file_row("photo.png", content, "image/png", content_id="<a@b>", inline=True)
    pane = with_files((file, content))
    lies = pane.timeline._delegate.geometry(last(pane), pane.timeline.viewport().width())
    assert [it for _, it in lies.chips] == [file]


def test_a_bomb_is_not_decoded(qtbot):
    head = picture()
    wide = head[:16] + (60_000).to_bytes(4, "big") + (60_000).to_bytes(4, "big") + head[24:]
    assert decoded(wide, 100).isNull()
    assert decoded(b"\0" * 30_000_000, 100).isNull()
    assert not is_picture("image/svg+xml", 10)
    assert not is_picture("image/png", 10_000_000)


def test_a_message_that_failed_comes_back_into_the_editor_with_its_files(opened, desk, qtbot):
    talk = talk_of(desk, EMMA)
    content, gone = b"here", b"gone"
    here, lost = file_row("here.txt", content, "text/plain"), file_row("gone.txt", gone, "text/plain", local=False)
    desk.blobs[here.blob] = content
    say(desk, EMMA, "x")
    talk.entries[-1] = replace(
        talk.entries[-1], kind=EntryKind.MESSAGE_OUT, files=(here, lost), delivery=DeliveryState.FAILED,
        payload={"channel": "email", "text": "Вот план"}, delivery_reason="file_lost",
    )  # fmt: skip
    pane = opened(EMMA)
    menu = pane.timeline.acts.menu(last(pane))
    next(it for it in menu.actions() if it.text() == "Take back into the editor").trigger()
    composer = pane._composer
    qtbot.waitUntil(lambda: [it.name for it in composer.face.files.files] == ["here.txt"])
    assert composer.reply_editor.text.startswith("Вот план")
    assert "gone.txt" in composer.face.hint.text


def test_copies_of_a_program_that_was_killed_go_at_the_next_start(tmp_path):
    dead = tmp_path / "deskhand-files-999999999-x"
    dead.mkdir()
    (dead / "a").write_text("x")
    mine = Handout(tmp_path)
    path = mine.give("con.pdf", b"x")
    assert not dead.exists()
    assert path.name == "_con.pdf"
    Handout(tmp_path)
    assert path.exists()
    mine.close()
    assert list(tmp_path.iterdir()) == []


def test_the_window_goes_on_while_a_large_file_is_read_and_written(with_files, desk, launched, monkeypatch):
    file = file_row("план.pdf", PDF, "application/pdf")
    pane = with_files((file, PDF))
    read_on: list[bool] = []
    blob = desk.queries.blob

    def slow(sha256):
        read_on.append(threading.current_thread() is threading.main_thread())
        return blob(sha256)

    monkeypatch.setattr(pane.opener.files, "_read", slow)
    pane.opener.files.open(file)
    assert launched == []
    pane.opener.files.wait()
    assert (read_on, len(launched)) == ([False], 1)
