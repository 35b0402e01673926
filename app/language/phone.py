"""Telephone numbers as people and switchboards write them."""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from app.domain.call import NUMBER_CHARACTERS, Direction
from app.language.form_field import phone_in
from app.language.plain_text import one_line

SCHEME = "deskhand"
_LONGEST_LINK = 2_000
_FEWEST_DIGITS = 5


@dataclass(frozen=True, slots=True)
class Number:
    """A number. ``e164`` is empty when it has no country that can be told; ``digits`` are its digits then.

    ``written``: as one reads it, only signs of numbers and names of lines, short. ``given``: all that came as one line
    of harmless characters, when that is more; else empty.
    """

    e164: str
    digits: str
    written: str
    given: str = ""

    @property
    def logged(self) -> str:
        """As a log keeps it: nothing of what came is dropped that has room there."""
        return (self.e164 or self.given or self.written)[:NUMBER_CHARACTERS]


@dataclass(frozen=True, slots=True)
class CallLink:
    """What another program says of a call that begins: ``deskhand://call?from=+7…&dir=in``."""

    number: str
    direction: Direction


_CODE = re.compile(r"\+(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})")
"""A country's code at the beginning of a number: ITU-T E.164, list of assigned codes; all others have three digits."""

_NOT_IN_NUMBER = re.compile(r"[^\w\s+*#().,/~!-]")
"""What stands neither in a number nor in a name of a line (RFC 3261, user) that a person would read."""

_GIVEN_CHARACTERS = 120


def number_of(text: str) -> Number:
    """The number in a text of any form: pasted from a sheet, a letter, ``tel:`` and ``sip:`` links; never fails."""
    typed = one_line(_plain(unquote(text[:200])), 120)
    typed = re.sub(r"^(?:tel|sips?|callto):", "", typed, flags=re.IGNORECASE).partition("@")[0].partition(";")[0]
    digits = re.sub(r"\D", "", typed)
    e164 = phone_in(typed)
    if e164:
        return Number(e164, digits[:NUMBER_CHARACTERS], written(e164))
    shown = " ".join(_NOT_IN_NUMBER.sub("", typed).split())
    shown = shown if len(shown) <= NUMBER_CHARACTERS else f"{shown[: NUMBER_CHARACTERS - 1]}…"
    return Number("", digits[:NUMBER_CHARACTERS], shown, "" if shown == typed else one_line(text, _GIVEN_CHARACTERS))


def _plain(text: str) -> str:
    """Signs that only typesetters tell apart, and those that cannot be seen."""
    kinds = {"Pd": "-", "Zs": " ", "Cf": "", "Cc": " "}
    return "".join(kinds.get(unicodedata.category(sign), sign) for sign in text)


def is_searchable(number: Number) -> bool:
    """Enough of it is there to find somebody by its last digits."""
    return len(number.digits) >= _FEWEST_DIGITS


def written(e164: str) -> str:
    """``+7 917 555-32-08``; other countries' numbers behind their code in groups of three, the last of up to four."""
    if re.fullmatch(r"\+[17]\d{10}", e164):
        rest = e164[2:]
        return f"{e164[:2]} {rest[:3]} {rest[3:6]}-{rest[6:8]}-{rest[8:]}"
    code = _CODE.match(e164)
    if code is None:
        return e164
    rest = e164[code.end() :]
    groups = [rest[start : start + 3] for start in range(0, len(rest), 3)]
    if len(groups) > 1 and len(groups[-1]) == 1:
        groups[-2:] = [groups[-2] + groups[-1]]
    return " ".join((code[0], *groups))


def call_link(text: str) -> CallLink | None:
    """The call a link tells of; None: it is no link of ours, or tells of something else. A plus stays a plus."""
    if len(text) > _LONGEST_LINK:
        return None
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return None
    if parts.scheme.lower() != SCHEME or (parts.netloc or parts.path).strip("/").lower() != "call":
        return None
    said = dict(pair.partition("=")[::2] for pair in parts.query.split("&"))
    out = unquote(said.get("dir", "")).lower() in ("out", "outgoing")
    number = said.get("to" if out else "from") or said.get("from") or said.get("to") or ""
    direction = Direction.OUT if out else Direction.IN
    return CallLink(one_line(unquote(number[:200]), 120), direction)
