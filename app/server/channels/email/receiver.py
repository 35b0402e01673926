"""The door for mail: recipients are our inboxes, and 250 is said only when the mail is filed."""

import asyncio
import logging
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.server.channels.email.arrival import Envelope
from app.server.channels.email.directory import InboxDirectory, MailInbox
from app.server.channels.email.intake import MailIntake
from app.server.channels.email.smtp_server import MAX_SIZE, SmtpServer
from app.server.log import event, warning

THREADS = 4
MAX_RECIPIENTS = 100

_log = logging.getLogger("deskhand.mail")


class MailReceiver:
    """Takes mails by SMTP, or by LMTP from a mail server on the same machine."""

    def __init__(
        self,
        intake: MailIntake,
        directory: InboxDirectory,
        listener: socket.socket,
        *,
        max_size: int = MAX_SIZE,
    ) -> None:
        self._intake = intake
        self._directory = directory
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="intake")
        self._server = SmtpServer(listener, self, max_size=max_size, name="mail receiver")

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._server.port

    def start(self) -> None:
        """Begin to take mails."""
        self._server.start()

    def stop(self) -> None:
        """Take nothing more; what is being filed is filed."""
        self._server.stop()
        self._pool.shutdown(wait=True)

    async def handle_RCPT(  # noqa: N802  the library's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Accept our own addresses only."""
        if len(envelope.rcpt_tos) >= MAX_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        try:
            inbox = await self._on_pool(self._directory.find, _text(address))
        except (DBAPIError, PoolTimeout) as error:
            warning(_log, "recipient_not_looked_up", error)
            return "451 4.3.0 The database is away; nothing was taken, try again later"
        if inbox is None:
            return "550 5.1.1 There is no such mailbox here"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  the library's name
        """File the mail; one answer, or with LMTP one for every recipient."""
        recipients = [_text(each) for each in envelope.rcpt_tos]
        status = await self._on_pool(self._take, envelope.content, _path(envelope.mail_from), recipients)
        return "\r\n".join([status] * len(recipients)) if server.speaks_lmtp else str(status)

    async def handle_exception(self, error: Exception) -> str:
        """A bug: the sender keeps the mail and tries again."""
        warning(_log, "mail_conversation_failed", error)
        return "451 4.3.0 Something went wrong here; nothing was taken, try again later"

    async def _on_pool(self, function: Any, *args: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._pool, function, *args)

    def _take(self, raw: bytes, sender: str, recipients: list[str]) -> str:
        """File the mail once for each workspace among its recipients."""
        try:
            for inbox in self._doors(recipients):
                taken = self._intake.take(inbox, raw, Envelope(sender, tuple(recipients)))
                event(_log, "mail_taken", outcome=taken.outcome, conversation=taken.conversation_id, bytes=len(raw))
        except (DBAPIError, PoolTimeout) as error:
            warning(_log, "mail_not_filed", error)
            return "451 4.3.0 The database is away; the mail was not taken, try again later"
        except OSError as error:
            warning(_log, "mail_not_kept", error)
            return "451 4.3.1 There is no room on the disk; the mail was not taken, try again later"
        return "250 2.0.0 Filed"

    def _doors(self, recipients: list[str]) -> list[MailInbox]:
        """The first inbox of each workspace."""
        doors: dict[Any, MailInbox] = {}
        for recipient in recipients:
            inbox = self._directory.find(recipient)
            if inbox is not None:
                doors.setdefault(inbox.ws, inbox)
        return list(doors.values())


def _path(sender: str | None) -> str:
    """The envelope's sender; empty for ``MAIL FROM:<>``, which the library gives as it was written."""
    return "" if sender is None or sender.strip() == "<>" else _text(sender)


def _text(address: str) -> str:
    """Bytes that were no UTF-8 do not pass further."""
    return address.encode("utf-8", "replace").decode("utf-8")
