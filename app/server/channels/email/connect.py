"""Brings mail into a server process: the sender, the trial's pages, and the doors of receiver and sink."""

import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.domain.channel import Channel
from app.server.channels.email.directory import InboxDirectory
from app.server.channels.email.message_id import MessageTokens
from app.server.parts import Parts

if TYPE_CHECKING:
    from app.server.channels.email.access_token import AccessTokens
    from app.server.channels.email.imap.watch import MailboxWatch
    from app.server.channels.email.secret import InboxSecrets
    from app.server.channels.email.sender import EmailSender

TOKEN_PURPOSE = "mail token"


def connect(parts: Parts) -> None:
    """Add the sender and, in a trial, the pages with the letters it sent."""
    from app.server.channels.email.acknowledgement import KIND as ACKNOWLEDGE
    from app.server.channels.email.acknowledgement import Acknowledger
    from app.server.channels.email.sender import EmailSender
    from app.server.channels.email.way_out import WaysOut

    sender = EmailSender(
        parts.uow,
        parts.database,
        parts.blobs,
        _tokens(parts),
        InboxDirectory(parts.database.read, parts.clock),
        WaysOut(inbox_secrets(parts), parts.doors, access_tokens(parts)),
        parts.catalogues,
    )
    parts.senders[Channel.EMAIL] = sender
    parts.handlers[ACKNOWLEDGE] = Acknowledger(parts.uow, InboxDirectory(parts.database.read, parts.clock))
    parts.stops.append(sender.close)
    parts.halts.append(sender.halt)
    parts.jobs.append(lambda worker: _watch(worker, sender))
    if parts.config.trial:
        from app.server.channels.email.sent_page import routes

        parts.routers.append(lambda: routes(parts.database.read, parts.catalogues))


def _watch(parts: Parts, sender: "EmailSender") -> "MailboxWatch":
    from app.server.channels.email.imap.connect import Keys, connect_mailboxes
    from app.server.channels.email.provider import load_providers

    providers = load_providers(parts.config.folder)
    keys = Keys(inbox_secrets(parts), _tokens(parts), access_tokens(parts), providers, sender)
    return connect_mailboxes(parts, keys)


def inbox_secrets(parts: Parts) -> "InboxSecrets":
    """What seals and opens secrets of inboxes."""
    from app.server.channels.email.secret import PURPOSE, InboxSecrets

    return InboxSecrets(parts.key.derive(PURPOSE))


def access_tokens(parts: Parts) -> "AccessTokens":
    """Access tokens of inboxes that sign in at their provider."""
    from app.server.channels.email.access_token import AccessTokens
    from app.server.channels.email.provider import load_providers

    providers = load_providers(parts.config.folder)
    return AccessTokens(parts.uow, parts.database, inbox_secrets(parts), providers, parts.clock)


def open_receiver(parts: Parts, listener: socket.socket) -> Callable[[], None]:
    """Take mails on a listening socket; returns how to stop."""
    from app.server.channels.email.intake import MailIntake
    from app.server.channels.email.receiver import MailReceiver

    directory = InboxDirectory(parts.database.read, parts.clock)
    intake = MailIntake(parts.uow, parts.blobs, directory, _tokens(parts), parts.catalogues)
    receiver = MailReceiver(intake, directory, listener)
    receiver.start()
    return receiver.stop


def open_sink(parts: Parts, listener: socket.socket) -> Callable[[], None]:
    """Keep the letters of a trial on a listening socket; returns how to stop."""
    from app.server.channels.email.sink import MailSink

    sink = MailSink(parts.database.write, parts.clock, listener)
    sink.start()
    return sink.stop


def _tokens(parts: Parts) -> MessageTokens:
    return MessageTokens(parts.key.derive(TOKEN_PURPOSE))
