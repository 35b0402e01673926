"""A formatted text of another program as text with light marks: bold, italic, lists and links, nothing else of it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser

import nh3

from app.client.mail_html import TAGS, WITHOUT_CONTENT, readable_start
from app.language.marked import is_marked, plain

_DEEPEST = 100
_BOLD, _ITALIC = "**", "_"
_LINES = {"p", "div", "li", "ul", "ol", "tr", "table", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "br"}
_SPACED = {"p", "ul", "ol", "table", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}
_VOID = {"br", "hr"}
_CELLS = {"td", "th"}
_FRAGMENT = ("<!--StartFragment-->", "<!--EndFragment-->")
_BOLD_TAGS, _ITALIC_TAGS = {"b", "strong"}, {"i", "em"}
_WEIGHT = re.compile(r"font-weight\s*:\s*(bold|normal|\d{3})")
_SLANT = re.compile(r"font-style\s*:\s*(italic|normal)")
_WORD_ITEM = re.compile(r"mso-list\s*:\s*l\d")
_WORD_SIGN = re.compile(r"mso-list\s*:\s*ignore")
_HREF = re.compile(r"(?:https?://|mailto:)[^\s()<>\"]{1,2000}")
_WORDS = re.compile(r"[^\W\d_]+")


def marked_from(html: str, text: str) -> str:
    """``html`` with marks, when there is something to mark and its words are those of ``text``; empty otherwise.

    ``text`` is the plain form that came with it. Links lead to http, https or mailto only. Never raises.
    """
    reader = _Reader()
    reader.feed(_safe(html))
    reader.close()
    written = re.sub(r"\n{3,}", "\n\n", "\n".join(reader.written())).strip("\n")
    if not is_marked(written) and not reader.has_items:
        return ""
    bare = re.sub(r"\[([^\[\]\n]*)\]\([^()\s]*\)", r"\1", written)
    return written if _words(plain(bare)) == _words(text) else ""


def _safe(html: str) -> str:
    """Well-formed HTML of known tags: Python's own parser takes hours for some that is not."""
    start, end = (html.find(it) for it in _FRAGMENT)  # before it Word puts a style sheet of its own
    return nh3.clean(
        readable_start(html[start:end] if 0 <= start < end else html),
        tags=TAGS - {"img"},
        clean_content_tags=WITHOUT_CONTENT,
        attributes={"a": {"href"}, "*": {"style"}},
        url_schemes={"http", "https", "mailto"},
        strip_comments=True,
        link_rel=None,
    )


def _words(text: str) -> str:
    """Letters only: how lists are numbered and lines end is each program's own way."""
    return "".join(_WORDS.findall(text))


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a piece of text is written."""

    bold: bool = False
    italic: bool = False
    href: str = ""
    unseen: bool = False


class _Reader(HTMLParser):
    """Reads what browsers, Word and LibreOffice put into the clipboard, once it is safe."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.has_items = False
        self._lines: list[list[tuple[str, _Shape]]] = [[]]
        self._open: list[tuple[str, _Shape]] = []
        self._lists: list[int | None] = []  # the next number of each open list; None: it has none
        self._cells = 0  # of the row that is read

    def written(self) -> Iterable[str]:
        """The lines."""
        return ("".join(_piece(*it) for it in _joined(line)).rstrip() for line in self._lines)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        style = values.get("style", "").lower()
        is_item = tag == "li" or (tag == "p" and bool(_WORD_ITEM.search(style)))
        if self._is_in_cell:
            self._go_on_in_cell(tag)
        elif tag in _LINES:
            self._break(spaced=tag in _SPACED and not (is_item and self._is_after_item()))
        if tag in _CELLS:
            self._begin_cell()
        elif tag == "tr":
            self._cells = 0
        elif tag in ("ul", "ol"):
            self._lists.append(1 if tag == "ol" else None)
        elif is_item and not self._is_in_cell:
            self._begin_item()
        if tag not in _VOID and len(self._open) < _DEEPEST:
            self._open.append((tag, _shaped(self._shape, tag, values, style)))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        if all(name != tag for name, _ in self._open):
            return
        while self._open.pop()[0] != tag:
            pass
        if tag in _LINES and not self._is_in_cell:
            self._break(spaced=tag in _SPACED and not (tag == "p" and self._is_after_item()))

    def handle_data(self, data: str) -> None:
        if self._shape.unseen:
            return
        words = re.sub(r"\s+", " ", data)
        if not self._lines[-1] or _is_fresh_item(self._lines[-1]):
            words = words.lstrip(" ")
        if words:
            self._lines[-1].append((words, self._shape))

    @property
    def _shape(self) -> _Shape:
        return self._open[-1][1] if self._open else _Shape()

    @property
    def _is_in_cell(self) -> bool:
        return any(name in _CELLS for name, _ in self._open)

    def _begin_cell(self) -> None:
        """Cells of a row stand in one line with bars between them, as those of a table without formats."""
        if self._cells:
            self._lines[-1].append((" | " if self._lines[-1] else "| ", _Shape()))
        self._cells += 1

    def _go_on_in_cell(self, tag: str) -> None:
        """A line of its own in a cell, as Word writes all of them, is no line of the table."""
        line = self._lines[-1]
        if tag in _LINES and line and not line[-1][0].endswith(" "):
            line.append((" ", self._shape))

    def _break(self, *, spaced: bool) -> None:
        """A new line, unless one was begun; ``spaced``: with an empty one before it."""
        if self._lines[-1] and not _is_fresh_item(self._lines[-1]):
            self._lines.append([])
        if spaced and not self._lists and len(self._lines) > 1 and self._lines[-2]:
            self._lines.append([])

    def _is_after_item(self) -> bool:
        line: Sequence[tuple[str, _Shape]] = next((it for it in reversed(self._lines) if it), ())
        return bool(line) and line[0][1] is _ITEM

    def _begin_item(self) -> None:
        number = self._lists[-1] if self._lists else None
        sign = "- " if number is None else f"{number}. "
        if number is not None:
            self._lists[-1] = number + 1
        self.has_items = True
        self._lines[-1] = [(sign, _ITEM)]


_ITEM = _Shape(href="item")


def _is_fresh_item(line: Sequence[tuple[str, _Shape]]) -> bool:
    return len(line) == 1 and line[0][1] is _ITEM


def _shaped(shape: _Shape, tag: str, values: dict[str, str], style: str) -> _Shape:
    bold, italic = shape.bold or tag in _BOLD_TAGS, shape.italic or tag in _ITALIC_TAGS
    if weight := _WEIGHT.search(style):
        bold = weight[1] == "bold" or (weight[1].isdigit() and int(weight[1]) >= 600)
    if slant := _SLANT.search(style):
        italic = slant[1] == "italic"
    href = values.get("href", "").strip() if tag == "a" else ""
    return replace(
        shape,
        bold=bold,
        italic=italic,
        href=href if _HREF.fullmatch(href) else shape.href,
        unseen=shape.unseen or bool(_WORD_SIGN.search(style)),
    )


def _joined(line: Sequence[tuple[str, _Shape]]) -> list[tuple[str, _Shape]]:
    """Pieces of the same shape are one."""
    found: list[tuple[str, _Shape]] = []
    for words, shape in line:
        if found and found[-1][1] == shape:
            found[-1] = (found[-1][0] + words, shape)
        else:
            found.append((words, shape))
    return found


def _piece(words: str, shape: _Shape) -> str:
    """Marks stand close to their words."""
    inner = words.strip()
    if shape is _ITEM or not inner:
        return words
    marked = inner
    if shape.href and not set(inner) & set("[]"):
        address = shape.href.removeprefix("mailto:")
        return words.replace(inner, inner if inner in (shape.href, address) else f"[{inner}]({shape.href})", 1)
    if shape.italic and "_" not in inner:
        marked = f"{_ITALIC}{marked}{_ITALIC}"
    if shape.bold and "*" not in inner:
        marked = f"{_BOLD}{marked}{_BOLD}"
    return words.replace(inner, marked, 1)
