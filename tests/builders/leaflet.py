"""Draws the leaflets that go with texts of the sample workspace: ``python -m tests.builders.leaflet``.

They lie in ``resources/sample``; make them anew only when their words change.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QGuiApplication, QPageLayout, QPageSize, QPdfWriter, QTextDocument

import ui  # noqa: F401  keeps Python's constants alive under Qt
from app.resource import resource_folder
from ui.theme.font import load_fonts, printed_font

_STYLE = "<style>h1{font-size:20pt} p,li{font-size:11pt} li{margin-bottom:4pt}</style>"
LEAFLETS = {
    "warranty-ru.pdf": (
        "Как сдать товар по гарантии",
        (
            "<p>Дом и Свет, забота о клиентах</p><ol>"
            "<li>Уложите товар в любую коробку. Чек не нужен: заказ мы видим сами.</li>"
            "<li>Принесите его в любой наш магазин или вызовите курьера, это бесплатно.</li>"
            "<li>Проверка занимает до семи дней. О решении мы напишем туда, откуда вы обратились.</li>"
            "<li>Если дефект подтвердится, выбирайте: ремонт, замена или деньги обратно.</li></ol>"
            "<p>Телефон: +7 900 000-01-44, почта: help@domisvet.example</p>"
        ),
    ),
    "warranty-en.pdf": (
        "How to return an item under warranty",
        (
            "<p>Home &amp; Light, customer care</p><ol>"
            "<li>Put the item into any box. No receipt is needed: we can see your order.</li>"
            "<li>Bring it to any of our shops, or ask for a courier; that is free.</li>"
            "<li>Looking at it takes up to seven days. We write to you where you wrote to us.</li>"
            "<li>If there is a defect, the choice is yours: repair, replacement, or your money back.</li></ol>"
            "<p>Phone: +7 900 000-01-44, mail: help@domisvet.example</p>"
        ),
    ),
}


def draw(path: Path, title: str, words: str) -> None:
    """One page of A5."""
    writer = QPdfWriter(str(path))
    writer.setTitle(title)
    writer.setCreator("Deskhand")
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A5),
            QPageLayout.Orientation.Portrait,
            QMarginsF(15, 15, 15, 15),
            QPageLayout.Unit.Millimeter,
        )
    )
    document = QTextDocument()
    document.setDefaultFont(printed_font(11))
    document.setHtml(f"{_STYLE}<h1>{title}</h1>{words}")
    document.print_(writer)


def main() -> None:
    """Write both."""
    application = QGuiApplication(sys.argv)
    load_fonts()
    for name, (title, words) in LEAFLETS.items():
        draw(resource_folder() / "sample" / name, title, words)
    del application


if __name__ == "__main__":
    main()
