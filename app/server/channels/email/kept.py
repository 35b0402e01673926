"""The bytes of a mail on the disk: its original, its HTML, a long text, its files."""

from concurrent.futures import Future
from dataclasses import dataclass
from uuid import UUID

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


class Keeping:
    """Puts the bytes of one mail on the disk, beside what else is done; the original before it is understood."""

    def __init__(self, blobs: BlobStore, ws: UUID, raw: bytes) -> None:
        self._blobs = blobs
        self._ws = ws
        self._sizes: dict[str, int] = {}
        self._writing: list[Future[str]] = []
        self._raw = self._put(raw)

    def rest(self, arrival: Arrival) -> Kept:
        """Begin with all else of it; a large mail is on the disk when this returns."""
        roles = {"raw": self._raw}
        if arrival.mail.body_html:
            roles["html"] = self._put(arrival.mail.body_html.encode("utf-8", "replace"))
        if arrival.is_long:
            roles["body"] = self._put(arrival.text.encode())
        files = [self._file(part) for part in arrival.mail.attachments[:MAX_ATTACHMENTS]]
        kept = Kept(roles, self._sizes, tuple(files), tuple(self._writing))
        if self._sizes[self._raw] > BESIDE:
            kept.wait()
        return kept

    def _put(self, data: bytes) -> str:
        name, done = self._blobs.begin(self._ws, data)
        self._sizes[name] = len(data)
        self._writing.append(done)
        return name

    def _file(self, part: ParsedPart) -> KeptFile:
        data = part.data
        return KeptFile(
            name=safe(part.name)[:255],
            content_type=safe(part.content_type)[:127],
            content_id=safe(part.content_id)[:255],
            inline=part.inline,
            size=len(data),
            blob=self._put(data),
        )
