"""Pictures of messages, read and decoded away from the main thread, and kept while they are likely to be seen again."""

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt, QThreadPool, QTimer, Signal
from PySide6.QtGui import QImage, QImageReader

MAX_PICTURE_BYTES = 20_000_000
MAX_PICTURE_SIDE = 20_000
MAX_PICTURE_PIXELS = 80_000_000
"""A larger picture is a bomb or a mistake, and is shown on request like any other file."""

LOOK_MS = 20
KEPT_BYTES = 64_000_000
READ_AT_ONCE = 256_000
"""Decrypted in half a millisecond, as a logo under a letter; one of 3 MB takes thirteen (2 cores, 28 November)."""
THUMBNAIL_BYTES = 3_000_000
"""Of larger pictures only the chip is shown: they are fetched when somebody wants to see them."""

_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"})
_HEAD = 262_144
_MOST_EMPTY = 8_000_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture at a size: no wider and no higher than that."""

    sha256: str
    width: int
    height: int


class Pictures(QObject):
    """``get`` answers at once: with the picture, or with nothing until ``ready``."""

    ready = Signal()
    """Pictures that were asked for are here; told once for many."""

    def __init__(self, blob: Callable[[str], bytes | None], parent: QObject | None = None) -> None:
        """``blob`` may be called from any thread."""
        super().__init__(parent)
        self._blob = blob
        self._kept: OrderedDict[Wanted, QImage] = OrderedDict()
        self._asked: set[Wanted] = set()
        self._done: deque[tuple[Wanted, QImage | None]] = deque()  # by the worker, which may outlive this object
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self._take)

    def get(self, sha256: str, width: int, height: int = MAX_PICTURE_SIDE) -> QImage | None:
        """The picture of a file that is here; an empty one when it cannot be shown; None while it is not decoded."""
        wanted = Wanted(sha256, width, height)
        if wanted in self._kept:
            self._kept.move_to_end(wanted)
            return self._kept[wanted]
        if wanted not in self._asked:
            self._asked.add(wanted)
            self._pool.start(partial(_work, wanted, self._blob, self._done))
            self._look.start()
        return None

    def place(self, sha256: str, size: int, width: int) -> QImage:
        """Where a picture will stand: as large as it, or empty when ``size`` bytes are too many to be read at once."""
        content = self._blob(sha256) if size <= READ_AT_ONCE else None
        return QImage() if content is None else place_of(content, width)

    def wait(self) -> None:
        """Until everything that was asked for is decoded: for pictures of screens."""
        self._pool.waitForDone()

    def _take(self) -> None:
        """Keep what the worker has done; it tells nobody, so that nothing is told to an object that is gone."""
        news = False
        while self._done:
            wanted, image = self._done.popleft()
            self._asked.discard(wanted)
            if image is not None:
                self._kept[wanted] = image
                news = True
        while sum(it.sizeInBytes() for it in self._kept.values()) > KEPT_BYTES and len(self._kept) > 1:
            self._kept.popitem(last=False)
        if not self._asked:
            self._look.stop()
        if news:
            self.ready.emit()


def _work(wanted: Wanted, blob: Callable[[str], bytes | None], done: "deque[tuple[Wanted, QImage | None]]") -> None:
    """On the worker's thread."""
    content = blob(wanted.sha256)
    done.append((wanted, None if content is None else decoded(content, wanted.width, wanted.height)))


def decoded(content: bytes, width: int, height: int = MAX_PICTURE_SIDE) -> QImage:
    """A picture no larger than that, decoded at that size; empty when it is none or too large. Any thread."""
    if len(content) > MAX_PICTURE_BYTES:
        return QImage()
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or max(size.width(), size.height()) > MAX_PICTURE_SIDE:
        return QImage()
    if size.width() * size.height() > MAX_PICTURE_PIXELS:
        return QImage()
    if size.width() > width or size.height() > height:
        reader.setScaledSize(size.scaled(QSize(width, height), Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


def place_of(content: bytes, width: int) -> QImage:
    """An empty place as large as the picture will be, read from its head; an empty one when it will not be shown."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content[:_HEAD]))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    size = QImageReader(buffer).size()
    if not size.isValid() or max(size.width(), size.height()) > MAX_PICTURE_SIDE:
        return QImage()
    if size.width() > width:
        size = size.scaled(QSize(width, MAX_PICTURE_SIDE), Qt.AspectRatioMode.KeepAspectRatio)
    if size.width() * size.height() > _MOST_EMPTY:
        return QImage()
    place = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    place.fill(Qt.GlobalColor.transparent)
    return place


def is_picture(content_type: str, size: int) -> bool:
    """Whether a file is shown small beside its message."""
    return content_type.lower() in _PICTURES and 0 < size <= THUMBNAIL_BYTES
