"""HTML bodies as readable text, in linear time, whatever the bytes."""

from __future__ import annotations

import html
import re

MAX_HTML = 2_000_000
_MAX_TAG = 20_000
_TAG_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:-]{0,30})")
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_HIDDEN_WORD = re.compile(r"\shidden(?:[\s/>=]|$)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_RAW = frozenset({"style", "script", "title", "xml", "noscript", "template", "textarea", "svg", "math", "object"})
_VOID = frozenset({"br", "hr", "img", "meta", "link", "input", "area", "base", "col", "wbr", "source", "embed"})
_BLOCK = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 "
        "h6 header html li main nav ol p pre section table tbody thead tr ul",
    )
)
_SPACED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "ul", "ol"})


def html_to_text(source: str) -> str:
    """Text of an HTML body: blocks as lines, quotes with ``> ``, links behind their words.

    Hidden elements, styles, scripts and comments are dropped; nothing of the result is markup.
    """
    return _Writer(source[:MAX_HTML]).text()


class _Writer:
    """One pass over the source; every character is looked at a bounded number of times."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._lower = source.lower() if source.isascii() else "".join(c.lower() if c < "\x80" else c for c in source)
        self._lines: list[tuple[int, str]] = []  # how deep in quotes, and what it says
        self._line: list[str] = []
        self._quote = 0
        self._pre = 0
        self._hidden: tuple[str, int] | None = None
        self._link: tuple[str, int] | None = None
        self._absent: set[str] = set()

    def text(self) -> str:
        at = 0
        source = self._source
        while at < len(source):
            tag = source.find("<", at)
            if tag < 0:
                tag = len(source)
            if tag > at:
                self._words(source[at:tag])
            if tag == len(source):
                break
            at = self._markup(tag)
        self._break()
        lines = self._tidy()
        while lines and not lines[-1][1]:
            lines.pop()
        return "\n".join(("> " * quote + line).rstrip() for quote, line in lines).strip("\n")

    def _markup(self, at: int) -> int:
        """Handle what begins with ``<``; returns where to go on."""
        source = self._source
        if source.startswith("<!--", at):
            return self._after("-->", at + 4)
        if source.startswith(("<!", "<?"), at):
            return self._after(">", at + 2)
        named = _TAG_NAME.match(source, at)
        if named is None:
            self._words("<")
            return at + 1
        name = named[1].lower()
        end = self._tag_end(at)
        body = source[named.end() : end - 1]
        if source[at + 1] == "/":
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
        mark = "</" + name
        found = self._lower.find(mark, at) if mark not in self._absent else -1
        if found < 0:
            self._absent.add(mark)
            return at if name not in {"style", "script"} else len(self._source)
        return self._after(">", found)

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
    if not body:
        return False
    return bool(_HIDDEN_STYLE.search(_attribute(body, "style"))) or bool(_HIDDEN_WORD.search(_ATTRIBUTE.sub("", body)))
