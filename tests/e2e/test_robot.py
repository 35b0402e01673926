"""A robot does anything by chance while customers write and the server goes and comes; in the end all is well."""

import pytest

from tests.e2e.customer import ChatVisitor, MailCustomer
from tests.e2e.furnished import CopiedServer
from tests.services.proxy import Road, running_proxy

pytestmark = pytest.mark.e2e

CHUNK = 50
GROWTH = 1.10
LOGS = 20
SAME = ("number", "name", "subject", "preview", "channel", "status", "assignee_id")


@pytest.fixture
def server(tmp_path, furnished):
    with CopiedServer(tmp_path / "server", furnished(None)) as made:
        made.who = made.make_sample()
        made.start()
        yield made


def desk_at(computer, address, who):
    """A signed-in desk on a computer of its own."""
    desk = computer().start("--language", "ru")
    desk.sign_in(address, *who)
    desk.ready()
    return desk


def told(desk, most):
    """Every conversation a desk knows as plain values, the newest ``most`` of them with all of their log."""
    rows = sorted(desk.everything(), key=lambda row: (row["number"] or 0, row["id"]))
    found = {row["id"]: {name: row[name] for name in SAME} for row in rows}
    for row in rows[-most:]:
        found[row["id"]]["log"] = [(it["seq"], it["kind"], it["text"]) for it in desk.whole(row["id"]) if it["seq"]]
    return found


@pytest.mark.parametrize("steps", [300, pytest.param(10_000, marks=pytest.mark.nightly)])
def test_anything_done_by_chance_ends_well(server, computer, steps):
    mail = MailCustomer("Мария <m.ilina@example.com>", server.line["mail_address"], server.line["mail_port"])
    visitor = ChatVisitor(server.line["chat_url"], "Игорь")
    with running_proxy(server.line["port"]) as road:
        desk = desk_at(computer, road.url, server.who)
        memory = []
        for chunk in range(steps // CHUNK):
            road.set(Road.CLOSED if chunk % 4 == 2 else Road.OPEN)
            mail.write(f"Вопрос {chunk}", "Когда привезут?")
            visitor.write(f"Вы тут? {chunk}")
            memory.append(desk.wander(steps + chunk, CHUNK)["memory_mb"])
        road.set(Road.OPEN)
        desk.rest()
        desk.wait_link("live")
        desk.wait_unsent(0)
        desk.sync()
        most = LOGS if steps < 1_000 else 10 * LOGS
        mine = told(desk, most)
        other = told(desk_at(computer, road.url, server.who), most)
    assert mine == other
    settled = memory[len(memory) // 2]
    assert memory[-1] < settled * GROWTH, memory
