"""The server's endpoints of files in memory, on a bad road: tells what it has, and breaks off where a test wants."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.client.sync.piece import Piece
from app.client.sync.transport import Transport
from app.client.sync.world import Offline
from app.protocol.versions import BLOB_PATH, UPLOAD_PATH


@dataclass
class Answered:
    """What of a response is read."""

    status_code: int
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""


def denied(status: int, error: str) -> Answered:
    """A refusal as the server writes it."""
    return Answered(status, {}, json.dumps({"error": error}).encode())


class FileServer(Transport):
    """``cuts``: of the next pieces only so many bytes arrive, and no answer does. ``refuses``: hash to refusal.

    ``readable``: what this person may read anyway, so that nobody asks for its bytes.
    """

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:1")
        self.whole: dict[str, bytes] = {}
        self.begun: dict[str, tuple[int, bytearray]] = {}
        self.cuts: list[int] = []
        self.refuses: dict[str, Answered] = {}
        self.readable: set[str] = set()
        self.is_away = False
        self.asked: list[str] = []

    def exchange(
        self, method: str, path: str, body: Piece | None = None, headers: Mapping[str, str] | None = None
    ) -> Answered:  # type: ignore[override]
        sha256, headers = path.rpartition("/")[2], headers or {}
        self.asked.append(f"{method} {sha256[:4]}")
        if self.is_away:
            raise Offline("away")
        if sha256 in self.refuses:
            return self.refuses[sha256]
        if path.startswith(BLOB_PATH):
            return self._get(sha256, headers["Range"])
        assert path.startswith(UPLOAD_PATH)
        if method == "POST" and sha256 in self.readable:
            return Answered(201, {"Upload-Offset": headers["Upload-Length"]})
        if method == "POST":
            _, here = self.begun.setdefault(sha256, (int(headers["Upload-Length"]), bytearray()))
            return Answered(201, {"Upload-Offset": str(len(here))})
        assert body is not None
        return self._patch(sha256, int(headers["Upload-Offset"]), body.data)

    def _patch(self, sha256: str, at: int, data: bytes) -> Answered:
        if sha256 not in self.begun:
            return denied(404, "not_found")
        length, here = self.begun[sha256]
        if at != len(here):
            return denied(409, "wrong_offset")
        arrived = data if not self.cuts else data[: self.cuts.pop(0)]
        here += arrived
        if len(arrived) < len(data):
            raise Offline("cut")
        if len(here) == length:
            del self.begun[sha256]
            if hashlib.sha256(here).hexdigest() != sha256:
                return denied(400, "other_content")
            self.whole[sha256] = bytes(here)
        return Answered(204, {"Upload-Offset": str(at + len(data))})

    def _get(self, sha256: str, wanted: str) -> Answered:
        content = self.whole.get(sha256)
        if content is None:
            return denied(404, "not_found")
        start, end = (int(it) for it in wanted.removeprefix("bytes=").split("-"))
        if self.cuts:
            self.cuts.pop(0)
            raise Offline("cut")
        part = content[start : end + 1]
        return Answered(206, {"Content-Range": f"bytes {start}-{start + len(part) - 1}/{len(content)}"}, part)
