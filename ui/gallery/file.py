"""Sample files."""

from uuid import UUID, uuid5

from app.client.row import OutgoingFile

_NOBODY = UUID(int=0)


def _file(name: str, content_type: str, size: int) -> OutgoingFile:
    return OutgoingFile(uuid5(_NOBODY, name), name, content_type, size, name)


FILES = (_file("плафон-1.jpg", "image/jpeg", 1_258_291), _file("накладная 48-20917.pdf", "application/pdf", 96_400))
LARGE = _file("распаковка.mp4", "video/mp4", 61_000_000)
