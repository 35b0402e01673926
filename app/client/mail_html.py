"""HTML of a foreign mail turned into little, harmless HTML, with caps on length, tags and depth."""

import re
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

import nh3

MAX_BYTES = 200_000
MAX_TAGS = 2_000
MAX_DEPTH = 30
MAX_PARSED_TAGS = 2 * MAX_TAGS
"""nh3's time grows with the square of the nesting (40,000 open tags: 15 s), so it never sees more tags than this."""

MAX_TABLE_DEPTH = 2
"""Tables inside tables cost Qt's layout time that doubles at every level; deeper cells are shown as paragraphs."""

_BLOCKS = {"p", "div", "ul", "ol", "li", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}
_INLINE = {"b", "strong", "i", "em", "u", "s", "code", "sub", "sup", "span", "a"}
_TABLE = {"table", "thead", "tbody", "tfoot", "tr", "td", "th"}
_VOID = {"br", "hr", "img"}
TAGS = _BLOCKS | _INLINE | _TABLE | _VOID
WITHOUT_CONTENT = {"script", "style", "title", "head", "noscript", "iframe", "object", "svg", "math", "template"}
_TAG = re.compile("<[a-zA-Z]")
_LINKS = ("http://", "https://", "mailto:", "tel:")
_QUOTES = ("gmail_quote", "yahoo_quoted", "moz-cite-prefix", "mail-quote")


@dataclass(frozen=True, slots=True)
class CleanMail:
    """``html`` holds only known tags; ``shortened``: a cap was reached; ``quoted``: an earlier mail is in it."""

    html: str
    shortened: bool
    quoted: bool


def clean_mail(html: str, *, with_quotes: bool = True, characters: int = MAX_BYTES) -> CleanMail:
    """Harmless HTML of at most 200 kB, 2,000 tags and depth 30; the only pictures left are ``cid:`` ones.

    Without ``with_quotes`` the earlier mails under the text are left out; ``characters`` caps the text that is laid
    out at once. Never raises, whatever comes in.
    """
    source = readable_start(html)
    safe = nh3.clean(
        source,
        tags=TAGS,
        clean_content_tags=WITHOUT_CONTENT,
        attributes={"a": {"href"}, "img": {"src", "alt"}, "div": {"class"}, "blockquote": {"class"}},
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        strip_comments=True,
        link_rel=None,
    )
    writer = _Writer(with_quotes, characters)
    writer.feed(safe)
    writer.finish()
    return CleanMail("".join(writer.out), writer.shortened or len(source) < len(html), writer.quoted)


def readable_start(html: str) -> str:
    """The start of it that is read at all: so many bytes, and so many tags."""
    source = html[:MAX_BYTES].encode("utf-8", "replace")[:MAX_BYTES].decode("utf-8", "ignore")
    for count, tag in enumerate(_TAG.finditer(source)):
        if count == MAX_PARSED_TAGS:
            return source[: tag.start()]
    return source


class _Writer(HTMLParser):
    """Writes the already safe tags again, counting; what it does not know it does not write."""

    def __init__(self, with_quotes: bool, characters: int) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.shortened = False
        self.quoted = False
        self._with_quotes = with_quotes
        self._text_left = characters
        self._open: list[tuple[str, str]] = []  # as it came in, as it was written; "" when left out
        self._tags = 0
        self._length = 0
        self._skipping = 0  # depth at which a left-out quote began

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if self._is_quote(tag, values):
            self.quoted = True
            if not self._with_quotes and not self._skipping:
                self._skipping = len(self._open) + 1
        written = "" if self._skipping else self._written(tag)
        if written == "img" and not values.get("src", "").strip().lower().startswith("cid:"):
            self.handle_data(values.get("alt", "")[:200])  # a picture from elsewhere is only what it says it is
            return
        if written:
            self._write(f"<{written}{_attributes(tag, values)}>")
            self._tags += 1
        if tag not in _VOID:
            self._open.append((tag, written))

    def handle_endtag(self, tag: str) -> None:
        if all(name != tag for name, _ in self._open):
            return
        while self._open:
            name, written = self._open.pop()
            if written:
                self._write(f"</{written}>", closing=True)
            if self._skipping > len(self._open):
                self._skipping = 0
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._skipping:
            return
        if self._tags >= MAX_TAGS or len(data) > self._text_left:
            self.shortened = True
            data = data[: self._text_left] if self._tags < MAX_TAGS else ""
        self._text_left -= len(data)
        self._write(escape(data))

    def finish(self) -> None:
        """Close what is still open."""
        self.close()
        while self._open:
            written = self._open.pop()[1]
            if written:
                self._write(f"</{written}>", closing=True)

    def _written(self, tag: str) -> str:
        """The tag to write in place of ``tag``; empty for none."""
        depth = sum(1 for _, written in self._open if written)
        if tag not in TAGS or self._tags >= MAX_TAGS or depth >= MAX_DEPTH:
            self.shortened = self.shortened or self._tags >= MAX_TAGS
            return ""
        if tag in _TABLE:
            tables = sum(1 for name, _ in self._open if name == "table") + (tag == "table")
            if tables > MAX_TABLE_DEPTH:
                return "div" if tag in {"td", "th"} else ""
        return tag

    def _write(self, text: str, *, closing: bool = False) -> None:
        if not closing and self._length + len(text) > MAX_BYTES:
            self.shortened = True
            return
        self._length += len(text)
        self.out.append(text)

    @staticmethod
    def _is_quote(tag: str, values: dict[str, str]) -> bool:
        return tag == "blockquote" or any(mark in values.get("class", "") for mark in _QUOTES)


def _attributes(tag: str, values: dict[str, str]) -> str:
    """The link of an anchor, the source of our own picture; all else is dropped."""
    if tag == "a" and values.get("href", "").strip().lower().startswith(_LINKS):
        return f' href="{escape(values["href"].strip())}"'
    if tag == "img":
        return f' src="{escape(values["src"].strip())}" alt="{escape(values.get("alt", "")[:200])}"'
    return ""
