"""Gaps in a text that a person has to fill before it may leave: ``[[Tracking number]]``, and Liquid nobody filled."""

import re
from typing import NamedTuple

_GAP = re.compile(r"\[\[([^\[\]\n]{1,80})\]\]|\{\{[^{}\n]{0,200}\}\}|\{%[^{}\n]{0,200}%\}")


class Gap(NamedTuple):
    """``start`` and ``length`` in the text; ``name``: what is to be filled in."""

    start: int
    length: int
    name: str


def gaps(text: str) -> list[Gap]:
    """All gaps in their order."""
    return [Gap(it.start(), it.end() - it.start(), (it[1] or it[0]).strip()) for it in _GAP.finditer(text)]


def next_gap(text: str, after: int) -> Gap | None:
    """The first gap that begins at ``after`` or later, else the first of all."""
    found = gaps(text)
    return next((it for it in found if it.start >= after), found[0] if found else None)
