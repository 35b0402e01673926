"""The bytes of a mail on the disk: its original, its HTML, a long text, its files."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from app.server.blobs.store import BlobStore
from app.server.channels.email.arrival import MAX_ATTACHMENTS, Arrival, safe
from app.server.channels.email.file_name import file_name
from app.server.channels.email.mime import ParsedPart

BESIDE = 262_144
"""Bytes of a mail up to which its files go to the disk while its rows are written, not before."""


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


def keep(blobs: BlobStore, ws: UUID, mails: Sequence[tuple[bytes, Arrival]]) -> list[Kept]:
    """Begin to put the bytes of mails on the disk, all in one write, beside what else is done; of large ones, do it."""
    files = [_files(raw, arrival) for raw, arrival in mails]
    names, writing = blobs.begin(ws, [data for each in files for data in each.all])
    coming = iter(names)
    kept = [_kept(each, list(islice(coming, len(each.all))), writing) for each in files]
    if any(len(raw) > BESIDE for raw, _ in mails):
        writing.result()
    return kept


@dataclass(frozen=True, slots=True)
class _Files:
    """What is kept of a mail: texts by their role in the payload, then its attachments."""

    roles: list[str]
    parts: Sequence[ParsedPart]
    all: list[bytes]


def _files(raw: bytes, arrival: Arrival) -> _Files:
    letter = {"raw": raw}
    if arrival.mail.body_html:
        letter["html"] = arrival.mail.body_html.encode("utf-8", "replace")
    if arrival.is_long:
        letter["body"] = arrival.text.encode()
    parts = arrival.mail.attachments[:MAX_ATTACHMENTS]
    return _Files(list(letter), parts, [*letter.values(), *(part.data for part in parts)])


def _kept(files: _Files, names: list[str], writing: Future[None]) -> Kept:
    sizes = dict(zip(names, map(len, files.all), strict=True))
    attached = names[len(files.roles) :]
    parts = tuple(_file(part, sizes[name], name) for part, name in zip(files.parts, attached, strict=True))
    return Kept(dict(zip(files.roles, names, strict=False)), sizes, parts, writing)


def _file(part: ParsedPart, size: int, blob: str) -> KeptFile:
    return KeptFile(
        name=safe(file_name(part))[:255],
        content_type=safe(part.content_type)[:127],
        content_id=safe(part.content_id)[:255],
        inline=part.inline,
        size=size,
        blob=blob,
    )
