"""Names that a company gives in more than one language."""

from collections.abc import Mapping
from typing import Any


def in_language(names: Mapping[str, Any], otherwise: str, language: str) -> str:
    """The name for a reader of ``language``; ``otherwise`` when none was given for them."""
    name = names.get(language[:2])
    return name if isinstance(name, str) and name else otherwise
