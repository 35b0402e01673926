"""What a table is declared with, as plain data: all a desk needs of it, and what ``mapping`` makes mapped classes of.

A desk reads and writes its rows by statements of its own: SQLAlchemy would take it a fifth of its memory for nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from inspect import get_annotations
from typing import Any, ClassVar, get_args, get_origin
from uuid import UUID

ENUM_LENGTH = 32
"""Characters a value of an enumeration may have."""


@dataclass(frozen=True, slots=True)
class ColumnType:
    """What a column holds."""


@dataclass(frozen=True, slots=True)
class String(ColumnType):
    """Text, at most that many characters."""

    length: int | None = None


class Integer(ColumnType):
    """A number of 32 bits."""


class BigInteger(ColumnType):
    """A number of 64 bits."""


class Double(ColumnType):
    """A number with a fraction."""


class Boolean(ColumnType):
    """Yes or no."""


class Bytes(ColumnType):
    """Bytes as they are."""


class Instant(ColumnType):
    """An aware UTC instant, microseconds kept."""


class Identifier(ColumnType):
    """A UUID."""


class JsonData(ColumnType):
    """Plain JSON; a payload is replaced as a whole, never changed in place."""


class Words(ColumnType):
    """The words of a document, for the server's search."""


@dataclass(frozen=True, slots=True)
class OneOf(ColumnType):
    """A member of an enumeration, stored as its value."""

    enum: type[StrEnum]


Big = BigInteger()
Json = JsonData()

_TYPES: Mapping[Any, ColumnType] = {
    str: String(), int: Integer(), float: Double(), bool: Boolean(), bytes: Bytes(),
    datetime: Instant(), UUID: Identifier(), dict: Json, list: Json,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``default``: a value or what makes one, in Python; None: there is none."""

    type: ColumnType | None = None
    name: str = ""
    primary_key: bool = False
    nullable: bool = False
    default: Any = None
    server_default: str | None = None
    autoincrement: bool | str = "auto"

    @property
    def empty(self) -> Callable[[], Any] | None:
        """What makes the value of a row that was given none."""
        if self.default is None:
            return None
        return self.default if callable(self.default) else lambda: self.default


@dataclass(frozen=True, slots=True)
class Index:
    """An index over these columns; named after them."""

    columns: tuple[str, ...]
    unique: bool = False

    def __init__(self, _name: None, *columns: str, unique: bool = False) -> None:
        """The words of SQLAlchemy's: without a name."""
        object.__setattr__(self, "columns", columns)
        object.__setattr__(self, "unique", unique)


@dataclass(frozen=True, slots=True)
class UniqueConstraint:
    """No two rows have the same values in these columns."""

    columns: tuple[str, ...]

    def __init__(self, *columns: str) -> None:
        """The words of SQLAlchemy's."""
        object.__setattr__(self, "columns", columns)


@dataclass(frozen=True, slots=True)
class TableData:
    """One declared table; its columns in the order they lie in the file."""

    name: str
    columns: Mapping[str, Column]
    indexes: tuple[Index, ...] = ()
    uniques: tuple[UniqueConstraint, ...] = ()
    info: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Annotation:
    """What stands between the brackets of ``Mapped``."""

    of: Any


class Mapped:
    """The annotation of a column."""

    def __class_getitem__(cls, of: Any) -> _Annotation:
        return _Annotation(of)


def mapped_column(type_: Any = None, **more: Any) -> Column:
    """What the annotation does not say of a column."""
    return Column(type_() if isinstance(type_, type) else type_, **more)


class Declared:
    """Base of declared classes: a row is an object with the columns' names, what nobody gave it is None."""

    __tabledata__: ClassVar[TableData]
    declared: ClassVar[list[type["Declared"]]] = []
    """Every class with a table, as they were declared."""

    def __init_subclass__(cls) -> None:
        """Take the columns out of the class: its rows have values in their place."""
        own = dict(_own_columns(cls))
        inherited = getattr(cls, "__tabledata__", TableData("", {}))
        columns = {**own, **inherited.columns}
        name = cls.__dict__.get("__tablename__", "")
        arguments = cls.__dict__.get("__table_args__", ())
        listed, more = _parted(arguments)
        cls.__tabledata__ = TableData(
            name,
            columns,
            tuple(it for it in listed if isinstance(it, Index)),
            tuple(it for it in listed if isinstance(it, UniqueConstraint)),
            more.get("info", {}),
        )
        if name:
            Declared.declared.append(cls)

    def __init__(self, **values: Any) -> None:
        """A row with these values.

        Raises:
            TypeError: there is no such column.
        """
        for name, value in values.items():
            if name not in self.__tabledata__.columns:
                raise TypeError(f"{name!r} is no column of {type(self).__name__}")
            setattr(self, name, value)

    def __getattr__(self, name: str) -> None:
        """A column nobody has set."""
        if name not in type(self).__tabledata__.columns:
            raise AttributeError(f"{type(self).__name__} has no {name!r}")


def table_of(model: Any) -> TableData:
    """The table of a declared class."""
    found: TableData = model.__tabledata__
    return found


def _own_columns(cls: type) -> list[tuple[str, Column]]:
    found = []
    for name, annotation in get_annotations(cls).items():
        if not isinstance(annotation, _Annotation):
            continue
        given = cls.__dict__.get(name)
        column = given if isinstance(given, Column) else Column()
        if given is not None:
            delattr(cls, name)
        kind, nullable = _type_of(annotation.of)
        found.append((name, replace(column, name=name, type=column.type or kind, nullable=nullable)))
    return found


def _type_of(annotation: Any) -> tuple[ColumnType, bool]:
    """The type an annotation stands for, and whether it may be None."""
    options = get_args(annotation)
    if type(None) in options:
        [annotation] = (it for it in options if it is not type(None))
        return _type_of(annotation)[0], True
    kind = get_origin(annotation) or annotation
    return (OneOf(kind) if issubclass(kind, StrEnum) else _TYPES[kind]), False


def _parted(arguments: Any) -> tuple[tuple[Any, ...], Mapping[str, Any]]:
    """Rules and options of ``__table_args__``."""
    if isinstance(arguments, Mapping):
        return (), arguments
    if arguments and isinstance(arguments[-1], Mapping):
        return arguments[:-1], arguments[-1]
    return tuple(arguments), {}
