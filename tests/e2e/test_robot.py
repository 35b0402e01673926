"""A robot does anything by chance while customers write and the server goes and comes; in the end all is well."""

from itertools import pairwise

import pytest

from tests.e2e.customer import ChatVisitor, MailCustomer
from tests.e2e.furnished import CopiedServer
from tests.services.proxy import Road, running_proxy

pytestmark = pytest.mark.e2e

CHUNK = 50
GROWTH = 1.10
MORE = 25
"""Objects of one class: what is on the screen at the end is not what was there at the beginning."""

ROUNDS = 4
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


def rising(rounds):
    """The classes of which each round has left more than the one before it."""
    names = set().union(*rounds)
    counts = {name: [it.get(name, 0) for it in rounds] for name in names}
    return {name: each for name, each in counts.items() if all(a < b for a, b in pairwise(each))}


@pytest.mark.nightly
def test_what_is_opened_and_left_again_is_gone(server, computer):
    """Its short form: the two tours of the next test."""
    with running_proxy(server.line["port"]) as road:
        desk = desk_at(computer, road.url, server.who)
        begin = desk.rows()[0]["id"]
        rounds = [desk.tour(begin) for _ in range(ROUNDS)]
    assert not rising(rounds[1:])  # the first makes what is made once


@pytest.mark.parametrize("steps", [300, pytest.param(10_000, marks=pytest.mark.nightly)])
def test_anything_done_by_chance_ends_well(server, computer, steps):
    mail = MailCustomer("Мария <m.ilina@example.com>", server.line["mail_address"], server.line["mail_port"])
    visitor = ChatVisitor(server.line["chat_url"], "Игорь")
    with running_proxy(server.line["port"]) as road:
        desk = desk_at(computer, road.url, server.who)
        begin = desk.rows()[0]["id"]
        desk.look_at_everything()  # what is met for the first time takes memory: it is not for chance to say when
        seen = desk.tour(begin)
        memory = []
        for chunk in range(steps // CHUNK):
            road.set(Road.CLOSED if chunk % 4 == 2 else Road.OPEN)
            mail.write(f"Вопрос {chunk}", "Когда привезут?")
            visitor.write(f"Вы тут? {chunk}")
            memory.append(desk.wander(steps + chunk, CHUNK)["memory_mb"])
        road.set(Road.OPEN)
        left = desk.tour(begin)
        desk.wait_link("live")
        desk.wait_unsent(0)
        desk.sync()
        most = LOGS if steps < 1_000 else 10 * LOGS
        mine = told(desk, most)
        other = told(desk_at(computer, road.url, server.who), most)
    assert mine == other
    assert not {name: (seen.get(name, 0), count) for name, count in left.items() if count > seen.get(name, 0) + MORE}
    settled = memory[len(memory) // 2]
    assert memory[-1] < settled * GROWTH, memory
