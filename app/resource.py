"""Where the files beside the code live, from a source tree and from an installed bundle alike."""

import sys
from pathlib import Path

from app.language.catalogue import Catalogue

LANGUAGES = ("en", "ru")
"""Languages a person can choose. English is the text in the code itself and has no catalogue file."""


def resource_folder() -> Path:
    """The ``resources`` folder; in a bundle it is unpacked beside the executables' code."""
    bundle = getattr(sys, "_MEIPASS", None)
    return Path(bundle or Path(__file__).resolve().parent.parent) / "resources"


def load_catalogue(language: str) -> Catalogue:
    """Read the catalogue of ``language``; reads a file, so call it once and keep the result.

    Raises:
        ValueError: ``language`` is not one of ``LANGUAGES``.
        FileNotFoundError: ``ru.mo`` was not compiled; ``./dev`` and the build do it.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {LANGUAGES}, got {language!r}")
    if language == "en":
        return Catalogue("en")
    return Catalogue(language, (resource_folder() / "i18n" / f"{language}.mo").read_bytes())
