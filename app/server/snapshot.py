"""One unchanging view of the database for statements made ready, without a session, which costs more than they do.

On PostgreSQL BEGIN travels with the first statements, and the transaction has nothing to write or to roll back.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Dialect, Engine
from sqlalchemy.exc import DBAPIError

from app.server.ready import Ask, Row, ask_driver

_BEGIN = {"postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "sqlite": "BEGIN"}
_END = "COMMIT"
"""psycopg forgets all its prepared statements at a ROLLBACK."""


class Snapshot:
    """What ``snapshot`` opens. Used by one thread; nothing is read before the first ``ask``."""

    def __init__(self, dialect: Dialect, driver: Any) -> None:
        self._dialect = dialect
        self._driver = driver
        self.begun = False

    def ask(self, asks: Sequence[Ask]) -> list[list[Row]]:
        """Rows of each, all of the same moment; on PostgreSQL in one round trip.

        Raises:
            sqlalchemy.exc.DBAPIError: the database is away, or refused a statement.
        """
        first = "" if self.begun else _BEGIN[self._dialect.name]
        self.begun = True
        return ask_driver(self._dialect, self._driver, asks, first=first)


@contextmanager
def snapshot(engine: Engine) -> Iterator[Snapshot]:
    """A view as of the first ``ask``, on a connection of the pool.

    Raises:
        sqlalchemy.exc.DBAPIError: no connection can be made.
        sqlalchemy.exc.TimeoutError: all are in use.
    """
    dialect = engine.dialect
    base: Any = dialect.loaded_dbapi.Error
    try:
        held = engine.raw_connection()
    except base as error:
        raise _known(error, dialect) from error
    driver: Any = held.driver_connection
    by_hand = dialect.name == "postgresql"  # there the driver begins a transaction itself unless told not to
    view = Snapshot(dialect, driver)
    try:
        if by_hand:
            driver.autocommit = True
        try:
            yield view
        finally:
            if view.begun:
                driver.execute(_END)
            if by_hand:
                driver.autocommit = False
    except base as error:  # of the ends, not of what was asked: nobody knows what state it is in
        held.invalidate(error)
        raise _known(error, dialect) from error
    finally:
        held.close()


def _known(error: Exception, dialect: Dialect) -> BaseException:
    """As SQLAlchemy tells it, which is how whoever tries again knows it."""
    base: Any = dialect.loaded_dbapi.Error
    return DBAPIError.instance(None, None, error, base, dialect=dialect)
