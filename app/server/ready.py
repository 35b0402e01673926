"""Statements made ready once and given to the driver as they are: on PostgreSQL several in one round trip.

What SQLAlchemy does for every execution costs more than most statements; here it is done once a statement.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import BindParameter, Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.visitors import iterate

Values = Mapping[str, Any]
Row = tuple[Any, ...]
Process = Callable[[Any], Any] | None
"""What makes a value of another; None: nothing has to be done."""


def of_our_types(kind: Any, dialect: Dialect, code: Any) -> Process:
    """Values as models have them. ``code``: the driver's own kind, without which its numbers are not understood."""
    process: Process = kind.dialect_impl(dialect).result_processor(dialect, code)
    return process


class Ready:
    """A Core statement and its forms on the driver; made once, used by all threads.

    ``gives``: columns of RETURNING. Parameters marked ``expanding`` take lists that are not empty.
    ``reads``: what makes values of a column's type of those the driver gives.
    """

    def __init__(
        self, statement: Any, gives: Sequence[Any] = (), *, reads: Callable[[Any, Dialect, Any], Process] = of_our_types
    ) -> None:
        self._statement = statement
        self._reads = reads
        self._gives = [column.type for column in gives or getattr(statement, "selected_columns", ())]
        self._lists = [each.key for each in iterate(statement) if isinstance(each, BindParameter) and each.expanding]
        self._forms: dict[tuple[str, tuple[int, ...]], Form] = {}  # by how a database marks parameters

    @property
    def gives(self) -> bool:
        """Whether rows come back."""
        return bool(self._gives)

    def form(self, dialect: Dialect, values: Values) -> "Form":
        """What the driver is given for lists as long as those in ``values``."""
        sizes = tuple(_size(values[name]) for name in self._lists)
        form = self._forms.get((dialect.paramstyle, sizes))
        if form is None:
            form = self._forms[(dialect.paramstyle, sizes)] = self._made(dialect, values)
        return form

    def _made(self, dialect: Dialect, values: Values) -> "Form":
        """Compiled with the values at hand, which is how SQLAlchemy spells lists."""
        compiled = self._statement.compile(dialect=dialect)
        filled = dict(values) | {name: [None] * _size(values[name]) for name in self._lists}
        fixed = {name: bind.value for name, bind in compiled.binds.items() if not bind.required and name not in filled}
        state = compiled.construct_expanded_state(dict.fromkeys(compiled.binds) | fixed | filled)
        places = {
            each: (name, place) for name, parts in state.parameter_expansion.items() for place, each in enumerate(parts)
        }
        binds = []
        for each in state.positiontup or state.parameters:
            name, place = places.get(each, (each, -1))
            process = compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)
            binds.append((each, name, place, process))
        keys = tuple(each for each, _, _, _ in binds)
        return Form(state.statement, tuple(binds), fixed, bool(state.positiontup), partial(self._work, dialect), keys)

    def _work(self, dialect: Dialect, codes: Sequence[Any]) -> "_Work":
        """What there is to do with the columns as the driver describes them."""
        made = (self._reads(kind, dialect, code) for kind, code in zip(self._gives, codes, strict=True))
        return [(at, of) for at, of in enumerate(made) if of is not None]


@dataclass(frozen=True, slots=True)
class Ask:
    """One execution, or with a list of values one for each and no rows back."""

    ready: Ready
    values: Values | Sequence[Values]


_Work = Sequence[tuple[int, Callable[[Any], Any]]]
"""Columns by their place, and what makes our values of theirs."""


@dataclass(slots=True)
class Form:
    """A statement as the driver takes it. ``binds``: its name for a value, ours, place in a list or -1, process.

    ``work_of`` tells what to do for the driver's kinds of the columns; they are asked for with the first rows, since
    having them described costs as much as the rows.
    """

    sql: str
    binds: tuple[tuple[str, str, int, Process], ...]
    fixed: Values
    positional: bool
    work_of: Callable[[Sequence[Any]], _Work]
    keys: tuple[str, ...]
    work: _Work | None = None

    def bound(self, values: Values) -> Any:
        """The values as the driver wants them."""
        if self.fixed:
            values = {**values, **self.fixed}
        bound = [
            (values[name] if process is None else process(values[name]))
            if place < 0
            else _placed(values[name], place, process)
            for _, name, place, process in self.binds
        ]
        return bound if self.positional else dict(zip(self.keys, bound, strict=True))

    def read(self, cursor: Any) -> list[Row]:
        """Rows with values as the statement reads them."""
        return self.turned(cursor.fetchall(), lambda: [column[1] for column in cursor.description])

    def turned(self, rows: list[Row], codes: Callable[[], Sequence[Any]]) -> list[Row]:
        """The same of rows as the driver gives them; ``codes``: its kinds of their columns."""
        if not rows:
            return rows
        work = self.work
        if work is None:
            work = self.work = self.work_of(codes())
        return [_turned(row, work) for row in rows] if work else rows


def _turned(row: Row, work: _Work) -> Row:
    values = list(row)
    for at, of in work:
        values[at] = of(values[at])
    return tuple(values)


def _placed(value: Any, place: int, process: Process) -> Any:
    """Of a short list the last one again."""
    if place >= 0:
        value = value[place] if place < len(value) else value[-1]
    return value if process is None else process(value)


def ask(connection: Connection, asks: Sequence[Ask], *, commit: bool = False) -> list[list[Row]]:
    """Execute all in their order; the rows of each. On PostgreSQL they travel together, with ``commit`` its COMMIT too.

    Raises:
        sqlalchemy.exc.DBAPIError: as from SQLAlchemy, so that whoever tries again knows it.
    """
    last = "COMMIT" if commit and connection.dialect.name == "postgresql" else ""
    return ask_driver(connection.dialect, connection.connection.driver_connection, asks, last=last)


def ask_driver(dialect: Dialect, driver: Any, asks: Sequence[Ask], *, last: str = "") -> list[list[Row]]:
    """The same on a connection of the driver itself, with a last word if there is one."""
    if not asks:
        return []
    base: Any = dialect.loaded_dbapi.Error
    try:
        if dialect.name != "postgresql" or (len(asks) == 1 and not last):
            return [_rows(*_sent(driver.cursor(), dialect, each)) for each in asks]
        with driver.pipeline():
            writing = driver.cursor()  # one for all that give nothing back
            sent = [_sent(driver.cursor() if each.ready.gives else writing, dialect, each) for each in asks]
            if last:
                driver.execute(last)
        return [_rows(*each) for each in sent]
    except base as error:
        raise DBAPIError.instance(None, None, error, base, dialect=dialect) from error


def _sent(cursor: Any, dialect: Dialect, one: Ask) -> tuple[Any, Form | None]:
    """The cursor and how its rows are read; None: it gives none."""
    if isinstance(one.values, Mapping):
        form = one.ready.form(dialect, one.values)
        cursor.execute(form.sql, form.bound(one.values))
        return cursor, form if one.ready.gives else None
    form = one.ready.form(dialect, one.values[0])
    cursor.executemany(form.sql, [form.bound(values) for values in one.values])
    return cursor, None


def _rows(cursor: Any, form: Form | None) -> list[Row]:
    return [] if form is None else form.read(cursor)


def _size(values: Sequence[Any]) -> int:
    """Lists are filled up to the next power of two, so that few forms of a statement are prepared."""
    return 1 << (len(values) - 1).bit_length()
