"""What a file really is: the table of dangers, and Qt's knowledge of kinds against its name."""

from PySide6.QtCore import QMimeDatabase

from app.client.danger import dangers_of
from app.domain.danger import Danger

_START = 16_384
_VAGUE = frozenset({"application/octet-stream", "text/plain", "application/x-zerosize"})


def all_dangers(name: str, content: bytes) -> tuple[Danger, ...]:
    """Reasons to ask before it is opened, by name and content; empty for an ordinary file."""
    found = dangers_of(name, content)
    return (*found, Danger.OTHER_CONTENT) if is_of_another_kind(name, content) else found


def is_of_another_kind(name: str, content: bytes) -> bool:
    """Whether the content is of a kind that nothing of that name is; where Qt is not sure, it is not."""
    kinds = QMimeDatabase()
    named = [it for it in kinds.mimeTypesForFileName(name.lower()) if it.name() not in _VAGUE]
    real = kinds.mimeTypeForData(content[:_START])
    if not named or real.name() in _VAGUE:
        return False
    return not any(it.name() == real.name() or it.inherits(real.name()) or real.inherits(it.name()) for it in named)
