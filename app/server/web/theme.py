"""The design's colours as CSS variables, from the one place that holds them."""

import json
from functools import cache

from app.resource import resource_folder


@cache
def theme_css() -> str:
    """``:root`` for light, and for dark where the visitor's system prefers it: ``bg.surface`` is ``--bg-surface``."""
    colors = json.loads((resource_folder() / "tokens.json").read_text("utf8"))["color"]
    light, dark = _variables(colors["light"]), _variables(colors["dark"])
    return (
        f":root{{color-scheme:light dark;{light}}}\n@media (prefers-color-scheme: dark){{:root{{{dark}}}}}\n"
        "@media print{:root{color-scheme:light;" + light + "}}\n"
    )


def _variables(colors: dict[str, str]) -> str:
    return "".join(f"--{_dashed(name)}:{value};" for name, value in colors.items())


def _dashed(name: str) -> str:
    """``bg.bubbleOut`` → ``bg-bubble-out``."""
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).replace(".", "-")
