"""The bytes of a mail on the disk: its original, its HTML, a long text, its files."""

from concurrent.futures import Future
from dataclasses import dataclass

from app.server.blobs.store import BlobStore
from app.server.channels.email.arrival import Arrival, safe
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
    writing: tuple[Future[str], ...]

    def wait(self) -> None:
        """All of it is on the disk when this returns. Raises ``OSError``: the disk is full or away."""
        for each in self.writing:
            each.result()


def keep(blobs: BlobStore, arrival: Arrival, raw: bytes) -> Kept:
    """Begin to put the bytes on the disk, beside the transaction that names them; large ones before it."""
    roles: dict[str, str] = {}
    sizes: dict[str, int] = {}
    writing: list[Future[str]] = []

    def put(data: bytes) -> str:
        name, done = blobs.begin(arrival.inbox.ws, data)
        sizes[name] = len(data)
        writing.append(done)
        return name

    roles["raw"] = put(raw)
    if arrival.mail.body_html:
        roles["html"] = put(arrival.mail.body_html.encode("utf-8", "replace"))
    if arrival.is_long:
        roles["body"] = put(arrival.text.encode())
    files = []
    for part in arrival.mail.attachments[:MAX_ATTACHMENTS]:
        data = part.data
        files.append(_file(part, len(data), put(data)))
    kept = Kept(roles, sizes, tuple(files), tuple(writing))
    if len(raw) > BESIDE:
        kept.wait()
    return kept


def _file(part: ParsedPart, size: int, blob: str) -> KeptFile:
    return KeptFile(
        name=safe(part.name)[:255],
        content_type=safe(part.content_type)[:127],
        content_id=safe(part.content_id)[:255],
        inline=part.inline,
        size=size,
        blob=blob,
    )
