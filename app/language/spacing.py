"""A text put in between others: the spaces that would be missing around it."""

_OPENING = "([{<«„‘‹‚"
_STRAIGHT = "\"'“”"
"""Quotes that open in one language and close in another: they open where a word begins."""

_NO_SPACE_BEFORE = ",.;:!?)]}»…"


def spaced(text: str, before: str, after: str) -> str:
    """``text`` with a space to what stands right before and after it in its line, where words would touch otherwise."""
    if not text:
        return text
    head = " " if _needs_space(before) and not text[0].isspace() and text[0] not in _NO_SPACE_BEFORE else ""
    tail = " " if after[:1].isalnum() and not text[-1].isspace() else ""
    return f"{head}{text}{tail}"


def _needs_space(before: str) -> bool:
    """Whether what is put behind that would stick to it."""
    if not before or before[-1].isspace() or before[-1] in _OPENING:
        return False
    return before[-1] not in _STRAIGHT or _needs_space(before[:-1])
