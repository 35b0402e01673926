"""The design's colours as CSS variables, from the one place that holds them."""

import json
from functools import cache

from app.resource import resource_folder


@cache
def theme_css(only: frozenset[str] = frozenset(), *, printed: bool = True) -> str:
    """``:root`` for light, and for dark where the visitor's system prefers it: ``bg.surface`` is ``--bg-surface``.

    ``only``: names of variables, all when empty. ``printed``: paper is light, whatever the system prefers.
    """
    light, dark = (_variables(_colours()[theme], only) for theme in ("light", "dark"))
    on_paper = "@media print{:root{color-scheme:light;" + light + "}}\n" if printed else ""
    return (
        f":root{{color-scheme:light dark;{light}}}\n@media (prefers-color-scheme: dark){{:root{{{dark}}}}}\n"
    ) + on_paper


def colour(theme: str, name: str) -> str:
    """One colour of a theme, such as ``#0B6478``."""
    return _colours()[theme][name]


@cache
def _colours() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads((resource_folder() / "tokens.json").read_text("utf8"))["color"]
    return found


def _variables(colors: dict[str, str], only: frozenset[str]) -> str:
    named = {_dashed(name): value for name, value in colors.items()}
    return "".join(f"--{name}:{value};" for name, value in named.items() if not only or name in only)


def _dashed(name: str) -> str:
    """``bg.bubbleOut`` → ``bg-bubble-out``."""
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).replace(".", "-")
