"""Pictures and pages of files for looking at, made away from the main thread: read, decrypted and drawn there."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal
from PySide6.QtGui import QImage

from app.client.pdf import draw_page
from app.client.row import FileRow
from ui.files.pictures import LOOK_MS, decoded

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"})
PDF = "application/pdf"
MOST_BYTES = 50_000_000
LONGEST_SIDE = 4_000


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be seen: a page (from 0) of a file, that wide in px."""

    file: FileRow
    page: int
    width: int


@dataclass(frozen=True, slots=True)
class Sight:
    """What came of a wish; an empty ``image``: it cannot be shown. ``pages`` of the file."""

    wish: Wish
    image: QImage
    pages: int = 1


def can_preview(file: FileRow) -> bool:
    """Whether a file can be looked at here, as far as its name and kind tell; what it is the drawing finds out."""
    kind, name = file.content_type.lower(), file.name.lower()
    fits = file.scan != "infected" and 0 < file.size <= MOST_BYTES
    return fits and (kind in PICTURES or (kind == PDF and name.endswith(".pdf")))


class Previewing(QObject):
    """One wish at a time; a newer one takes the place of one that has not begun."""

    seen = Signal(object)
    """A wish has come true, or cannot. Carries a ``Sight``."""

    def __init__(self, blob: Callable[[str], bytes | None], parent: QObject | None = None) -> None:
        """``blob`` may be called from any thread."""
        super().__init__(parent)
        self._blob = blob
        self._done: deque[Sight] = deque()  # by the worker, which may outlive this object
        self._next: Wish | None = None
        self._is_busy = False
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self._take)

    def want(self, wish: Wish) -> None:
        """Show this next."""
        self._next = wish
        self._begin()

    def wait(self) -> None:
        """Until what has begun is done: for pictures of screens."""
        self._pool.waitForDone()

    def _begin(self) -> None:
        if self._is_busy or self._next is None:
            return
        wish, self._next = self._next, None
        self._is_busy = True
        self._pool.start(partial(_work, wish, self._blob, self._done))
        self._look.start()

    def _take(self) -> None:
        while self._done:
            self._is_busy = False
            self.seen.emit(self._done.popleft())
        self._begin()
        if not self._is_busy:
            self._look.stop()


def _work(wish: Wish, blob: Callable[[str], bytes | None], done: "deque[Sight]") -> None:
    """On the worker's thread."""
    content = blob(wish.file.blob)
    if content is None:
        done.append(Sight(wish, QImage()))
    elif wish.file.content_type.lower() == PDF:
        page = draw_page(content, wish.page, wish.width)
        if page is None:
            done.append(Sight(wish, QImage()))
            return
        image = QImage(page.pixels, page.width, page.height, page.width * 4, QImage.Format.Format_RGB32).copy()
        done.append(Sight(wish, image, page.pages))
    else:
        done.append(Sight(wish, decoded(content, wish.width, LONGEST_SIDE)))
