"""The way of the Tab key: Qt goes by when a part was made, a person by where it stands."""

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget


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
    for at in _ring(ahead[0] if ahead else other, QWidget.previousInFocusChain):
        if at not in inside and (_takes(at) or at.isWindow()):
            tab_through(part, after=at)
            return


def first_stop(*parts: QWidget) -> QWidget | None:
    """What of these parts takes the keyboard first now; None: nothing of them that is seen does."""
    return next((it for part in parts for it in _stops(part) if it.isVisible() and it.isEnabled()), None)


def _stops(part: QWidget) -> list[QWidget]:
    """What of a part takes the keyboard by Tab, in the order of now; also what is hidden at the moment."""
    inside = {part, *_below(part)}
    return [it for it in (part, *_ring(part, QWidget.nextInFocusChain)) if it in inside and _takes(it)]


def _ring(begin: QWidget, step: Callable[[QWidget], QWidget | None]) -> Iterator[QWidget]:
    """All others of the window, from the one beside ``begin``."""
    at = step(begin)
    while at is not None and at is not begin:
        yield at
        at = step(at)


def _below(part: QWidget) -> Iterator[QWidget]:
    children: Iterable[object] = part.children()
    for child in children:
        if isinstance(child, QWidget) and not child.isWindow():
            yield child
            yield from _below(child)


def _takes(widget: QWidget) -> bool:
    """By Tab itself, or as one of several of which the chosen one does."""
    policy, is_one_of = widget.focusPolicy(), isinstance(widget, QAbstractButton) and widget.group() is not None
    takes = policy & Qt.FocusPolicy.TabFocus or (is_one_of and policy is Qt.FocusPolicy.ClickFocus)
    return bool(takes) and widget.focusProxy() is None
