"""One unchanging view of the database for statements made ready, without a session, which costs more than they do.

On PostgreSQL BEGIN travels with the first statements and COMMIT with the last, if one knows which they are; the
transaction has nothing to write or to roll back.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from sqlalchemy import Dialect
from sqlalchemy.exc import DBAPIError

from app.server.db import Database
from app.server.errors import Denied
from app.server.ready import Ask, Row, ask_driver

if TYPE_CHECKING:
    from app.server.pipeline import Pipeline

T = TypeVar("T")

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


class Wanted(NamedTuple):
    """What a reading asks next. ``last``: nothing is asked after it."""

    asks: Sequence[Ask]
    last: bool = False


Reading = Generator[Wanted, list[list[Row]], T]
"""Something that is read in steps: it says what it asks, is told the rows of each, and gives what it made of them."""


def read_together(view: Snapshot, readings: Sequence[Reading[T]]) -> list[T | Denied]:
    """What each reading gives or is refused with; the steps of all at once, on PostgreSQL in one round trip.

    Raises:
        Exception: as ``Snapshot.ask``; what a reading raises besides is no matter of the others, and ends them.
    """
    found: dict[int, T | Denied] = {}
    told: dict[int, Any] = dict.fromkeys(range(len(readings)))  # a generator is begun by being sent None
    while told:
        wanted: dict[int, Wanted] = {}
        for at, rows in told.items():
            try:
                wanted[at] = readings[at].send(rows)
            except StopIteration as end:
                found[at] = end.value
            except Denied as error:
                found[at] = error
        asks = [ask for it in wanted.values() for ask in it.asks]
        answers = iter(view.ask(asks, last=all(it.last for it in wanted.values())) if asks else ())
        told = {at: [next(answers) for _ in it.asks] for at, it in wanted.items()}
    return [found[at] for at in range(len(readings))]


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
