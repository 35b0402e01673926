"""Importing this module maps every declared table with SQLAlchemy: for whoever asks and writes them through it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Boolean, Column, Double, Index, Integer, LargeBinary, MetaData, String, Table, UniqueConstraint
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeEngine

from app.model import plain
from app.model.all import Base
from app.model.column_type import Big, EnumValue, Json, UtcDateTime, Uuid16, Words

_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

_TYPES: dict[type[plain.ColumnType], Callable[[Any], TypeEngine[Any]]] = {
    plain.String: lambda it: String(it.length),
    plain.OneOf: lambda it: EnumValue(it.enum),
    plain.Integer: lambda it: Integer(),
    plain.BigInteger: lambda it: Big,
    plain.Double: lambda it: Double(),
    plain.Boolean: lambda it: Boolean(),
    plain.Bytes: lambda it: LargeBinary(),
    plain.Instant: lambda it: UtcDateTime(),
    plain.Identifier: lambda it: Uuid16(),
    plain.JsonData: lambda it: Json,
    plain.Words: lambda it: Words(),
}


def _map_all() -> None:
    mapped = registry(metadata=MetaData(naming_convention=_CONVENTION))
    Base.metadata, Base.registry = mapped.metadata, mapped
    for model in plain.Declared.declared:
        table = _table(plain.table_of(model), mapped.metadata)
        mapped.map_imperatively(model, table)
        model.__table__ = table  # type: ignore[attr-defined]


def _table(declared: plain.TableData, metadata: MetaData) -> Table:
    rules = [
        *(Index(None, *it.columns, unique=it.unique) for it in declared.indexes),
        *(UniqueConstraint(*it.columns) for it in declared.uniques),
    ]
    columns = [_column(it) for it in declared.columns.values()]
    return Table(declared.name, metadata, *columns, *rules, info=dict(declared.info))


def _column(declared: plain.Column) -> Column[Any]:
    kind = declared.type
    assert kind is not None
    return Column(
        declared.name,
        _TYPES[type(kind)](kind),
        primary_key=declared.primary_key,
        nullable=declared.nullable,
        default=declared.default,
        server_default=declared.server_default,
        autoincrement=declared.autoincrement,  # type: ignore[arg-type]
    )


_map_all()
