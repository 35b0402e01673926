"""The language of the window: one catalogue, asked anew by widgets on ``QEvent.LanguageChange``."""

from app.language.catalogue import Catalogue
from app.resource import LANGUAGES, load_catalogue

_current = Catalogue("en")


def _(sentence: str) -> str:
    """The sentence in the window's language. Call it when painting or retranslating, never at import."""
    return _current.gettext(sentence)


def ngettext(one: str, many: str, count: int) -> str:
    """The form that fits ``count`` in the window's language; fill the placeholder yourself."""
    return _current.ngettext(one, many, count)


def set_language(language: str) -> None:
    """Switch the window's language; the caller then sends ``QEvent.LanguageChange`` to its windows.

    Main thread only.

    Raises:
        ValueError: ``language`` is not one of ``app.resource.LANGUAGES``.
    """
    global _current
    if language != _current.language:
        _current = load_catalogue(language)


def language() -> str:
    """The window's language: ``en`` or ``ru``."""
    return _current.language


def said_in(language: str, sentence: str) -> str:
    """The sentence, marked for translation, in a language of its own: for what is kept and read by others."""
    return (load_catalogue(language) if language in LANGUAGES else _current).gettext(sentence)


def catalogue() -> Catalogue:
    """The window's catalogue, for functions of ``app`` that are given one."""
    return _current
