"""Nobody adds a part that nobody looks at: every widget of ``ui.widgets`` stands in a page of the gallery."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from inspect import getmembers, isclass
from types import ModuleType

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractItemDelegate, QLayout, QWidget

import ui.widgets
from ui.gallery.pages import PAGES

DRAWN = (QWidget, QLayout, QAbstractItemDelegate)
GROUNDS = {"ui.widgets.base.Solid", "ui.widgets.base.SolidList"}
"""Bare grounds that a screen puts its own parts or rows on: there is nothing to see in one."""


def named(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def shown(pages) -> set[str]:
    """Kinds of all that stands there, and what they are made from."""
    parts = [part for page in pages for part in (page, *page.findChildren(QObject))]
    return {named(kind) for kind in {type(part) for part in parts} for kind in kind.__mro__}


def declared(modules) -> Iterator[str]:
    """What a screen may take from these modules to show."""
    for module in modules:
        for name, kind in getmembers(module, isclass):
            if kind.__module__ == module.__name__ and issubclass(kind, DRAWN) and not name.startswith("_"):
                yield named(kind)


def test_every_widget_stands_in_the_gallery(qtbot, theme_controller):
    pages = [make() for make in PAGES.values()]
    for page in pages:
        qtbot.addWidget(page)
    modules = [import_module(f"ui.widgets.{it.name}") for it in pkgutil.iter_modules(ui.widgets.__path__)]
    missing = sorted(set(declared(modules)) - shown(pages) - GROUNDS)
    assert missing == [], "show them in every state in ui/gallery"


def test_a_widget_that_nobody_shows_is_noticed(qtbot):
    planted, page = ModuleType("planted"), QWidget()
    qtbot.addWidget(page)
    for name in ("Shown", "Hidden"):
        setattr(planted, name, type(name, (QWidget,), {"__module__": "planted"}))
    assert planted.Shown(page)
    assert set(declared([planted])) - shown([page]) == {"planted.Hidden"}
