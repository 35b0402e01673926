"""What somebody who is not at the screen left unsent here, in words: how much, and what becomes of it."""

from app.client.left_work import Course, LeftWork
from ui.translation import _, ngettext


def amount_words(name: str, unsent: int, attention: int) -> str:
    """``Anna: 2 unsent``; what was held or refused after it; the name alone when there is neither."""
    parts = []
    if unsent:
        parts.append(ngettext("{name}: {count} unsent", "{name}: {count} unsent", unsent))
    if attention:
        needs = ngettext("{count} needs attention", "{count} need attention", attention)
        parts.append(needs if unsent else "{name}: " + needs)
    counts = (it for it in (unsent, attention) if it)
    return " · ".join(part.format(name=name, count=count) for part, count in zip(parts, counts, strict=True)) or name


def course_words(course: Course) -> str:
    """What becomes of it, or why it cannot go out; empty when nothing is to be said."""
    words = {
        Course.SENDING: _("going out now"),
        Course.OFFLINE: _("the server does not answer"),
        Course.ELSEWHERE: _("open in another window"),
        Course.FULL: _("the disk is full"),
        Course.SIGN_IN: _("needs their sign-in"),
        Course.REVOKED: _("signed out from afar"),
        Course.KEYRING: _("the keyring does not open"),
        Course.LOST: _("the key is lost"),
        Course.UPGRADE: _("Deskhand needs an update"),
    }
    return words.get(course, "")


def left_words(left: LeftWork) -> str:
    """``Anna: 2 unsent · the server does not answer``."""
    unsent = left.unsent or 0
    words = amount_words(left.name, unsent, left.attention)
    why = course_words(left.course) if unsent else ""
    return f"{words} · {why}" if why else words
