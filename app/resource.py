"""Where the files beside the code live, from a source tree and from an installed bundle alike."""

from functools import cache

from app.folder import resource_folder
from app.language.catalogue import Catalogue

__all__ = ["LANGUAGES", "load_catalogue", "resource_folder"]

LANGUAGES = ("en", "ru")
"""Languages a person can choose. English is the text in the code itself and has no catalogue file."""


@cache
def load_catalogue(language: str) -> Catalogue:
    """Read the catalogue of ``language``; only the first time reads a file.

    Raises:
        ValueError: ``language`` is not one of ``LANGUAGES``.
        FileNotFoundError: ``ru.mo`` was not compiled; ``./dev`` and the build do it.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {LANGUAGES}, got {language!r}")
    if language == "en":
        return Catalogue("en")
    return Catalogue(language, (resource_folder() / "i18n" / f"{language}.mo").read_bytes())
