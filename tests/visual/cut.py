"""Finds words that are cut: buttons never are, labels only where they say so by an ellipsis."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QLineEdit, QWidget

SLACK = 1
"""Layouts round half pixels."""


def cut(root: QWidget) -> list[str]:
    """What does not have the room it needs, each with its place."""
    return sorted(set(_found(root)))


def _found(root: QWidget) -> Iterator[str]:
    for widget in root.findChildren(QWidget):
        inside = isinstance(widget.parentWidget(), QLineEdit)
        if inside or not widget.isVisibleTo(root) or not isinstance(widget, QAbstractButton | QLabel):
            continue
        what = _wrong_with(widget, root) if widget.text() else ""
        if what:
            yield f"{_place(widget, root)}: {what}: {widget.text()!r}"


def _wrong_with(widget: QAbstractButton | QLabel, root: QWidget) -> str:
    if isinstance(widget, QLabel) and widget.wordWrap():
        wanted = widget.heightForWidth(widget.width())
        return f"{widget.height()} px high, wants {wanted}" if widget.height() + SLACK < wanted else ""
    wanted = widget.minimumSizeHint().width()
    if widget.width() + SLACK < wanted:
        return f"{widget.width()} px wide, wants {wanted}"
    return "" if isinstance(widget, QLabel) or _is_whole(widget, root) else "not wholly seen"


def _is_whole(widget: QWidget, root: QWidget) -> bool:
    """Inside every widget around it; what can be scrolled to is whole, too."""
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around.parentWidget(), QAbstractScrollArea):
            return True
        inner = QRect(widget.mapTo(around, QPoint()), widget.size())
        if not around.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(inner):
            return False
        if around is root or around.isWindow():
            return True
        around = around.parentWidget()
    return True


def _place(widget: QWidget, root: QWidget) -> str:
    chain = []
    at: QWidget | None = widget
    while at is not None and at is not root:
        chain.append(at.objectName() or type(at).__name__)
        at = at.parentWidget()
    return " < ".join(chain[:4])
