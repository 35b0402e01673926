"""What a server gives: rows as bytes, many small pulls at once, and how both grow with what it holds."""

import json
import math
import threading
import time
from typing import Any
from uuid import UUID

import requests

from app.client.sync.packing import unpacked
from app.commands.message import WriteNote
from app.model.identifier import new_id
from app.protocol.versions import LOGS_PATH, PROTO, PULL_PATH, SCHEMA
from tests.bench.crowd import Line, crowded, request, signed_in
from tests.bench.row import Row, judged, percentile
from tests.services.backend import Desk
from tests.services.postgres import running_cluster
from tests.sync.real_server import ServerApart

SIZES, QUICK_SIZES = (10_000, 100_000), (1_000, 4_000)
AT_NIGHT = 1_000_000
"""The third size: ``python -m tests.bench.pulls 1000000``."""

SMALL_PULLS, QUICK_SMALL_PULLS = 200, 20
LINES = 16
TOGETHER_S, QUICK_TOGETHER_S = 10.0, 1.0
ROWS_EACH = 5


def rows(quick: bool = False) -> list[Row]:
    """``[sync.row_bytes]``, ``[sync.pull.grown]``, ``[sync.bootstrap.grown]``: SQLite, a server process, loopback."""
    sizes = QUICK_SIZES if quick else SIZES
    small, large = (measured(it, QUICK_SMALL_PULLS if quick else SMALL_PULLS) for it in sizes)
    return [
        judged("sync.row_bytes", large["bytes"], "B/row", "≤ 160"),
        grown("sync.pull.grown", small["pull"], large["pull"], sizes, "ms p99", "≤ 25"),
        grown("sync.bootstrap.grown", small["row_us"], large["row_us"], sizes, "µs/row served", "≤ 100"),
    ]


def together(quick: bool = False) -> list[Row]:
    """``[sync.pulls_together]``: pulls of five rows by 16 desks at once, PostgreSQL, generator on the same cores."""
    with running_cluster() as cluster, cluster.fresh_database() as url, crowded(2_000, url) as server:
        rate = _together(server, QUICK_TOGETHER_S if quick else TOGETHER_S)
    return [judged("sync.pulls_together", rate, "pulls/s", "≥ 800")]


def grown(name: str, small: float, large: float, sizes: tuple[int, ...], unit: str, goal: str) -> Row:
    """A row at the larger size, the smaller one as its baseline, and how it grows from one to the other."""
    exponent = math.log(large / small) / math.log(sizes[1] / sizes[0])
    return judged(name, large, unit, f"{goal} at {sizes[1]:,} messages", baseline=small, exponent=exponent)


def measured(messages: int, pulls: int) -> dict[str, float]:
    """Bytes of a bootstrap's row on the line, microseconds a row takes to be served, p99 of a small pull in ms."""
    with crowded(messages) as server:
        desk = signed_in(server)
        count, size, talks, took = bootstrap(desk)
        waits = []
        for turn in range(pulls):
            desk.give(WriteNote(talks[turn % len(talks)], new_id(), f"Заметка {turn}"))
            began = time.perf_counter()
            desk.pull()
            waits.append((time.perf_counter() - began) * 1_000)
        return {"bytes": size / count, "row_us": took / count * 1e6, "pull": percentile(waits, 99)}


def bootstrap(desk: Desk) -> tuple[int, int, list[UUID], float]:
    """Everything, as a new desk asks for it: rows, bytes as they came, conversations, seconds of waiting."""
    count, size, took = 0, 0, 0.0
    talks: dict[UUID, int] = {}
    here: dict[UUID, int] = {}
    more = True
    while more:
        body = {"proto": PROTO, "schema": SCHEMA, "client": str(desk.tokens.client), "cursor": desk.cursor,
                "max_rows": 256, "ack_result": 0}  # fmt: skip
        page, length, waited = _ask(desk, PULL_PATH, body)
        desk.cursor, more = page["cursor"], page.get("more", False)
        logs = page.get("logs", {})
        count += len(page.get("ops", ())) + sum(len(it["entries"]) for it in logs.values())
        size, took = size + length, took + waited
        talks |= {UUID(op[3]["id"]): op[3]["log_head"] for op in page.get("ops", ()) if op[2] == "conversation"}
        here |= {UUID(key): len(it["entries"]) for key, it in logs.items()}
    missing = [key for key, head in talks.items() if here.get(key, 0) < head]
    for first in range(0, len(missing), 40):
        wanted = {str(it): [here.get(it, 0) + 1, None] for it in missing[first : first + 40]}
        answer, length, waited = _ask(desk, LOGS_PATH, {"client": str(desk.tokens.client), "wanted": wanted})
        count += sum(len(it["entries"]) for it in answer["logs"].values())
        size, took = size + length, took + waited
    return count, size, list(talks), took


def _ask(desk: Desk, path: str, body: Any) -> tuple[dict[str, Any], int, float]:
    """The answer, its bytes on the line, and how long it took to come."""
    began = time.perf_counter()
    response: requests.Response = desk.call("POST", path, json=body, headers={"Accept-Encoding": "zstd"}, stream=True)
    assert response.status_code == 200, response.text
    raw = response.raw.read(decode_content=False)
    waited = time.perf_counter() - began
    return json.loads(unpacked(raw)), len(raw), waited


def _together(server: ServerApart, seconds: float) -> float:
    desks = [signed_in(server) for _ in range(LINES)]
    for desk in desks:
        talks = [UUID(op[3]["id"]) for op in desk.pull_all() if op[2] == "conversation"]
    for talk in talks[:ROWS_EACH]:
        desk.give(WriteNote(talk, new_id(), "Заметка"))
    wishes = [_small_pull(it) for it in desks]
    over, counts = threading.Event(), [0] * LINES

    def ask(at: int) -> None:
        line = Line(server.port)
        while not over.is_set():
            line.ask(wishes[at])
            counts[at] += 1
        line.close()

    threads = [threading.Thread(target=ask, args=(at,)) for at in range(LINES)]
    for it in threads:
        it.start()
    began = time.perf_counter()
    over.wait(seconds)
    over.set()
    took = time.perf_counter() - began
    for it in threads:
        it.join()
    return sum(counts) / took


def _small_pull(desk: Desk) -> bytes:
    """The request of a desk that has all but the changes, as its bytes."""
    page = desk.pull(keep=False)
    assert len([it for it in page["ops"] if it[2] == "conversation"]) == ROWS_EACH
    body = {"proto": PROTO, "schema": SCHEMA, "client": str(desk.tokens.client), "cursor": desk.cursor,
            "max_rows": 2_000, "ack_result": desk.last_mid}  # fmt: skip
    return request(PULL_PATH, body, desk.tokens.access)


if __name__ == "__main__":
    import sys

    wanted = int(sys.argv[1]) if sys.argv[1:] else AT_NIGHT
    print({name: round(value, 2) for name, value in measured(wanted, SMALL_PULLS).items()})
