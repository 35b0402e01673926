"""What the tables of the copy are, as one number: another one wherever a table, a column or an index is another."""

from zlib import crc32

from app.client.store.database import copies
from app.client.store.schema import CACHE_TABLES, INDEXES
from app.client.store.search_schema import SEARCH_ANEW

_POSITIVE = 0x7FFFFFFF
"""``user_version`` has a sign."""


def version() -> int:
    """What ``CACHE_VERSION`` is to be; told from the models, hence too slow for a start."""
    from sqlalchemy.dialects import sqlite
    from sqlalchemy.schema import CreateIndex, CreateTable

    tables = sorted(copies().tables.values(), key=lambda it: it.name)
    made = [str(CreateTable(it).compile(dialect=sqlite.dialect())) for it in tables]
    made += sorted(str(CreateIndex(index).compile(dialect=sqlite.dialect())) for it in tables for index in it.indexes)
    return crc32("\n".join([*made, *CACHE_TABLES, *INDEXES, *SEARCH_ANEW]).encode()) & _POSITIVE
