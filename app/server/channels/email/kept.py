"""The bytes of a mail on the disk: its original, its HTML, a long text, its files."""

from concurrent.futures import Future
from dataclasses import dataclass
from uuid import UUID

from app.server.blobs.store import BlobStore
from app.server.channels.email.arrival import Arrival, safe
from app.server.channels.email.file_name import file_name
from app.server.channels.email.mime import ParsedPart

BESIDE = 262_144
"""Bytes of a mail up to which its files go to the disk while its rows are written, not before."""

MAX_ATTACHMENTS = 200


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of the mail, as its row names it."""

    name: str
    content_type: str
    content_id: str
    inline: bool
    size: int
    blob: str


@dataclass(frozen=True, slots=True)
class Kept:
    """Blobs of one mail: role in the payload (raw, html, body) and attachments."""

    roles: dict[str, str]
    sizes: dict[str, int]
    files: tuple[KeptFile, ...]
    writing: Future[None]

    def wait(self) -> None:
        """All of it is on the disk when this returns. Raises ``OSError``: the disk is full or away."""
        self.writing.result()


def keep(blobs: BlobStore, ws: UUID, raw: bytes, arrival: Arrival) -> Kept:
    """Begin to put the bytes of a mail on the disk, beside what else is done; of a large one, do it."""
    letter = {"raw": raw}
    if arrival.mail.body_html:
        letter["html"] = arrival.mail.body_html.encode("utf-8", "replace")
    if arrival.is_long:
        letter["body"] = arrival.text.encode()
    parts = arrival.mail.attachments[:MAX_ATTACHMENTS]
    every = [*letter.values(), *(part.data for part in parts)]
    names, writing = blobs.begin(ws, every)
    sizes = dict(zip(names, map(len, every), strict=True))
    files = tuple(_file(part, sizes[name], name) for part, name in zip(parts, names[len(letter) :], strict=True))
    kept = Kept(dict(zip(letter, names, strict=False)), sizes, files, writing)
    if len(raw) > BESIDE:
        kept.wait()
    return kept


def _file(part: ParsedPart, size: int, blob: str) -> KeptFile:
    return KeptFile(
        name=safe(file_name(part))[:255],
        content_type=safe(part.content_type)[:127],
        content_id=safe(part.content_id)[:255],
        inline=part.inline,
        size=size,
        blob=blob,
    )
