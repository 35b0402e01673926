"""A document on paper: page by page, each with a foot that says what it is of and which of how many."""

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QAbstractTextDocumentLayout, QColor, QPainter, QPalette, QTextDocument
from PySide6.QtPrintSupport import QPrinter

from ui.theme.font import printed_font
from ui.theme.tokens import Theme
from ui.translation import _

_FOOT_POINTS = 8
_FOOT_LINES = 3
"""Of the foot's height: two stay empty above it."""

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom


def print_pages(document: QTextDocument, foot: str, printer: QPrinter) -> bool:
    """Print the pages that were asked for; False: nothing came out."""
    painter = QPainter()
    if not painter.begin(printer):
        return False
    painter.setFont(printed_font(_FOOT_POINTS))
    page = QRectF(QPointF(), printer.pageRect(QPrinter.Unit.DevicePixel).size())
    body = QSizeF(page.width(), page.height() - _FOOT_LINES * painter.fontMetrics().height())
    document.documentLayout().setPaintDevice(printer)
    document.setDocumentMargin(0)
    document.setPageSize(body)
    count, ranges, is_first = document.pageCount(), printer.pageRanges(), True
    for number in range(1, count + 1):
        if ranges.isEmpty() or ranges.contains(number):
            if not is_first:
                printer.newPage()
            is_first = False
            _draw(document, painter, QRectF(QPointF(0, (number - 1) * body.height()), body))
            _draw_foot(painter, page, foot, _("{page} of {pages}").format(page=number, pages=count))
    return painter.end() and printer.printerState() is not QPrinter.PrinterState.Error


def _ink() -> QColor:
    return Theme.light(1.0).color("text.primary")


def _draw(document: QTextDocument, painter: QPainter, part: QRectF) -> None:
    """Black on white, whatever the window looks like."""
    context = QAbstractTextDocumentLayout.PaintContext()
    context.palette.setColor(QPalette.ColorRole.Text, _ink())
    context.clip = part
    painter.save()
    painter.translate(0, -part.top())
    painter.setClipRect(part)
    document.documentLayout().draw(painter, context)
    painter.restore()


def _draw_foot(painter: QPainter, page: QRectF, foot: str, counted: str) -> None:
    painter.setFont(printed_font(_FOOT_POINTS))
    painter.setPen(_ink())
    room = page.width() - 2 * painter.fontMetrics().horizontalAdvance(counted)
    painter.drawText(page, _LEFT, painter.fontMetrics().elidedText(foot, Qt.TextElideMode.ElideRight, int(room)))
    painter.drawText(page, _RIGHT, counted)
