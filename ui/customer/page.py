"""A column about a customer: lines that stay when something else is shown, and only get other words."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.widgets.tab_order import tab_through


class Part(NamedTuple):
    """A line to be shown. Lines of one ``kind`` are one widget with other words; ``told``: the same looks the same.

    ``make`` builds the widget, ``fill`` gives it what it tells and does; a line that never changes needs no ``fill``.
    """

    kind: Hashable
    told: Hashable
    make: Callable[[], QWidget]
    fill: Callable[[Any], object] = lambda widget: None


class Page(QWidget):
    """Building a widget costs a hundred times as much as giving it another text."""

    def __init__(self, after: QWidget) -> None:
        """``after``: what takes the keyboard before the lines."""
        super().__init__()
        self._after = after
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)  # the sheet paints no ground of a subclass without it
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self._lines: list[tuple[Part, QWidget]] = []

    def forget(self) -> None:
        """Another look or language: the next lines are built anew."""
        self._drop(0, len(self._lines))

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show these from top to bottom; the nearest line of the same kind is kept for each."""
        is_new = False
        for at, part in enumerate(parts):
            kept = next((it for it in range(at, len(self._lines)) if self._lines[it][0].kind == part.kind), None)
            if kept is None:
                self._build(at, part)
                is_new = True
            else:
                self._drop(at, kept)
                before, widget = self._lines[at]
                if before.told != part.told:
                    part.fill(widget)
                self._lines[at] = part, widget
        self._drop(len(parts), len(self._lines))
        if is_new:
            tab_through(*(widget for _part, widget in self._lines), after=self._after)

    def _build(self, at: int, part: Part) -> None:
        widget = part.make()
        part.fill(widget)
        self._lines.insert(at, (part, widget))
        self._column.insertWidget(at, widget)
        if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
            widget.show()

    def _drop(self, first: int, end: int) -> None:
        for _part, widget in self._lines[first:end]:  # perhaps it is the field whose key is being pressed
            self._column.removeWidget(widget)
            widget.hide()
            widget.setParent(self.parentWidget())
            widget.deleteLater()
        del self._lines[first:end]
