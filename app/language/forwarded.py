"""Who wrote a letter that somebody passed on: the block Yandex, mail.ru, Outlook, Gmail and others put above it."""

from __future__ import annotations

import re

MAX_SCANNED = 40_000
MAX_HEAD = 14

_HINTS = ("ересыла", "ереслан", "еренаправ", "ереадрес", "orwarded", "ORWARDED", "ЕРЕСЫЛА")
"""One of them is in every mark; looking for them costs next to nothing."""

_MARK = re.compile(
    r"^[ \t>]*(?:[-_=<8 \t]{2,80})?(?:пересылаем\w+ (?:сообщени\w|письм\w)|пересланное (?:сообщение|письмо)"
    r"|перенаправленное сообщение|начало (?:переадресованного|пересылаемого|пересланного) сообщения"
    r"|forwarded message|begin forwarded message|forwarded by)\b[^\n]{0,80}$",
    re.IGNORECASE | re.MULTILINE,
)
_ORIGINAL = re.compile(
    r"^[ \t>]*(?:-{2,20} *(?:исходное сообщение|original message) *-{2,20}|_{20,80}|-{20,80})[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_FORWARDS = re.compile(r"^\s*(?:(?:re|отв|ha|на)\s*:\s*)*(?:fwd?|fw|пересл?|wg|pd)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
_FROM = re.compile(r"^[\s>*]*(?:от кого|от|from|отправитель|sender)\*?\s*:\*?\s*(.+)$", re.IGNORECASE)
_YANDEX = re.compile(
    r"^[\s>]*\d{1,2}[./ ][^\n]{3,40}?[,:]\s*[\"«“']?([^\"»”'<\n]{0,120})[\"»”']?\s*<([^<>\s]+@[^<>\s]+)>"
)
_ADDRESS = re.compile(r"[^\s<>,;:()\[\]\"'«»]{1,64}@[^\s<>,;:()\[\]\"'«»]{1,190}\.[\w-]{2,30}", re.UNICODE)


def forwarded_by(subject: str, text: str) -> tuple[str, str] | None:
    """Name and address of the one who wrote what was passed on; None when nothing was, or nobody is named.

    A bare "original message" counts only under a subject that forwards: programs put it above answers as well.
    """
    scanned, passes_on = text[:MAX_SCANNED], _FORWARDS.match(subject) is not None
    found = _MARK.search(scanned) if any(hint in scanned for hint in _HINTS) else None
    if found is None and passes_on:
        found = _ORIGINAL.search(scanned)
    if found is None and not passes_on:
        return None
    return _author(scanned[found.end() :] if found is not None else scanned)


def _author(text: str) -> tuple[str, str] | None:
    lines = [line for line in text[:4_000].splitlines() if line.strip(" >")][:MAX_HEAD]
    for line in lines:
        hit = _FROM.match(line)
        if hit is not None:
            return _person(hit[1])
        dated = _YANDEX.match(line)
        if dated is not None:
            return dated[1].strip(), dated[2].lower()
    return None


def _person(written: str) -> tuple[str, str] | None:
    address = _ADDRESS.search(written)
    if address is None:
        return None
    name = re.sub(r"\s*[<\[(]?(?:mailto:)?\s*$", "", written[: address.start()]).strip(" \"'«»“”*")
    return " ".join(name.split())[:120], address[0].rstrip(".").lower()
