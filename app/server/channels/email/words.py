"""Why a letter did not arrive, as codes: from status codes of servers and bounces."""

import re

from app.domain.reason import Reason
from app.language.delivery_words import OUTGOING, REFUSALS

MAX_QUOTED = 200

_ENHANCED = re.compile(r"\b[245]\.(\d{1,3}\.\d{1,3})\b")
_REPLIES: dict[int, str] = {550: "1.1", 552: "2.2", 553: "1.3", 554: "7.1", 521: "1.10", 556: "1.10"}


def refusal(address: str, said: str, *, code: int = 0, status: str = "") -> Reason:
    """What happened, with the other server's own words.

    ``code`` is an SMTP reply, ``status`` an enhanced code (RFC 3463); an enhanced code in ``said`` counts as well.
    """
    hit = _ENHANCED.search(f"{status} {said}")
    subject = hit[1] if hit else _REPLIES.get(code, "")
    known = (it for it in (f"mail.{subject}", f"mail.{subject.partition('.')[0]}") if it in REFUSALS)
    shown = " ".join(said.split())[:MAX_QUOTED]
    return Reason(next(known, "mail.other"), address=address, said=f"{code} {shown}".strip() if code else shown)


def not_yet(host: str, trouble: str, said: str, code: int = 0, waited_s: float = 0.0) -> Reason:
    """Why a letter has not left; ``trouble`` as in ``smtp_trouble``, ``waited_s``: so long nothing was said."""
    known = f"smtp.{trouble}"
    shown = " ".join(said.split())[:MAX_QUOTED]
    more = {"minutes": in_minutes(waited_s)} if waited_s else {}
    told = f"{code} {shown}" if code else shown
    return Reason(known if known in OUTGOING else "smtp.not_yet", host=host, said=told, **more)


def in_minutes(seconds: float) -> str:
    """Whole minutes, one at least."""
    return str(max(round(seconds / 60), 1))
