"""What colleagues do, in words that follow a name, and as a quiet sign: at lunch, in a meeting, not online."""

from app.domain.work_state import GONE, WorkState
from ui.translation import _

_SIGNS = {
    GONE: "user-round-x",
    WorkState.AVAILABLE: "user-round",
    WorkState.BREAK: "coffee",
    WorkState.LUNCH: "utensils",
    WorkState.MEETING: "users",
    WorkState.TRAINING: "graduation-cap",
}


def standing_words(state: str | None) -> str:
    """Empty for who is at work, and while nothing is known (None): only what differs is said."""
    if state is None or state == WorkState.AVAILABLE:
        return ""
    return {
        GONE: _("not online"),
        WorkState.BREAK: _("on a break"),
        WorkState.LUNCH: _("at lunch"),
        WorkState.MEETING: _("in a meeting"),
        WorkState.TRAINING: _("in training"),
    }.get(state, _("away"))  # what only a later version knows is away, too: see WorkState


def standing_sign(state: str | None) -> str:
    """The name of an icon; empty while nothing is known."""
    return "" if state is None else _SIGNS.get(state, "user-round-minus")
