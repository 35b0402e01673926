"""``./dev shot [--out DIR] [--only SCREEN]``: a picture of every screen, light and dark, in both languages.

A screen is a function that gets an ``Occasion`` and returns the widget to picture; it registers itself:

    @screen("signin", sizes=[(960, 640)])
    def signin(occasion: Occasion) -> QWidget: ...

Put it into a module of ``tests/visual/screens``; all modules there are imported.
"""

import argparse
import importlib
import itertools
import os
import pkgutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import ui

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QSize, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from ui.theme.controller import Look, ThemeController
from ui.translation import set_language

NORMAL = (1440, 900)
LOOKS = (Look.LIGHT, Look.DARK)
LANGUAGES = ("ru", "en")
SETTLING_ROUNDS = 20
SETTLING_S = 2.0
_NOW = QEventLoop.ProcessEventsFlag.AllEvents
_WAIT = _NOW | QEventLoop.ProcessEventsFlag.WaitForMoreEvents
"""Until a timer rings, without a busy processor."""
SOON_MS = 500
"""Timers shorter than this belong to what is being shown."""


@dataclass(frozen=True)
class Occasion:
    """What a screen needs to know to show itself."""

    controller: ThemeController
    language: str
    size: tuple[int, int]


@dataclass(frozen=True)
class Screen:
    """A screen that can be pictured; ``close`` ends what ``make`` started."""

    name: str
    make: Callable[[Occasion], QWidget]
    sizes: Sequence[tuple[int, int]]
    close: Callable[[QWidget], None] | None = None


SCREENS: dict[str, Screen] = {}


def screen(
    name: str,
    sizes: Sequence[tuple[int, int]] = (NORMAL,),
    close: Callable[[QWidget], None] | None = None,
) -> Callable[[Callable[[Occasion], QWidget]], Callable[[Occasion], QWidget]]:
    """Register the decorated function as the screen ``name``."""

    def register(make: Callable[[Occasion], QWidget]) -> Callable[[Occasion], QWidget]:
        SCREENS[name] = Screen(name, make, sizes, close)
        return make

    return register


def load_screens() -> dict[str, Screen]:
    """Import every module of ``tests.visual.screens``; they register themselves."""
    package = importlib.import_module("tests.visual.screens")
    for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        importlib.import_module(found.name)
    return SCREENS


def settle(widget: QWidget) -> None:
    """Let layouts, polish and queued reads come to rest, also those that wait a moment for the frame."""
    until = monotonic() + SETTLING_S
    for settling in itertools.count():
        waits = any(
            it.isActive() and it.isSingleShot() and it.interval() < SOON_MS for it in widget.findChildren(QTimer)
        )
        if settling >= SETTLING_ROUNDS and (not waits or monotonic() > until):
            break
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        QApplication.processEvents(_WAIT if waits and settling >= SETTLING_ROUNDS else _NOW)
    widget.repaint()


def picture(widget: QWidget, size: tuple[int, int]) -> QPixmap:
    """The widget at this size, as it is after it settled."""
    widget.resize(QSize(*size))
    widget.show()
    settle(widget)
    return widget.grab()


def file_name(name: str, size: tuple[int, int], look: Look, language: str) -> str:
    """``workspace-1440x900-light-ru.png``."""
    return f"{name}-{size[0]}x{size[1]}-{look}-{language}.png"


def shoot(shown: Screen, controller: ThemeController, out: Path) -> list[Path]:
    """Every size, look and language of one screen."""
    written = []
    for language in LANGUAGES:
        set_language(language)
        for look in LOOKS:
            controller.set_look(look)
            for size in shown.sizes:
                widget = shown.make(Occasion(controller, language, size))
                path = out / file_name(shown.name, size, look, language)
                if not picture(widget, size).save(str(path)):
                    raise OSError(f"could not write {path}")
                written.append(path)
                if shown.close:
                    shown.close(widget)
                widget.close()
                widget.deleteLater()
                QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return written


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pictures and say where."""
    parser = argparse.ArgumentParser(prog="./dev shot", description="Pictures of every screen")
    parser.add_argument("--out", type=Path, default=Path("out") / "shots")
    parser.add_argument("--only", default="", help="the name of one screen")
    chosen = parser.parse_args(arguments)
    chosen.out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    controller = ThemeController(app)
    for shown in load_screens().values():
        if not chosen.only or shown.name == chosen.only:
            for path in shoot(shown, controller, chosen.out):
                print(path)
    return 0


assert ui  # imported first: see ui.immortal

if __name__ == "__main__":
    # under its own name, so that the modules of screens meet the same registry
    sys.exit(importlib.import_module("tests.visual.shot").main())
