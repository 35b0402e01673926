"""A customer writes, an operator answers, the answer arrives: real processes, nothing faked, on both databases."""

import pytest
from playwright.sync_api import expect

from tests.e2e.customer import MailCustomer

pytestmark = pytest.mark.e2e

UNASSIGNED, MINE = 2, 1
EMPTY, SAMPLE = "an empty workspace", "the sample workspace"


@pytest.fixture
def desk(request, server, computer):
    """An operator who signed in with address and password."""
    who = server.make_sample() if request.param == SAMPLE else server.make_empty()
    server.start()
    opened = computer().start("--language", "ru")
    opened.sign_in(server.url, *who)
    opened.ready()
    opened.place(UNASSIGNED)
    return opened


def bare(ids):
    return [it.strip("<>") for it in ids]


@pytest.mark.parametrize(
    ("server", "desk"),
    [
        ("sqlite", EMPTY),
        ("postgresql", SAMPLE),
        pytest.param("sqlite", SAMPLE, marks=pytest.mark.nightly),
        pytest.param("postgresql", EMPTY, marks=pytest.mark.nightly),
    ],
    indirect=True,
)
def test_mail_and_chat_of_two_unknown_customers(server, desk, page):
    mailbox = server.line["mail_address"]
    maria = MailCustomer("Мария Ильина <m.ilina@example.com>", mailbox, server.line["mail_port"])
    maria.write("Не горит лампа L-77001", "Добрый день! Лампа не горит.")
    desk.painted("L-77001")
    desk.open("L-77001")
    assert "Мария" in desk.offered()
    desk.insert_greeting()
    desk.type("Пришлём новую.")
    desk.send(now=True)
    letter = server.sink.wait(maria.address, 1)[0]
    assert bare(letter["in_reply_to"]) == bare(maria.written)
    assert bare(maria.written)[0] in bare(letter["references"])
    assert letter["message_id"]
    assert "Мария" in letter["text"]
    assert "Пришлём новую." in letter["text"]
    number = desk.header()["number"]
    desk.entry("Пришлём новую.", "sent")
    desk.resolve()
    desk.wait_left("resolve")
    desk.place(MINE)
    maria.write("Re: Не горит лампа L-77001", "А когда?", answers=letter)
    row = desk.painted("L-77001")
    assert (row["number"], row["status"], row["preview"]) == (number, "open", "А когда?")

    desk.place(UNASSIGNED)
    page.goto(server.line["chat_url"])
    page.get_by_role("textbox", name="Напишите сообщение").fill("Здравствуйте, вы работаете? T-88001")
    page.keyboard.press("Enter")
    desk.painted("T-88001")
    desk.open("T-88001")
    offered = desk.offered()
    assert offered
    desk.insert_greeting()
    desk.type("Да, до девяти.")
    desk.send()
    expect(page.locator(".message:not(.own) .bubble")).to_contain_text("Да, до девяти.")
    desk.entry("Да, до девяти.", "delivered")
    assert len(server.sink.letters(maria.address)) == 1
    desk.quit()
