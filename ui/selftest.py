"""``deskhand --selftest``: is this installation whole? JSON, one entry a part, exit code 1 when one is missing."""

import builtins
import json
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


@cache
def _application() -> "QApplication":
    """Kept to the end: without one, Qt's pictures and letters end the process instead of raising."""
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    return app


def _window() -> str:
    app = _application()
    from ui.theme.controller import ThemeController
    from ui.widgets.button import PrimaryButton

    controller = ThemeController(app)
    button = PrimaryButton("Deskhand")
    painted = button.grab().toImage()
    colors = {painted.pixel(x, y) for x in range(painted.width()) for y in range(painted.height())}
    button.deleteLater()
    controller.deleteLater()
    if len(colors) < 2:
        raise RuntimeError("nothing was painted")
    return app.platformName()


def _pictures() -> str:
    _application()
    from PySide6.QtGui import QPixmap

    from ui.theme.icon import app_mark, icon_pixmap

    def is_drawn(pixmap: QPixmap) -> bool:
        image = pixmap.toImage()
        points = ((x, y) for x in range(image.width()) for y in range(image.height()))
        return any(image.pixelColor(x, y).alpha() for x, y in points)

    for name, pixmap in (("handshake", icon_pixmap("handshake", "promise", 16)), ("app-icon", app_mark(64))):
        if not is_drawn(pixmap):
            raise RuntimeError(f"{name} was not drawn")
    return "SVG"


def _fonts() -> str:
    _application()
    from PySide6.QtGui import QFontDatabase, QFontInfo

    from ui.theme.font import FAMILIES, load_fonts, make_font

    if not load_fonts() or FAMILIES[0] not in QFontDatabase.families():
        raise RuntimeError("Inter is missing")
    family = QFontInfo(make_font(13)).family()
    if family != FAMILIES[0]:
        raise RuntimeError(f"{family} is used instead of Inter")
    return family


def _import() -> str:
    """PySide6 must not keep the import it puts in place, see ``ui.quick_qt``, nor compile its own Python (0082)."""
    import PySide6.QtCore  # noqa: F401

    if getattr(builtins.__import__, "__module__", "") != "builtins":
        raise RuntimeError("every import reads source text")
    own = sys.modules["shibokensupport.signature"]
    if getattr(sys, "frozen", False) and not Path(str(own.__file__)).exists():
        raise RuntimeError("PySide6 compiles what lies compiled beside it")
    return "Python's own"


def _words() -> str:
    from PySide6.QtCore import QLibraryInfo, QTranslator

    from app.resource import LANGUAGES, load_catalogue

    if not QTranslator().load("qtbase_ru", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        raise RuntimeError("Qt's Russian sentences are missing")
    return ", ".join(load_catalogue(language).language for language in LANGUAGES)


def _language() -> str:
    """Names, greetings, templates, mails and time zones: what reads files or comes from libraries used late."""
    from importlib.resources import files

    from app.client.mail_html import clean_mail
    from app.language.greeting_standard import standard
    from app.language.lexicon import lexicon
    from app.language.template import fill
    from ui.shell.keymap import keyed_actions

    if not files("tzdata").joinpath("zoneinfo", "Europe", "Moscow").is_file():
        raise RuntimeError("time zones are missing")
    for language in ("en", "ru"):
        standard(language)
    if fill("{{ name }}", {"name": "Марина"}) != "Марина" or "script" in clean_mail("<p>a<script>b</script>").html:
        raise RuntimeError("a text was not filled or not cleaned")
    return f"{len(lexicon().cyrillic)} + {len(lexicon().latin)} names, {len(keyed_actions())} keys"


def _database() -> str:
    from app.client.selftest import check_cipher

    with TemporaryDirectory() as folder:
        return check_cipher(Path(folder))


def _keyring() -> str:
    from app.client.selftest import check_vault

    return check_vault()


def _migrations() -> str:
    from app.client.selftest import check_migrations

    return check_migrations()


def _server() -> str:
    from app.client.selftest import check_server

    with TemporaryDirectory() as folder:
        return check_server(Path(folder))


PARTS: tuple[tuple[str, Callable[[], str]], ...] = (
    ("import", _import),
    ("window", _window),
    ("icons", _pictures),
    ("fonts", _fonts),
    ("sentences", _words),
    ("language", _language),
    ("encrypted database", _database),
    ("keyring", _keyring),
    ("migrations", _migrations),
    ("server", _server),
)


def selftest(out: Path | None = None) -> int:
    """Try every part; a missing one does not hide the next. The result goes to ``out``, else to standard output."""
    checks = {name: _tried(check) for name, check in PARTS}
    good = all(check["ok"] for check in checks.values())
    result = {"ok": good, "frozen": bool(getattr(sys, "frozen", False)), "build": _build(), "checks": checks}
    text = json.dumps(result, ensure_ascii=False, indent=1) + "\n"
    if out is not None:
        out.write_text(text, "utf-8")
    elif sys.stdout is not None:  # a windowed program on Windows has none
        sys.stdout.write(text)
        sys.stdout.flush()
    return 0 if good else 1


def _tried(check: Callable[[], str]) -> dict[str, Any]:
    begun = time.perf_counter()
    try:
        ok, found = True, check()
    except Exception as error:  # noqa: BLE001 - whatever is missing, the report goes on
        ok, found = False, f"{type(error).__name__}: {error}"
    return {"ok": ok, "found": found, "ms": round((time.perf_counter() - begun) * 1000)}


def _build() -> dict[str, Any]:
    from app.client.selftest import build_record

    try:
        return build_record() or {}
    except RuntimeError:
        return {}
