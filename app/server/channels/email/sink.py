"""A trial's outgoing mail server: it keeps every letter for reading instead of passing it on."""

import asyncio
import logging
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from app.model.account import SentMail
from app.model.identifier import new_id
from app.server.channels.email.arrival import safe
from app.server.channels.email.smtp_server import MAX_SIZE, SmtpServer
from app.server.clock import Clock
from app.server.log import warning

_log = logging.getLogger("deskhand.sink")


class MailSink:
    """An SMTP server that writes ``SentMail``; 250 is said after the commit."""

    def __init__(self, sessions: sessionmaker[Session], clock: Clock, listener: socket.socket) -> None:
        self._sessions = sessions
        self._clock = clock
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="sink")
        self._server = SmtpServer(listener, self, max_size=MAX_SIZE, name="mail sink")

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._server.port

    def start(self) -> None:
        """Begin to keep letters."""
        self._server.start()

    def stop(self) -> None:
        """End."""
        self._server.stop()
        self._pool.shutdown(wait=True)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  the library's name
        """Keep one letter."""
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(
                self._pool, self._keep, envelope.mail_from or "", list(envelope.rcpt_tos), envelope.content
            )
        except DBAPIError as error:
            warning(_log, "letter_not_kept", error)
            return "451 4.3.0 The letter could not be kept, try again later"
        return "250 2.0.0 Kept"

    async def handle_exception(self, error: Exception) -> str:
        """A bug: the sender keeps the letter."""
        warning(_log, "sink_failed", error)
        return "451 4.3.0 Something went wrong here, try again later"

    def _keep(self, sender: str, recipients: list[str], raw: bytes) -> None:
        to = [safe(each)[:320] for each in recipients]
        with self._sessions() as session:
            session.add(
                SentMail(id=new_id(), sender=safe(sender)[:320], recipients={"to": to}, raw=raw, at=self._clock.now())
            )
            session.commit()
