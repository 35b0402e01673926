"""Runs a server process until it is told to stop: API, worker, and in a trial the mail doors."""

import gc
import logging
import signal
import socket
import sys
import threading
from typing import TextIO

import uvicorn

from app.protocol.poke import Bye
from app.protocol.wire import encode
from app.server.application import create_application
from app.server.build import start_watch, start_worker, stop_parts
from app.server.channels.connect import open_mail_doors
from app.server.log import event
from app.server.opening import doors_of, ensure_workspace, opening_line
from app.server.parts import Parts
from app.server.ports import Ports

RETRY_MS = 1_000
GARBAGE = 5_000
"""Objects made before the collector looks at them; Python's 700 are less than one request."""


_log = logging.getLogger("deskhand.serve")


class Server(uvicorn.Server):
    """Says goodbye to streams before it closes, so that it does not wait for them."""

    def __init__(self, config: uvicorn.Config, parts: Parts) -> None:
        super().__init__(config)
        self._parts = parts

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End all streams, then everything else."""
        self._parts.hub.bye(encode(Bye(retry_ms=RETRY_MS)))
        await super().shutdown(sockets)


def serve(parts: Parts, ports: Ports, *, stdin: TextIO | None = None, stdout: TextIO | None = None) -> None:
    """Serve until a signal, or in a trial until ``stdin`` closes; then stop everything.

    Both streams are the process's own of this moment unless given.
    """
    config = parts.config
    try:
        listener = ports.open("api", config.port)
        parts.doors["api"] = listener.getsockname()[1]
        event(_log, "serving", host=config.host, port=parts.doors["api"])
        if config.trial:
            ensure_workspace(parts)
            open_mail_doors(parts, ports.open, config.mail_port)
        ports.remember(**doors_of(parts))
        start_watch(parts)
        if config.worker:
            start_worker(parts)
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, _end)
            keep_what_is_here()
        server = Server(_settings(parts), parts)
        if config.trial:
            print(opening_line(parts, ports.notices), file=stdout or sys.stdout, flush=True)
            threading.Thread(target=_end_with, args=(stdin or sys.stdin, server), name="stdin", daemon=True).start()
        server.run(sockets=[listener])
    finally:
        stop_parts(parts)


def work(parts: Parts) -> None:
    """Only carry out effects, until a signal."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        start_worker(parts)
        keep_what_is_here()
        ended.wait()
    finally:
        stop_parts(parts)


def keep_what_is_here() -> None:
    """What was imported and built stays for good: the collector need not look at it again with every few mails.

    With that it took a twelfth of the time of a mail (perf, cpu-clock).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE, 20, 20)


def _end(*_: object) -> None:
    """End by way of all ``finally``: uvicorn raises the signal again when it has shut down, and that would be the end.

    Leases are given back then, and whoever comes next need not wait for them.
    """
    sys.exit(0)


def _settings(parts: Parts) -> uvicorn.Config:
    return uvicorn.Config(
        create_application(parts),
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=list(parts.config.trusted_proxies),
        timeout_keep_alive=65,
        timeout_graceful_shutdown=5,
        ws="none",
    )


def _end_with(stdin: TextIO, server: Server) -> None:
    """Stop the server when the desktop that started it is gone."""
    while stdin.readline():
        pass
    server.should_exit = True
