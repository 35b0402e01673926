"""A request on paper can be read: its letters have a size for eyes, nothing runs over the edge, all of it is there."""

from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from tests.ui.talk import MARINA, fill, say, talk_of
from ui.bridge.desk_bridge import DeskBridge
from ui.conversation import print_out
from ui.conversation.entry_text import TimelineWords
from ui.conversation.print_out import PrintOut
from ui.theme.controller import Look
from ui.translation import set_language

MARGIN_PT = 10


@pytest.fixture
def printed(qtbot, theme_controller, desk, tmp_path):
    """The pages of Marina's request."""
    window = QWidget()
    qtbot.addWidget(window)
    path: Path = tmp_path / "request.pdf"
    opened = []

    def pages():
        bridge = DeskBridge(desk)
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(path))
        paper = PrintOut(bridge.queries, TimelineWords(desk.person, bridge.queries, desk.now), window)
        paper.print_on(bridge.queries.card(talk_of(desk, MARINA).id), printer)
        opened.append(pypdfium2.PdfDocument(str(path)))
        return list(opened[-1])

    yield pages
    for document in opened:
        document.close()
    set_language("en")


def boxes(page):
    """Of every letter: left, bottom, right, top in points."""
    text = page.get_textpage()
    letters = text.get_text_range()
    return {at: text.get_charbox(at) for at, letter in enumerate(letters) if letter.isalnum()}


def test_letters_on_paper_have_a_size_for_eyes_and_stay_within_its_edges(printed, desk, theme_controller):
    theme_controller.set_look(Look.DARK)
    say(desk, MARINA, "https://example.org/" + "a" * 300)
    for page in printed():
        placed = boxes(page).values()
        assert max(top - bottom for _left, bottom, _right, top in placed) > 6
        assert min(left for left, *_rest in placed) > MARGIN_PT
        assert max(right for _left, _bottom, right, _top in placed) < page.get_width() - MARGIN_PT


def test_a_long_request_is_on_paper_from_its_first_to_its_last_message_with_day_and_year(printed, desk):
    fill(desk, MARINA, 300)
    say(desk, MARINA, "<b>Последнее</b>\n    с отступом")
    pages = printed()
    assert len(pages) > 5
    for number, page in enumerate(pages, 1):
        said = page.get_textpage().get_text_range()
        assert "№ 1204 · Замена плафона, заказ 48-20917" in said
        assert f"{number} of {len(pages)}" in said
    text = " ".join("".join(page.get_textpage().get_text_range() for page in pages).split())
    assert "message 0 " in text
    assert "message 299 " in text
    assert "<b>Последнее</b> с отступом" in text
    assert "2026" in text


@pytest.mark.parametrize(
    ("language", "cut", "gap"),
    [
        ("en", "Only the newest 40 entries are on this paper", "7 earlier entries are not on this computer"),
        ("ru", "На бумаге только последние записи, их 40", "7 более ранних записей нет на этом компьютере"),
    ],
)
def test_what_is_left_out_is_said_on_paper(printed, desk, monkeypatch, language, cut, gap):
    set_language(language)
    monkeypatch.setattr(print_out, "MOST_ENTRIES", 40)
    fill(desk, MARINA, 40)
    text = written(printed())
    assert (cut in text, gap in text, "message 0 " in text) == (False, False, True)
    talk = fill(desk, MARINA, 41)
    talk.missing = 7
    text = written(printed())
    assert (cut in text, gap in text) == (True, True)
    assert "message 0 " not in text
    assert "message 1 " in text


def written(pages) -> str:
    return " ".join("".join(page.get_textpage().get_text_range() for page in pages).split())


def test_what_was_attached_is_named_in_the_language_of_the_window(printed):
    set_language("ru")
    text = "".join(page.get_textpage().get_text_range() for page in printed())
    assert "Приложено: плафон-1.jpg" in text
    assert "№ 1204 · Марина Соколова · Открыто" in text


@pytest.mark.qt_log_ignore("QPainter|QPdf")
def test_a_printer_that_takes_nothing_is_told(qtbot, theme_controller, desk, tmp_path):
    window = QWidget()
    qtbot.addWidget(window)
    bridge = DeskBridge(desk)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "nowhere" / "request.pdf"))
    paper = PrintOut(bridge.queries, TimelineWords(desk.person, bridge.queries, desk.now), window)
    with qtbot.waitSignal(paper.failed) as failed:
        paper.print_on(bridge.queries.card(talk_of(desk, MARINA).id), printer)
    assert "The printer took nothing" in failed.args[0]
