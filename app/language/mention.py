"""Naming a colleague in a text: ``@Anna Kim``, whoever of two with the same name is meant."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.language.lookup import is_found, other_layout
from app.language.plain_text import one_line

SIGNS = '@"'
"""What a mention begins with: the sign itself, and what its key gives in the Russian layout."""

_LONGEST = 60
_FEWEST_UNSURE = 2


@dataclass(frozen=True, slots=True)
class Typed:
    """A name that is being typed: where its sign stands, what follows it, and whether it may be a mere quotation."""

    place: int
    name: str
    unsure: bool


def handles(people: Iterable[tuple[UUID, str]]) -> Mapping[str, UUID]:
    """What stands behind the sign for each: the name, with a number where an earlier one is called the same."""
    met: Counter[str] = Counter()
    found: dict[str, UUID] = {}
    for user_id, name in sorted(people, key=lambda it: it[0]):
        said = one_line(name)
        if not said:
            continue
        met[said] += 1
        found[said if met[said] == 1 else f"{said} ({met[said]})"] = user_id
    return found


def mentioned(text: str, known: Mapping[str, UUID]) -> list[UUID]:
    """Who is named in a text, in the order of the names, each once; the longest name that fits counts."""
    if not known or "@" not in text:
        return []
    found = [known[match[1]] for match in _pattern(known).finditer(text)]
    return list(dict.fromkeys(found))


def typed_before(text: str, known: Iterable[str]) -> Typed | None:
    """The name at the end of ``text`` that is not finished yet; None when nobody is being named.

    ``"`` counts only with two letters behind it: in the Russian layout it lies where @ is, and it is a quotation mark.
    """
    start = max(text.rfind(sign) for sign in SIGNS)
    if start < 0 or (start > 0 and text[start - 1].isalnum()):
        return None
    name, unsure = text[start + 1 :], text[start] != "@"
    if len(name) > _LONGEST or "\n" in name or name.startswith(" ") or (unsure and len(name) < _FEWEST_UNSURE):
        return None
    if any(_ends_with(name, said) for said in known):
        return None
    return Typed(start, name, unsure)


def fitting(typed: Typed, known: Iterable[str]) -> Sequence[str]:
    """Names that may be meant: those that begin with what was typed, those of which a word does, the rest; by name.

    Behind a mere quotation mark only those: a quotation is not to be disturbed.
    """
    wanted = (typed.name.casefold(), other_layout(typed.name))
    begun = {said for said in known if any(word.casefold().startswith(wanted) for word in (said, *said.split()))}
    found = [said for said in known if said in begun or (not typed.unsure and is_found(typed.name, said))]
    return sorted(found, key=lambda said: (not said.casefold().startswith(wanted), said not in begun, said.casefold()))


def _ends_with(name: str, said: str) -> bool:
    """A whole name stands there already, and the sentence goes on."""
    return name.startswith(said) and len(name) > len(said) and not name[len(said)].isalnum()


def _pattern(known: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(known, key=len, reverse=True)
    return re.compile(rf"(?<!\w)@({'|'.join(re.escape(said) for said in longest_first)})(?!\w)")
