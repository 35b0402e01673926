"""Small files that are written whole or not at all, so that a full disk leaves what was there."""

from pathlib import Path

from ui.translation import _


def write_text(path: Path, text: str, *, makes_folder: bool = False) -> str:
    """Write it; the system's reason when that could not be done, else empty. ``makes_folder``: that it lies in."""
    aside = path.with_name(path.name + ".part")
    try:
        if makes_folder:
            path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(text, "utf-8")
        aside.replace(path)
    except OSError as error:
        return error.strerror or str(error)
    return ""


def unkept_words(reason: str) -> str:
    """What a person chose holds, but could not be written."""
    return _("This could not be saved: {reason}. It holds until the program ends.").format(reason=reason)
