"""The words of the table modules. Whoever maps them reads SQLAlchemy's types in them, whoever runs them has plain data.

One declaration for both sides: the desk works on it as it is, ``mapping`` makes mapped classes of the same ones.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Index, String, UniqueConstraint
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

    from app.model.column_type import Big, Json, Words
else:
    from app.model.plain import Big, Index, Json, Mapped, String, UniqueConstraint, Words, mapped_column
    from app.model.plain import Declared as DeclarativeBase

__all__ = [
    "Big",
    "DeclarativeBase",
    "Index",
    "Json",
    "Mapped",
    "String",
    "UniqueConstraint",
    "Words",
    "mapped_column",
]
