"""The SMTP and LMTP protocol on a thread of its own, for the receiver and for the trial's sink."""

import asyncio
import socket
import threading
from collections.abc import Callable
from typing import Any

from aiosmtpd.smtp import SMTP, syntax

MAX_SIZE = 100_000_000
"""Bytes of one mail; told to senders by SIZE, above it they get 552 (RFC 1870)."""

_END = b".\r\n"
_BUFFER = 262_144


class _Data:
    """Reads a mail in large pieces and with lines of any length; the library reads line by line."""

    _reader: asyncio.StreamReader
    data_size_limit: int | None

    async def read_mail(self) -> bytes | None:
        """The mail without the dots that protect it; None when it was too large (read to its end all the same)."""
        chunks: list[bytes] = []
        size, tail = 0, b"\r\n"
        while True:
            try:
                chunk = await self._reader.readuntil(_END)
            except asyncio.LimitOverrunError as more:
                chunk = await self._reader.readexactly(more.consumed)
            size += len(chunk)
            tail = (tail + chunk)[-5:]
            if self.data_size_limit and size - len(_END) > self.data_size_limit:
                chunks.clear()
            else:
                chunks.append(chunk)
            if tail == b"\r\n" + _END:
                break
        if self.data_size_limit and size - len(_END) > self.data_size_limit:
            return None
        content = b"".join(chunks)[: -len(_END)]
        return content.removeprefix(b".").replace(b"\r\n.", b"\r\n")


async def _take_data(server: Any, arg: str) -> None:
    """``DATA`` as the library does it, but for the reading."""
    if await server.check_helo_needed() or await server.check_auth_needed("DATA"):
        return
    if not server.envelope.rcpt_tos:
        await server.push("503 Error: need RCPT command")
        return
    if arg:
        await server.push("501 Syntax: DATA")
        return
    await server.push("354 End data with <CR><LF>.<CR><LF>")
    try:
        content = await server.read_mail()
    except (asyncio.IncompleteReadError, ConnectionResetError):
        return
    if content is None:
        status = f"552 5.3.4 The mail is larger than {server.data_size_limit} bytes; nothing was kept"
        status = "\r\n".join([status] * len(server.envelope.rcpt_tos)) if server.speaks_lmtp else status
    else:
        server.envelope.content = server.envelope.original_content = content
        status = await server.event_handler.handle_DATA(server, server.session, server.envelope)
    server._set_post_data_state()  # noqa: SLF001  the library's own step after DATA
    await server.push(status)


class SmtpProtocol(_Data, SMTP):
    """One conversation: SMTP, or LMTP with whoever greets by LHLO (RFC 2033)."""

    line_length_limit = _BUFFER
    speaks_lmtp = False
    """Then DATA has an answer for every recipient."""

    def data_received(self, data: bytes) -> None:
        """Silence ends a conversation, not a slow line: the time counts from each piece (RFC 5321, 4.5.3.2.5)."""
        super().data_received(data)
        self._reset_timeout()

    @syntax("LHLO hostname")
    async def smtp_LHLO(self, arg: str) -> None:  # noqa: N802  the library's name
        """A mail server of this machine hands mails over."""
        self.speaks_lmtp = True
        await self.smtp_EHLO(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802  the library's name
        """The mail itself."""
        await _take_data(self, arg)


class SmtpServer:
    """Answers on a listening socket until ``stop``; the handler's hooks run on the server's own thread."""

    def __init__(self, listener: socket.socket, handler: Any, *, max_size: int = MAX_SIZE, name: str = "smtp") -> None:
        self._listener = listener
        self.port: int = listener.getsockname()[1]
        self._make: Callable[[], asyncio.BaseProtocol] = lambda: SmtpProtocol(
            handler,
            data_size_limit=max_size,
            enable_SMTPUTF8=True,
            hostname="localhost",
            ident="Deskhand",
            loop=self._loop,
        )
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin to answer; returns when it does."""
        self._thread.start()
        self._started.wait()

    def stop(self) -> None:
        """End all conversations and wait for what is being filed."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._ending.set)
            self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    async def _serve(self) -> None:
        self._ending = asyncio.Event()
        self._listener.setblocking(False)
        server = await self._loop.create_server(self._make, sock=self._listener)
        self._started.set()
        await self._ending.wait()
        server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)


def loopback(port: int = 0) -> socket.socket:
    """A listening socket on the loopback interface. Raises ``OSError``: the port is taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener
