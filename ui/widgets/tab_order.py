"""The way of the Tab key: Qt goes by when a part was made, a person by where it stands."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def tab_through(*parts: QWidget, after: QWidget | None = None) -> None:
    """Tab goes through these parts of one window one after the other, in each as it did.

    ``after``: what takes the keyboard before them; None: the first part stays where it is.
    """
    stops = [stop for part in parts for stop in _stops(part)]
    for before, then in pairwise([after, *stops] if after is not None else stops):
        QWidget.setTabOrder(before, then)


def tab_before(part: QWidget, other: QWidget) -> None:
    """Tab goes through ``part`` just before it comes to ``other``."""
    inside, ahead = {part, *_below(part)}, _stops(other)
    at = ahead[0].previousInFocusChain() if ahead else other
    while at in inside or not (_takes(at) or at.isWindow()):
        at = at.previousInFocusChain()
    tab_through(part, after=at)


def _stops(part: QWidget) -> list[QWidget]:
    """What of a part takes the keyboard by Tab, in the order of now; also what is hidden at the moment."""
    inside = {part, *_below(part)}
    found, at = ([part] if _takes(part) else []), part.nextInFocusChain()
    while at is not part:
        if at in inside and _takes(at):
            found.append(at)
        at = at.nextInFocusChain()
    return found


def _below(part: QWidget) -> Iterator[QWidget]:
    children: Iterable[object] = part.children()
    for child in children:
        if isinstance(child, QWidget) and not child.isWindow():
            yield child
            yield from _below(child)


def _takes(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
