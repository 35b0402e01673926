"""What a customer writes is shown as it was written: never markup, never a template, never endless."""

import pytest
from PySide6.QtCore import QEvent, QSize, QUrl
from PySide6.QtGui import QDesktopServices, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QApplication

from app.client.handout import safe_name
from app.client.row import FileRow
from tests.fakes.people import fake_id
from tests.ui.talk import EMMA, MARINA, say, talk_of
from ui.conversation.mail_document import MailDocument
from ui.files.pictures import decoded
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.foreign import tooltip
from ui.widgets.pill import Chip, Pill
from ui.wording import button_text


def browser_of(pane):
    view = pane.timeline
    last = view.model().index(view.model().rowCount() - 1)
    view.setCurrentIndex(last)
    return view.indexWidget(last)


@pytest.mark.parametrize("text", ["<b>bold</b>", "{{ customer.name }}", "<img src=x onerror=alert(1)>", "&lt;b&gt;"])
def test_markup_and_templates_are_shown_letter_by_letter(opened, desk, text):
    pane = opened(MARINA)
    say(desk, MARINA, text)
    assert browser_of(pane).toPlainText() == text


def test_a_right_to_left_override_cannot_turn_text_around(opened, desk):
    pane = opened(MARINA)
    say(desk, MARINA, "invoice\u202efdp.exe")
    assert browser_of(pane).toPlainText() == "invoicefdp.exe"


def test_a_line_of_a_megabyte_is_cut_and_can_be_shown_whole(opened, desk):
    pane = opened(MARINA)
    say(desk, MARINA, "x" * 1_000_000)
    pane.grab()
    assert len(browser_of(pane).toPlainText()) == 20_000
    model = pane.timeline.model()
    entry = model.item(model.rowCount() - 1).entry
    pane.opener.show_whole(entry)
    dialog = next(child for child in pane.children() if type(child).__name__ == "WholeMessage")
    assert len(dialog.findChild(type(dialog.children()[1])).toPlainText().replace("\n", "")) == 1_000_000
    dialog.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_names_and_subjects_are_one_plain_line(opened, desk):
    talk = talk_of(desk, MARINA)
    talk.subject = "<b>Urgent</b>\n\u202eevil" + "x" * 5_000
    pane = opened(MARINA)
    shown = pane.header._title.text
    assert shown.startswith("<b>Urgent</b> evil")
    assert len(shown) <= 300
    assert tooltip("<b>x</b>") == "<span>&lt;b&gt;x&lt;/b&gt;</span>"
    assert button_text("R&D") == "R&&D"


@pytest.mark.parametrize("make", [ElidedLabel, lambda text: Chip(Pill(text))], ids=["label", "pill"])
def test_a_picture_in_a_subject_is_never_fetched_by_a_tooltip(qapp, make):
    part = make('<img src="//attacker/x.png"> Где мой заказ? ' + "длинная тема " * 20)
    part.resize(60, 20)
    QApplication.sendEvent(part, QResizeEvent(QSize(60, 20), QSize(600, 20)))
    fetched: list[str] = []

    class Told(QTextDocument):
        def loadResource(self, kind, name):
            fetched.append(name.toString())

    told = Told()
    told.setHtml(part.toolTip())
    told.size()
    assert told.toPlainText().startswith('<img src="//attacker/x.png"> Где')
    assert not fetched


HTML = (
    '<p>Hello <b>there</b> <a href="javascript:alert(1)">bad</a> <a href="https://shop.example/x">good</a></p>'
    '<img src="https://tracker.example/p.png"><img src="file:///etc/passwd"><img src="cid:ok@mail">'
    '<div style="background:url(http://tracker.example/b)">end</div><script>alert(1)</script>'
)


def letter(desk, html: str = HTML, *, here: bool = True):
    desk.blobs |= {"f" * 64: html.encode()} if here else {}
    say(desk, EMMA, "plain text", channel="email", html="f" * 64)


def test_a_letters_html_is_cleaned_and_reads_nothing_from_outside(opened, desk, monkeypatch):
    asked: list[str] = []
    ours = MailDocument.loadResource

    def told(self, kind, name):
        picture = ours(self, kind, name)
        asked.append((QUrl(name).scheme(), picture.isNull()))
        return picture

    monkeypatch.setattr(MailDocument, "loadResource", told)
    pane = opened(EMMA)
    letter(desk)
    pane.grab()
    browser = browser_of(pane)
    assert browser.toPlainText().startswith("Hello there bad good")
    assert "alert" not in browser.toHtml()
    assert "tracker" not in browser.toHtml()
    assert {scheme for scheme, _null in asked} <= {"cid"}
    assert all(null for _scheme, null in asked)


def test_a_body_that_is_not_here_yet_is_fetched_and_then_shown(opened, desk):
    pane = opened(EMMA)
    letter(desk, "<p>the html body</p>", here=False)
    assert browser_of(pane).toPlainText() == "plain text"
    assert desk.wanted_blobs == ["f" * 64]
    desk.blobs["f" * 64] = b"<p>the html body</p>"
    desk._tell(talk_of(desk, EMMA).id)
    assert browser_of(pane).toPlainText() == "the html body"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "smb://host/share", "data:text/html,x"]
)
def test_only_web_and_mail_links_open(opened, monkeypatch, address):
    opened_urls: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened_urls.append(url) or True)
    pane = opened(MARINA)
    pane.opener.open_link(address)
    assert not opened_urls
    pane.opener.open_link("https://shop.example/")
    assert [url.toString() for url in opened_urls] == ["https://shop.example/"]


def test_a_link_that_no_program_takes_is_copied_and_the_operator_is_told(opened, monkeypatch):
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: False)
    pane = opened(MARINA)
    pane.opener.open_link("https://shop.example/")
    assert QApplication.clipboard().text() == "https://shop.example/"
    assert "https://shop.example/" in pane.top.trouble.text


def test_a_links_address_in_plain_text_becomes_a_link(opened, desk):
    pane = opened(MARINA)
    say(desk, MARINA, "см. https://shop.example/48-20917 🙂 спасибо")
    assert 'href="https://shop.example/48-20917"' in browser_of(pane).toHtml()


def test_a_document_serves_only_pictures_of_the_mail(qtbot, tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"x")
    document = MailDocument(lambda content_id, room: decoded(b"", room))
    image = int(QTextDocument.ResourceType.ImageResource.value)
    sheet = int(QTextDocument.ResourceType.StyleSheetResource.value)
    for name in (f"file://{secret}", "http://x/y.png", "qrc:/x", "cid:none", str(secret)):
        assert document.loadResource(image, QUrl(name)).isNull()
        assert document.loadResource(sheet, QUrl(name)).isNull()


def test_a_picture_of_the_mail_is_shown_and_a_bomb_is_not(qtbot):
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QImage

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image = QImage(900, 300, QImage.Format.Format_RGB32)
    image.fill(0)
    image.save(buffer, "PNG")
    good = bytes(buffer.data().data())
    found = {"ok@mail": good, "bad": b"\x89PNG\r\n\x1a\nrubbish"}
    document = MailDocument(lambda content_id, room: decoded(found[content_id], room))
    document.max_width = 400
    kind = int(QTextDocument.ResourceType.ImageResource.value)
    assert document.loadResource(kind, QUrl("cid:ok@mail")).width() == 400
    assert document.loadResource(kind, QUrl("cid:bad")).isNull()


def test_a_hostile_file_name_is_harmless_in_the_menu(opened, desk):
    talk = talk_of(desk, MARINA)
    say(desk, MARINA, "file")
    entry = talk.entries[-1]
    name = "../../etc/\u202epasswd&<b>"
    from dataclasses import replace

    talk.entries[-1] = replace(entry, files=(FileRow(fake_id("f"), name, "text/html", 5, "0" * 64, "", False, False),))
    pane = opened(MARINA)
    pane.grab()
    model = pane.timeline.model()
    menu = pane.timeline.acts.menu(model.item(model.rowCount() - 1))
    texts = [it.text() for it in menu.actions()]
    assert "Copy “../../etc/passwd&&<b>”" in texts
    assert not any("\u202e" in it for it in texts)


@pytest.mark.parametrize("name", ["../../etc/passwd", "..\\..\\evil.exe", ".bashrc", "\u202e", "/etc/shadow"])
def test_a_file_name_is_never_a_path(name):
    safe = safe_name(name)
    assert "/" not in safe
    assert "\\" not in safe
    assert safe
    assert not safe.startswith(".")
