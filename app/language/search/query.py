"""Reading what was typed into a search."""

import re
from collections.abc import Iterator
from datetime import date

from app.language.search.filter import TYPED, channels_named, day_named, filter_named, statuses_named
from app.language.search.spelling import TAIL, in_layout, piece_wanted, word_wanted
from app.language.search.wanted import Filters, Search, Wanted
from app.language.search.word import JOINED, MAIL, NUMBER, WORD, in_one, normal, phone_digits

CHARACTERS = 400
"""Of what was typed so much is read."""

WORDS = 12


def read(typed: str, today: date) -> Search:
    """Words and filters of what was typed; ``today``: in the zone of who types."""
    typed = typed[:CHARACTERS]
    found: dict[str, list[str]] = {}
    rest, unknown = "", []
    at = 0
    for piece in TYPED.finditer(typed):
        name, value = filter_named(piece[1]), piece[2] or piece[3] or piece[4] or ""
        if name is None:
            continue
        rest, at = rest + typed[at : piece.start()] + " ", piece.end()
        if not _is_known(name, value, today):
            unknown.append(piece[0])
            continue
        found.setdefault(name, []).append(value)
    rest += typed[at:]
    return Search(words(rest), _filters(found, tuple(unknown), today))


def without_filters(typed: str) -> str:
    """What was typed but its filters: what to look for in one conversation that all of it led to."""
    kept = TYPED.sub(lambda it: it[0] if filter_named(it[1]) is None else " ", typed[:CHARACTERS])
    return " ".join(kept.split())


def words(typed: str) -> tuple[Wanted, ...]:
    """The words of a text without filters; the last may still be typed, unless a space follows it."""
    is_open = bool(typed) and not typed[-1].isspace()
    found: dict[str, Wanted] = {}
    pieces = list(_pieces(typed.replace("#", " ")))[:WORDS]
    for number, (piece, kind) in enumerate(pieces, 1):
        for word in _wanted(piece, kind, is_last=is_open and number == len(pieces)):
            found.setdefault(word.typed, word)
    return tuple(found.values())[:WORDS]


def _is_known(name: str, value: str, today: date) -> bool:
    if name in ("after", "before"):
        return day_named(value, today) is not None
    if name == "channel":
        return bool(channels_named(value))
    return bool(statuses_named(value)) if name == "status" else bool(WORD.search(value))


def _filters(found: dict[str, list[str]], unknown: tuple[str, ...], today: date) -> Filters:
    days = {name: [day for it in found.get(name, ()) if (day := day_named(it, today))] for name in ("after", "before")}
    return Filters(
        customers=tuple(words(it) for it in found.get("from", ())),
        queues=tuple(normal(it).strip() for it in found.get("queue", ())),
        tags=tuple(normal(it).strip() for it in found.get("tag", ())),
        channels=frozenset(it for value in found.get("channel", ()) for it in channels_named(value)),
        statuses=frozenset(it for value in found.get("status", ()) for it in statuses_named(value)),
        after=max(days["after"], default=None),
        before=min(days["before"], default=None),
        unknown=unknown,
    )


def _pieces(typed: str) -> Iterator[tuple[str, str]]:
    """Phones, which may have spaces in them, and all that stands between spaces."""
    at = 0
    for number in NUMBER.finditer(typed):
        if any(it in number[0] for it in " (+") and phone_digits(number[0]):
            yield from ((chunk, "") for chunk in typed[at : number.start()].split())
            yield number[0], "phone"
            at = number.end()
    yield from ((chunk, "") for chunk in typed[at:].split())


def _wanted(piece: str, kind: str, *, is_last: bool) -> Iterator[Wanted]:
    folded = normal(piece)
    if kind == "phone":
        yield piece_wanted("", phone_digits(piece), is_last=is_last)
        return
    whole = folded.strip(".,;:!?…()[]{}\"«»“”'")
    parts = WORD.findall(folded)
    if MAIL.fullmatch(whole) or (JOINED.fullmatch(whole) and (not in_one(whole).isalpha() or "'" in whole)):
        yield piece_wanted(in_one(whole), _phone(whole), is_last=is_last)
    elif len(parts) != 1 and (russian := in_layout(folded)):
        yield word_wanted(russian, folded, is_last=is_last)
    else:
        for number, part in enumerate(parts, 1):
            yield word_wanted(part, folded, is_last=is_last and number == len(parts))


def _phone(piece: str) -> str:
    """The digits of a phone or, with dashes, of its end: 32-08; empty when it is none."""
    digits = in_one(piece)
    if not digits.isdigit():
        return ""
    is_end = len(digits) >= TAIL and re.fullmatch(r"[\d-]+", piece) is not None
    return phone_digits(piece) or (digits if is_end else "")
