"""The names of things in another language than English, as the window tells them."""

from app.resource import load_catalogue
from ui.shell.keymap import keyed_actions


class Words:
    """Turns English names of the window into its language; what is no name of it stays."""

    def __init__(self, language: str = "en") -> None:
        self._catalogue = None if language == "en" else load_catalogue(language)
        self._entries = {} if language == "en" else {it.en: it.ru for it in keyed_actions().values()}

    def name(self, english: str) -> str:
        """What a thing is called."""
        return english if self._catalogue is None else self._catalogue.gettext(english)

    def entry(self, english: str) -> str:
        """What an entry of the menus is called: a button that does the same may be called otherwise."""
        return self._entries.get(english) or self.name(english)
