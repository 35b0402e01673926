"""The names of things in another language than English, as the window tells them."""

from collections.abc import Callable

from app.resource import load_catalogue
from ui.shell.keymap import keyed_actions

Words = Callable[[str], str]


def words_of(language: str) -> Words:
    """Turns an English name of the window into that language; what is no name of it stays."""
    if language == "en":
        return str
    catalogue = load_catalogue(language)
    keyed = {it.en: it.ru for it in keyed_actions().values()}

    def turned(name: str) -> str:
        told = catalogue.gettext(name)
        return keyed.get(name, name) if told == name else told

    return turned
