"""A call of the timeline in words: which way it went, how long, with whom, and what came of it."""

from app.client.row import EntryRow
from app.domain.call import NUMBER_CHARACTERS, CallResult
from app.language.phone import number_of
from app.language.plain_text import one_line
from ui.translation import _
from ui.wording import call_result_name


def call_headline(entry: EntryRow) -> tuple[str, str]:
    """``Outgoing call`` and ``4:12 · +7 917 555-32-08 · To call back``; what nobody said is left out."""
    names = {"out": _("Outgoing call"), "in": _("Incoming call"), "missed": _("Missed call")}
    name = names.get(str(entry.payload.get("direction", "")), _("Call"))
    parts = (_duration(entry), _number(entry), _result(entry))
    return name, " · ".join(part for part in parts if part)


def _duration(entry: EntryRow) -> str:
    seconds = int(entry.payload.get("seconds") or 0)
    return f"{seconds // 60}:{seconds % 60:02}" if seconds else ""


def _number(entry: EntryRow) -> str:
    """As it is written in its country; what is no number as it came."""
    typed = one_line(str(entry.payload.get("number") or ""), NUMBER_CHARACTERS)
    return number_of(typed).written or typed


def _result(entry: EntryRow) -> str:
    """A code of a newer server as it is."""
    code = one_line(str(entry.payload.get("disposition") or ""), NUMBER_CHARACTERS)
    return call_result_name(CallResult(code)) if code in set(CallResult) else code
