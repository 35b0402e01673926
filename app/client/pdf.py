"""Pages of a PDF as pictures, drawn by a child process: whatever a file does to it, the desk goes on.

The child gets the file and one wish on stdin, answers with one picture on stdout, and ends. It sees no keys, opens no
file and no network; memory and time are limited, where the system can, by itself, and everywhere by its parent.
"""

import struct
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

MAX_BYTES = 50_000_000
"""Of a file; a larger one is opened in its own program."""

MAX_SIDE = 4_000
MAX_PIXELS = 12_000_000
MOST_PAGES = 5_000
WITHIN_S = 10.0
MEMORY_BYTES = 1_500_000_000

FLAG = "--draw-pdf-page"
"""How the bundle's own executable is told to be that child."""

_WISH = struct.Struct("<III")  # page from 0, width in px, bytes of the file
_ANSWER = struct.Struct("<III")  # pages, width and height in px; then BGRX, four bytes a pixel


@dataclass(frozen=True, slots=True)
class Page:
    """One drawn page. ``pixels``: rows from the top, blue green red unused."""

    pages: int
    width: int
    height: int
    pixels: bytes


def child_command() -> list[str]:
    """How the child is started: the bundle itself with a flag, else this module."""
    return [sys.executable, FLAG] if getattr(sys, "frozen", False) else [sys.executable, "-m", "app.client.pdf"]


def draw_page(content: bytes, page: int, width: int, *, within_s: float = WITHIN_S) -> Page | None:
    """Draw a page (from 0) that wide; None when it cannot be drawn: broken, locked, too large, too slow. Any thread."""
    if not 0 < len(content) <= MAX_BYTES or not 0 <= page < MOST_PAGES:
        return None
    import subprocess

    wish = _WISH.pack(page, max(1, min(width, MAX_SIDE)), len(content)) + content
    try:
        process = subprocess.Popen(
            child_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
    except OSError:
        return None
    try:
        answer, _ = process.communicate(wish, timeout=within_s)
    except (subprocess.TimeoutExpired, OSError):
        process.kill()
        with suppress(OSError, ValueError):
            process.communicate()
        return None
    return None if process.returncode else _page(answer)


def _page(answer: bytes) -> Page | None:
    """The child's answer, believed only as far as it fits together."""
    if len(answer) < _ANSWER.size:
        return None
    pages, width, height = _ANSWER.unpack_from(answer)
    pixels = answer[_ANSWER.size :]
    fits = 0 < width <= MAX_SIDE and height > 0 and width * height <= MAX_PIXELS and len(pixels) == width * height * 4
    return Page(pages, width, height, pixels) if fits and pages > 0 else None


# ---------------------------------------------------------------------- in the child


def main(given: BinaryIO | None = None, answer: BinaryIO | None = None) -> int:
    """Be the child: draw what stdin wishes; the exit code is 0 when there is an answer."""
    given, answer = given or sys.stdin.buffer, answer or sys.stdout.buffer
    limit_this_process()
    page, width, size = _WISH.unpack(given.read(_WISH.size))
    content = given.read(size)
    try:
        drawn = render(content, page, width)
    except Exception:  # noqa: BLE001  the edge: a hostile file, whose error is nobody's
        return 1
    answer.write(_ANSWER.pack(drawn.pages, drawn.width, drawn.height) + drawn.pixels)
    answer.flush()
    return 0


def render(content: bytes, page: int, width: int) -> Page:
    """Draw a page in this process; no form or script of it is run.

    Raises:
        Exception: of PDFium, or that there is no such page; whatever a broken file leads to.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    sheet = document[page]
    wide, high = sheet.get_size()
    most = min(width, MAX_SIDE - 1, (MAX_SIDE - 1) * wide / high, (MAX_PIXELS * 0.99 * wide / high) ** 0.5)
    bitmap = sheet.render(scale=most / wide, may_draw_forms=False, prefer_bgrx=True)
    whole, row = bytes(bitmap.buffer), bitmap.width * 4
    if bitmap.stride != row:
        starts = range(0, bitmap.height * bitmap.stride, bitmap.stride)
        whole = b"".join(whole[at : at + row] for at in starts)
    return Page(min(len(document), MOST_PAGES), bitmap.width, bitmap.height, whole[: row * bitmap.height])


def limit_this_process() -> None:
    """Memory, time and files, where the system can."""
    try:
        import resource
    except ImportError:  # Windows: the parent's patience alone
        return
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, int(WITHIN_S)), (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    sys.exit(main())
