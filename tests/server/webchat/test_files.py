"""A visitor sends files and gets those of the answers: by links that are theirs alone and end."""

import socket
from datetime import timedelta
from urllib.parse import quote, urlsplit

import pytest

from app.domain.channel import Channel
from app.model.chat import VisitorAddress
from app.model.conversation import Attachment
from app.model.file import ChatFile
from app.server.channels.webchat.file import LINK_FOR, MAX_VISITOR_FILE, shown_name
from app.server.channels.webchat.limit import FILES_OF_ADDRESS, OF_FILES
from tests.server.webchat.conftest import eventually

pytestmark = pytest.mark.postgresql_by_night

PICTURE = b"\x89PNG\r\n\x1a\n" + b"x" * 100


def send(page, data=PICTURE, name="трещина.png", kind="image/png"):
    headers = {"X-File-Name": quote(name), "Content-Type": kind}
    return page.http.post(page.api + "/files", data=data, headers=headers, timeout=30)


def files_of(house):
    with house.parts.database.read() as session:
        return session.query(Attachment).all()


@pytest.mark.on_both_databases
def test_a_visitors_file_comes_with_their_message_and_is_shown_to_them(house, visit):
    page = visit()
    sent = send(page).json()
    assert (sent["name"], sent["size"], sent["image"]) == ("трещина.png", len(PICTURE), True)
    assert page.write("", files=[sent["id"]]).status_code == 200
    (file,) = files_of(house)
    assert (file.name, file.content_type, file.size) == ("трещина.png", "image/png", len(PICTURE))
    talk = house.conversations()[0]
    assert (talk.subject, talk.preview) == ("трещина.png", "трещина.png")
    (message,) = page.read()
    (shown,) = message["files"]
    got = page.http.get(house.url + shown["url"], headers={"Authorization": ""}, timeout=30)
    assert (got.content, got.headers["Content-Type"]) == (PICTURE, "image/png")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert page.write("ещё", files=[sent["id"]]).json()["error"] == "no_such_file"


def test_a_link_is_for_one_visitor_and_one_file_and_ends(house, visit):
    page, other = visit(), visit()
    page.write("раз", files=[send(page, b"<script>", "x.html", "text/html").json()["id"]])
    other.write("два", files=[send(other).json()["id"]])
    (message,) = page.read()
    url = house.url + message["files"][0]["url"]
    got = page.http.get(url, timeout=30)
    assert got.headers["Content-Type"] == "application/octet-stream"
    assert got.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in got.headers["Content-Security-Policy"]
    assert page.http.get(url[:-1] + ("A" if url[-1] != "A" else "B"), timeout=30).status_code == 404
    assert page.http.get(house.url + "/chat/api/files/nonsense", timeout=30).status_code == 404
    house.clock.advance(3 * LINK_FOR)
    assert page.http.get(url, timeout=30).status_code == 404
    page.cursor = ""
    (again,) = page.read()
    assert page.http.get(house.url + again["files"][0]["url"], timeout=30).content == b"<script>"
    mine = [it["files"][0]["id"] for it in other.read()]
    assert message["files"][0]["id"] not in mine


def test_a_file_of_another_visitor_cannot_be_put_into_a_message(house, visit):
    page, other = visit(), visit()
    theirs = send(other).json()["id"]
    assert page.write("моё", files=[theirs]).json()["error"] == "no_such_file"
    assert files_of(house) == []


def test_too_large_too_many_and_empty_files_are_refused(house, visit):
    page = visit()
    assert send(page, b"").json()["error"] == "empty"
    assert send(page, b"x" * (MAX_VISITOR_FILE + 1)).json()["error"] == "too_large"
    assert page.http.post(page.api + "/files", data=b"x", headers={"Authorization": ""}, timeout=30).status_code == 401
    codes = [send(page, b"x").status_code for _ in range(OF_FILES.burst)]
    assert codes.count(429) == 2


def test_files_of_an_answer_are_shown_when_it_is_released(house, visit):
    page = visit()
    page.write("Пришлите счёт")
    talk = house.conversations()[0]
    entry_id = house.answer(talk.id, "Счёт", files=[("счёт.pdf", b"%PDF-1.4 x")])
    eventually(lambda: house.delivery(entry_id).state.value == "sent", "the answer is out")
    answer = next(it for it in page.read() if not it.get("own"))
    (shown,) = answer["files"]
    assert shown["name"] == "счёт.pdf"
    assert page.http.get(house.url + shown["url"], timeout=30).content == b"%PDF-1.4 x"
    mail = house.answer(talk.id, "Письмо", Channel.EMAIL, files=[("тайна.pdf", b"secret")])
    assert all(it["id"] != str(mail) for it in page.read())


@pytest.mark.on_both_databases
def test_files_without_a_message_are_dropped_after_a_day(house, visit):
    from app.server.jobs.retention import Retention

    sent = send(visit())
    assert sent.status_code == 200
    parts = house.parts
    with parts.database.read() as session:
        (file,) = session.query(ChatFile).all()
    assert parts.blobs.has(file.ws, file.blob)
    house.clock.advance(timedelta(hours=25))
    Retention(parts.database, parts.uow, parts.clock, parts.uploads).run_once()
    with parts.database.read() as session:
        assert session.query(ChatFile).count() == 0
    parts.effects.wake()
    eventually(lambda: not parts.blobs.has(file.ws, file.blob), "the file is off the disk")


@pytest.mark.on_both_databases
def test_from_where_somebody_wrote_is_forgotten_after_a_month_though_they_never_come_back(house, visit):
    from app.server.jobs.retention import ADDRESSES_FOR, Retention

    visit().write("Добрый день")
    parts, known = house.parts, []
    for step in (ADDRESSES_FOR - timedelta(days=1), timedelta(days=2)):
        house.clock.advance(step)
        Retention(parts.database, parts.uow, parts.clock, parts.uploads).run_once()
        with parts.database.read() as session:
            known.append(session.query(VisitorAddress).count())
    assert known == [1, 0]


def test_new_visitors_of_one_address_send_no_more_files_than_one(house, visit, monkeypatch):
    moment = house.clock.monotonic()
    monkeypatch.setattr(house.clock, "monotonic", lambda: moment)  # a busy machine gives nothing back meanwhile
    pages = [visit() for _ in range(FILES_OF_ADDRESS.burst // OF_FILES.burst + 1)]
    codes = [send(page, b"x").status_code for page in pages for _ in range(OF_FILES.burst)]
    assert codes.count(200) == FILES_OF_ADDRESS.burst
    assert codes.count(429) == OF_FILES.burst


def test_a_name_is_one_line_without_a_path():
    assert shown_name("C:\\Users\\x\\фото.png") == "фото.png"
    assert shown_name("../../etc/passwd\n") == "passwd"
    assert shown_name("") == "file"
    assert len(shown_name("a" * 500 + ".png")) <= 121
    assert shown_name("a" * 500 + ".png").endswith(".png")


def test_a_file_that_stops_coming_is_given_up_with_its_reason(house, visit, monkeypatch):
    monkeypatch.setattr("app.server.channels.webchat.body.SILENCE_S", 0.1)
    page = visit()
    where = urlsplit(house.url)
    token = page.http.headers["Authorization"]
    head = f"POST /chat/api/files HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\nAuthorization: {token}"
    with socket.create_connection((where.hostname, where.port), timeout=30) as line:
        line.sendall(head.encode() + b"\r\n\r\nhalf of it")
        answer = line.recv(65_536)
        while b"too_slow" not in answer:
            more = line.recv(65_536)
            assert more, answer
            answer += more
    assert answer.startswith(b"HTTP/1.1 400 ")
