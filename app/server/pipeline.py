"""Statements made ready, given to libpq itself: all of a round trip in one packet, prepared under names of ours.

psycopg's own pipeline sends each statement by itself, which wakes the database for each, and what it does around a
cursor took as long as the statements: half of the time of a small pull on either side.
"""

from collections import OrderedDict
from collections.abc import Generator, Mapping, Sequence
from typing import Any

from psycopg import Connection, OperationalError
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus
from psycopg.waiting import Ready, Wait, wait
from sqlalchemy import Dialect

from app.server.ready import Ask, Form, Row

MOST_PREPARED = 100
"""Statements a connection keeps prepared, those used last: as many as psycopg does."""

LOOK_S = 5.0
"""So long a wait goes on by itself; for 0, its default, psycopg asks the system without pause."""

_WELL = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK, ExecStatus.PIPELINE_SYNC)


class Pipeline:
    """A connection that nobody uses otherwise: psycopg lets go of everything prepared at the ROLLBACK of a session.

    After an error it is in no known state and has to be closed.
    """

    def __init__(self, driver: "Connection[Any]", dialect: Dialect) -> None:
        self._libpq = driver.pgconn
        self._values = Transformer(driver)
        self._dialect = dialect
        self._names: OrderedDict[str, bytes] = OrderedDict()
        self._made = 0

    def begin(self) -> None:
        """From now on until ``end`` statements are asked here, and nothing through the driver."""
        self._libpq.enter_pipeline_mode()

    def end(self) -> None:
        """The driver may have it back."""
        self._libpq.exit_pipeline_mode()

    def ask(self, asks: Sequence[Ask], *, first: str = "", last: str = "") -> list[list[Row]]:
        """The rows of each, in one round trip with a first and a last word.

        Raises:
            psycopg.Error: the connection was lost, or a statement was refused.
        """
        waiting = self._send(first) if first else 0
        forms: list[tuple[int, Form]] = []
        for each in asks:
            assert isinstance(each.values, Mapping)
            form = each.ready.form(self._dialect, each.values)
            before = waiting + self._send(form.sql, form.bound(each.values)) - 1
            forms.append((before, form))
            waiting = 0
        waiting += self._send(last) if last else 0
        self._libpq.pipeline_sync()
        wait(self._all_said(), self._libpq.socket, LOOK_S)
        found = [self._read(before, form) for before, form in forms]
        for _ in range(waiting):
            self._result()
        self._result(of_statement=False)
        return found

    def _send(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Send one statement; how many answers come of it."""
        name = self._names.get(sql)
        answers = 1
        if name is None:
            name, answers = self._prepare(sql)
        self._names.move_to_end(sql)
        dumped = self._values.dump_sequence(values, [PyFormat.TEXT] * len(values)) if values else []
        self._libpq.send_query_prepared(name, dumped)
        return answers

    def _prepare(self, sql: str) -> tuple[bytes, int]:
        """Kinds of parameters stand in the statement, as SQLAlchemy writes it."""
        self._made += 1
        name = self._names[sql] = b"deskhand_%d" % self._made
        self._libpq.send_prepare(name, sql.encode())
        if len(self._names) <= MOST_PREPARED:
            return name, 2
        _, oldest = self._names.popitem(last=False)
        self._libpq.send_close_prepared(oldest)
        return name, 3

    def _read(self, before: int, form: Form) -> list[Row]:
        for _ in range(before):
            self._result()
        result = self._result()
        self._values.set_pgresult(result)
        rows: list[Row] = self._values.load_rows(0, result.ntuples, tuple)
        return form.turned(rows, lambda: [result.ftype(at) for at in range(result.nfields)])

    def _result(self, *, of_statement: bool = True) -> Any:
        """The next answer. Raises ``psycopg.Error``: it tells of an error, or there is none."""
        result = self._next()
        if result is None:
            raise OperationalError(f"the connection is lost: {self._libpq.get_error_message()}")
        if result.status not in _WELL:
            raise error_from_result(result)
        if of_statement:
            self._next()  # the empty one that ends it
        return result

    def _next(self) -> Any:
        if self._libpq.is_busy():
            wait(self._heard(), self._libpq.socket, LOOK_S)
        return self._libpq.get_result()

    def _all_said(self) -> Generator[Wait, Ready | int, None]:
        """Until the system took everything; the database may say something meanwhile."""
        while self._libpq.flush():
            if (yield Wait.RW) & Ready.R:
                self._libpq.consume_input()

    def _heard(self) -> Generator[Wait, Ready | int, None]:
        """Until an answer is here. Waiting for it itself, libpq would keep the interpreter's lock."""
        while self._libpq.is_busy():
            yield Wait.R
            self._libpq.consume_input()
