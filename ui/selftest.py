"""``deskhand --selftest``: is this installation whole? One line a part, exit code 1 when one is missing."""

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory


def _window() -> str:
    from PySide6.QtWidgets import QApplication

    from ui.theme.controller import ThemeController
    from ui.widgets.button import PrimaryButton

    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    controller = ThemeController(app)
    button = PrimaryButton("Deskhand")
    if button.grab().isNull():
        raise RuntimeError("nothing was painted")
    controller.deleteLater()
    return app.platformName()


def _pictures() -> str:
    from ui.theme.icon import app_mark, icon_pixmap

    if icon_pixmap("handshake", "promise", 16).toImage().isNull() or app_mark(64).isNull():
        raise RuntimeError("an icon was not drawn")
    return "SVG"


def _fonts() -> str:
    from ui.theme.font import load_fonts

    if not load_fonts():
        raise RuntimeError("Inter is missing")
    return "Inter"


def _words() -> str:
    from app.resource import LANGUAGES, load_catalogue

    return ", ".join(load_catalogue(language).language for language in LANGUAGES)


def _database() -> str:
    from app.client.selftest import check_cipher

    with TemporaryDirectory() as folder:
        return check_cipher(Path(folder))


def _keyring() -> str:
    from app.client.selftest import check_vault

    return check_vault()


def _server() -> str:
    from app.client.selftest import check_server

    with TemporaryDirectory() as folder:
        return check_server(Path(folder))


PARTS: tuple[tuple[str, Callable[[], str]], ...] = (
    ("window", _window),
    ("icons", _pictures),
    ("fonts", _fonts),
    ("sentences", _words),
    ("encrypted database", _database),
    ("keyring", _keyring),
    ("server", _server),
)


def selftest() -> int:
    """Try every part; a missing one does not hide the next."""
    failed = 0
    for name, check in PARTS:
        try:
            found = check()
        except Exception as error:  # noqa: BLE001 - whatever is missing, the report goes on
            failed += 1
            sys.stdout.write(f"FAIL {name}: {type(error).__name__}: {error}\n")
        else:
            sys.stdout.write(f"ok   {name}: {found}\n")
    sys.stdout.flush()
    return 1 if failed else 0
