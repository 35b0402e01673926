"""What the tables of the copy are, as one number: another one wherever a table, a column or an index is another."""

from zlib import crc32

from app.client.store.schema import CACHE_TABLES, INDEXES
from app.client.store.search_schema import SEARCH_ANEW
from app.client.store.table_sql import making, shared_models

_POSITIVE = 0x7FFFFFFF
"""``user_version`` has a sign."""


def version() -> int:
    """What ``CACHE_VERSION`` is to be; told from the models, hence too slow for a start."""
    made = sorted(statement for model in shared_models() for statement in making(model))
    return crc32("\n".join([*made, *CACHE_TABLES, *INDEXES, *SEARCH_ANEW]).encode()) & _POSITIVE
