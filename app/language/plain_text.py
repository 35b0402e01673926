"""Foreign text made safe to show: no control characters, no bidirectional overrides, no endless lines."""

import re

_OVERRIDES = "\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c"
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufff9-\ufffb"
_NOT_IN_LINE = re.compile(f"[{_OVERRIDES}{_CONTROLS}\ud800-\udfff]")
_NOT_IN_BODY = re.compile(f"[\u202a-\u202e\u2066-\u2069{_CONTROLS}\ud800-\udfff]")
_SPACE = re.compile(r"\s+")

LINE_CHARACTERS = 300
BODY_CHARACTERS = 20_000
BODY_LINES = 400


def one_line(text: str, limit: int = LINE_CHARACTERS) -> str:
    """Names, subjects, file names: one line whose characters stand in the order they are read."""
    return _SPACE.sub(" ", _NOT_IN_LINE.sub("", text[: limit * 4])).strip()[:limit]


def shown_body(text: str, characters: int = BODY_CHARACTERS, lines: int = BODY_LINES) -> tuple[str, bool]:
    """The part of a message that is laid out at once, and whether something was left out."""
    head = text[:characters]
    parts = _NOT_IN_BODY.sub("", head.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    cut = len(text) > characters or len(parts) > lines
    return "\n".join(parts[:lines]).strip("\n"), cut


def full_body(text: str, width: int = 1_000) -> str:
    """The whole message with lines broken after ``width`` characters, so that any viewer stays quick."""
    shown: list[str] = []
    for line in _NOT_IN_BODY.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n"):
        shown.extend(line[at : at + width] for at in range(0, max(1, len(line)), width))
    return "\n".join(shown)
