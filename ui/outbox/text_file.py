"""The outbox as a text file: what an operator takes along before a computer is given away or set up anew."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from app.client.port import Link
from app.client.row import ChangeRow
from ui.outbox.content import Content
from ui.outbox.words import happened, standing, title_of
from ui.translation import _


def as_text(changes: Iterable[ChangeRow], content: Content, now: datetime, link: Link) -> str:
    """Every change with its whole text, one below the other."""
    return ("\n" + "-" * 60 + "\n").join(_one(it, content, now, link) for it in changes) + "\n"


def write_text(path: Path, text: str) -> str:
    """Write the file whole or not at all; the system's reason when it could not be written, else empty."""
    aside = path.with_name(path.name + ".part")
    try:
        aside.write_text(text, "utf-8")
        aside.replace(path)
    except OSError as error:
        return error.strerror or str(error)
    return ""


def _one(change: ChangeRow, content: Content, now: datetime, link: Link) -> str:
    theirs = content.theirs(change)
    lines = [title_of(change), standing(change, now), happened(change, link), "", content.own(change)]
    if along := content.along(change):
        lines += [along]
    if theirs:
        lines += ["", _("Theirs") + ":", theirs]
    return "\n".join(lines)
