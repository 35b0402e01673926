"""Where everything of a timeline row lies, in px from the row's own top left corner."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import ceil
from typing import TypeVar

from PySide6.QtCore import QRectF

from app.client.row import EntryRow, FileRow
from app.language.cloud_link import CloudLink
from ui.conversation.cloud_words import cloud_pill
from ui.conversation.document import Documents, Written
from ui.conversation.item import Item, Shape, clouds_of, text_of
from ui.files.file_words import file_pill
from ui.files.pictures import is_picture
from ui.theme.tokens import Theme, theme
from ui.widgets.pill import pill_width

T = TypeVar("T")

_FEWEST_PX = 120
_WIDE = 0.35
"""A letter's usual width beside the height of its line."""


@dataclass(slots=True)
class Geometry:
    """A row laid out at one width. ``caption``: time and delivery of a bubble; ``more``: the way to the whole text."""

    height: int
    line: QRectF
    room: int = 0  # how wide the text was laid out
    avatar: QRectF | None = None
    frame: QRectF | None = None
    text: QRectF | None = None
    caption: QRectF | None = None
    quote: QRectF | None = None
    more: QRectF | None = None
    chips: tuple[tuple[QRectF, FileRow], ...] = ()
    thumbs: tuple[tuple[QRectF, FileRow], ...] = ()
    clouds: tuple[tuple[QRectF, CloudLink], ...] = ()


def measure(item: Item, width: int, documents: Documents) -> Geometry:
    """Lay a row out; the document is laid out too, the first time."""
    look = theme()
    line = content(width, look)
    gap = look.space(4)
    if item.shape is Shape.DAY:
        return Geometry(look.line("caption") + gap, line.adjusted(0, gap / 2, 0, gap / 2 + look.line("caption")))
    if item.shape is Shape.BLOCK:
        high = look.line("meta") + look.space(5)
        return Geometry(high + gap, line.adjusted(0, gap, 0, gap + high - look.space(2)))
    if item.shape in (Shape.LINE, Shape.GAP):
        high = look.size("system.line")
        return Geometry(high + gap, line.adjusted(0, gap / 2, 0, gap / 2 + high))
    if item.shape is Shape.BUBBLE:
        return _bubble(item, line, documents, look)
    return _card(item, line, documents, look)


def guessed(item: Item, width: int) -> int:
    """About how high a row with a text is, without laying it out."""
    look = theme()
    line = look.line("reading")
    characters = len(text_of(item.entry)) if item.entry is not None else 0
    lines = 1 + characters * line * _WIDE // text_width(item, width)
    caption = look.line("caption") + look.space(1) if item.is_ours else 0
    return int(lines * line + look.space(4) + caption + 2 * look.size("bubble.pad.y"))


def content(width: int, look: Theme) -> QRectF:
    """The column of the timeline: never wider than is good to read, then centred; its height is 0."""
    pad = look.space(6)
    room = width - pad - look.space(2)  # the scroll bar already keeps the text away from the edge
    if room > look.size("reading.max"):
        return QRectF((width - look.size("reading.max")) // 2, 0, look.size("reading.max"), 0)
    return QRectF(pad, 0, room, 0)


def text_width(item: Item, width: int) -> int:
    """How wide the text of a row may be."""
    look = theme()
    return _room(item, content(width, look).width(), look)


def _room(item: Item, line: float, look: Theme) -> int:
    room = line - _indent(look)
    if item.shape is Shape.BUBBLE:
        room = line * look.size("bubble.percent") // 100
        if not item.is_ours:  # its time stands beside it
            room = min(room, line - _indent(look) - look.space(4) - look.space(10))
        return max(_FEWEST_PX, int(room) - 2 * look.size("bubble.pad.x"))
    return max(_FEWEST_PX, int(room) - 2 * look.size("card.pad.x"))


def _indent(look: Theme) -> int:
    return look.size("avatar.sm") + look.space(4)


def _bubble(item: Item, line: QRectF, documents: Documents, look: Theme) -> Geometry:
    widest = _room(item, line.width(), look)
    written = documents.get(item, widest)
    pad_x, pad_y, gap = look.size("bubble.pad.x"), look.size("bubble.pad.y"), look.space(4)
    text_w = min(widest, ceil(written.document.idealWidth()) + 1)
    foot = _foot(item, written, max(text_w, _FEWEST_PX), look)
    inner = max(text_w, ceil(foot.width))
    text_h = ceil(written.document.size().height())
    left = line.right() - inner - 2 * pad_x if item.is_ours else line.left() + _indent(look)
    frame = QRectF(left, gap / 2, inner + 2 * pad_x, text_h + foot.height + 2 * pad_y)
    text = QRectF(left + pad_x, frame.top() + pad_y, text_w, text_h)
    made = Geometry(0, line, widest, None, frame, text)
    foot.place(made, text.left(), text.bottom())
    caption = look.line("caption")
    if item.is_ours:
        made.caption = QRectF(line.left(), frame.bottom() + look.space(1), line.width(), caption)
        made.height = ceil(made.caption.bottom() + gap / 2)
    else:
        made.avatar = QRectF(line.left(), frame.top(), look.size("avatar.sm"), look.size("avatar.sm"))
        beside = line.right() - frame.right() - gap
        made.caption = QRectF(frame.right() + gap, frame.bottom() - caption, beside, caption)
        made.height = ceil(max(frame.bottom(), made.avatar.bottom()) + gap / 2)
    return made


def _card(item: Item, line: QRectF, documents: Documents, look: Theme) -> Geometry:
    widest = _room(item, line.width(), look)
    written = documents.get(item, widest)
    gap, pad_x, pad_y = look.space(4), look.size("card.pad.x"), look.size("card.pad.y")
    left = line.left() + _indent(look)
    note = item.shape is Shape.NOTE
    head = look.line("meta") + look.space(3) + look.space(1) if note else look.size("card.header")
    top = gap / 2 + head + (0 if note else pad_y)
    empty = not written.document.characterCount() > 1
    text_h = 0 if empty else ceil(written.document.size().height())
    foot = _foot(item, written, widest, look)
    text = QRectF(left + pad_x, top, widest, text_h)
    bottom = top + text_h + foot.height
    bottom = gap / 2 + head if bottom == top and not note else bottom + pad_y
    frame = QRectF(left, gap / 2, line.right() - left, bottom - gap / 2)
    avatar = QRectF(line.left(), frame.top(), look.size("avatar.sm"), look.size("avatar.sm"))
    made = Geometry(ceil(max(frame.bottom(), avatar.bottom()) + gap / 2), line, widest, avatar, frame, text)
    foot.place(made, text.left(), text.bottom())
    return made


@dataclass(slots=True)
class _Foot:
    """What stands under the text: fold mark, "show all", small pictures, files."""

    width: float
    height: int
    quote: QRectF | None
    more: QRectF | None
    chips: list[tuple[QRectF, FileRow]] = field(default_factory=list)
    thumbs: list[tuple[QRectF, FileRow]] = field(default_factory=list)
    clouds: list[tuple[QRectF, CloudLink]] = field(default_factory=list)

    def place(self, geometry: Geometry, x: float, y: float) -> None:
        """Move everything under a text that ends at ``y``."""
        geometry.quote = self.quote and self.quote.translated(x, y)
        geometry.more = self.more and self.more.translated(x, y)
        geometry.chips = tuple((rect.translated(x, y), file) for rect, file in self.chips)
        geometry.thumbs = tuple((rect.translated(x, y), file) for rect, file in self.thumbs)
        geometry.clouds = tuple((rect.translated(x, y), link) for rect, link in self.clouds)

    def add(self, parts: list[tuple[QRectF, T]], sized: Iterable[tuple[float, float, T]], width: int) -> None:
        """Put parts under what is there, beside one another as far as there is room; by width, height and part."""
        gap = theme().space(3)
        x, y, line = 0.0, float(self.height + gap), 0.0
        for wide, high, part in sized:
            if x and x + wide > width:
                x, y, line = 0.0, y + line + gap, 0.0
            parts.append((QRectF(x, y, wide, high), part))
            x, line = x + wide + gap, max(line, high)
            self.width = max(self.width, x - gap)
        self.height = ceil(y + line)


def _foot(item: Item, written: Written, width: int, look: Theme) -> _Foot:
    assert item.entry is not None
    foot = _Foot(0, 0, None, None)
    row, gap = look.size("chip"), look.space(3)
    if written.quoted:
        foot.quote = QRectF(0, gap, look.space(9), look.size("system.line"))
        foot.height = gap + look.size("system.line")
    if written.cut:
        foot.more = QRectF(0, foot.height, width, row)
        foot.height += row
        foot.width = width
    files = shown_files(item.entry)
    side = float(look.size("thumbnail"))
    if thumbs := [(side, side, file) for file in files if is_picture(file.content_type, file.size)]:
        foot.add(foot.thumbs, thumbs, width)
    if files:
        foot.add(foot.chips, [(min(pill_width(file_pill(it)), width), row, it) for it in files], width)
    if clouds := clouds_of(item.entry):
        foot.add(foot.clouds, [(min(pill_width(cloud_pill(it)), width), row, it) for it in clouds], width)
    return foot


def shown_files(entry: EntryRow) -> list[FileRow]:
    """Files that stand under a message: all but the pictures that its page shows itself."""
    return [it for it in entry.files if not it.inline or not entry.payload.get("html")]
