"""Colours and fonts have one home: everything outside ui/theme asks the theme."""

import re
from pathlib import Path

import ui

ROOT = Path(ui.__file__).parent
FORBIDDEN = {
    "a colour": re.compile(r"""["']#[0-9A-Fa-f]{3,8}["']|\bQColor\(\s*["'\d]|GlobalColor\.(?!transparent)"""),
    "a font": re.compile(r"setPixelSize\(|setPointSize|font-size|font-family"),
    "a style of its own": re.compile(r"\.setStyleSheet\(.*(#|\d\s*px)"),
}


def test_no_colour_or_font_is_written_outside_the_theme():
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        if path.is_relative_to(ROOT / "theme"):
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            found += [
                f"{path.relative_to(ROOT)}:{number} has {what}: {line.strip()}"
                for what, pattern in FORBIDDEN.items()
                if pattern.search(line)
            ]
    assert not found, "\n".join(found)
