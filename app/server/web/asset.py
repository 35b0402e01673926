"""Files that pages load, all from our own origin: styles, scripts, the font and the icons."""

import gzip
import hashlib
import importlib.util
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zipfile import ZipFile

from fastapi import Request, Response

from app.resource import resource_folder
from app.server.errors import Denied
from app.server.router import Router
from app.server.web.theme import theme_css

FOLDER = "/chat/assets"
ICONS = ("arrow-down", "cloud-off", "clock", "check", "check-check", "circle-alert", "message-circle", "mail", "send",
         "file-text", "lock", "minus", "paperclip")  # fmt: skip
SCRIPTS = ("chat", "end", "files", "host", "kept", "link", "look", "reading", "sending", "view")
FONT = "files/Inter[opsz,wght].ttf"
YEAR_S = 31_536_000
_USED = re.compile(r"var\(--([a-z-]+)\)")
_STROKE = re.compile(r'stroke-width="[\d.]+"')


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent; ``packed`` is its gzip form, empty when that is not shorter."""

    content_type: str
    data: bytes
    packed: bytes
    tag: str


def routes() -> Router:
    """``/chat/assets/…``: a fixed list of names; no path of the request ever reaches the file system."""
    router = Router(include_in_schema=False)

    @router.get(FOLDER + "/{name}")
    def get(name: str, request: Request) -> Response:
        found = asset(name)
        headers = {
            "Cache-Control": f"public, max-age={YEAR_S}, immutable" if "v" in request.query_params else "no-cache",
            "ETag": f'"{found.tag}"',
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
        }
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        data = found.data
        if found.packed and "gzip" in request.headers.get("accept-encoding", ""):
            data, headers["Content-Encoding"] = found.packed, "gzip"
        return Response(data, headers=headers, media_type=found.content_type)

    return router


def asset_url(name: str) -> str:
    """The address of an asset, which changes with its content."""
    return f"{FOLDER}/{name}?v={asset(name).tag}"


@cache
def asset(name: str) -> Asset:
    """Read, or make, one asset; kept for the life of the process.

    Raises:
        Denied: 404 ``not_found``.
    """
    maker = _MAKERS.get(name)
    data = maker() if maker is not None else b""
    if not data:
        raise Denied(404, "not_found")
    packed = gzip.compress(data, 9, mtime=0)
    kind = _TYPES[name.rpartition(".")[2]]
    return Asset(kind, data, packed if len(packed) < len(data) else b"", hashlib.sha256(data).hexdigest()[:16])


_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "ttf": "font/ttf",
}


def _file(name: str) -> Callable[[], bytes]:
    path = resource_folder() / "web" / name
    return path.read_bytes


def _theme() -> bytes:
    return theme_css().encode()


def _chat_theme() -> bytes:
    """Only the colours the framed chat uses: every byte of it is loaded by somebody's shop."""
    used = "".join(_file(name)().decode() for name in ("base.css", "chat.css", "frame.css"))
    return theme_css(frozenset(_USED.findall(used)), printed=False).encode()


def _app_icon() -> bytes:
    return (resource_folder() / "icons" / "app-icon.svg").read_bytes()


def _icon(name: str) -> Callable[[], bytes]:
    def read() -> bytes:
        with ZipFile(_package("lucide") / "lucide.zip") as archive:
            text = archive.read(f"{name}.svg").decode()
        return _STROKE.sub('stroke-width="1.75"', text, count=1).encode()

    return read


def _font() -> bytes:
    return (_package("fontpkg_inter") / FONT).read_bytes()


def _package(name: str) -> Path:
    """The folder of an installed package, found without importing it. Raises ``Denied``: 404 when it is not there."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise Denied(404, "not_found")
    return Path(next(iter(spec.submodule_search_locations)))


_MAKERS: dict[str, Callable[[], bytes]] = {
    "theme.css": _theme,
    "chat-theme.css": _chat_theme,
    "inter.ttf": _font,
    "app-icon.svg": _app_icon,
    **{name: _file(name) for name in ("base.css", "chat.css", "font.css", "frame.css", "trial.css")},
    **{f"{name}.js": _file(f"{name}.js") for name in SCRIPTS},
    **{f"{name}.svg": _icon(name) for name in ICONS},
}
