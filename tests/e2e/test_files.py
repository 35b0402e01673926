"""Files both ways between real programs: written without a server, over roads that break, byte for byte."""

import hashlib
import os
import struct
import time
import zlib
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path

import pytest
import requests

from tests.e2e.customer import MailCustomer, wait_for
from tests.services.proxy import Road, running_proxy

pytestmark = pytest.mark.e2e

UNASSIGNED = 2
LARGE = 20_000_000


def png(width: int, height: int, colour: bytes) -> bytes:
    """A picture of one colour, written by hand."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + colour * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def attachments(server, letter) -> dict[str, bytes]:
    """Files of a letter at the sink, as the customer's mail program reads them."""
    raw = requests.get(server.url + letter["raw"], timeout=60).content
    mail = message_from_bytes(raw, policy=policy.default)
    return {str(it.get_filename()): it.get_payload(decode=True) for it in mail.iter_attachments()}


@pytest.fixture
def road(server):
    """Between desk and server; an empty workspace with one letter."""
    server.who = server.make_empty()
    server.start()
    with running_proxy(server.line["port"]) as proxy:
        yield proxy


def customer(server) -> MailCustomer:
    return MailCustomer("Марина <marina@example.com>", server.line["mail_address"], server.line["mail_port"])


@pytest.mark.nightly  # its short form: tests/sync/test_files.py
def test_a_picture_and_a_large_file_written_without_a_server_arrive_once_and_whole(server, road, computer, tmp_path):
    marina = customer(server)
    marina.write("План квартиры", "Пришлите план и фото, пожалуйста.")
    made = computer()
    desk = made.start("--language", "ru")
    desk.sign_in(road.url, *server.who)
    desk.ready()
    desk.place(UNASSIGNED)
    talk = desk.painted("План квартиры")["id"]
    desk.whole(talk)
    server.kill()
    road.set(Road.CLOSED)
    desk.wait_link("offline")

    plan, photo = tmp_path / "План квартиры №7.pdf", tmp_path / "photo.png"
    plan.write_bytes(b"%PDF-1.4\n" + os.urandom(LARGE))
    photo.write_bytes(png(320, 200, b"\x0a\x78\x84"))
    desk.show_id(talk)
    desk.type("Марина, план и фото приложены.")
    desk.attach(str(plan))
    names = desk.paste_picture(str(photo))
    assert names[0] == plan.name
    kept = {it["name"]: it["blob"] for it in desk.attached()}
    desk.kill()  # as a power cut: the draft and its files are here again
    desk = made.start("--language", "ru")
    desk.ready(live=False)
    desk.show_id(talk)
    assert {it["name"]: it["blob"] for it in desk.attached()} == kept
    desk.send(now=True)
    desk.wait_unsent(1)
    desk.quit()
    desk = made.start("--language", "ru")
    desk.ready(live=False)
    desk.wait_unsent(1)
    desk.show_id(talk)

    server.start()
    seen: list[int] = []
    for broken in (Road.CLOSED, Road.STALLED, Road.CLOSED):
        road.set(Road.OPEN, server.line["port"])
        desk.sync()
        done = len(seen) and max(seen)
        wait_for(lambda: moved(desk, seen) > done or server.sink.letters(), "progress")  # noqa: B023
        road.set(broken)
        time.sleep(0.3)  # bytes on their way are swallowed
    server.kill()
    server.start()
    road.set(Road.OPEN, server.line["port"])
    desk.sync()
    (letter,) = wait_for(lambda: (desk.sync(), server.sink.letters(marina.address))[1], "the letter", 120)
    files = attachments(server, letter)
    assert files.keys() == kept.keys()
    assert files[plan.name] == plan.read_bytes()
    for name, blob in kept.items():
        assert hashlib.sha256(files[name]).hexdigest() == blob
    desk.entry("план и фото", "sent")
    assert len(server.sink.letters()) == 1
    desk.quit()


def moved(desk, seen: list[int]) -> int:
    """How much of the large file has arrived."""
    seen += [it["done"] for it in desk.progress() if it["size"] > LARGE]
    return max(seen, default=0)


@pytest.mark.parametrize("server", ["sqlite", pytest.param("postgresql", marks=pytest.mark.nightly)], indirect=True)
def test_a_customers_pictures_are_seen_in_their_letter_and_their_files_saved_byte_for_byte(
    server, road, computer, tmp_path
):
    marina = customer(server)
    photo, bill = png(400, 300, b"\xc0\x14\x78"), b"%PDF-1.4\n" + os.urandom(300_000)
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = marina.sender, marina.to, "Трещина"
    letter["Message-ID"] = make_msgid(domain="example.com")
    letter.set_content("Вот трещина.")
    letter.add_alternative('<p>Вот трещина:</p><p><img src="cid:photo@mail"></p>', subtype="html")
    letter.get_payload()[1].add_related(photo, "image", "png", cid="<photo@mail>", filename="фото трещины.png")
    letter.add_attachment(bill, maintype="application", subtype="pdf", filename="Счёт № 48‑99002 от 5 ноября.pdf")
    marina.send(letter)
    desk = computer().start("--language", "ru")
    desk.sign_in(road.url, *server.who)
    desk.ready()
    desk.place(UNASSIGNED)
    talk = desk.painted("Трещина")["id"]
    desk.whole(talk)
    assert desk.shows_colour("#c01478")
    road.set(Road.CLOSED)
    time.sleep(0.1)
    road.set(Road.OPEN)
    assert {it["name"] for it in desk.want_files()} == {"фото трещины.png", "Счёт № 48‑99002 от 5 ноября.pdf"}
    saved = [Path(it).read_bytes() for it in desk.save_files(str(tmp_path))]
    assert sorted(saved) == sorted([photo, bill])
    desk.quit()
