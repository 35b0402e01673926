"""Calls in words."""

from app.client.call import CallState, HandCall
from app.domain.call import Direction
from app.language.plain_text import one_line
from ui.translation import _

ICONS = {Direction.IN: "phone-incoming", Direction.OUT: "phone-outgoing", Direction.MISSED: "phone-missed"}


def who(call: HandCall) -> str:
    """The caller as far as they are known: name and number."""
    parts = (one_line(call.caller.name, 80), call.number.written)
    return " · ".join(part for part in parts if part) or _("Hidden number")


def state_words(call: HandCall) -> str:
    """Where the call stands, with its time."""
    if call.state is CallState.TALKING:
        return _("Talking {time}").format(time=clock(call.seconds))
    if call.state is CallState.WRAPUP:
        return _("After the call {time}").format(time=clock(call.wrapup_s))
    return _("Incoming call") if call.direction is Direction.IN else _("Outgoing call")


def clock(seconds: int) -> str:
    """``1:05``."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}:{rest:02}"
