"""One unchanging view of the database for statements made ready, without a session, which costs more than they do.

On PostgreSQL BEGIN travels with the first statements and COMMIT with the last, if one knows which they are; the
transaction has nothing to write or to roll back.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Dialect
from sqlalchemy.exc import DBAPIError

from app.server.db import Database
from app.server.ready import Ask, Row, ask_driver

if TYPE_CHECKING:
    from app.server.pipeline import Pipeline

_BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_END = "COMMIT"
_PIPELINE = "deskhand_pipeline"


class Snapshot:
    """What ``snapshot`` opens. Used by one thread; nothing is read before the first ``ask``."""

    def __init__(self, dialect: Dialect, driver: Any, pipeline: "Pipeline | None") -> None:
        self._dialect = dialect
        self._driver = driver
        self._pipeline = pipeline
        self._begun = self._ended = False
        self.lost = False  # an answer has not come, and perhaps never will: nobody knows what state all is in

    def ask(self, asks: Sequence[Ask], *, last: bool = False) -> list[list[Row]]:
        """Rows of each, all of the same moment; on PostgreSQL in one round trip. ``last``: nothing is asked after it.

        Raises:
            Exception: the driver's or SQLAlchemy's: the database is away, or refused a statement.
        """
        assert not self._ended
        if not asks:
            return []
        first, self._begun, self.lost = not self._begun, True, True
        if self._pipeline is None:
            if first:
                self._driver.execute("BEGIN")
            found = ask_driver(self._dialect, self._driver, asks)
        else:
            if first:
                self._pipeline.begin()
            found = self._pipeline.ask(asks, first=_BEGIN if first else "", last=_END if last else "")
            self._ended = last
        self.lost = False
        return found

    def end(self) -> None:
        """Let go of the view."""
        if self.lost or not self._begun:
            return
        self.lost = True
        if self._pipeline is None:
            self._driver.execute(_END)
        else:
            if not self._ended:
                self._pipeline.ask((), last=_END)
            self._pipeline.end()
        self.lost = False


@contextmanager
def snapshot(database: Database) -> Iterator[Snapshot]:
    """A view as of the first ``ask``, on a connection of the pool for that.

    Raises:
        sqlalchemy.exc.DBAPIError: no connection can be made, or it was lost, or refused a statement.
        sqlalchemy.exc.TimeoutError: all are in use.
    """
    dialect = database.snapshots.dialect
    base: Any = dialect.loaded_dbapi.Error
    try:
        held = database.snapshots.raw_connection()
    except base as error:
        raise _known(error, dialect) from error
    driver: Any = held.driver_connection
    view = Snapshot(dialect, driver, None if database.is_sqlite else _pipeline(held.info, driver, dialect))
    try:
        try:
            yield view
        finally:
            view.end()
    except base as error:
        raise _known(error, dialect) from error
    finally:
        if view.lost:
            held.invalidate()
        held.close()


def _pipeline(kept: Any, driver: Any, dialect: Dialect) -> "Pipeline":
    """That of a connection, which knows what is prepared there; ``kept``: what is noted of it while it lives."""
    found: Pipeline | None = kept.get(_PIPELINE)
    if found is None:
        from app.server import pipeline  # a server on SQLite has no use for psycopg

        found = kept[_PIPELINE] = pipeline.Pipeline(driver, dialect)
    return found


def _known(error: Exception, dialect: Dialect) -> BaseException:
    """As SQLAlchemy tells it, which is how whoever tries again knows it."""
    base: Any = dialect.loaded_dbapi.Error
    return DBAPIError.instance(None, None, error, base, dialect=dialect)
