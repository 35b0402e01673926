"""A language that takes 40 % more room than English: what no translation must ever be cut by."""

import re
from math import ceil

from app.language.catalogue import Catalogue

GROWTH = 0.4
PLACEHOLDER = re.compile(r"\{[^}]*\}|%\(\w+\)[sd]|%[sd]|<[^>]+>")
FILLER = "ōüî ķļ ēñ åş "
"""Short words, so that what may break into lines can."""


class Pseudo(Catalogue):
    """English with more letters behind it; placeholders stay."""

    def __init__(self) -> None:
        super().__init__("en")

    def gettext(self, sentence: str) -> str:
        """The sentence, longer."""
        return longer(sentence)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The form, longer."""
        return longer(one if count == 1 else many)


def longer(sentence: str) -> str:
    """40 % more letters, not counting placeholders."""
    letters = len(PLACEHOLDER.sub("", sentence).strip())
    more = ceil(letters * GROWTH)
    if not more:
        return sentence
    filler = (FILLER * (more // len(FILLER) + 1))[:more].strip()
    head = sentence.removesuffix("…")
    return f"{head}{' ' if ' ' in head else ''}{filler}{sentence[len(head) :]}"
