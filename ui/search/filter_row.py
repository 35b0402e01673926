"""Filters of the search: those that are set, as chips that go by a press, and what can be added to them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from app.client.search import Finder
from app.language.search.filter import FILTERS, OFFERED_IN_RUSSIAN, TYPED, filter_named
from app.language.search.wanted import Filters
from ui.bridge.latest import Latest
from ui.search.filter_words import CROSS, add_text, chip_text, offered_values
from ui.theme.tokens import theme
from ui.translation import _, language
from ui.widgets.button import Button
from ui.widgets.flow import FlowLayout

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Piece:
    """A filter in the text: where it stands, its name and value."""

    start: int
    end: int
    name: str
    value: str


def pieces(text: str) -> list[Piece]:
    """The filters in what was typed, in their order."""
    return [
        Piece(it.start(), it.end(), name, it[2] or it[3] or it[4] or "")
        for it in TYPED.finditer(text)
        if (name := filter_named(it[1])) is not None
    ]


class FilterRow(QWidget):
    """Chips of the filters in ``field``; beside them what can be added: filters, or values for the one just begun.

    The text of the field is the only truth. Tab in the field takes the first value that is offered. Names of the data
    are looked up beside the window; until they are there, what was offered before stays to be seen.
    """

    def __init__(self, field: QLineEdit, finder: Finder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self._names = Latest(lambda wish: tuple(finder.names(*wish)), self)
        self._names.done.connect(self._on_named)
        self._wish: tuple[str, str, str] | None = None
        self._named: tuple[tuple[str, str, str] | None, tuple[str, ...]] = None, ()
        self._takes_first = False
        self._unknown: tuple[str, ...] = ()
        self.offered: list[str] = []
        self._pieces: list[Piece] = []
        flow = FlowLayout(self)
        flow.setContentsMargins(0, 0, 0, 0)
        flow.setSpacing(theme().space(3))
        self.chips = [self._button(flow, "", self._on_chip, place) for place in range(_SHOWN)]
        self.values = [self._button(flow, "", self._on_value, place) for place in range(_SHOWN)]
        self.adds = [self._button(flow, "link", self._on_add, place) for place in range(len(FILTERS))]
        field.textChanged.connect(self._show)
        field.cursorPositionChanged.connect(self._show)
        self._show()

    def _button(self, flow: FlowLayout, look: str, act: Callable[[int], None], place: int) -> Button:
        button = Button(look=look or "small")
        button.setAutoDefault(False)  # Enter belongs to the field
        button.clicked.connect(lambda _checked=False: act(place))
        flow.addWidget(button)
        return button

    def show_filters(self, filters: Filters) -> None:
        """What of the text was understood."""
        if filters.unknown != self._unknown:
            self._unknown = filters.unknown
            self._show()

    def stop(self) -> None:
        """The desk is leaving."""
        self._names.stop()

    def complete(self) -> bool:
        """Take the first value that is offered, as soon as it is there; False: none is."""
        if self._is_looking():
            self._takes_first = True
            return True
        if not self.offered:
            return False
        self._take(self.offered[0])
        return True

    @Slot(object, object)
    def _on_named(self, wish: tuple[str, str, str], names: tuple[str, ...]) -> None:
        if wish != self._wish:
            return
        takes_first, self._takes_first = self._takes_first, False
        self._named = wish, names
        self._show()
        if takes_first:
            self.complete()

    def _is_looking(self) -> bool:
        return self._wish is not None and self._wish != self._named[0]

    @Slot()
    def _show(self) -> None:
        text, begun = self._field.text(), self._begun()
        self.offered = [] if begun is None else self._values(begun.name, begun.value)[:_SHOWN]
        if begun is None or offered_values(begun.name) is not None:
            self._wish, self._named = None, (None, ())
        self._pieces = [it for it in pieces(text) if it != begun and text[it.start : it.end] not in self._unknown]
        is_set = {it.name for it in self._pieces}
        _name(self.chips, [chip_text(it.name, it.value) for it in self._pieces])
        _name(self.values, self.offered)
        is_asked = bool(self.offered) or self._is_looking()
        adds = ["" if is_asked or it in is_set else add_text(it) for it in FILTERS]
        _name(self.adds, adds)
        for chip in self.chips:
            chip.setAccessibleName(_("Remove the filter {name}").format(name=chip.text().removesuffix(CROSS)))

    def _on_chip(self, place: int) -> None:
        piece, text = self._pieces[place], self._field.text()
        self._field.setText((text[: piece.start].rstrip() + " " + text[piece.end :].lstrip()).strip())
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_value(self, place: int) -> None:
        self._take(self.offered[place])

    def _on_add(self, place: int) -> None:
        """Begin the filter at the end; its values are offered."""
        name = list(FILTERS)[place]
        word = OFFERED_IN_RUSSIAN[name] if language() == "ru" else FILTERS[name][0]
        text = self._field.text().rstrip()
        self._field.setText(f"{text} {word}:" if text else f"{word}:")
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _begun(self) -> Piece | None:
        """The filter that the cursor stands at the end of; one whose quotes are closed is done."""
        text = self._field.text()[: self._field.cursorPosition()]
        for piece in pieces(text):
            if piece.end == len(text) and not text.endswith(('"', "»")):
                return piece
        start = text.rfind(" ") + 1
        word, colon, value = text[start:].partition(":")
        name = filter_named(word) if colon and not value else None
        return None if name is None else Piece(start, len(text), name, "")

    def _values(self, name: str, typed: str) -> list[str]:
        fixed = offered_values(name)
        if fixed is None:
            return self._looked_up((name, typed, language()))
        if typed in fixed:
            return []
        return [it for it in fixed if it.casefold().startswith(typed.casefold())]

    def _looked_up(self, wish: tuple[str, str, str]) -> list[str]:
        if wish != self._wish:
            self._wish, self._takes_first = wish, False
            self._names.ask(wish)
        known, names = self._named
        return list(names) if known is not None and known[0] == wish[0] else []

    def _take(self, value: str) -> None:
        begun = self._begun()
        if begun is None:
            return
        text, at = self._field.text(), self._field.cursorPosition()
        word = text[begun.start :].partition(":")[0]
        value = value.replace('"', " ")
        quoted = f'"{value}"' if " " in value else value
        self._field.setText(f"{text[: begun.start]}{word}:{quoted} {text[at:].lstrip()}")
        self._field.setCursorPosition(begun.start + len(word) + len(quoted) + 2)
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)


def _name(buttons: Sequence[Button], texts: Sequence[str]) -> None:
    """One button for each text; the others are hidden."""
    for button, text in zip_longest(buttons, texts[: len(buttons)], fillvalue=""):
        assert isinstance(button, Button)
        button.setText(text)
        button.setVisible(bool(text))
