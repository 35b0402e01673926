"""Sending for somebody who is not at the screen: nothing is pulled, and nobody has to wait for it."""

from collections.abc import Mapping
from typing import Protocol

import requests

from app.client.sync.engine import SyncEngine, SyncReport
from app.client.sync.piece import Piece
from app.client.sync.renewal import RefreshToken
from app.client.sync.transport import Transport


class Hold(Protocol):
    """A profile that is held while its files are used."""

    def let_go(self) -> None:
        """Whoever wants it may have it."""

    def take(self) -> None:
        """Hold it again. Raises what ends the errand: somebody else has it, or has had it meanwhile."""


class ErrandTransport(Transport):
    """Lets the profile go while a request is on its way: a server that is slow keeps nobody from their desk.

    When somebody has come meanwhile the answer counts as lost, as any answer can be: the same numbers go out again,
    and the same next token is wished for.
    """

    def __init__(self, url: str, refresh_token: RefreshToken, hold: Hold) -> None:
        super().__init__(url, refresh_token=refresh_token)
        self._hold = hold

    def _send(
        self,
        method: str,
        path: str,
        body: "bytes | Piece | None",
        headers: Mapping[str, str],
        *,
        stream: bool = False,
        read_s: float | None = None,
    ) -> requests.Response:
        self._hold.let_go()
        try:
            return super()._send(method, path, body, headers, stream=stream, read_s=read_s)
        finally:
            self._hold.take()


class ErrandEngine(SyncEngine):
    """Pushes by the same steps, and sends files; it has no copy of what the server has, and asks for none.

    What the server took stays in the outbox until its author's own desk has pulled the rows that contain it.
    """

    def sync_once(self) -> SyncReport:
        """Push until nothing waits, then files; what a file that was given up adds goes out as well.

        Raises:
            Offline, AuthExpired, Revoked, TooOld, Gap, Forked, Trouble: what was done up to then is kept.
        """
        pushed, retry = self._push()
        blobs = 0
        while not retry:
            if self._parts.outbox.waiting():
                more, retry = self._push()
                pushed += more
            elif moved := self._files.send_piece():
                blobs += moved
            else:
                break
        return SyncReport(pushed=pushed, blobs=blobs, retry=retry, again_s=self._files.again_s())
