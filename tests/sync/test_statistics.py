"""What the database knows of its tables, while they are young."""

from sqlalchemy import insert, text

from app.model.conversation import Tag
from app.model.identifier import new_id
from app.server.jobs.statistics import Statistics

LOOKED_AT = text("SELECT last_analyze FROM pg_stat_user_tables WHERE relname = 'tag'")


def fill(database, count):
    ws = new_id()
    with database.engine.begin() as connection:
        connection.execute(insert(Tag), [{"ws": ws, "id": new_id(), "name": "x", "names": {}} for _ in range(count)])
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_stat_force_next_flush()"))


def looked_at(database):
    if database.is_sqlite:
        return None
    with database.engine.begin() as connection:
        return connection.scalar(LOOKED_AT)


def test_a_table_that_doubled_is_looked_at_once(database):
    statistics = Statistics(database)
    statistics.go_round()
    assert looked_at(database) is None
    fill(database, 200)
    statistics.go_round()
    first = looked_at(database)
    assert (first is None) == database.is_sqlite
    fill(database, 20)
    statistics.go_round()
    assert looked_at(database) == first
