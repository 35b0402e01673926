"""What other mail servers thought of a mail: their spam marks, as data."""

from __future__ import annotations

import re
from collections.abc import Callable

from app.domain.why import Why
from app.server.channels.email.mime import ParsedMail

SCL_JUNK = 5.0
"""Spam confidence level from which Exchange itself moves a mail to the junk folder."""

RSPAMD_JUNK = 15.0
"""Score at which Rspamd's own default is to refuse or mark a mail, when the mail names no limit of its own."""


def _is_yes(value: str) -> bool:
    return bool(re.match(r"\s*(?:yes|true|spam)\b", value, re.IGNORECASE))


def _at_least(limit: float) -> Callable[[str], bool]:
    def test(value: str) -> bool:
        hit = re.match(r"\s*(-?\d{1,4}(?:\.\d{1,4})?)", value)
        return bool(hit) and float(hit[1]) >= limit  # type: ignore[index]

    return test


def _is_rspamd_spam(value: str) -> bool:
    """``default: True [16.60 / 15.00]``, or a bare score."""
    marked = re.search(r"\b(true|false)\b", value[:200], re.IGNORECASE)
    return marked[1].lower() == "true" if marked else _at_least(RSPAMD_JUNK)(value)


def _has(pattern: str) -> Callable[[str], bool]:
    return lambda value: bool(re.search(pattern, value[:1_000], re.IGNORECASE))


MARKS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("x-spam-flag", _is_yes),
    ("x-spam-status", _is_yes),
    ("x-spam", _is_yes),
    ("x-spamd-result", _is_rspamd_spam),
    ("x-rspamd-action", _has(r"add header|rewrite subject|reject")),
    ("x-ms-exchange-organization-scl", _at_least(SCL_JUNK)),
    ("x-forefront-antispam-report", _has(r"\bSFV:SPM\b|\bSFV:SKB\b|\bCAT:(?:SPM|HSPM|PHSH|HPHISH|PHISH|MALW)\b")),
    ("x-yandex-spam", _at_least(4)),
    ("x-mras", _has(r"\bspam\b")),
    ("x-gmail-spam", _is_yes),
    ("x-bogosity", _has(r"^\s*spam\b")),
    ("x-dspam-result", _has(r"^\s*(?:spam|blacklisted)\b")),
    ("x-kse-antispam-status", _has(r"^\s*(?:kas_status_spam|spam|phishing)\b")),
    ("x-drweb-spamstate", _is_yes),
    ("x-barracuda-spam-flag", _is_yes),
    ("x-proofpoint-spam-details", _has(r"rule=spam")),
)
"""Header fields of mail servers and whether a value of theirs says spam; the first of a name counts.

Yandex writes 1 for a letter and 4 for spam; mail.ru writes ``Ok`` or ``Spam``.
"""


def spam_mark(mail: ParsedMail) -> str:
    """Which server's mark says that the mail is spam, in words for the log; empty when none does."""
    for name, says_spam in MARKS:
        if name in mail.headers and says_spam(mail.headers.get(name)):
            value = mail.headers.text(name)[:60]
            return Why(f"junk: the mail server marked it ({name}: {value})", "junk.mark", mark=name, value=value)
    return ""
