"""Declarative base, column types and constraint names of every table."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, DateTime, Dialect, LargeBinary, MetaData, String, TypeDecorator
from sqlalchemy import Uuid as SqlUuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeEngine

from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.domain.entry import AuthorKind, EntryKind
from app.domain.role import RoleCode
from app.domain.status import Kind, Priority, Status


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC instant, microseconds kept; both databases store and sort it as a datetime."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive instants; SQLite stores them without a zone, always UTC.

        Raises:
            ValueError: the instant has no time zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("instants must be aware")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the instant back as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Uuid16(TypeDecorator[UUID]):
    """A UUID: 16 bytes in SQLite, the native type in PostgreSQL."""

    impl = LargeBinary(16)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the storage of the dialect."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(SqlUuid(as_uuid=True))
        return dialect.type_descriptor(LargeBinary(16))

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """Turn the UUID into what the dialect stores; half of all values are one, so nothing else is done to them."""
        return None if dialect.name == "postgresql" else _bytes_of

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """Give the UUID back."""
        return None if dialect.name == "postgresql" else _uuid_of


def _bytes_of(value: UUID | None) -> bytes | None:
    return None if value is None else value.bytes


def _uuid_of(value: bytes | None) -> UUID | None:
    return None if value is None else UUID(bytes=bytes(value))


class EnumValue(TypeDecorator[StrEnum]):
    """A ``StrEnum`` stored as its value, so that neither database knows the list."""

    impl = String(32)
    cache_ok = True

    def __init__(self, enum: type[StrEnum]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        """Store the value."""
        return None if value is None else self.enum(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        """Give the member back."""
        return None if value is None else self.enum(value)


class JsonValue(TypeDecorator[Any]):
    """JSON: text in SQLite, JSONB in PostgreSQL. A desktop never imports the server's dialect."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the storage of the dialect."""
        if dialect.name != "postgresql":
            return dialect.type_descriptor(JSON(none_as_null=True))
        from sqlalchemy.dialects.postgresql import JSONB

        return dialect.type_descriptor(JSONB(none_as_null=True))

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        """Paths into the value are compared as JSON compares them."""
        return self.impl_instance.coerce_compared_value(op, value)


Json = JsonValue()
"""Plain JSON; a payload is replaced as a whole, never changed in place."""

SERVER_ONLY = {"side": "server"}
"""Mark of tables that never exist on a desktop (``__table_args__``'s ``info``)."""


class Base(DeclarativeBase):
    """Base of all tables: maps datetime, UUID, enums and JSON, and names constraints.

    Server defaults do not exist: every default is set in Python, so that both sides make the same row.
    """

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: UtcDateTime(),
        UUID: Uuid16(),
        Status: EnumValue(Status),
        Kind: EnumValue(Kind),
        Priority: EnumValue(Priority),
        Channel: EnumValue(Channel),
        EntryKind: EnumValue(EntryKind),
        AuthorKind: EnumValue(AuthorKind),
        DeliveryState: EnumValue(DeliveryState),
        RoleCode: EnumValue(RoleCode),
        dict[str, Any]: Json,
        list[str]: Json,
    }


class Row(Base):
    """A row of a workspace: key ``(ws, id)``, the same on both sides."""

    __abstract__ = True

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
