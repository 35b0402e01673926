"""Ports of a server: of a trial the preferred one, else a free one that is remembered; else what was asked for."""

import json
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.server.errors import Trouble

FILE = "ports.json"


@dataclass
class Ports:
    """Opens listening sockets and keeps what was taken in ``ports.json`` of the data folder."""

    folder: Path
    host: str = "127.0.0.1"
    strict: bool = False  # desks and proxies know the port: another one is of no use
    taken: dict[str, Any] = field(default_factory=dict)
    notices: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._remembered = remembered(self.folder)

    def open(self, name: str, preferred: int) -> socket.socket:
        """A listening socket: on the preferred port, else on the one taken last time, else on a free one.

        Raises:
            Trouble: ``strict``, and the preferred port is taken; or the address is none of this machine.
        """
        for port in [preferred] if self.strict else self._wanted(name, preferred):
            listener = _listen(self.host, port)
            if listener is None:
                continue
            self.taken[name] = listener.getsockname()[1]
            if preferred and self.taken[name] != preferred:
                self.notices.append({"code": "port_taken", "name": name, "wanted": preferred, "port": self.taken[name]})
            return listener
        where = f"port {preferred} of {self.host}" if preferred else self.host
        hint = "Another program has it, or the address is none of this computer: see --port and --host."
        raise Trouble(f"The server cannot listen at {where}; nothing was started. {hint}")

    def _wanted(self, name: str, preferred: int) -> list[int]:
        last = self._remembered.get(name)
        wanted = [preferred] if preferred else []
        if isinstance(last, int) and last not in wanted:
            wanted.append(last)
        return [*wanted, 0]

    def remember(self, **more: Any) -> None:
        """Write ``ports.json``, with what else others on this machine should find."""
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{FILE}.part"
        part.write_text(json.dumps(self.taken | more))
        part.replace(self.folder / FILE)


def remembered(folder: Path) -> dict[str, Any]:
    """What the last server in this folder wrote; empty when there was none."""
    try:
        found = json.loads((folder / FILE).read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def latest(folders: Sequence[Path]) -> dict[str, Any]:
    """What the server that started last in one of these folders wrote; empty when there was none."""
    written = [folder for folder in folders if (folder / FILE).is_file()]
    return remembered(max(written, key=lambda folder: (folder / FILE).stat().st_mtime)) if written else {}


def _listen(host: str, port: int) -> socket.socket | None:
    # The protocol is named: asyncio sends at once (TCP_NODELAY) on nothing it does not know for TCP, and the second
    # half of each answer would wait for the other side's acknowledgement, 40 ms and more.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError:
        listener.close()
        return None
    return listener
