"""Letters that choose a line of a menu: one for each, none twice."""

from collections.abc import Iterable


def with_mnemonics(texts: Iterable[str]) -> list[str]:
    """Mark a letter in each text, none twice where that is possible; first letters of words come first.

    A text that finds all its letters taken asks who has one of them to take another (augmenting paths).
    """
    lines = list(texts)
    owners: dict[str, int] = {}
    for at in range(len(lines)):
        _place(at, lines, owners, set())
    letters = {line: letter for letter, line in owners.items()}
    return [_marked(text, letters.get(at, "")) for at, text in enumerate(lines)]


def _place(at: int, lines: list[str], owners: dict[str, int], asked: set[str]) -> bool:
    letters = _letters(lines[at])
    for letter in sorted(letters, key=lambda it: it in owners):  # stable: a free one first, in its order
        if letter in asked:
            continue
        asked.add(letter)
        if letter not in owners or _place(owners[letter], lines, owners, asked):
            owners[letter] = at
            return True
    return False


def _letters(text: str) -> list[str]:
    if "&" in text:
        return []
    starts = [it for at, it in enumerate(text) if it.isalnum() and (at == 0 or text[at - 1] == " ")]
    return list(dict.fromkeys(it.casefold() for it in starts + [it for it in text if it.isalpha()]))


def _marked(text: str, letter: str) -> str:
    if not letter:
        return text.replace("&", "&&")
    starts = [at for at, it in enumerate(text) if it.casefold() == letter and (at == 0 or text[at - 1] == " ")]
    place = starts[0] if starts else next(at for at, it in enumerate(text) if it.casefold() == letter)
    return f"{text[:place]}&{text[place:]}"
