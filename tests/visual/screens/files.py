"""Files: in the timeline small, dangerous, on their way, blocked; and in the composer."""

import hashlib
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.client.row import FileRow, Transfer
from app.domain.delivery import DeliveryState
from app.domain.entry import AuthorKind, EntryKind
from tests.fakes.desk import FakeDesk
from tests.fakes.people import ME, fake_id
from tests.visual.screens.workspace import close, make_window
from tests.visual.shot import Occasion, screen, settle

PHOTO = Path(__file__).parents[3] / "resources" / "sample" / "shade-1.jpg"
LAMP = Path(__file__).parents[3] / "resources" / "sample" / "socket.jpg"
PAGE = '<p>Добрый день! Вот плафон, каким он приехал:</p><p><img src="cid:shade@mail"></p><p>Марина</p>'


def _file(name: str, content: bytes, kind: str, **more: object) -> FileRow:
    values: dict[str, object] = {"content_id": "", "inline": False, "local": True, **more}
    return FileRow(fake_id("file", name), name, kind, len(content), hashlib.sha256(content).hexdigest(), **values)


def _fill(desk: FakeDesk) -> None:
    talk = next(it for it in desk.talks.values() if it.number == 1204)
    photo, lamp = PHOTO.read_bytes(), LAMP.read_bytes()
    shade = _file("shade.jpg", photo, "image/jpeg", content_id="<shade@mail>", inline=True)
    bill = replace(_file("Счёт № 48-99002.pdf", b"p", "application/pdf"), size=1_258_291)
    plan = replace(_file("План квартиры.pdf", b"q", "application/pdf"), size=21_000_000)
    files = (
        _file("трещина.jpg", photo, "image/jpeg"),
        _file("розетка.jpg", lamp, "image/jpeg"),
        bill,
        replace(_file("архив фото.rar", b"r", "application/vnd.rar", local=False), size=8_400_000),
        replace(_file("чек.pdf.exe", b"MZ", "application/pdf"), size=90_000),
        replace(_file("прайс.docx", b"v", "application/msword", local=False, scan="infected"), size=52_000),
        replace(plan, local=False, transfer=Transfer(9_000_000, 21_000_000)),
    )
    desk.blobs |= {shade.blob: photo, files[1].blob: lamp, "page": PAGE.encode()}
    desk.receive(talk.id, "Добрый день!", channel="email", html="page", to="help@domisvet.example")
    talk.entries[-1] = replace(talk.entries[-1], files=(shade,))
    desk.receive(talk.id, "И остальное", channel="email", to="help@domisvet.example")
    talk.entries[-1] = replace(talk.entries[-1], files=files)
    sending = replace(plan, id=fake_id("file", 9), transfer=Transfer(9_000_000, 21_000_000, up=True))
    desk.receive(talk.id, "Посмотрите план", channel="email", to="marina@example.com")
    talk.entries[-1] = replace(
        talk.entries[-1], kind=EntryKind.MESSAGE_OUT, author_kind=AuthorKind.USER, author_name=ME.name,
        files=(sending,), delivery=DeliveryState.QUEUED, delivery_reason="awaiting_blobs",
    )  # fmt: skip
    kept = [desk.keep_file(it.name, it.content_type, b"x" + it.name.encode()) for it in (bill, files[0], plan)]
    sizes = (1_258_291, 153_000, 21_000_000)
    desk.draft_files[talk.id] = tuple(replace(it, size=size) for it, size in zip(kept, sizes, strict=True))
    talk.draft = "Марина Андреевна, добрый день! Прикладываю счёт и план."


@screen("files", sizes=[(1440, 1200), (1280, 800)], close=close)
def files(occasion: Occasion) -> QWidget:
    """A talk full of files."""
    desk = FakeDesk(locale=occasion.language)
    _fill(desk)
    window = make_window(occasion, desk)
    pane = window.desk_view.screens.conversation if window.desk_view is not None else None
    if pane is not None and hasattr(pane, "_documents"):
        pane._documents.pictures.wait()
        settle(window)
        pane.timeline.to_end()
    return window
