"""What is asked about a mail before it is filed."""

from pathlib import Path

from tests.mailcorpus import generated
from tests.server.email.house import MailHouse, sqlite_database

MAILS = 8


def test_to_find_out_whether_a_mail_is_new_nobody_walks_through_all_mails(tmp_path: Path):
    """On SQLite, which has no figures about its tables: asked for an order it took the key, and read them all."""
    asked: list[str] = []
    with sqlite_database(tmp_path) as database:
        house = MailHouse(database, tmp_path)
        connection = database.engine.raw_connection()
        driver = connection.driver_connection
        driver.set_trace_callback(asked.append)
        connection.close()  # back to the pool, whose only one it is
        for _, raw in generated(MAILS):
            house.take(raw)
        driver.set_trace_callback(None)
        queries = {it for it in asked if it.startswith("SELECT") and "FROM mail_message" in it}
        plans = [driver.execute(f"EXPLAIN QUERY PLAN {it}").fetchall() for it in queries]
    assert plans
    for plan in plans:
        used = next(row[3] for row in plan if "mail_message" in row[3])
        assert "message_id=?" in used or "digest=?" in used, used
