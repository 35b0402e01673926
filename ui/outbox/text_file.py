"""The outbox as a text file: what an operator takes along before a computer is given away or set up anew."""

from collections.abc import Iterable
from datetime import datetime

from app.client.port import Link
from app.client.row import ChangeRow
from ui.outbox.content import Content
from ui.outbox.words import happened, standing, title_of
from ui.translation import _


def as_text(changes: Iterable[ChangeRow], content: Content, now: datetime, link: Link) -> str:
    """Every change with its whole text, one below the other."""
    return ("\n" + "-" * 60 + "\n").join(_one(it, content, now, link) for it in changes) + "\n"


def _one(change: ChangeRow, content: Content, now: datetime, link: Link) -> str:
    theirs = content.theirs(change)
    lines = [title_of(change), standing(change, now), happened(change, link), "", content.own(change)]
    if along := content.along(change):
        lines += [along]
    if theirs:
        lines += ["", _("Theirs") + ":", theirs]
    return "\n".join(lines)
