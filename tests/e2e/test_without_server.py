"""The server is away: everything goes on, the program is restarted, and what was written goes out once, in order."""

import re
from collections import defaultdict

import pytest

from tests.e2e.customer import MailCustomer, wait_for
from tests.services.proxy import Road, running_proxy

pytestmark = pytest.mark.e2e

MINE, UNASSIGNED = 1, 2
AWAY_S = 30 * 60.0


@pytest.fixture
def road(server):
    """Between desks and server."""
    server.who = server.make_sample()
    server.start()
    with running_proxy(server.line["port"]) as proxy:
        yield proxy


@pytest.fixture
def station(server, road, computer):
    """Call it for an operator's computer that is signed in."""

    def make():
        made = computer()
        desk = made.start("--language", "ru")
        desk.sign_in(road.url, *server.who)
        desk.ready()
        return made, desk

    return make


def everything(desk):
    """Every conversation, each with all of its log on this computer: how long the logs are."""
    return {row["id"]: len(desk.whole(row["id"])) for row in desk.every_row()}


def texts_of(letters):
    """The numbers of our twenty answers in these letters."""
    found = [re.search(r"Ответ (\d\d) без сервера", it["text"]) for it in letters]
    return [it.group(1) for it in found if it]


def write_half(desk, rows, numbers):
    """Ten answers and some notes, over several letters' conversations."""
    for number in numbers:
        desk.show_id(rows[number % len(rows)]["id"])
        desk.type(f"Ответ {number:02} без сервера")
        desk.send(now=True)
        if number % 5 == 0:
            desk.note(f"Заметка {number:02} без сервера")


@pytest.mark.postgresql_by_night
def test_half_an_hour_without_the_server(server, road, station):
    made, desk = station()
    known = everything(desk)
    assert len(known) >= 20
    server.kill()
    road.set(Road.CLOSED)
    desk.wait_link("offline")
    desk.advance(AWAY_S)

    assert everything(desk) == known
    some = next(row for row in desk.every_row() if row["name"] and row["number"] and " " in row["subject"])
    desk.place(MINE)
    for row in [row for row in desk.rows() if row["number"]][:3]:
        for typed in (row["name"].upper(), row["subject"][:12], str(row["number"])):
            assert row["id"] in [it["id"] for it in desk.filter(typed)], typed
    desk.filter("")

    letters = [row for row in desk.every_row() if row["channel"] == "email" and row["status"] != "closed"][:4]
    write_half(desk, letters, range(1, 11))
    desk.quit()
    desk = made.start("--language", "ru")
    desk.ready(live=False)
    write_half(desk, letters, range(11, 21))
    solved, given = [it for it in desk.every_row() if it["channel"] == "chat" and it["status"] in ("new", "open")][:2]
    desk.show_id(solved["id"])
    desk.resolve()
    desk.show_id(given["id"])
    desk.assign("Олег")
    assert desk.header()["assignee"].startswith("Олег")
    unsent = desk.wait_unsent_many(26)
    desk.kill()
    desk = made.start("--language", "ru")
    desk.ready(live=False)
    desk.wait_unsent(unsent)
    assert desk.header()
    assert some["id"] in [row["id"] for row in desk.every_row()]

    server.start()
    server.advance(AWAY_S)
    road.set(Road.OPEN, server.line["port"])
    desk.sync()
    desk.wait_unsent(0)
    assert desk.status()["attention"] == 0, desk.status()
    wait_for(lambda: len(texts_of(server.sink.letters())) >= 20, "twenty letters at the sink")
    assert texts_of(server.sink.letters()) == [f"{number:02}" for number in range(1, 21)]

    _, second = station()
    by_id = defaultdict(list)
    for row in [*letters, solved, given]:
        by_id[row["id"]] = [(it["seq"], it["kind"], it["text"]) for it in desk.whole(row["id"])]
        assert [(it["seq"], it["kind"], it["text"]) for it in second.whole(row["id"])] == by_id[row["id"]]
        assert (second.header()["status"], second.header()["assignee"]) == (
            desk.header()["status"],
            desk.header()["assignee"],
        )
    second.show_id(solved["id"])
    assert second.header()["status"] == "resolved"
    notes = [text for log in by_id.values() for _, kind, text in log if kind == "note" and "без сервера" in text]
    assert sorted(notes) == [f"Заметка {number:02} без сервера" for number in (5, 10, 15, 20)]
    assert texts_of(server.sink.letters()) == [f"{number:02}" for number in range(1, 21)]
    desk.quit()
    second.quit()


@pytest.mark.parametrize("server", ["sqlite"], indirect=True)
def test_a_network_that_swallows_everything(server, road, station):
    _, desk = station()
    desk.place(MINE)
    letters = [row for row in desk.every_row() if row["channel"] == "email" and row["status"] != "closed"][:2]
    for row in letters:
        desk.whole(row["id"])
    road.set(Road.STALLED)
    write_half(desk, letters, range(1, 4))
    assert desk.whole(letters[0]["id"])
    desk.wait_link("offline")
    write_half(desk, letters, range(4, 7))
    road.set(Road.OPEN)
    desk.sync()
    desk.wait_unsent(0)
    wait_for(lambda: len(texts_of(server.sink.letters())) >= 6, "six letters at the sink")
    assert texts_of(server.sink.letters()) == [f"{number:02}" for number in range(1, 7)]
    desk.quit()


@pytest.mark.postgresql_by_night
def test_two_unknown_customers_of_an_empty_workspace_are_answered_later(server, computer):
    who = server.make_empty()
    server.start()
    with running_proxy(server.line["port"]) as road:
        made = computer()
        desk = made.start("--language", "ru")
        desk.sign_in(road.url, *who)
        desk.ready()
        desk.place(UNASSIGNED)
        people = []
        for number, sender in enumerate(("Пётр Зимин <petr@example.com>", "info <info@example.org>")):
            people.append(MailCustomer(sender, server.line["mail_address"], server.line["mail_port"]))
            people[-1].write(f"Вопрос {number}", "Есть ли самовывоз?")
            desk.painted(f"Вопрос {number}")
        for row in desk.rows():
            desk.whole(row["id"])
        server.kill()
        road.set(Road.CLOSED)
        desk.wait_link("offline")
        rows = desk.rows()
        write_half(desk, rows, range(1, 3))
        desk.quit()
        desk = made.start("--language", "ru")
        desk.ready(live=False)
        desk.wait_unsent(2)
        server.start()
        road.set(Road.OPEN, server.line["port"])
        desk.sync()
        desk.wait_unsent(0)
        for person in people:
            answer = server.sink.wait(person.address, 1)[0]
            assert [it.strip("<>") for it in answer["in_reply_to"]] == [person.written[0].strip("<>")]
        assert len(server.sink.letters()) == len(people)
        desk.quit()
