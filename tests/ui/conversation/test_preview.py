"""Pictures and PDF files of a message are looked at in place, whatever is in them."""

from dataclasses import replace
from uuid import UUID

import pytest
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QColor, QImage

from app.client.row import FileRow
from tests.ui.talk import MARINA, talk_of
from tests.unit.client.test_pdf import a_pdf
from ui.files.preview import Preview
from ui.files.previewing import can_preview


def a_png(width: int = 400, height: int = 200) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data())


def a_file(name: str, kind: str, digest: str, **more: object) -> FileRow:
    row = FileRow(UUID(int=len(name)), name, kind, 1_000, digest, "", inline=False, local=True)
    return replace(row, **more)


@pytest.fixture
def preview(opened, desk, qtbot) -> Preview:
    files = [
        a_file("a.png", "image/png", "a"),
        a_file("bc.pdf", "application/pdf", "b"),
        a_file("bad.pdf", "application/pdf", "c"),
    ]
    desk.blobs |= {"a": a_png(), "b": a_pdf("1 0 0", "0 0 1"), "c": b"%PDF-1.7 ..."}
    talk = talk_of(desk, MARINA)
    talk.entries[-1] = replace(talk.entries[-1], files=tuple(files))
    pane = opened(MARINA)
    pane.opener.look.at(files[0], files)
    made = pane.opener.look.preview
    assert made is not None
    yield made
    made.reject()
    pane.opener.look.wait()


def test_files_and_pages_are_walked_through_by_keys(preview, qtbot):
    qtbot.waitUntil(lambda: not preview.sheet.pixmap().isNull())
    assert preview.told.text() == "a.png · 100 %"
    qtbot.keyClick(preview, Qt.Key.Key_Left)
    qtbot.keyClick(preview, Qt.Key.Key_Right)
    qtbot.waitUntil(
        lambda: "page 1 of 2 · 100 %" in preview.told.text() and "drawn" not in preview.told.text(), timeout=20_000
    )
    qtbot.keyClick(preview, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: preview.told.text() == "bc.pdf · page 2 of 2 · 100 %")
    wide = preview.sheet.pixmap().width()
    qtbot.keyClick(preview, Qt.Key.Key_Minus)
    qtbot.waitUntil(lambda: preview.sheet.pixmap().width() < wide)
    preview.saved.disconnect()
    with qtbot.waitSignal(preview.saved) as saved:
        preview.buttons["save"].click()
    assert saved.args[0].name == "bc.pdf"


def test_a_broken_file_is_said_to_be_none_and_the_next_can_be_seen(preview, qtbot):
    preview.go(1)
    preview.go(1)
    qtbot.waitUntil(lambda: "cannot be shown" in preview.sheet.text())
    preview.go(-1)
    qtbot.waitUntil(lambda: not preview.sheet.pixmap().isNull())


@pytest.mark.parametrize(
    ("name", "kind", "more", "shown"),
    [
        ("a.png", "image/png", {}, True), ("a.pdf", "application/pdf", {}, True),
        ("a.pdf.exe", "application/pdf", {}, False), ("a.svg", "image/svg+xml", {}, False),
        ("a.png", "image/png", {"scan": "infected"}, False), ("a.pdf", "application/pdf", {"size": 90_000_000}, False),
    ],
)  # fmt: skip
def test_only_what_is_harmless_to_draw_is_looked_at(name, kind, more, shown):
    assert can_preview(a_file(name, kind, "x", **more)) is shown
