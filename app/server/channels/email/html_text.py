"""HTML bodies as readable text, in linear time, whatever the bytes."""

from __future__ import annotations

import html
import re

MAX_HTML = 2_000_000
MAX_EFFORT = 100_000
"""Tags looked at one by one, about half a second of work; one with an odd quote in it counts as ``_UNCLEAR``."""

_UNCLEAR = 4
_MAX_TAG = 20_000
_MARKUP = re.compile(r"<(?:/?[a-zA-Z]|[!?])")
_TAG_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:-]{0,30})")
# A tag that says clearly where it ends: every quote in it is closed and holds no sign of markup.
_CLEAR_TAG = re.compile(
    r"""<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30}+)((?>\s++[^\s"'<>=/]++(?>\s*+=\s*+(?>"[^"<>]*+"|'[^'<>]*+'|[^\s"'<>]++))?+)*+\s*+/?+)>"""
)
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_HIDDEN_WORD = re.compile(r"\shidden(?:[\s/>=]|$)", re.IGNORECASE)
_PERHAPS_HIDDEN = re.compile("hid|none|&", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_RAW = frozenset({"style", "script", "title", "xml", "noscript", "template", "textarea", "svg", "math", "object"})
_RAW_END = {name: re.compile("</" + name, re.IGNORECASE | re.ASCII) for name in _RAW}
_VOID = frozenset({"br", "hr", "img", "meta", "link", "input", "area", "base", "col", "wbr", "source", "embed"})
_BLOCK = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 "
        "h6 header html li main nav ol p pre section table tbody thead tr ul",
    )
)
_SPACED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "ul", "ol"})


# Beyond MAX_EFFORT: a style or script with what is in it, and what begins like a tag. None of them ever looks back.
_ROUGH_RAW = re.compile(r"<(style|script)\b(?>[^<]++|<(?!/\1))*+", re.IGNORECASE)
_ROUGH_BLOCK = re.compile(rf"</?(?:{'|'.join(sorted(_BLOCK - {'td'}))}|br|hr)\b[^<>]*+>?", re.IGNORECASE)
_ROUGH_TAG = re.compile(r"<(?:/?[a-z]|[!?])[^<>]*+>?", re.IGNORECASE)
_ROUGH_GAP = re.compile(r"\n[ \t\r\f]*+(?:\n[ \t\r\f]*+)++")
_ROUGH_CELL = re.compile(r"<t[dh]\b[^<>]*+>?", re.IGNORECASE)


def html_to_text(source: str, defects: list[str] | None = None) -> str:
    """Text of an HTML body: blocks as lines, quotes with ``> ``, links behind their words.

    Hidden elements, styles, scripts and comments are dropped; nothing of the result is markup. Behind more tags than a
    letter has, all that stands between them is text, and its form is lost; ``defects`` is told of it.
    """
    writer = _Writer(source[:MAX_HTML])
    text = writer.text()
    if defects is not None:
        if len(source) > MAX_HTML:
            defects.append("the text is longer than what is shown")
        if writer.is_tired:
            defects.append("more tags than a letter has: the rest is text without its form")
    return text


def _rough(source: str) -> list[str]:
    """The lines of a page that was not written for people, at the speed of the searches alone."""
    text = _ROUGH_BLOCK.sub("\n", _ROUGH_CELL.sub(" ", _ROUGH_RAW.sub("", source)))
    text = _ROUGH_GAP.sub("\n\n", html.unescape(_ROUGH_TAG.sub("", text)))
    return [" ".join(line.split()) for line in text.split("\n")]


class _Writer:
    """One pass over the source; every character is looked at a bounded number of times."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._effort = 0
        self._lines: list[tuple[int, str]] = []  # how deep in quotes, and what it says
        self._line: list[str] = []
        self._quote = 0
        self._pre = 0
        self._hidden: tuple[str, int] | None = None
        self._link: tuple[str, int] | None = None
        self._absent: set[str] = set()

    @property
    def is_tired(self) -> bool:
        """Whether it had more to look at than it looks at."""
        return self._effort >= MAX_EFFORT

    def text(self) -> str:
        at = 0
        source = self._source
        while not self.is_tired and (found := _MARKUP.search(source, at)) is not None:
            tag = found.start()
            if tag > at:
                self._words(source[at:tag])
            at = self._markup(tag)
        if not self.is_tired:
            self._words(source[at:])
        self._break()
        if self.is_tired:
            self._lines += [(0, line) for line in _rough(source[at:])]
        lines = self._tidy()
        while lines and not lines[-1][1]:
            lines.pop()
        return "\n".join(("> " * quote + line).rstrip() for quote, line in lines).strip("\n")

    def _markup(self, at: int) -> int:
        """Handle what begins with ``<``; returns where to go on."""
        clear = _CLEAR_TAG.match(self._source, at)
        self._effort += _UNCLEAR if clear is None else 1
        if clear is not None:
            return self._tag(clear[2].lower(), clear[3], clear.end(), closes=bool(clear[1]))
        source = self._source
        if source.startswith("<!--", at):
            return self._after("-->", at + 4)
        if source.startswith(("<!", "<?"), at):
            return self._after(">", at + 2)
        named = _TAG_NAME.match(source, at)
        assert named is not None, "it is what _MARKUP found"
        end = self._tag_end(at)
        return self._tag(named[1].lower(), source[named.end() : end - 1], end, closes=source[at + 1] == "/")

    def _tag(self, name: str, body: str, end: int, *, closes: bool) -> int:
        if closes:
            self._closed(name)
        elif name in _RAW and not body.endswith("/"):
            return self._after_raw(name, end)
        else:
            self._opened(name, body)
        return end

    def _after(self, mark: str, at: int) -> int:
        """Behind ``mark``, or behind the next ``>`` when there is none (remembered, so it stays linear)."""
        if mark not in self._absent:
            found = self._source.find(mark, at)
            if found >= 0:
                return found + len(mark)
            self._absent.add(mark)
        found = self._source.find(">", at) if ">" not in self._absent else -1
        return len(self._source) if found < 0 else found + 1

    def _after_raw(self, name: str, at: int) -> int:
        found = _RAW_END[name].search(self._source, at) if name not in self._absent else None
        if found is None:
            self._absent.add(name)
            return at if name not in {"style", "script"} else len(self._source)
        return self._after(">", found.start())

    def _tag_end(self, at: int) -> int:
        """A ``>`` inside a quoted attribute does not end the tag."""
        source = self._source
        end = source.find(">", at)
        if end < 0:
            return len(source)
        for _ in range(8):
            inside = source[at : min(end, at + _MAX_TAG)]
            quote = _open_quote(inside)
            if not quote:
                break
            close = source.find(quote, end, at + _MAX_TAG)
            after = source.find(">", close, at + _MAX_TAG) if close >= 0 else -1
            if after < 0:
                break
            end = after
        return end + 1

    def _opened(self, name: str, body: str) -> None:
        if self._hidden is not None:
            if name == self._hidden[0]:
                self._hidden = (name, self._hidden[1] + 1)
            return
        if name not in _VOID and name not in {"body", "html"} and not body.endswith("/") and _is_hidden(body):
            self._hidden = (name, 1)
            return
        if name in {"br", "hr"}:
            self._break(keep=True)
        elif name in {"td", "th"}:
            self._line.append(" ")
        elif name in _BLOCK:
            self._block_opened(name)
        elif name == "a":
            self._link = (_attribute(body, "href"), len(self._line))

    def _block_opened(self, name: str) -> None:
        self._break()
        if name in _SPACED:
            self._gap()
        if name == "blockquote":
            self._quote = min(self._quote + 1, 20)
        elif name == "pre":
            self._pre += 1
        elif name == "li":
            self._line.append("- ")

    def _closed(self, name: str) -> None:
        if self._hidden is not None:
            self._closed_hidden(name, *self._hidden)
        elif name == "a":
            self._end_link()
        elif name in _BLOCK:
            self._break()
            if name == "blockquote":
                self._quote = max(0, self._quote - 1)
            elif name == "pre":
                self._pre = max(0, self._pre - 1)
            if name in _SPACED:
                self._gap()

    def _closed_hidden(self, name: str, hidden: str, depth: int) -> None:
        if name == hidden:
            self._hidden = (name, depth - 1) if depth > 1 else None
        elif name in {"body", "html"}:
            self._hidden = None

    def _end_link(self) -> None:
        if self._link is None:
            return
        target, since = self._link
        self._link = None
        if not target.lower().startswith(("http://", "https://")) or len(target) > 2_000:
            return
        label = "".join(self._line[since:]).strip()
        bare = target.split("://", 1)[1].rstrip("/")
        if label and bare not in label:
            self._line.append(f" <{target}>")

    def _words(self, text: str) -> None:
        if self._hidden is not None:
            return
        text = html.unescape(text) if "&" in text else text
        if not self._pre:
            self._line.append(_SPACES.sub(" ", text))
            return
        first, *rest = text.replace("\r\n", "\n").split("\n")
        self._line.append(first)
        for line in rest:
            self._break(keep=True)
            self._line.append(line)

    def _break(self, *, keep: bool = False) -> None:
        line = "".join(self._line)
        line = line.rstrip() if self._pre else _SPACES.sub(" ", line).strip()
        self._line.clear()
        if self._link is not None:
            self._link = (self._link[0], 0)
        if line or keep:
            self._lines.append((self._quote, line))

    def _gap(self) -> None:
        if self._lines and self._lines[-1][1]:
            self._lines.append((self._quote, ""))

    def _tidy(self) -> list[tuple[int, str]]:
        out: list[tuple[int, str]] = []
        for quote, line in self._lines:
            said = line.replace("\xa0", " ").rstrip()
            if said or not out or out[-1][1]:
                out.append((quote, said))
        return out


def _open_quote(inside: str) -> str:
    """The quote an attribute value is still open with, or empty."""
    rest = _ATTRIBUTE.sub("", inside)
    for quote in "\"'":
        if re.search(rf"=\s*{quote}[^{quote}]*$", rest):
            return quote
    return ""


def _attribute(body: str, name: str) -> str:
    for match in _ATTRIBUTE.finditer(body[:_MAX_TAG]):
        if match[1].lower() == name:
            return html.unescape(match[2] or match[3] or match[4] or "").strip()
    return ""


def _is_hidden(body: str) -> bool:
    if not _PERHAPS_HIDDEN.search(body):
        return False
    return bool(_HIDDEN_STYLE.search(_attribute(body, "style"))) or bool(_HIDDEN_WORD.search(_ATTRIBUTE.sub("", body)))
