"""Visible sentences in one language: window, letters, chat, web pages and refusals share one catalogue."""

from gettext import GNUTranslations, NullTranslations
from io import BytesIO


class Catalogue:
    """Translates the English sentences of the code into ``language``.

    Immutable and safe to share between threads. A sentence without translation stays English.
    """

    def __init__(self, language: str, compiled: bytes | None = None) -> None:
        """``compiled`` is the content of a ``.mo`` file; without it sentences stay as in the code."""
        self.language = language
        self._texts = NullTranslations() if compiled is None else GNUTranslations(BytesIO(compiled))

    def gettext(self, sentence: str) -> str:
        """The sentence in this language."""
        return self._texts.gettext(sentence) if sentence else ""

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The form that fits ``count``; the placeholder in it is filled by the caller."""
        return self._texts.ngettext(one, many, count)


def marked(sentence: str) -> str:
    """The sentence itself: marks one for translation that a table keeps and ``gettext`` translates later."""
    return sentence
