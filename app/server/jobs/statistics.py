"""PostgreSQL is told how full young tables are: until then it reads a whole workspace where one row is meant."""

import logging

from sqlalchemy import text

from app.server.db import Database
from app.server.log import event
from app.server.rounds import Rounds

EVERY_S = 5.0

_GROWN = text(
    "SELECT stat.relname FROM pg_stat_user_tables stat JOIN pg_class class ON class.oid = stat.relid"
    " WHERE stat.n_mod_since_analyze >= 50 AND stat.n_mod_since_analyze >= class.reltuples"
)
"""Tables that doubled since they were looked at; 50 is where autovacuum begins (autovacuum_analyze_threshold)."""

_log = logging.getLogger("deskhand.statistics")


class Statistics(Rounds):
    """Looks at tables that have doubled, every few seconds; the server's own autovacuum does so once a minute.

    Without figures every index that begins with the workspace looks as good as the key, and a prepared statement keeps
    the plan it was given when its table was empty. On SQLite there is nothing to do.
    """

    def __init__(self, database: Database) -> None:
        super().__init__("statistics", EVERY_S, _log, "statistics_failed")
        self._database = database

    def go_round(self) -> None:
        """Look at all that have grown."""
        if self._database.is_sqlite:
            return
        with self._database.engine.begin() as connection:
            grown = connection.scalars(_GROWN).all()
            for name in grown:
                connection.execute(text(f'ANALYZE "{name}"'))
        if grown:
            event(_log, "tables_looked_at", tables=len(grown))
