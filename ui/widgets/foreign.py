"""Foreign text where Qt guesses whether it is markup: it never is."""

from app.language.plain_text import one_line


def tooltip(text: str) -> str:
    """Foreign text for a tooltip: whatever looks like markup is shown as it was written."""
    shown = one_line(text, 1_000)
    if "<" not in shown:
        return shown
    from html import escape

    return f"<span>{escape(shown)}</span>"
