"""Texts of entries laid out once per width, and kept while they are likely to be seen again."""

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtGui import QFont, QImage, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument, QTextOption

from app.client.row import EntryRow, FileRow
from app.language.plain_text import shown_body
from app.language.quote import split_quote
from app.language.utf16 import place
from ui.conversation.item import Item, Shape, text_of
from ui.conversation.mail_document import MailDocument
from ui.conversation.marking import Finds
from ui.files.pictures import Pictures
from ui.theme.tokens import theme

KEPT = 120
"""Documents kept: some screens up and down, the talks before; heights are kept by the delegate, far longer."""

HTML_CHARACTERS = 20_000
_MENTION = re.compile(r"(?<!\w)@\w[\w-]*(?: [A-ZА-ЯЁ][\w-]*)?")
_LINK = re.compile(r"\bhttps?://[^\s<>\"']{3,500}")


@dataclass(frozen=True, slots=True)
class Written:
    """A laid-out text. ``quoted``: an earlier mail can be unfolded; ``cut``: there is more than is shown."""

    document: QTextDocument
    quoted: bool
    cut: bool


class Documents:
    """Makes and keeps the documents of entries.

    ``blob`` gives bytes by digest or None; ``wanted`` is told the digest of a body that is not here yet.
    """

    def __init__(
        self, blob: Callable[[str], bytes | None], wanted: Callable[[str], None], parent: QObject | None = None
    ) -> None:
        self._blob = blob
        self.pictures = Pictures(blob, parent)
        self._wanted = wanted
        self._asked: set[str] = set()
        self._bodies: set[str] = set()
        """Those of them that texts are made of; a picture says by its file that it is here."""
        self._late: set[UUID] = set()
        """Entries with a picture that is still being read."""
        self.pictures.ready.connect(self._make_room)
        self._kept: OrderedDict[tuple[UUID, int], tuple[EntryRow, bool, Written]] = OrderedDict()
        self._letters: set[tuple[UUID, int]] = set()
        """Those that are pages with pictures."""
        self.unfolded: set[UUID] = set()
        self.finds: Finds | None = None
        """Where in a text the words are that are to stand out."""

    def clear(self) -> None:
        """The theme or the text size changed."""
        self._kept.clear()

    def leave(self) -> None:
        """Another talk is shown: plain texts are kept for the way back, letters with their pictures are not."""
        for letter in self._letters:
            self._kept.pop(letter, None)
        self._letters.clear()

    def has_arrived(self) -> bool:
        """Is a body here now that was missing when it was laid out?"""
        here = {digest for digest in self._bodies if self._blob(digest) is not None}
        self._bodies -= here
        self._asked -= here
        return bool(here)

    def get(self, item: Item, width: int) -> Written:
        """The document of a row at that width, laid out."""
        assert item.entry is not None
        key, unfolded = (item.entry.entry_id, width), item.entry.entry_id in self.unfolded
        found = self._kept.get(key)
        if found is not None and found[0] == item.entry and found[1] == unfolded:
            self._kept.move_to_end(key)
            return found[2]
        made = self.build(item, width)
        if item.entry.payload.get("html"):
            self._letters.add(key)
        self._kept[key] = (item.entry, unfolded, made)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return made

    def build(self, item: Item, width: int, parent: QObject | None = None) -> Written:
        """A document of its own, for the browser over the current row."""
        assert item.entry is not None
        html = self._html(item.entry)
        if html is not None:
            return self._mail(item.entry, html, width, parent)
        return self._plain(item, width, parent)

    def _html(self, entry: EntryRow) -> str | None:
        digest = entry.payload.get("html")
        if not isinstance(digest, str) or not digest:
            return None
        content = self._blob(digest)
        if content is None:
            self._bodies.add(digest)
            self.want(digest)
            return None
        return content[:1_000_000].decode("utf-8", "replace")

    def _mail(self, entry: EntryRow, html: str, width: int, parent: QObject | None) -> Written:
        from app.client.mail_html import clean_mail  # with its library: many talks have no such letter

        clean = clean_mail(html, with_quotes=entry.entry_id in self.unfolded, characters=HTML_CHARACTERS)
        document = MailDocument(lambda content_id, room: self._picture(entry, content_id, room), parent)
        document.max_width = width
        _dress(document, theme().font("reading"), width)
        document.setDefaultStyleSheet(f"a {{ color: {theme().color('accent.text').name()}; }}")
        document.setHtml(clean.html)
        return Written(document, clean.quoted, clean.shortened)

    def _picture(self, entry: EntryRow, content_id: str, width: int) -> QImage:
        """A picture inside a mail; while it is being read an empty place, of a small one as large as it will be."""
        file = next((it for it in entry.files if it.content_id and _bare(it.content_id) == _bare(content_id)), None)
        if file is None or not self._is_here(file):
            return QImage()
        image = self.pictures.get(file.blob, width)
        if image is None:
            self._late.add(entry.entry_id)
            image = self.pictures.place(file.blob, file.size, width)
        return image

    def _make_room(self) -> None:
        """Pictures are here whose size nobody knew: their letters are laid out anew when they are shown next."""
        late, self._late = self._late, set()
        for entry, _unfolded, written in self._kept.values():
            if entry.entry_id in late:
                written.document.markContentsDirty(0, written.document.characterCount())

    def _is_here(self, file: FileRow) -> bool:
        """Ask for it when it is not."""
        if file.local:
            self._asked.discard(file.blob)
        else:
            self.want(file.blob)
        return file.local

    def want(self, digest: str) -> None:
        """Ask for bytes that are not here, once."""
        if digest not in self._asked:
            self._asked.add(digest)
            self._wanted(digest)

    def thumbnail(self, file: FileRow, side: int) -> QImage | None:
        """A small picture of a file; None while it is not here or not decoded."""
        return self.pictures.get(file.blob, side, side) if self._is_here(file) else None

    def _plain(self, item: Item, width: int, parent: QObject | None) -> Written:
        assert item.entry is not None
        text, quoted, shape = text_of(item.entry), False, item.shape
        step = "body" if shape is Shape.NOTE else "reading"
        if shape is Shape.MAIL:
            parts = split_quote(text[:200_000])
            quoted = bool(parts.quoted and parts.own)
            if quoted and item.entry.entry_id not in self.unfolded:
                text = "\n\n".join(part for part in (parts.own, parts.signature) if part)
        shown, cut = shown_body(text)
        document = MailDocument(None, parent)
        _dress(document, theme().font(step), width)
        document.setPlainText(shown)
        _set_line(document, theme().line(step))
        _mark(document, _LINK, shown, is_link=True)
        if shape is Shape.NOTE:
            _mark(document, _MENTION, shown, is_link=False)
        return Written(document, quoted, cut)


def _bare(content_id: str) -> str:
    return content_id.strip("<>")


def _dress(document: QTextDocument, font: QFont, width: int) -> None:
    document.setDocumentMargin(0)
    document.setDefaultFont(font)
    document.setDefaultTextOption(_wrapping())
    document.setTextWidth(width)


def _set_line(document: QTextDocument, px: int) -> None:
    cursor = QTextCursor(document)
    cursor.select(QTextCursor.SelectionType.Document)
    cursor.mergeBlockFormat(_line(px))


@cache
def _wrapping() -> QTextOption:
    made = QTextOption()
    made.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return made


@cache
def _line(px: int) -> QTextBlockFormat:
    made = QTextBlockFormat()
    made.setLineHeight(px, QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
    return made


def _mark(document: QTextDocument, pattern: re.Pattern[str], text: str, *, is_link: bool) -> None:
    """Colour what the pattern finds; a link also becomes one."""
    if pattern.search(text) is None:
        return
    shape = QTextCharFormat()
    shape.setForeground(theme().color("accent.text"))
    cursor = QTextCursor(document)
    for count, found in enumerate(pattern.finditer(text)):
        if count >= 100:
            return
        if is_link:
            shape.setAnchor(True)
            shape.setAnchorHref(found.group())
        cursor.setPosition(place(text, found.start()))
        cursor.setPosition(place(text, found.end()), QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(shape)
