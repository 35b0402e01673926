"""The base of all tables."""

from uuid import UUID

from app.model.declaration import DeclarativeBase, Mapped, mapped_column

SERVER_ONLY = {"side": "server"}
"""Mark of tables that never exist on a desktop (``__table_args__``'s ``info``)."""


class Base(DeclarativeBase):
    """Base of all tables. Datetimes are aware and UTC, keys are UUIDs; where there is a server ``mapping`` maps them.

    Server defaults do not exist: every default is set in Python, so that both sides make the same row.
    """


class Row(Base):
    """A row of a workspace: key ``(ws, id)``, the same on both sides."""

    __abstract__ = True

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
