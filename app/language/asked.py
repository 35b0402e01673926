"""Questions in a text, so that nobody asks a customer again what they have been asked already."""

import re

from app.language.written import own_words

_READ = 4_000
_QUESTION = re.compile(r"[^.!?…\n]{3,160}\?")
_FEWEST_WORDS = 2


def questions(text: str) -> list[str]:
    """The questions of a message's own words, in their order; a bare "Yes?" is none."""
    found = (" ".join(it.split()).lstrip("-–—,;:)» ") for it in _QUESTION.findall(own_words(text[:_READ])))
    return [it for it in found if len(it.split()) >= _FEWEST_WORDS]
