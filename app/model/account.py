"""Server-only tables of sign-in, inbox secrets, mail identities and blobs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.model.base import SERVER_ONLY, Base
from app.model.declaration import Big, Index, Mapped, String, mapped_column


class Credential(Base):
    """How a user signs in: mail address and argon2id hash."""

    __tablename__ = "credential"
    __table_args__ = (Index(None, "email"), {"info": SERVER_ONLY})

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320))  # lower case
    password_hash: Mapped[str] = mapped_column(String(200))
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]


class RefreshToken(Base):
    """A rotating refresh token, stored as SHA-256; the previous one is good for 30 s more."""

    __tablename__ = "refresh_token"
    __table_args__ = (Index(None, "ws", "client_id"), {"info": SERVER_ONLY})

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    ws: Mapped[UUID]
    user_id: Mapped[UUID]
    client_id: Mapped[UUID]
    expires_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]


class InboxSecret(Base):
    """Passwords and keys of an inbox, encrypted with a key derived from the server's master key."""

    __tablename__ = "inbox_secret"
    __table_args__ = {"info": SERVER_ONLY}

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    inbox_id: Mapped[UUID] = mapped_column(primary_key=True)
    sealed: Mapped[bytes]


class MailMessage(Base):
    """A mail that was taken in or sent: how the next one finds its conversation, and how a double is known."""

    __tablename__ = "mail_message"
    __table_args__ = (
        Index(None, "ws", "message_id"),
        Index(None, "ws", "inbox_id", "digest"),
        {"info": SERVER_ONLY},
    )

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(500), default="")
    inbox_id: Mapped[UUID]
    digest: Mapped[str] = mapped_column(String(64))
    conversation_id: Mapped[UUID]
    entry_id: Mapped[UUID]
    outgoing: Mapped[bool] = mapped_column(default=False)


class MailReference(Base):
    """That a mail names another one we have not seen yet: a parent that arrives later is joined through it."""

    __tablename__ = "mail_reference"
    __table_args__ = (Index(None, "ws", "missing_id"), {"info": SERVER_ONLY})

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    missing_id: Mapped[str] = mapped_column(String(500))
    conversation_id: Mapped[UUID]


class Blob(Base):
    """That a conversation holds a file: whoever is granted the conversation may read it, nobody else.

    The same bytes in two conversations are two rows. The file is named by the SHA-256 of its content and lies beside
    the database.
    """

    __tablename__ = "blob"
    __table_args__ = {"info": SERVER_ONLY}

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(Big)
    created_at: Mapped[datetime]


class SentMail(Base):
    """A mail the loopback sink of a trial took, so that it can be read at ``/trial/mail``."""

    __tablename__ = "sent_mail"
    __table_args__ = (Index(None, "at"), {"info": SERVER_ONLY})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sender: Mapped[str] = mapped_column(String(320))
    recipients: Mapped[dict[str, Any]]
    raw: Mapped[bytes]
    at: Mapped[datetime]


class BlobUpload(Base):
    """That a user sent the bytes of a file, and so may put it into a message: knowing a hash is not enough."""

    __tablename__ = "blob_upload"
    __table_args__ = {"info": SERVER_ONLY}

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
