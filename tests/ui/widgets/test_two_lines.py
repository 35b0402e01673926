"""Rows of two lines: what it is stands out, how it stands is fainter; a heading is left as it is."""

from PySide6.QtWidgets import QListWidget, QListWidgetItem

from ui.theme.tokens import theme
from ui.widgets.two_lines import TwoLines


def darkest(image, top, bottom):
    """Of some lines of pixels."""
    found = (image.pixelColor(x, y).lightness() for x in range(30, image.width() - 10) for y in range(top, bottom))
    return min(found)


def test_the_first_line_is_the_darker_one_and_both_are_whole_rows(qtbot, theme_controller):
    rows = QListWidget()
    qtbot.addWidget(rows)
    rows.setItemDelegate(TwoLines(rows))
    rows.addItem(QListWidgetItem("Support\nConnected"))
    rows.addItem(QListWidgetItem("A heading"))
    rows.resize(300, 200)
    rows.show()
    image, first = rows.viewport().grab().toImage(), rows.visualItemRect(rows.item(0))
    middle = first.center().y()
    assert first.height() >= theme().line("body") + theme().line("meta")
    assert darkest(image, first.top(), middle - 4) < darkest(image, middle + 8, first.bottom()) < 200
    assert rows.visualItemRect(rows.item(1)).height() < first.height()
