"""How fast mail is taken in: one commit each, from parsing to committed, on both databases."""

import tempfile
import time
from pathlib import Path

from tests.bench.row import Row, judged
from tests.mailcorpus import generated
from tests.server.email.house import MailHouse, postgres_database, sqlite_database
from tests.services.postgres import running_cluster

COUNT = 1_000
QUICK = 200
WARM = 50
GOAL = "≥ 200"


def rows(quick: bool = False) -> list[Row]:
    """``[intake.each.sqlite]`` and ``[intake.each.postgresql]``; durability as in production."""
    count = QUICK if quick else COUNT
    with tempfile.TemporaryDirectory() as folder, sqlite_database(Path(folder)) as database:
        sqlite = _rate(MailHouse(database, Path(folder)), count)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_cluster("max_connections=60") as cluster,
        cluster.fresh_database() as url,
        postgres_database(url) as database,
    ):
        postgres = _rate(MailHouse(database, Path(folder)), count)
    return [
        judged("intake.each.sqlite", sqlite, "messages/s", GOAL),
        judged("intake.each.postgresql", postgres, "messages/s", GOAL),
    ]


def _rate(house: MailHouse, count: int) -> float:
    intake, inbox = house.intake(), house.inbox()
    raws = [raw for _, raw in generated(count + WARM)]
    for raw in raws[:WARM]:
        intake.take(inbox, raw)
    began = time.perf_counter()
    for raw in raws[WARM:]:
        intake.take(inbox, raw)
    return count / (time.perf_counter() - began)
