"""Text with light marks, as it is written for a letter: ``**bold**``, ``_italic_``, ``- item``, ``[words](link)``.

A mark that is not closed is a plain character. The plain form leaves marks out and names links; the HTML form is safe
whatever is written: every character of the text is escaped, and links lead to http, https or mailto only.
"""

import html
import re
from collections.abc import Iterable

_LINK = re.compile(r"\[([^\[\]\n]{1,200})\]\(((?:https?://|mailto:)[^\s()<>\"]{1,2000})\)")
_BARE = re.compile(r"https?://[^\s<>\"]{3,2000}")
_BOLD = re.compile(r"\*\*(?=\S)([^*\n]{1,2000}?)(?<=\S)\*\*")
_ITALIC = re.compile(r"(?<![\w_])_(?=[^\s_])([^_\n]{1,2000}?)(?<=\S)_(?![\w_])")
_ITEM = re.compile(r"(?:[-•]|\d{1,3}[.)]) +(?=\S)")
_AFTER_LINK = ".,;:!?)»”"


def is_marked(text: str) -> bool:
    """Is there anything but plain text in it?"""
    return any(found.search(text) for found in (_LINK, _BOLD, _ITALIC))


def plain(text: str) -> str:
    """The same without marks, for whoever reads plain text; a link stands behind its words."""
    text = _LINK.sub(lambda it: it[1] if it[1] == it[2] else f"{it[1]} ({it[2].removeprefix('mailto:')})", text)
    return _ITALIC.sub(r"\1", _BOLD.sub(r"\1", text))


def to_html(text: str) -> str:
    """Paragraphs, lists, bold, italic and links; nothing of the text is ever a tag."""
    blocks = re.split(r"\n{2,}", text.replace("\r\n", "\n").strip())
    return "\n".join(part for block in blocks for part in _block(block.split("\n")))


def spans(text: str) -> Iterable[tuple[int, int, str]]:
    """Where marks stand, for the editor: start, length, and ``bold``, ``italic`` or ``link``."""
    for kind, found in (("bold", _BOLD), ("italic", _ITALIC), ("link", _LINK)):
        for it in found.finditer(text):
            yield it.start(), it.end() - it.start(), kind


def _block(lines: list[str]) -> Iterable[str]:
    """A paragraph, with the lists in it."""
    words: list[str] = []
    items: list[str] = []
    ordered = False
    for line in lines:
        item = _ITEM.match(line)
        if item is None:
            if items:
                yield _list(items, ordered=ordered)
                items = []
            words.append(_inline(line))
            continue
        if words:
            yield f"<p>{'<br>'.join(words)}</p>"
            words = []
        ordered = line[0].isdigit() if not items else ordered
        items.append(_inline(line[item.end() :]))
    if items:
        yield _list(items, ordered=ordered)
    if words:
        yield f"<p>{'<br>'.join(words)}</p>"


def _list(items: list[str], *, ordered: bool) -> str:
    tag = "ol" if ordered else "ul"
    return f"<{tag}>{''.join(f'<li>{it}</li>' for it in items)}</{tag}>"


def _inline(line: str) -> str:
    """Links are taken out first: nothing inside an address is a mark."""
    parts: list[str] = []
    at = 0
    for start, end, words, target in _links(line):
        parts += [_emphasis(line[at:start]), f'<a href="{html.escape(target)}">{html.escape(words)}</a>']
        at = end
    return "".join([*parts, _emphasis(line[at:])])


def _links(line: str) -> Iterable[tuple[int, int, str, str]]:
    named = [(it.start(), it.end(), it[1], it[2]) for it in _LINK.finditer(line)]
    for it in _BARE.finditer(line):
        if not any(start < it.end() and it.start() < end for start, end, _words, _target in named):
            address = it.group().rstrip(_AFTER_LINK)
            named.append((it.start(), it.start() + len(address), address, address))
    return sorted(named)


def _emphasis(text: str) -> str:
    return _ITALIC.sub(r"<i>\1</i>", _BOLD.sub(r"<b>\1</b>", html.escape(text, quote=False)))
