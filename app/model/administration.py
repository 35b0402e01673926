"""Server-only tables of administration: who changed what, and sign-ins at mail providers on their way."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.model.base import SERVER_ONLY, Base
from app.model.declaration import Index, Mapped, String, mapped_column


class AuditEntry(Base):
    """That somebody changed how the workspace is set up. ``detail`` names fields and harmless values, never secrets."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "ws", "at"), {"info": SERVER_ONLY})

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None]  # None: by the command line of the server
    what: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID | None]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class MailSignIn(Base):
    """A sign-in at a mail provider that a person began in a browser: its answer is taken once, within minutes.

    ``state``: ``begun``, ``answered`` (the code is being changed for tokens), ``done``, ``refused``. ``sealed``: the
    verifier of PKCE, later the tokens.
    """

    __tablename__ = "mail_sign_in"
    __table_args__ = (Index(None, "until"), {"info": SERVER_ONLY})

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    provider: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(16), default="begun")
    said: Mapped[str] = mapped_column(String(200), default="")  # the provider's error code
    sealed: Mapped[bytes]
    until: Mapped[datetime]
