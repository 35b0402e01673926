"""How samples stand: beside each other, and in columns."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme.tokens import theme

Fill = Callable[[QVBoxLayout], None]
"""Puts samples below each other."""


def row_of(*parts: QWidget, stretch: bool = True) -> QHBoxLayout:
    """Parts beside each other, at the left unless they take all the room."""
    row = QHBoxLayout()
    row.setSpacing(theme().space(4))
    for part in parts:
        row.addWidget(part)
    if stretch:
        row.addStretch(1)
    return row


def add_columns(page: QVBoxLayout, fills: Sequence[tuple[Fill, int]]) -> None:
    """One column for each, as broad as its number says, in the page before it is filled: parts alone are windows."""
    look, body = theme(), QHBoxLayout()
    page.addLayout(body, 1)
    body.setContentsMargins(look.space(6), 0, look.space(6), 0)
    body.setSpacing(look.space(8))
    for fill, stretch in fills:
        part = QVBoxLayout()
        body.addLayout(part, stretch)
        part.setSpacing(look.space(3))
        fill(part)
        part.addStretch(1)
